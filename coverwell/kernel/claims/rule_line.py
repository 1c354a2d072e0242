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
from coverwell.kernel.claims.usual import alike_of, usual_known, usual_ruling
from coverwell.kernel.claims.work import Insured, Work
from coverwell.kernel.cost_share.limits import months_before
from coverwell.kernel.coverage.cover import cover_on
from coverwell.kernel.plan.plan import Benefit, Plan, ReferralRule
from coverwell.kernel.reasons.finding import Fact, Finding
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
    tables, known = insured.tables, None
    alike = None if tables is None else alike_of(line, insured, tables, work)
    if tables is not None and alike is not None:
        ruling = usual_ruling(insured.edition, tables, alike)
        if ruling is not None:
            return replace(ruling, problems=faults) if faults else ruling
        known = usual_known(tables, alike)
    return rule_in_full(matter, insured, known or known_of(matter))


def rule_in_full(matter: Matter, insured: Insured, known: Known) -> Ruling:
    """Ask every question of a line about which something is out of the ordinary."""
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
    facts, day = work.facts, line.first
    cover = cover_on(day, facts.covers, facts.person)
    if isinstance(cover, Finding):
        return work.problem(cover, line.number)
    plan = facts.plans.get(cover.edition)
    if plan is None:
        said = {"edition": cover.edition}
        unknown = Finding("edition_unknown", ZERO, said, "enrollment")
        return work.problem(unknown, line.number)
    age = age_on(facts.person.birth, day)
    insured = work.insured[day] = Insured(cover, plan, age, work.tables_on(day))
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
        still_waiting(row, insured, matter) if row.waiting_months else None,
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


def still_waiting(row: Benefit, insured: Insured, matter: Matter) -> Problem | None:
    """Deny a line of a row that pays only after so many months of cover."""
    since, line = insured.cover.since, matter.line
    if since is None or months_before(line.first, row.waiting_months) >= since:
        return None
    facts: dict[str, Fact] = {"care": row.care, "since": since, "months": row.waiting_months}
    found = Finding("benefit_waiting_period", ZERO, facts, row.says)
    return matter.work.problem(found, line.number)


def referral_missing(row: Benefit, plan: Plan, known: Known, matter: Matter) -> Problem | None:
    """Deny a line whose plan requires a referral that is not there."""
    if not row.referral or plan.referral is not ReferralRule.REQUIRED:
        return None
    if is_referred(row, plan, known, (matter.line, matter.work)):
        return None
    found = Finding("referral_missing", ZERO, {"care": row.care}, row.says)
    return matter.work.problem(found, matter.line.number)
