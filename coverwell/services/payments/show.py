"""Payments as whoever asks may see them: the list, and the remittance behind one amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.files.models import KeptFile
from coverwell.records.payments.models import Payment, PaymentOutcome, SentFile
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.files import archive
from coverwell.services.payments.accounts import staff
from coverwell.services.payments.load_remittance import load_remittances
from coverwell.services.payments.remittance import Remittance
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment in a list (cents); `file` is its 835 where it is written.

    `claims` + `interest` - `adjustments` - `balance_before` + `balance_after` = `amount`.
    `outcome` is returned, voided or cashed, for staff alone.
    """

    trace_number: str
    payee: str
    name: str
    method: str
    amount: Money
    claims: Money
    interest: Money
    adjustments: Money
    balance_before: Money
    balance_after: Money
    made_on: date
    effective_on: date
    run: int
    file: str
    outcome: str


def payments_made(
    first: date, last: date, actor: Actor, most: int | None = 500
) -> tuple[PaymentRow, ...]:
    """Return the actor's payments of a span of days, newest first; all if `most` is None."""
    with acting(actor):
        rows = Payment.objects.filter(
            theirs(actor, "family"), made_on__range=(first, last)
        ).order_by("-id")[:most]
        return tuple(_rows(list(rows), actor))


def _rows(found: list[Payment], actor: Actor) -> Iterator[PaymentRow]:
    # An 835 is for offices: members have no right to the table of files.
    files = {} if actor.role == "member" else _files(found)
    outcomes = _outcomes(found) if actor.role in ("staff", "engine") else {}
    return (_row(row, files.get(row.id, ""), outcomes.get(row.id, "")) for row in found)


def _files(payments: list[Payment]) -> dict[int, str]:
    rows = SentFile.objects.filter(payment__in=payments)
    return {number or 0: name for number, name in rows.values_list("payment_id", "file__name")}


def _outcomes(payments: list[Payment]) -> dict[int, str]:
    rows = PaymentOutcome.objects.filter(payment__in=payments)
    return dict(rows.values_list("payment_id", "kind"))


def _row(row: Payment, file: str, outcome: str) -> PaymentRow:
    return PaymentRow(
        trace_number=row.trace_number,
        payee=row.payee,
        name=row.name,
        method=row.method,
        amount=Money(row.amount),
        claims=Money(row.claims_total),
        interest=Money(row.interest_total),
        adjustments=Money(row.adjustments_total),
        balance_before=Money(row.balance_before),
        balance_after=Money(row.balance_after),
        made_on=row.made_on,
        effective_on=row.effective_on,
        run=row.run_id,
        file=file,
        outcome=outcome,
    )


@dataclass(frozen=True, slots=True)
class SettledRow:
    """One decision that a payment settles (cents)."""

    claim: str
    account: str
    kind: str
    service_on: date
    amount: Money
    interest: Money


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """A payment with what it settles and what stands beside: (code of PLB, reference, cents)."""

    payment: PaymentRow
    settled: tuple[SettledRow, ...]
    beside: tuple[tuple[str, str, int], ...]


_SETTLED = """
SELECT c.number, c.patient_account, d.kind, c.first_on, i.amount, i.interest
FROM cw_payments_paymentitem i
JOIN cw_claims_claim c ON c.family_id = i.family_id AND c.id = i.claim
JOIN cw_claims_decision d
  ON d.family_id = i.family_id AND d.claim = i.claim AND d.decision_no = i.decision_no
WHERE i.payment_id = %s ORDER BY i.family_id, i.claim, i.decision_no
"""


def payment_detail(trace_number: str, actor: Actor) -> PaymentDetail | None:
    """Return a payment to anybody with all that made its amount; None where it is not there."""
    with acting(staff(actor)):
        found = list(Payment.objects.filter(trace_number=trace_number))
        if not found:
            return None
        with connection.cursor() as cursor:
            cursor.execute(_SETTLED, [found[0].id])
            settled = tuple(SettledRow(*row) for row in cursor.fetchall())
        rows = found[0].adjustments.order_by("line")
        beside = tuple(rows.values_list("code", "reference", "amount"))
        note_read("cw_payments_payment", [trace_number, *(row.claim for row in settled)])
        return PaymentDetail(next(iter(_rows(found, actor))), settled, beside)


def remittance(trace_number: str, actor: Actor) -> Remittance | None:
    """Return the remittance report of a payment to an office; None where it is not theirs."""
    with acting(actor):
        numbers = Payment.objects.filter(
            theirs(actor, "family"), trace_number=trace_number
        ).exclude(tax_id="")
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
        numbers = SentFile.objects.filter(theirs(actor, ""), payment__trace_number=trace_number)
        row = KeptFile.objects.filter(pk__in=numbers.values("file_id")).first()
    return (row.name, archive.read(row.sha256)) if row else None
