"""Deciding the claims of one family in order; no database here, so that it can be replayed."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import (
    Decision,
    LineDecision,
    Outcome,
    Payee,
    Pend,
    Status,
    Totals,
    totals,
)
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.cost_share.balances import Balances, balances
from coverwell.services.claims.drg import with_group
from coverwell.services.claims.facts import Setting, claim_facts
from coverwell.services.claims.family import Family, Made, Placed, Waiting


log = logging.getLogger(__name__)


def decide_waiting(family: Family, claims: Iterable[Waiting], setting: Setting) -> Iterator[Made]:
    """Decide claims in the order given; the family is moved on by each."""
    for asked in claims:
        patient = next(one for one in family.people if one.number == asked.person)
        waiting = asked._replace(claim=with_group(asked.claim, patient))
        if waiting.corrects is None:
            yield _original(waiting, family, setting)
        else:
            yield from _correction(waiting, family, setting)


def _original(waiting: Waiting, family: Family, setting: Setting) -> Made:
    decision = _adjudicated(waiting, claim_facts(waiting, family, setting))
    order = family.take_order()
    return _post(waiting, family, Made(family.id, waiting, "original", "", order, order, decision))


def _adjudicated(waiting: Waiting, facts: ClaimFacts) -> Decision:
    """Ask the kernel; a claim that it cannot decide waits for a person, and stops no other."""
    try:
        return adjudicate(waiting.claim, facts)
    except Exception:
        log.exception("Claim %s could not be decided.", waiting.claim.number)
        return _waits(waiting, "decision_failed")


def _correction(waiting: Waiting, family: Family, setting: Setting) -> Iterator[Made]:
    """Replace (7) or void (8): the old decision is taken back, the new one takes its place."""
    old = family.placed.get(waiting.corrects or 0)
    if old is None or old.closed:
        yield _pended(waiting, family, "replaced_claim_open")
        return
    facts = _facts_at(old, waiting, family, setting)
    yield _reversal(old, waiting, family)
    if waiting.claim.frequency == "8":
        yield _voided(waiting, family)
        return
    decision = _adjudicated(waiting, facts)
    sequence = family.take_order()
    order = old.order if old.decision.outcome is Outcome.DECIDED else sequence
    made = Made(family.id, waiting, "replacement", "", sequence, order, decision)
    yield _post(waiting, family, made)


def _facts_at(old: Placed, waiting: Waiting, family: Family, setting: Setting) -> ClaimFacts:
    """The facts at the old claim's place: what came before it, and what later claims used."""
    facts = claim_facts(waiting, family, setting)
    if old.decision.outcome is not Outcome.DECIDED:
        return facts
    return replace(
        facts,
        balances=_used(family, before=old.order),
        later=_used(family, after=old.order),
        history=facts.history.without(old.decision.claim),
    )


def _used(family: Family, before: int | None = None, after: int | None = None) -> Balances:
    return balances(
        entry
        for placed in family.placed.values()
        if (before is None or placed.order < before) and (after is None or placed.order > after)
        for entry in placed.decision.entries
    )


def _reversal(old: Placed, by: Waiting, family: Family) -> Made:
    """Take a decision back: the amounts and entries of the opposite sign."""
    taken = taken_back(old.decision)
    waiting = Waiting(old.id, old.person, old.claim, old.edition, None, old.decided, by.file)
    made = Made(family.id, waiting, "reversal", "reversed", family.take_order(), old.order, taken)
    family.balances = family.balances.after(taken.entries)
    family.history = family.history.without(old.decision.claim)
    family.placed[old.id] = old._replace(
        decided=old.decided + 1, decision=_nothing(old.decision.claim), closed=True
    )
    return made


def taken_back(decision: Decision) -> Decision:
    """The decision that takes another one back."""
    lines = tuple(_negative(line) for line in decision.lines)
    if decision.outcome is Outcome.PENDED:
        lines = ()
    return replace(
        decision, lines=lines, totals=totals(lines), entries=decision.contra, history=(), pends=()
    )


def _negative(line: LineDecision) -> LineDecision:
    amounts = {name: -getattr(line, name) for name in Totals._fields}
    adjusted = tuple(one._replace(amount=-one.amount) for one in line.adjustments)
    return line._replace(**amounts, adjustments=adjusted, counted=-line.counted)


def _voided(waiting: Waiting, family: Family) -> Made:
    """The void itself: it pays nothing and stands for nothing."""
    order = family.take_order()
    nothing = _nothing(waiting.claim.number)
    return Made(family.id, waiting, "reversal", "reversed", order, order, nothing)


def _nothing(claim: str) -> Decision:
    return Decision(claim, Outcome.PENDED, "", (), Totals(), Payee.PROVIDER)


def _waits(waiting: Waiting, rule: str) -> Decision:
    return replace(_nothing(waiting.claim.number), pends=(Pend(rule, "staff_reviewed"),))


def _pended(waiting: Waiting, family: Family, rule: str) -> Made:
    """A correction that a person must look at: what it corrects is not there any more."""
    decision = _waits(waiting, rule)
    order = family.take_order()
    return Made(family.id, waiting, "replacement", "pended", order, order, decision)


def _post(waiting: Waiting, family: Family, made: Made) -> Made:
    decision = made.decision
    if decision.entries:
        family.balances = family.balances.after(decision.entries)
    if decision.history:
        family.history = family.history.after(decision.history)
    family.placed[waiting.id] = Placed(
        waiting.id,
        waiting.person,
        waiting.edition,
        waiting.decided + 1,
        made.order,
        waiting.claim,
        decision,
    )
    return made._replace(outcome=_outcome(decision))


def _outcome(decision: Decision) -> str:
    if decision.outcome is Outcome.PENDED:
        return "pended"
    return "denied" if all(line.status is Status.DENIED for line in decision.lines) else "paid"
