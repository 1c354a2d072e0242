"""The amounts of a shared line (cents), before they are said as adjustments."""

from __future__ import annotations

from decimal import Decimal

from coverwell.kernel.claims.limited import Limited
from coverwell.kernel.claims.work import Asked
from coverwell.kernel.coordination.second import Normal, left_over, pay_second
from coverwell.kernel.cost_share.parts import Due, cut, take
from coverwell.kernel.cost_share.share import Shared
from coverwell.kernel.plan.cost_share import CostShare
from coverwell.kernel.plan.plan import CoordinationRule
from coverwell.kernel.vocabulary.claim import OtherPayerAnswer
from coverwell.kernel.vocabulary.money import Money


class Bill:
    """taken + beyond + penalty + plan + other = allowed; `excess` is beyond it and nobody's.

    `member` is the sum of what was taken. All in cents.
    """

    __slots__ = (
        "allowed",
        "base",
        "beyond",
        "excess",
        "member",
        "other",
        "penalty",
        "plan",
        "second",
        "taken",
    )

    def __init__(self, limited: Limited, shared: Shared) -> None:
        """Pay what the member does not share of what is covered, as if alone.

        Protected care (45 CFR 149.110): changing the payment rate never changes the share, so a
        rate below the share leaves the plan nothing to pay.
        """
        covered, base, beyond, *_ = limited
        share = shared.total
        self.plan = covered - share if covered > share else 0
        self.allowed = share + self.plan + beyond
        self.base = self.allowed if base == covered else base
        self.taken = shared.taken
        self.member = share
        self.beyond = beyond
        self.penalty = 0
        self.other = 0
        self.excess = 0
        self.second = False


def penalize(bill: Bill, percent: Decimal) -> None:
    """Take a penalty in percent of what the plan would pay."""
    bill.penalty = +Money(bill.plan).share(percent)
    bill.plan -= bill.penalty


def coordinate(bill: Bill, asked: Asked, answer: OtherPayerAnswer, shared: Shared) -> None:
    """Question 14: pay after another payer; the member never owes more than without it."""
    member = bill.member + bill.beyond + bill.penalty
    normal = Normal(bill.allowed, bill.plan, member)
    rule = asked.payable.plan.options.coordination
    cell_share = 0
    if rule is CoordinationRule.MAINTENANCE:
        cell_share = _share_of_rest(left_over(normal, answer), asked.row.cell, shared, bill)
    second = pay_second(rule, normal, answer, cell_share)
    bill.taken = cut(bill.taken, second.member)
    bill.member = bill.taken.total
    rest = second.member - bill.member
    bill.penalty = min(bill.penalty, rest)
    bill.beyond = rest - bill.penalty
    bill.allowed = bill.base = second.allowed
    bill.plan = second.plan
    bill.other = second.paid
    bill.excess = second.excess
    bill.second = True


def _share_of_rest(rest: int, cell: CostShare, shared: Shared, bill: Bill) -> int:
    """Apply the cell to what the other payer left, within the maximum and beyond no limit."""
    due = Due(deductible_left=shared.deductible_left)
    covered = max(rest - bill.beyond, 0)
    taken = take(cell, covered, due)
    return cut(taken, shared.maximum_left).total + rest - covered
