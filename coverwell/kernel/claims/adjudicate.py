"""Deciding a claim: the fifteen questions of the kernel page, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter

from coverwell.kernel.claims.adjustments import denied_line, pended_line
from coverwell.kernel.claims.cut import whole_again, with_units_left
from coverwell.kernel.claims.decision import (
    ApprovalUse,
    Decision,
    LineDecision,
    Outcome,
    Payee,
    Pend,
    totals,
)
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.faults import faults_by_line, without_released
from coverwell.kernel.claims.past import prior_lines
from coverwell.kernel.claims.payee import payee_of
from coverwell.kernel.claims.plain import settle_plain
from coverwell.kernel.claims.priced_lines import with_prices
from coverwell.kernel.claims.rule_line import Matter, rule_line
from coverwell.kernel.claims.ruling import Ruling
from coverwell.kernel.claims.settle import settle
from coverwell.kernel.claims.shared import preset_copays
from coverwell.kernel.claims.traces import trace_of
from coverwell.kernel.claims.work import Asked, Work
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.record import new


def adjudicate(claim: Claim, facts: ClaimFacts) -> Decision:
    """Decide an accepted or planned claim from facts alone; the same facts, the same decision.

    Raises UnstatedError where there is no rulebook and a line's facts are not stated either.
    """
    work = Work(claim, facts)
    faults = faults_by_line(work)
    if work.cuts:
        work.claim = with_units_left(claim, work.cuts)
        return whole_again(_adjudicated(work, faults), claim, work.cuts)
    return _adjudicated(work, faults)


def _adjudicated(work: Work, faults: Mapping[int, tuple[Problem, ...]]) -> Decision:
    claim, facts = work.claim, work.facts
    asked = [
        rule_line(new(Matter, (work, line, faults.get(line.number, ())))) for line in claim.lines
    ]
    if facts.released:
        asked = without_released(asked, work)
    rulings = with_prices(work, asked)
    pends = pends_of(claim, rulings)
    if pends:
        return pended(work, rulings, pends)
    return decided(work, rulings)


def pends_of(claim: Claim, rulings: tuple[Ruling, ...]) -> tuple[Pend, ...]:
    """Collect what a person must look at; a line that is denied anyway waits for nobody."""
    if not any(map(_problems, rulings)):
        return ()
    return tuple(
        Pend(one.finding.rule, one.release, line.number)
        for line, ruling in zip(claim.lines, rulings, strict=True)
        if ruling.problems and ruling.denial is None
        for one in ruling.problems
    )


_problems = attrgetter("problems")
# To look a member up in its class takes as long as making a record.
DECIDED = Outcome.DECIDED


def pended(work: Work, rulings: tuple[Ruling, ...], pends: tuple[Pend, ...]) -> Decision:
    """Return the claim as it waits: denied lines are known, the others are open."""
    lines = tuple(
        denied(line, ruling, ruling.denial, work) if ruling.denial else waiting(line, ruling, work)
        for line, ruling in zip(work.claim.lines, rulings, strict=True)
    )
    return Decision(
        work.claim.number,
        Outcome.PENDED,
        edition_of(rulings),
        lines,
        totals(lines),
        Payee.PROVIDER,
        pends=pends,
        trace=trace_of(work, rulings),
    )


def decided(work: Work, rulings: tuple[Ruling, ...]) -> Decision:
    """Decide every line in claim order; each posted entry counts for the next line."""
    claim, cuts = work.claim, work.cuts
    asked: list[Asked | None] = []
    for at, line in enumerate(claim.lines):
        payable = None if rulings[at].problems else rulings[at].payable
        if payable is None:
            asked.append(None)
        else:
            asked.append(Asked(line, payable, work.prices[line.number], work))
    covered = [one for one in asked if one is not None]
    if claim.inpatient:
        work.presets = preset_copays(covered, work)
    decisions = []
    for at, line in enumerate(claim.lines):
        for finding in rulings[at].found:
            work.found(line.number, finding)
        if cuts and line.number in cuts:
            work.found(line.number, cuts[line.number].finding)
        decisions.append(decide_line(line, rulings[at], asked[at], work))
    lines = tuple(decisions)
    return Decision(
        claim.number,
        DECIDED,
        edition_of(rulings),
        lines,
        totals(lines),
        payee_of(work, [one.payable for one in covered]),
        tuple(work.running.entries),
        prior_lines(claim, lines),
        approvals=approvals_used(work, covered),
        trace=trace_of(work, rulings),
    )


def approvals_used(work: Work, covered: Sequence[Asked]) -> tuple[ApprovalUse, ...]:
    """Return the uses of approvals by lines that were paid: a denied line uses nothing."""
    if not work.approvals:
        return ()
    paid = {one.line.number for one in covered}
    return tuple(use for use in work.approvals if use.line in paid)


def decide_line(line: Line, ruling: Ruling, asked: Asked | None, work: Work) -> LineDecision:
    """Deny a line or settle its money."""
    if asked is not None:
        return settle_plain(asked, work) or settle(asked, work)
    return denied(line, ruling, ruling.denial or ruling.problems[0], work)


def denied(line: Line, ruling: Ruling, denial: Problem, work: Work) -> LineDecision:
    """Deny a line with its first fault, and note them all."""
    for one in ruling.problems:
        work.found(line.number, one.finding)
    return denied_line(line, ruling, denial)


def waiting(line: Line, ruling: Ruling, work: Work) -> LineDecision:
    """Let a line wait, and note what it waits for."""
    for one in ruling.problems:
        work.found(line.number, one.finding)
    return pended_line(line, ruling)


def edition_of(rulings: tuple[Ruling, ...]) -> str:
    """Name the edition that the claim is pinned to: that of its first covered line."""
    for ruling in rulings:
        if ruling.edition:
            return ruling.edition
    return ""
