"""Payments as whoever asks may see them: the list, and the remittance behind one amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.files.models import KeptFile
from coverwell.records.payments.models import Payment, SentFile
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.files import archive
from coverwell.services.payments.load_remittance import load_remittances
from coverwell.services.payments.remittance import Remittance


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment in a list (cents); `file` is its 835 where it is written."""

    trace_number: str
    payee: str
    name: str
    method: str
    amount: Money
    interest: Money
    balance_before: Money
    balance_after: Money
    made_on: date
    effective_on: date
    run: int
    file: str


@dataclass(frozen=True, slots=True)
class YearTotal:
    """What an office was paid in a calendar year (cents), for its 1099."""

    tax_id: str
    name: str
    year: int
    payments: int
    total: Money


def payments_made(
    first: date, last: date, actor: Actor, most: int = 500
) -> tuple[PaymentRow, ...]:
    """Return the actor's payments made in a span of days, newest first."""
    with acting(actor):
        rows = Payment.objects.filter(made_on__range=(first, last)).order_by("-id")[:most]
        found = list(rows)
        # An 835 is for offices: members have no right to the table of files.
        files = {} if actor.role == "member" else _files(found)
        return tuple(_row(row, files.get(row.id, "")) for row in found)


def _files(payments: list[Payment]) -> dict[int, str]:
    rows = SentFile.objects.filter(payment__in=payments)
    return {number or 0: name for number, name in rows.values_list("payment_id", "file__name")}


def _row(row: Payment, file: str) -> PaymentRow:
    return PaymentRow(
        trace_number=row.trace_number,
        payee=row.payee,
        name=row.name,
        method=row.method,
        amount=Money(row.amount),
        interest=Money(row.interest_total),
        balance_before=Money(row.balance_before),
        balance_after=Money(row.balance_after),
        made_on=row.made_on,
        effective_on=row.effective_on,
        run=row.run_id,
        file=file,
    )


def remittance(trace_number: str, actor: Actor) -> Remittance | None:
    """Return the remittance report of a payment to an office; None where it is not theirs."""
    with acting(actor):
        numbers = Payment.objects.filter(trace_number=trace_number).exclude(tax_id="")
        found = load_remittances(numbers.values_list("id", flat=True))
        if not found:
            note_refused("cw_payments_payment", trace_number[:15])
            return None
        keys = [claim.number for claim in found[0].claims]
        note_read("cw_payments_payment", [trace_number, *keys])
        return found[0]


def remittance_file(trace_number: str, actor: Actor) -> tuple[str, Iterator[bytes]] | None:
    """Return the name and bytes of a payment's 835; None where it is not written or not theirs."""
    with acting(actor):
        numbers = SentFile.objects.filter(payment__trace_number=trace_number)
        row = KeptFile.objects.filter(pk__in=numbers.values("file_id")).first()
    return (row.name, archive.read(row.sha256)) if row else None


def year_totals(year: int, actor: Actor) -> tuple[YearTotal, ...]:
    """Return what each office was paid in a year, returned transfers left out."""
    with acting(actor):
        rows = Payment.objects.filter(
            effective_on__year=year, amount__gt=0, returned=None
        ).exclude(tax_id="")
        sums: dict[str, YearTotal] = {}
        for tax_id, name, amount in rows.order_by("id").values_list("tax_id", "name", "amount"):
            before = sums.get(tax_id)
            count, total = (before.payments, before.total) if before else (0, Money(0))
            sums[tax_id] = YearTotal(tax_id, name, year, count + 1, total + amount)
        return tuple(sums[key] for key in sorted(sums))
