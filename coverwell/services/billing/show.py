"""Invoices and the books of premiums, as staff see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.billing.models import BillingEntry, Invoice, InvoiceLine
from coverwell.records.members.models import Family
from coverwell.services.acting import Actor, acting


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of an invoice (cents); `subscriber` is whose family it is about."""

    kind: str
    subscriber: str
    plan: str
    tier: str
    month: date
    first: date
    last: date
    amount: Money


@dataclass(frozen=True, slots=True)
class ShownInvoice:
    """An invoice as it stands on a day (cents).

    `state`: paid, open, overdue (its grace runs) or lapsed (its grace is over); credit where it
    gives back.
    """

    number: str
    payer: str
    name: str
    month: date
    due: date
    grace_until: date
    total: Money
    paid: Money
    binder: bool
    state: str
    lines: tuple[ShownLine, ...] = ()

    @property
    def open(self) -> Money:
        """What is not paid yet."""
        return Money(self.total - self.paid)


def invoices(
    actor: Actor, today: date, *, month: date | None = None, words: str = "", most: int = 200
) -> list[ShownInvoice]:
    """Return invoices, newest first; `words` finds a number, an account or a subscriber."""
    with acting(actor):
        rows = _rows().order_by("-month", "payer")
        if month is not None:
            rows = rows.filter(month=month.replace(day=1))
        if words:
            rows = rows.filter(Q(number__iexact=words) | Q(payer__icontains=words))
        return [_shown(row, today) for row in rows[:most]]


def invoice(number: str, actor: Actor, today: date) -> ShownInvoice | None:
    """Return one invoice with its lines; None where there is none."""
    with acting(actor):
        row = _rows().filter(number=number).first()
        if row is None:
            return None
        lines = list(InvoiceLine.objects.filter(invoice=row).order_by("line"))
        whose = dict(
            Family.objects.filter(pk__in={one.family for one in lines}).values_list(
                "pk", "subscriber_number"
            )
        )
    return _shown(row, today, (_line(one, whose) for one in lines))


def _rows() -> QuerySet[Invoice]:
    return Invoice.objects.select_related("account").annotate(
        paid=Coalesce(Sum("applications__amount"), 0)
    )


def _line(row: InvoiceLine, whose: dict[int, str]) -> ShownLine:
    return ShownLine(
        row.kind,
        whose.get(row.family, ""),
        row.plan_key,
        row.tier,
        row.for_month,
        row.first_on,
        row.last_on,
        Money(row.amount),
    )


def _shown(row: Invoice, today: date, lines: Iterable[ShownLine] = ()) -> ShownInvoice:
    paid = Money(row.paid)  # type: ignore[attr-defined]  # _rows() sums it
    return ShownInvoice(
        row.number,
        row.payer,
        row.account.name,
        row.month,
        row.due_on,
        row.grace_until,
        Money(row.total),
        paid,
        row.binder,
        _state(row, paid, today),
        tuple(lines),
    )


def _state(row: Invoice, paid: Money, today: date) -> str:
    if row.total < 0:
        return "credit"
    if paid >= row.total:
        return "paid"
    if today <= row.due_on:
        return "open"
    return "overdue" if today <= row.grace_until else "lapsed"


@dataclass(frozen=True, slots=True)
class Book:
    """One account of the premium ledger (cents): above zero a debit balance."""

    account: str
    balance: Money


def books(actor: Actor) -> tuple[Book, ...]:
    """Return every account with its balance; they come to nothing together."""
    with acting(actor):
        rows = (
            BillingEntry.objects.values("account")
            .annotate(balance=Sum("debit") - Sum("credit"))
            .order_by("account")
        )
        return tuple(Book(one["account"], Money(one["balance"])) for one in rows)
