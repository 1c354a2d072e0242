"""Question 10: are we primary, and if not, what did the first payer answer?"""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.work import Work
from coverwell.kernel.coordination.order import STATED, Order, OtherCover, order_of
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Adjustment, Claim, Line, OtherPayerAnswer
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.spread import spread


class Turn(NamedTuple):
    """The first payer's answer for a line where we pay second, or what is missing."""

    answer: OtherPayerAnswer | None = None
    problem: Problem | None = None


FIRST = Turn()


def turn_of(line: Line, work: Work) -> Turn:
    """Find who pays before us on the line's date, and its answer."""
    ahead = _ahead(line, work.facts)
    if ahead is None:
        return FIRST
    other, order = ahead
    answer = line.other_payer or _of_claim(work.claim, line)
    if answer is not None:
        return Turn(answer)
    rule = "other_payer_first" if other.verified else "other_payer_unverified"
    said: dict[str, Fact] = {"payer": other.payer, "order": order.rule, "day": line.first}
    found = Finding(rule, ZERO, said, "order of benefits")
    return Turn(problem=work.problem(found, line.number))


def _ahead(line: Line, facts: ClaimFacts) -> tuple[OtherCover, Order] | None:
    if not facts.others:
        return None
    tables = facts.tables
    rules = STATED if tables is None else tables.order_of_payers.nearest(line.first)
    for other in facts.others:
        if other.period.covers(line.first):
            order = order_of(facts.standing, other, line.first, rules)
            if not order.first:
                return other, order
    return None


def _of_claim(claim: Claim, line: Line) -> OtherPayerAnswer | None:
    """Spread an answer for the whole claim over its lines by charge."""
    if not claim.other_payers:
        return None
    whole = claim.other_payers[0]
    charges = [one.charge for one in claim.lines]
    at = [one.number for one in claim.lines].index(line.number)
    adjustments = tuple(
        Adjustment(item.group, item.code, Money(spread(item.amount, charges)[at]))
        for item in whole.adjustments
    )
    paid = Money(spread(whole.paid, charges)[at])
    return OtherPayerAnswer(whole.payer, paid, adjustments, whole.paid_on, whole.medicare)
