"""The amounts of a shared line (cents), before they are said as adjustments."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.claims.limited import Limited
from coverwell.kernel.claims.ruling import Payable
from coverwell.kernel.claims.work import Asked
from coverwell.kernel.coordination.second import Normal, left_over, pay_second
from coverwell.kernel.cost_share.parts import Due, Taken, cut, take
from coverwell.kernel.cost_share.share import Shared
from coverwell.kernel.plan.cost_share import CostShare
from coverwell.kernel.plan.plan import CoordinationRule
from coverwell.kernel.vocabulary.claim import OtherPayerAnswer
from coverwell.kernel.vocabulary.money import Money


class Bill(NamedTuple):
    """taken + beyond + penalty + plan + other = allowed; `excess` is beyond it and nobody's."""

    allowed: int
    base: int
    taken: Taken
    beyond: int
    penalty: int
    plan: int
    other: int = 0
    excess: int = 0
    second: bool = False


def bill_of(payable: Payable, limited: Limited, shared: Shared) -> Bill:
    """Work out what the plan pays as if alone, question 13's share given.

    Protected care (45 CFR 149.110): changing the payment rate never changes the share, so a rate
    below the share leaves the plan nothing to pay.
    """
    share = shared.taken.total
    benefit = max(limited.allowed - share, 0)
    penalty = 0
    if payable.penalty is not None:
        penalty = int(Money(benefit).share(payable.penalty))
    allowed = share + benefit + limited.beyond
    base = allowed if limited.base == limited.allowed else limited.base
    return Bill(allowed, base, shared.taken, limited.beyond, penalty, benefit - penalty)


def coordinated(bill: Bill, asked: Asked, answer: OtherPayerAnswer, shared: Shared) -> Bill:
    """Question 14: pay after another payer; the member never owes more than without it."""
    member = bill.taken.total + bill.beyond + bill.penalty
    normal = Normal(bill.allowed, bill.plan, member)
    rule = asked.payable.plan.options.coordination
    cell_share = 0
    if rule is CoordinationRule.MAINTENANCE:
        cell_share = _share_of_rest(left_over(normal, answer), asked.row.cell, shared, bill)
    second = pay_second(rule, normal, answer, cell_share)
    taken = cut(bill.taken, second.member)
    rest = second.member - taken.total
    penalty = min(bill.penalty, rest)
    return bill._replace(
        allowed=second.allowed,
        base=second.allowed,
        taken=taken,
        penalty=penalty,
        beyond=rest - penalty,
        plan=second.plan,
        other=second.paid,
        excess=second.excess,
        second=True,
    )


def _share_of_rest(rest: int, cell: CostShare, shared: Shared, bill: Bill) -> int:
    """Apply the cell to what the other payer left, within the maximum and beyond no limit."""
    due = Due(deductible_left=shared.deductible_left)
    covered = max(rest - bill.beyond, 0)
    taken = take(cell, covered, due)
    return cut(taken, shared.maximum_left).total + rest - covered
