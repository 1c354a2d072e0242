"""What stands beside a payment's claims: recoveries, refunds, adjustments, withholding, levies.

The codes and signs are those of PLB in the 835 (X221A1): positive lowers the payment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from coverwell.kernel.vocabulary.money import ZERO, Money


REFUNDS, WITHHELD, LEVIED = "refunds received", "tax withheld", "levies withheld"
ADJUSTED, RETURNED = "provider adjustments", "returned payments"
# What is asked back by letter is owed apart from what is carried forward.
ASKED_BACK: Final = "asked back from {}"
# These make a payment by themselves; the others wait until something is paid.
PUSHING: Final = frozenset({"refund", "reissue"})


class Order(NamedTuple):
    """What is still open of an order (cents); a positive `adjustment` lowers."""

    id: int
    kind: str
    reference: str
    claim_number: str
    amount: Money
    first_on: date

    @property
    def pushes(self) -> bool:
        """Say whether a payment is made for it although nothing else waits."""
        return self.kind in PUSHING or (self.kind == "adjustment" and self.amount < 0)


class Beside(NamedTuple):
    """One amount of PLB (cents), its ledger account, and the order that it settles a part of."""

    code: str
    reference: str
    amount: Money
    account: str
    order: int | None = None


class Around(NamedTuple):
    """What a payment is made of beside its claims: `due` is claims + interest - owed before.

    `earned` is what is newly paid; `delayed` are reversals (claim number, cents below zero) whose
    money is asked back by letter; `withheld` is the percentage of tax.
    """

    payee: str
    as_of: date
    due: Money
    earned: Money
    delayed: tuple[tuple[str, Money], ...] = ()
    orders: tuple[Order, ...] = ()
    withheld: Decimal = Decimal(0)


def beside(around: Around) -> tuple[Beside, ...]:
    """Return every amount beside the claims, in the order in which each takes from the rest."""
    asked = ASKED_BACK.format(around.payee)
    found = [Beside("WO", number, amount, asked) for number, amount in around.delayed]
    found += _adjustments(around.orders)
    recoveries = {one.id: one for one in around.orders if one.kind == "recovery"}
    for refund in (one for one in around.orders if one.kind == "refund"):
        rows = list(_refund(refund, recoveries, asked, around.due - _sum(found)))
        found += rows
        recoveries = _left(recoveries, rows)
    found += _recovered(recoveries.values(), asked, around.as_of, around.due - _sum(found))
    due = around.due - _sum(found)
    found += _tax(around, due)
    found += _levies(around.orders, around.due - _sum(found))
    return tuple(found)


def _adjustments(orders: Iterable[Order]) -> Iterator[Beside]:
    for one in orders:
        if one.kind == "adjustment":
            yield Beside("CS", one.reference, one.amount, ADJUSTED, one.id)
        if one.kind == "reissue":
            yield Beside("CS", one.reference, Money(-one.amount), RETURNED, one.id)


def _refund(refund: Order, recoveries: dict[int, Order], asked: str, due: int) -> Iterator[Beside]:
    """A refund settles what was asked back, then what the payment would be below zero.

    X221A1: 72 acknowledges it and WO offsets it; what nobody asked for goes back as B2.
    """
    rest = refund.amount
    named = sorted(
        recoveries.values(), key=lambda one: (one.claim_number != refund.claim_number, one.id)
    )
    for one in named:
        taken = min(rest, one.amount)
        if taken:
            yield Beside("WO", one.reference, taken, asked, one.id)
            rest = Money(rest - taken)
    rest = Money(rest - min(rest, max(-due, 0)))
    if refund.amount - rest:
        yield Beside("72", refund.reference, Money(rest - refund.amount), REFUNDS, refund.id)
    if rest:
        yield Beside("B2", refund.reference, Money(-rest), REFUNDS, refund.id)


def _left(recoveries: dict[int, Order], rows: Iterable[Beside]) -> dict[int, Order]:
    left = dict(recoveries)
    for row in rows:
        if row.code == "WO" and row.order in left:
            one = left[row.order]
            left[row.order] = one._replace(amount=Money(one.amount - row.amount))
    return left


def _recovered(recoveries: Iterable[Order], asked: str, as_of: date, due: int) -> Iterator[Beside]:
    """Take what was asked back and did not come in time, from what there is and no more."""
    for one in sorted(recoveries):
        taken = min(one.amount, Money(max(due, 0)))
        if one.first_on <= as_of and taken:
            yield Beside("WO", one.reference, taken, asked, one.id)
            due -= taken


def _tax(around: Around, due: int) -> Iterator[Beside]:
    """Withhold from what is newly paid; never from money that only comes back to its owner."""
    taken = max(Money(min(due, around.earned)), ZERO).share(around.withheld)
    if taken:
        yield Beside("IR", around.as_of.isoformat(), taken, WITHHELD)


def _levies(orders: Iterable[Order], due: int) -> Iterator[Beside]:
    for one in orders:
        taken = min(one.amount, Money(max(due, 0)))
        if one.kind == "levy" and taken:
            yield Beside("LE", one.reference, taken, LEVIED, one.id)
            due -= taken


def _sum(rows: Iterable[Beside]) -> int:
    return sum((row.amount for row in rows), ZERO)
