"""The questions about one line before its money, in order; every fault is collected."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.claims.approval import (
    NO_OBJECTION,
    share_side,
    without_precertification,
    without_referral,
)
from coverwell.kernel.claims.codes import problem, problem_of
from coverwell.kernel.claims.facts import NOT_STATED
from coverwell.kernel.claims.known import Known, Question, looked_up, stated_known
from coverwell.kernel.claims.ruling import Cell, Payable, Ruling, cell_of
from coverwell.kernel.claims.turn import turn_of
from coverwell.kernel.claims.work import Work
from coverwell.kernel.plan.plan import Benefit, Plan
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.member import Cover
from coverwell.kernel.vocabulary.side import Side


class Matter(NamedTuple):
    """A line under question, and the faults that the edits found in it."""

    work: Work
    line: Line
    faults: tuple[Problem, ...] = ()


class Insured(NamedTuple):
    """The cover in force on a line's date and the edition that it pins."""

    cover: Cover
    plan: Plan


def rule_line(matter: Matter) -> Ruling:
    """Ask about cover, care, cell, approval and order."""
    insured = insured_on(matter.line, matter.work)
    if isinstance(insured, Problem):
        return Ruling(problems=(insured, *matter.faults))
    known = known_of(matter)
    rows = insured.plan.rows
    row = next((rows[care] for care in known.chain if care in rows), None)
    cell = None if row is None else choose_cell(row, insured, known)
    if row is None or cell is None:
        missing = not_covered(matter.line, row, insured, known)
        care = known.chain[0] if row is None else row.care
        problems = (*matter.faults, missing)
        return Ruling(insured.cover.edition, care, known.side, problems, found=known.found)
    return rule_covered(matter, insured, known, cell)


def insured_on(line: Line, work: Work) -> Insured | Problem:
    """Question 1: find the cover and the plan's edition on the line's date."""
    found = work.covered_on(line.first)
    if found.cover is None:
        return problem_of(found.finding, line.number)
    plan = work.facts.plans.get(found.cover.edition)
    if plan is None:
        said = {"edition": found.cover.edition}
        return problem("edition_unknown", line.number, said, "enrollment")
    return Insured(found.cover, plan)


def known_of(matter: Matter) -> Known:
    """Find what is known of a line: looked up in the tables, or stated."""
    line, claim, facts = matter.line, matter.work.claim, matter.work.facts
    stated = facts.stated.get(line.number, NOT_STATED)
    if facts.tables is None or facts.provider is None:
        return stated_known(line, stated)
    return looked_up(Question(claim, line, facts, facts.tables, facts.provider), stated)


def choose_cell(row: Benefit, insured: Insured, known: Known) -> Cell | None:
    """Choose the column: protected care is shared as in network, whoever gave it."""
    if known.protection:
        return cell_of(row, known.side, known.tier, Side.NETWORK)
    side = known.side
    if not known.spared:
        side = share_side(row, insured.plan, side, referred=known.referred)
    return cell_of(row, known.side, known.tier, side)


def not_covered(line: Line, row: Benefit | None, insured: Insured, known: Known) -> Problem:
    """Name the row that does not cover a line on its side, or that there is no row."""
    if row is None:
        facts = {"care": known.chain[0]}
        return problem("care_not_in_plan", line.number, facts, insured.plan.head.source)
    out = "_out_of_network" if known.side is Side.OUT else ""
    return problem(f"care_not_covered{out}", line.number, {"care": row.care}, row.says)


def rule_covered(matter: Matter, insured: Insured, known: Known, cell: Cell) -> Ruling:
    """Ask a line that has a cell about approval and order."""
    number, row = matter.line.number, cell.row
    approval = NO_OBJECTION
    if not (known.approved or known.spared):
        approval = without_precertification(row, known.side, number)
    referral = None
    if not (known.referred or known.spared):
        referral = without_referral(row, insured.plan, number)
    turn = turn_of(matter.work.claim, matter.line, matter.work.facts)
    found = (approval.problem, referral, turn.problem)
    problems = (*matter.faults, *(one for one in found if one is not None))
    payable = Payable(
        insured.plan,
        insured.cover,
        cell,
        known.chain,
        known.protection,
        penalty=approval.penalty,
        admitted=known.admitted,
        answer=turn.answer,
    )
    return Ruling(insured.cover.edition, row.care, known.side, problems, payable, known.found)
