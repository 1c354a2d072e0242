"""Question 10: are we primary, and if not, what did the first payer answer?"""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.work import Work
from coverwell.kernel.coordination.answers import PriorPayer, answers_by_line
from coverwell.kernel.coordination.order import STATED, Order, OtherCover, order_of
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Claim, Line, OtherPayerAnswer
from coverwell.kernel.vocabulary.money import ZERO


class Turn(NamedTuple):
    """The first payer's answer for a line where we pay second, or what is missing."""

    answer: OtherPayerAnswer | None = None
    problem: Problem | None = None


FIRST = Turn()


def turn_of(line: Line, work: Work) -> Turn:
    """Find who pays before us on the line's date, and its answer."""
    ahead = _ahead(line, work.facts)
    answer = line.other_payer or _of_claim(work.claim, line)
    if ahead is None:
        return _unknown(line, work, answer)
    if answer is not None:
        return Turn(answer)
    other, order = ahead
    rule = "other_payer_first" if other.verified else "other_payer_unverified"
    said: dict[str, Fact] = {"payer": other.payer, "order": order.rule, "day": line.first}
    found = Finding(rule, ZERO, said, "order of benefits")
    return Turn(problem=work.problem(found, line.number))


def _unknown(line: Line, work: Work, answer: OtherPayerAnswer | None) -> Turn:
    """We know nobody ahead of us: the claim may. Where we know the order, it holds."""
    if any(other.period.covers(line.first) for other in work.facts.others):
        return FIRST
    said: dict[str, Fact] = {"day": line.first}
    if answer is not None:
        said["payer"] = answer.payer
        rule = "other_payer_not_on_file"
    elif work.claim.said_second:
        rule = "other_payer_unanswered"
    else:
        return FIRST
    return Turn(problem=work.problem(Finding(rule, ZERO, said, "the claim"), line.number))


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
    """Bring answers for the whole claim to its lines, where no line has one of its own."""
    if not claim.other_payers or any(one.other_payer for one in claim.lines):
        return None
    payers = [PriorPayer(whole) for whole in claim.other_payers]
    return answers_by_line(payers, {one.number: one.charge for one in claim.lines})[line.number]
