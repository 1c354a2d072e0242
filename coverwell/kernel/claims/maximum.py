"""What the plan itself pays at most of a row, such as a dental plan's yearly maximum."""

from __future__ import annotations

from coverwell.kernel.claims.bill import Bill
from coverwell.kernel.claims.limited import Limited, use_of
from coverwell.kernel.claims.work import Asked, Work
from coverwell.kernel.cost_share.balances import BOTH_SIDES, Entry
from coverwell.kernel.cost_share.limits import least_left, start_of


def keep_within_maximum(bill: Bill, limited: Limited, asked: Asked, work: Work) -> Limited:
    """Cut what the plan would pay alone to what its maximum leaves; the rest is the member's."""
    use = use_of(asked, work)
    left, by = least_left(asked.row.paid, use, asked.sharer, work.running)
    if left is None or bill.plan <= left:
        return limited
    beyond = bill.plan - left
    bill.plan = left
    bill.beyond += beyond
    return limited._replace(beyond=limited.beyond + beyond, cut_by=by)


def post_paid(bill: Bill, asked: Asked, work: Work) -> None:
    """Post what the plan pays in the end, also as the second payer, to its maximum."""
    use = use_of(asked, work)
    for start in {start_of(one.limit.per, use.day, asked.sharer) for one in asked.row.paid}:
        if bill.plan:
            what, number = f"paid:{use.care}", asked.line.number
            work.running.add(
                Entry(asked.sharer.person, what, BOTH_SIDES, start, bill.plan, number)
            )
