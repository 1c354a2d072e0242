"""The questions about one line before its money, in order; every fault is collected."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from coverwell.kernel.claims.approval import approval_of, is_referred, policy_review, share_side
from coverwell.kernel.claims.edition import Cell, cell_of
from coverwell.kernel.claims.facts import NOT_STATED
from coverwell.kernel.claims.known import Known, Question, age_on, looked_up, stated_known
from coverwell.kernel.claims.row_terms import row_terms
from coverwell.kernel.claims.ruling import Payable, Ruling
from coverwell.kernel.claims.turn import turn_of
from coverwell.kernel.claims.usual import usual_ruling
from coverwell.kernel.claims.work import Insured, Work
from coverwell.kernel.coverage.cover import covered_on
from coverwell.kernel.plan.plan import Benefit, Plan, ReferralRule
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.kernel.vocabulary.side import Side


class Matter(NamedTuple):
    """A line under question, and the faults that the edits found in it."""

    work: Work
    line: Line
    faults: tuple[Problem, ...] = ()


def rule_line(matter: Matter) -> Ruling:
    """Ask about cover, care, cell, approval and order."""
    work, line, faults = matter
    insured = insured_on(line, work)
    if isinstance(insured, Problem):
        return Ruling(problems=(insured, *faults))
    if work.ordinary:
        ruling = usual_ruling(line, insured, work)
        if ruling is not None:
            return replace(ruling, problems=faults) if faults else ruling
    return rule_in_full(matter, insured)


def rule_in_full(matter: Matter, insured: Insured) -> Ruling:
    """Ask every question of a line about which something is out of the ordinary."""
    known = known_of(matter)
    row = insured.edition.row_of(known.chain)
    cell = None if row is None else choose_cell(row, insured, known, matter)
    if row is None or cell is None:
        missing = not_covered(row, insured, known, matter)
        care = known.chain[0] if row is None else row.care
        problems = (*matter.faults, missing)
        return Ruling(insured.cover.edition, care, known.side, problems, found=known.found)
    return rule_covered(matter, insured, known, cell)


def insured_on(line: Line, work: Work) -> Insured | Problem:
    """Question 1: find the cover and the plan's edition on the line's date, once a day."""
    known = work.insured.get(line.first)
    return _asked_insured(line, work) if known is None else known


def _asked_insured(line: Line, work: Work) -> Insured | Problem:
    found = covered_on(line.first, work.facts.covers, work.facts.person)
    if found.cover is None:
        return work.problem(found.finding, line.number)
    plan = work.facts.plans.get(found.cover.edition)
    if plan is None:
        said = {"edition": found.cover.edition}
        unknown = Finding("edition_unknown", ZERO, said, "enrollment")
        return work.problem(unknown, line.number)
    age = age_on(work.facts.person.birth, line.first)
    insured = work.insured[line.first] = Insured(found.cover, plan, age)
    return insured


def known_of(matter: Matter) -> Known:
    """Find what is known of a line: looked up in the tables, or stated."""
    line, claim, facts = matter.line, matter.work.claim, matter.work.facts
    stated = facts.stated.get(line.number, NOT_STATED)
    tables = matter.work.tables_on(line.first)
    provider = facts.provider_of(line.number)
    if tables is None or provider is None:
        return stated_known(line, stated)
    return looked_up(Question(claim, line, facts, tables, provider), stated)


def choose_cell(row: Benefit, insured: Insured, known: Known, matter: Matter) -> Cell | None:
    """Choose the column: protected care is shared as in network, whoever gave it."""
    side = known.side
    if known.protection or known.alone:
        side = Side.NETWORK
    elif row.referral and not known.spared:
        referred = is_referred(row, insured.plan, known, (matter.line, matter.work))
        side = share_side(row, insured.plan, side, referred=referred)
    return cell_of(insured.edition, row.care, known.side, known.tier, side)


def not_covered(row: Benefit | None, insured: Insured, known: Known, matter: Matter) -> Problem:
    """Name the row that does not cover a line on its side, or that there is no row."""
    care, rule, source = known.chain[0], "care_not_in_plan", insured.plan.head.source
    if row is not None:
        care, rule, source = row.care, "care_not_covered", row.says
        if known.side is Side.OUT:
            rule = "care_not_covered_out_of_network"
    provider = matter.work.facts.provider_of(matter.line.number)
    if known.side is Side.NETWORK and provider is not None and provider.member_harmless:
        rule = "care_not_covered_harmless"
    return matter.work.problem(Finding(rule, ZERO, {"care": care}, source), matter.line.number)


def rule_covered(matter: Matter, insured: Insured, known: Known, cell: Cell) -> Ruling:
    """Ask a line that has a cell about policy, approval, referral and order."""
    line, work, row = matter.line, matter.work, cell.row
    approved = approval_of(row, known, line, work)
    turn = turn_of(line, work)
    found = (
        None if approved.number else policy_review(line, work),
        approved.problem,
        referral_missing(row, insured.plan, known, matter),
        turn.problem,
    )
    problems = (*matter.faults, *(one for one in found if one is not None))
    tier = insured.cover.tier
    payable = Payable(
        insured.plan,
        tier,
        cell,
        row_terms(insured.edition, cell, tier, protected=bool(known.protection)),
        known.chain,
        known.protection,
        penalty=approved.penalty,
        admitted=known.admitted,
        answer=turn.answer,
        approval=approved.number,
    )
    return Ruling(insured.cover.edition, row.care, known.side, problems, payable, known.found)


def referral_missing(row: Benefit, plan: Plan, known: Known, matter: Matter) -> Problem | None:
    """Deny a line whose plan requires a referral that is not there."""
    if not row.referral or plan.referral is not ReferralRule.REQUIRED:
        return None
    if is_referred(row, plan, known, (matter.line, matter.work)):
        return None
    found = Finding("referral_missing", ZERO, {"care": row.care}, row.says)
    return matter.work.problem(found, matter.line.number)
