"""What we pay after another payer has paid."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.plan.plan import CoordinationRule
from coverwell.kernel.vocabulary.claim import OtherPayerAnswer


class Normal(NamedTuple):
    """Our own decision as if we were alone (cents)."""

    allowed: int
    plan: int
    member: int


class Second(NamedTuple):
    """The coordinated amounts (cents): member + plan + paid = allowed.

    `excess` is what the allowable amount holds beyond `allowed`: the member would owe more of it
    than without the other plan, so nobody pays it.
    """

    allowed: int
    paid: int
    plan: int
    member: int
    excess: int


def approved_by(answer: OtherPayerAnswer) -> int:
    """Return the amount the other payer allowed: what it paid and left to the patient (cents)."""
    return answer.paid + sum(item.amount for item in answer.adjustments if item.group == "PR")


def allowable_of(normal: Normal, answer: OtherPayerAnswer) -> int:
    """Return the higher of the two allowed amounts; Medicare's own approved amount binds us."""
    approved = approved_by(answer)
    return approved if answer.medicare else max(approved, normal.allowed)


def left_over(normal: Normal, answer: OtherPayerAnswer) -> int:
    """Return what the other payer left of the allowable amount (cents)."""
    return max(allowable_of(normal, answer) - answer.paid, 0)


def pay_second(
    rule: CoordinationRule, normal: Normal, answer: OtherPayerAnswer, cell_share: int
) -> Second:
    """Coordinate by the plan's rule; `cell_share` is the cell applied to what is left over."""
    left = left_over(normal, answer)
    if rule is CoordinationRule.STANDARD:
        plan = min(normal.plan, left)
    elif rule is CoordinationRule.NON_DUPLICATION:
        plan = min(max(normal.plan - answer.paid, 0), left)
    else:
        plan = max(left - cell_share, 0)
    member = min(left - plan, normal.member)
    paid = min(int(answer.paid), allowable_of(normal, answer))
    return Second(paid + plan + member, paid, plan, member, left - plan - member)
