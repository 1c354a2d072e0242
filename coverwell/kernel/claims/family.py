"""Deciding the claims of a family one after another: its accumulators are shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.cost_share.balances import Balances, Entry, balances
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.kernel.vocabulary.history import History


class Family(NamedTuple):
    """What a family has used, and its prior lines."""

    balances: Balances
    history: History

    def after(self, decision: Decision) -> Family:
        """Return the family once a decision is in force; a pended one changes nothing."""
        return Family(
            self.balances.after(decision.entries) if decision.entries else self.balances,
            self.history.after(decision.history) if decision.history else self.history,
        )


class Placed(NamedTuple):
    """A decision in force at its place in the family's benefit order, and what it was made of."""

    order: int
    claim: Claim
    facts: ClaimFacts
    decision: Decision


def decide_family(
    asked: Iterable[tuple[Claim, ClaimFacts]], family: Family
) -> tuple[Decision, ...]:
    """Decide claims in order; the balances and history of each are the family's so far."""
    decisions = []
    for claim, facts in asked:
        decision = adjudicate(claim, standing_at(facts, family))
        family = family.after(decision)
        decisions.append(decision)
    return tuple(decisions)


def standing_at(facts: ClaimFacts, family: Family) -> ClaimFacts:
    """Return the facts with the family's balances and history in them."""
    return replace(facts, balances=family.balances, history=family.history)


class Replacement(NamedTuple):
    """One act: the entries that take the old decision back, and the new decision."""

    contra: tuple[Entry, ...]
    decision: Decision


def replace_claim(
    claim: Claim, facts: ClaimFacts, order: int, in_force: Sequence[Placed]
) -> Replacement:
    """Reverse the decision at `order` and decide the claim that replaces it in its place.

    What later claims used stays used: no accumulator passes its limit, and a claim that is
    replaced by itself comes out the same.
    """
    old = next(placed for placed in in_force if placed.order == order)
    others = [placed for placed in in_force if placed.order != order]
    before = balances(_entries(placed for placed in others if placed.order < order))
    later = balances(_entries(placed for placed in others if placed.order > order))
    history = facts.history.without(old.decision.claim)
    placed_facts = replace(facts, balances=before, later=later, history=history)
    return Replacement(old.decision.contra, adjudicate(claim, placed_facts))


def void_claim(order: int, in_force: Sequence[Placed]) -> tuple[Entry, ...]:
    """Return the entries that give back all that the decision at `order` used."""
    return next(placed.decision.contra for placed in in_force if placed.order == order)


def would_differ(in_force: Sequence[Placed], family: Family) -> tuple[Placed, ...]:
    """List the decisions that would come out otherwise if the family were decided anew.

    `family` is what stood before the first of them. Each placed value holds the new decision.
    """
    ordered = sorted(in_force, key=lambda placed: placed.order)
    anew = decide_family(((placed.claim, placed.facts) for placed in ordered), family)
    return tuple(
        placed._replace(decision=decision)
        for placed, decision in zip(ordered, anew, strict=True)
        if decision.lines != placed.decision.lines
    )


def _entries(decisions: Iterable[Placed]) -> Iterable[Entry]:
    return (entry for placed in decisions for entry in placed.decision.entries)
