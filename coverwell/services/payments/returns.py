"""Payments that the bank could not deliver: posted back, once, and owed to the payee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from coverwell.records.payments.models import LedgerEntry, Payment, Posting, ReturnedPayment
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.payments.postings import PAID_FROM, RETURNED


class ReturnRefusedError(ValueError):
    """A return that fits no payment of ours; says what differs."""


@dataclass(frozen=True, slots=True)
class OwedAgain:
    """A returned payment that is still owed (cents)."""

    trace_number: str
    payee: str
    name: str
    amount: int
    reason: str
    returned_on: date


def note_return(
    trace_number: str, reason: str, amount: int, returned_on: date, actor: Actor
) -> bool:
    """Post a returned payment back to the bank account; False where it was noted before.

    ReturnRefusedError where the trace number, the way it was paid or the amount (cents) differ.
    """
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only staff note returned payments.")
    with acting(actor.as_engine()):
        payment = Payment.objects.filter(trace_number=trace_number, method="eft").first()
        if payment is None:
            raise ReturnRefusedError(f"No transfer of ours has the number {trace_number}.")
        if payment.amount != amount:
            raise ReturnRefusedError(f"Payment {trace_number} was of another amount.")
        if ReturnedPayment.objects.filter(payment=payment).exists():
            return False
        ReturnedPayment.objects.create(
            payment=payment, reason=reason, returned_on=returned_on, by=actor.user
        )
        _post(payment, returned_on)
        return True


def owed_again(actor: Actor) -> tuple[OwedAgain, ...]:
    """Return the payments that came back, newest first."""
    with acting(actor):
        rows = ReturnedPayment.objects.select_related("payment").order_by("-id")
        return tuple(
            OwedAgain(
                row.payment.trace_number,
                row.payment.payee,
                row.payment.name,
                row.payment.amount,
                row.reason,
                row.returned_on,
            )
            for row in rows
        )


def _post(payment: Payment, posted_on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_payments_number')")
        (number,) = cursor.fetchone()
    posting = Posting.objects.create(
        id=number, kind=Posting.Kind.RETURN, payment=payment, posted_on=posted_on
    )
    amount = payment.amount
    sides = ((PAID_FROM[payment.method], amount, 0), (RETURNED, 0, amount))
    LedgerEntry.objects.bulk_create(
        LedgerEntry(posting=posting, line=line, account=account, debit=debit, credit=credit)
        for line, (account, debit, credit) in enumerate(sides, 1)
    )
