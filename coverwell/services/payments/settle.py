"""Net what waits into one payment for each payee: no clock, no database, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.payments.beside import Around, Order, beside
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


NO_ORDERS: Mapping[Payee, tuple[Order, ...]] = {}


def settle(
    waiting: Iterable[Waiting],
    payees: Mapping[Payee, PayeeFacts],
    pay_day: PayDay,
    orders: Mapping[Payee, tuple[Order, ...]] = NO_ORDERS,
) -> RunPlan:
    """Plan one payment for each known payee; the order of `waiting` does not matter."""
    items: dict[Payee, list[Item]] = {}
    law = Law(pay_day)
    for one in waiting:
        items.setdefault(one.payee, []).append(Item(one, law.interest(one)))
    due = {*items, *(who for who, open_ in orders.items() if any(one.pushes for one in open_))}
    payments = tuple(
        net(
            payee,
            payees[payee],
            tuple(sorted(items.get(payee, ()), key=_order)),
            orders.get(payee, ()),
            pay_day,
        )
        for payee in sorted(due & payees.keys())
    )
    unknown = tuple(sorted(payee.key for payee in due - payees.keys()))
    return RunPlan(
        pay_day.as_of,
        pay_day.effective_on,
        pay_day.limit,
        payments,
        unknown,
        pay_day.notice,
        tuple(sorted(law.by_hand)),
    )


def net(
    payee: Payee,
    facts: PayeeFacts,
    items: tuple[Item, ...],
    orders: tuple[Order, ...],
    pay_day: PayDay,
) -> PlannedPayment:
    """Take reversals, orders and the open balance off; what stays negative is carried forward."""
    claims = Money(sum(item.waiting.amount for item in items))
    late = Money(sum(item.interest for item in items))
    rows = beside(
        Around(
            payee.key,
            pay_day.effective_on,
            Money(claims + late - facts.balance),
            Money(claims + late),
            _delayed(items, orders),
            orders,
            pay_day.tax if facts.taxed else Decimal(0),
        )
    )
    due = claims + late - facts.balance - sum(row.amount for row in rows)
    # X221A1: BPR02 is never negative; the rest goes to the next remittance as PLB FB.
    return PlannedPayment(
        payee, facts, items, claims, late, Money(max(due, 0)), Money(max(-due, 0)), rows
    )


def _delayed(items: Iterable[Item], orders: Iterable[Order]) -> tuple[tuple[str, Money], ...]:
    """Name the reversals to ask back by letter, unless their refund is there already."""
    refunded = {one.claim_number for one in orders if one.kind == "refund"}
    return tuple(
        (one.number, one.amount)
        for one, _ in items
        if one.by_letter and one.amount < 0 and one.number not in refunded
    )


class Law:
    """Which terms hold for each claim of a run, looked up once for claims that are alike.

    `by_hand` gathers the states of insured accounts that the rulebook cannot follow by itself.
    """

    def __init__(self, pay_day: PayDay) -> None:
        """Follow the tables in force on the days on which claims were received."""
        self._pay_day = pay_day
        self._known: dict[tuple[date, bool, str], InterestTerms | None] = {}
        self.by_hand: set[str] = set()

    def interest(self, each: Waiting) -> Money:
        """Return the interest on what a claim gains by being paid, if it is paid late."""
        if each.amount <= 0:
            return ZERO
        key = (each.received, each.insured, each.state if each.insured else each.fund)
        if key not in self._known:
            self._known[key] = self._terms(each)
        terms = self._known[key]
        if terms is None:
            return ZERO
        gained = Money(each.amount - each.replaced)
        return terms.interest(gained, each.received, self._pay_day.effective_on)

    def _terms(self, each: Waiting) -> InterestTerms | None:
        """Find the state's terms for an insured account, the contract's for a self-funded one."""
        table = self._pay_day.interest.on(each.received)
        if table is None:
            return None
        if not each.insured:
            return table.contracts.get(each.fund)
        if table.needs_a_person(each.state, each.received, self._pay_day.effective_on):
            self.by_hand.add(each.state)
        return table.states.get(each.state)


def _order(item: Item) -> tuple[int, int, int]:
    each = item.waiting
    return (each.family, each.claim, each.decision_no)
