"""Questions 12 to 14 for one line, and what is noted and posted of the answers."""

from __future__ import annotations

from coverwell.kernel.claims.adjustments import paid_line
from coverwell.kernel.claims.bill import Bill, coordinate, penalize
from coverwell.kernel.claims.decision import LineDecision
from coverwell.kernel.claims.limited import Limited, within_limits
from coverwell.kernel.claims.maximum import keep_within_maximum, post_paid
from coverwell.kernel.claims.shared import member_share
from coverwell.kernel.claims.work import Asked, Work
from coverwell.kernel.cost_share.limits import Bound
from coverwell.kernel.cost_share.share import NOT_SHARED, Shared
from coverwell.kernel.reasons.finding import Fact
from coverwell.kernel.vocabulary.money import Money


def settle(asked: Asked, work: Work) -> LineDecision:
    """Decide the money of a line that is covered, and post what it uses."""
    number, payable, worth = asked.line.number, asked.payable, asked.worth
    limited = within_limits(asked, work)
    due = limited.allowed or limited.base
    shared = member_share(asked, limited, work) if due else NOT_SHARED
    bill = Bill(limited, shared)
    if payable.penalty is not None:
        penalize(bill, payable.penalty)
    if asked.row.paid:
        limited = keep_within_maximum(bill, limited, asked, work)
    if payable.answer is not None:
        coordinate(bill, asked, payable.answer, shared)
    # The deductible is credited as if alone, whoever paid (NAIC model regulation 120).
    asked.purses.post(shared.taken.deductible, bill.member, number)
    if asked.row.paid:
        post_paid(bill, asked, work)
    for finding in worth.found:
        work.found(number, finding)
    if due:
        _note_share(asked, limited.base, shared, work)
    if bill.beyond or bill.penalty or bill.second or limited.beyond:
        _note_rest(asked, limited, bill, work)
    return paid_line(asked, limited, bill)


def _note_share(asked: Asked, base: int, shared: Shared, work: Work) -> None:
    """Note the parts that took something, and the maximum where it cut them."""
    number, payable = asked.line.number, asked.payable
    uncut, taken = shared.uncut, shared.taken
    deductible, copay, coinsurance = uncut
    if deductible:
        left, took = shared.deductible_left, Money(taken.deductible)
        went: dict[str, Fact] = {"taken": took, "before": Money(left), "after": Money(left - took)}
        work.note(number, asked.purses.what, went, payable.plan.head.source, took)
    if copay:
        took = Money(taken.copay)
        work.note(number, "copay", {"taken": took}, payable.cell.row.says, took)
    if coinsurance:
        took = Money(taken.coinsurance)
        facts: dict[str, Fact] = {"taken": took}
        percent = asked.row.percent
        if percent is not None and took == coinsurance:
            facts |= {"percent": percent, "of": Money(base - deductible - copay)}
        work.note(number, "coinsurance", facts, payable.cell.row.says, took)
    if uncut is not taken and uncut != taken:
        cut = {"uncut": Money(uncut.total), "left": Money(shared.maximum_left)}
        work.note(number, "out_of_pocket_maximum", cut, payable.plan.head.source)


def _note_rest(asked: Asked, limited: Limited, bill: Bill, work: Work) -> None:
    """Note what lies outside the share: price, limit, penalty, another payer."""
    number, payable = asked.line.number, asked.payable
    if limited.beyond and limited.cut_by is not None:
        _note_limit(asked, limited.cut_by, limited.beyond, work)
    if bill.penalty and payable.penalty is not None:
        facts: dict[str, Fact] = {"penalty": Money(bill.penalty), "percent": payable.penalty}
        work.note(number, "precertification_penalty", facts, payable.cell.row.says)
    if bill.second and payable.answer is not None:
        paid = {"paid": payable.answer.paid, "allowed": Money(bill.allowed)}
        rule = f"second_payer_{payable.plan.options.coordination.name.lower()}"
        work.note(number, rule, paid, payable.plan.head.source)


def _note_limit(asked: Asked, bound: Bound, beyond: int, work: Work) -> None:
    """Name the claims that used the limit up; without earlier ones it is this claim."""
    history = work.facts.history.of(asked.sharer.person)
    users = dict.fromkeys(one.claim for one in history if one.counted and one.care in bound.cares)
    facts: dict[str, Fact] = {
        "beyond": Money(beyond),
        "limit": bound.limit.phrase(),
        "claims": ", ".join(users) or work.claim.number,
    }
    work.note(asked.line.number, "limit_reached", facts, asked.payable.cell.row.says)
