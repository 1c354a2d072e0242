"""The questions about one line before its money, in order; every fault is collected."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.claims.approval import (
    NO_OBJECTION,
    share_side,
    without_precertification,
    without_referral,
)
from coverwell.kernel.claims.codes import problem
from coverwell.kernel.claims.facts import NOT_STATED, ClaimFacts
from coverwell.kernel.claims.known import (
    Insured,
    Known,
    insured_on,
    stated_known,
    stated_worth,
)
from coverwell.kernel.claims.ruling import Cell, Payable, Ruling, cell_of
from coverwell.kernel.claims.turn import turn_of
from coverwell.kernel.plan.plan import Benefit
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.side import Side


class Matter(NamedTuple):
    """A line under question, and the faults that the edits found in it."""

    claim: Claim
    line: Line
    facts: ClaimFacts
    faults: tuple[Problem, ...] = ()


def rule_line(matter: Matter) -> Ruling:
    """Ask about cover, care, cell, approval, order and worth."""
    insured = insured_on(matter.line, matter.facts)
    if isinstance(insured, Problem):
        return Ruling(problems=(insured, *matter.faults))
    known = known_of(matter)
    row = insured.plan.rows.get(known.care)
    cell = None if row is None else choose_cell(row, insured, known)
    if row is None or cell is None:
        missing = not_covered(matter.line, row, insured, known)
        problems = (*matter.faults, missing)
        return Ruling(insured.cover.edition, known.care, known.side, problems)
    return rule_covered(matter, insured, known, cell)


def known_of(matter: Matter) -> Known:
    """Find what is known of a line: stated, or looked up."""
    stated = matter.facts.stated.get(matter.line.number, NOT_STATED)
    return stated_known(matter.line, stated)


def choose_cell(row: Benefit, insured: Insured, known: Known) -> Cell | None:
    """Choose the column: protected care is shared as in network, whoever gave it."""
    if known.protected:
        return cell_of(row, known.side, known.tier, Side.NETWORK)
    side = known.side
    if not known.spared:
        side = share_side(row, insured.plan, side, referred=known.referred)
    return cell_of(row, known.side, known.tier, side)


def not_covered(line: Line, row: Benefit | None, insured: Insured, known: Known) -> Problem:
    """Name the row that does not cover a line on its side, or that there is no row."""
    facts = {"care": known.care}
    if row is None:
        return problem("care_not_in_plan", line.number, facts, insured.plan.head.source)
    out = "_out_of_network" if known.side is Side.OUT else ""
    return problem(f"care_not_covered{out}", line.number, facts, row.says)


def rule_covered(matter: Matter, insured: Insured, known: Known, cell: Cell) -> Ruling:
    """Ask a line that has a cell about approval, order and worth."""
    line = matter.line
    approval = NO_OBJECTION
    if not (known.approved or known.spared):
        approval = without_precertification(cell.row, known.side, line.number)
    referral = None
    if not (known.referred or known.spared):
        referral = without_referral(cell.row, insured.plan, line.number)
    turn = turn_of(matter.claim, line, matter.facts)
    found = (approval.problem, referral, turn.problem)
    problems = (*matter.faults, *(one for one in found if one is not None))
    stated = matter.facts.stated.get(line.number, NOT_STATED)
    payable = Payable(
        insured.plan,
        insured.cover,
        cell,
        stated_worth(line, stated),
        approval.penalty,
        known.admitted,
        turn.answer,
    )
    return Ruling(insured.cover.edition, known.care, known.side, problems, payable)
