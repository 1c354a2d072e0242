"""Net what waits into one payment for each payee: no clock, no database, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.payments.interest import InterestTerms
from coverwell.services.payments.terms import PayDay
from coverwell.services.payments.values import (
    Item,
    Payee,
    PayeeFacts,
    PlannedPayment,
    RunPlan,
    Waiting,
)


def settle(
    waiting: Iterable[Waiting], payees: Mapping[Payee, PayeeFacts], pay_day: PayDay
) -> RunPlan:
    """Plan one payment for each known payee; the order of `waiting` does not matter."""
    everything = list(waiting)
    unknown = {each.payee.key for each in everything if each.payee not in payees}
    items = [Item(one, interest(one, pay_day)) for one in everything if one.payee in payees]
    items.sort(key=_order)
    payments = tuple(
        net(payee, payees[payee], tuple(group)) for payee, group in groupby(items, key=_payee)
    )
    return RunPlan(
        pay_day.as_of, pay_day.effective_on, pay_day.limit, payments, tuple(sorted(unknown))
    )


def net(payee: Payee, facts: PayeeFacts, items: tuple[Item, ...]) -> PlannedPayment:
    """Take reversals and the open balance off; what stays negative is carried forward."""
    claims = Money(sum(item.waiting.amount for item in items))
    late = Money(sum(item.interest for item in items))
    due = claims + late - facts.balance
    # X221A1: BPR02 is never negative; the rest goes to the next remittance as PLB FB.
    return PlannedPayment(
        payee, facts, items, claims, late, max(due, ZERO), balance_after=max(-due, ZERO)
    )


def interest(each: Waiting, pay_day: PayDay) -> Money:
    """Return the interest on what a claim gains by being paid, if it is paid late."""
    gained = each.amount - each.replaced
    terms = terms_for(each, pay_day)
    if gained <= 0 or terms is None:
        return ZERO
    return terms.interest(gained, each.received, pay_day.effective_on)


def terms_for(each: Waiting, pay_day: PayDay) -> InterestTerms | None:
    """Find the state's terms for an insured account, the contract's for a self-funded one."""
    table = pay_day.interest.on(each.received)
    if table is None:
        return None
    return table.states.get(each.state) if each.insured else table.contracts.get(each.fund)


_payee = attrgetter("waiting.payee")


def _order(item: Item) -> tuple[Payee, int, int, int]:
    each = item.waiting
    return (each.payee, each.family, each.claim, each.decision_no)
