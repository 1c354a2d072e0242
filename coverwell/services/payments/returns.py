"""What becomes of a payment: sent back by the bank, voided by us, or cashed; posted once.

A payment that comes back is owed again, and the next run pays it again, once: its order names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from coverwell.records.payments.models import (
    BankAccount,
    LedgerEntry,
    PayeeOrder,
    Payment,
    PaymentOutcome,
    Posting,
)
from coverwell.services.acting import Actor, acting
from coverwell.services.payments.accounts import (
    AccountDetails,
    account_row,
    check,
    next_number,
    opened,
    staff,
)
from coverwell.services.payments.beside import RETURNED
from coverwell.services.payments.postings import PAID_FROM
from coverwell.services.payments.values import Payee


Kind: Final = PaymentOutcome.Kind
VOID_REASONS: Final = ("lost", "stale", "damaged", "error")
_POSTED: Final = {
    Kind.RETURNED: (Posting.Kind.RETURN, RETURNED),
    Kind.VOIDED: (Posting.Kind.VOID, RETURNED),
    Kind.CASHED: (Posting.Kind.CASHED, "bank"),
}
_LOCK: Final = 0x6F757463


class ReturnRefusedError(ValueError):
    """What fits no payment of ours; says what differs."""


@dataclass(frozen=True, slots=True)
class OwedAgain:
    """A payment that came back or was voided (cents); `paid_again` is the trace that pays it."""

    trace_number: str
    payee: str
    name: str
    amount: int
    reason: str
    returned_on: date
    paid_again: str


def note_return(
    trace_number: str, reason: str, amount: int, returned_on: date, actor: Actor
) -> bool:
    """Post a returned transfer back and order it to be paid again; False where it was known.

    ReturnRefusedError where the trace number, the way it was paid or the amount (cents) differ.
    """
    with acting(staff(actor)):
        payment = _payment(trace_number, "eft", "transfer")
        if payment.amount != amount:
            raise ReturnRefusedError(f"Payment {trace_number} was of another amount.")
        if not _end(payment, Kind.RETURNED, reason, returned_on, actor.user):
            return False
        _pay_again(payment, returned_on, actor.user)
        return True


def void_cheque(
    trace_number: str, reason: str, on: date, actor: Actor, *, pay_again: bool = True
) -> bool:
    """Void a cheque that was not cashed, and order it to be paid again unless told otherwise.

    False where it was voided before. ReturnRefusedError where it was cashed or is no cheque.
    """
    if reason not in VOID_REASONS:
        raise ReturnRefusedError(f"'{reason}' is no reason: {', '.join(VOID_REASONS)}.")
    with acting(staff(actor)):
        payment = _payment(trace_number, "cheque", "cheque")
        if not _end(payment, Kind.VOIDED, reason, on, actor.user):
            return False
        if pay_again:
            _pay_again(payment, on, actor.user)
        return True


def note_cashed(trace_number: str, amount: int, on: date, actor: Actor) -> bool:
    """Note that the bank paid a cheque; False where it was known.

    ReturnRefusedError where it is no cheque of ours, was voided, or was of another amount (cents).
    """
    with acting(staff(actor)):
        payment = _payment(trace_number, "cheque", "cheque")
        if payment.amount != amount:
            raise ReturnRefusedError(f"Cheque {trace_number} was of another amount: ask the bank.")
        return _end(payment, Kind.CASHED, "", on, actor.user)


def apply_correction(trace_number: str, corrected: dict[str, str], on: date, actor: Actor) -> bool:
    """Keep the account as the bank corrected it; False where it stands so already.

    `corrected` has some of routing, account and kind (DA or SG). ReturnRefusedError where it names
    no transfer of ours; AccountRefusedError where the corrected account cannot be one.
    """
    with acting(staff(actor)):
        row = _payment(trace_number, "eft", "transfer").bank_account
        if row is None:
            raise ReturnRefusedError(f"Payment {trace_number} names no account.")
        newest = BankAccount.objects.filter(payee=row.payee).order_by("-first_on", "-id")[0]
        before = _details(row)
        details = AccountDetails(
            corrected.get("routing", before.routing),
            corrected.get("account", before.account),
            corrected.get("kind", "DA" if before.checking else "SG") == "DA",
        )
        check(details)
        # The payee may have enrolled another account since: the bank speaks of the old one.
        if newest.id != row.id or details == before:
            return False
        payee = Payee(row.tax_id, row.family or 0, row.person or 0)
        first_on = max(on, newest.first_on)
        made = account_row(payee, details, first_on, actor.user, BankAccount.Source.BANK)
        made.save(force_insert=True)
        return True


def owed_again(actor: Actor) -> tuple[OwedAgain, ...]:
    """Return the payments that came back or were voided, newest first."""
    with acting(actor):
        rows = PaymentOutcome.objects.exclude(kind=Kind.CASHED).select_related("payment")
        found = list(rows.order_by("-id"))
        again = _paid_again(row.payment_id for row in found)
        return tuple(
            OwedAgain(
                row.payment.trace_number,
                row.payment.payee,
                row.payment.name,
                row.payment.amount,
                row.reason,
                row.on,
                again.get(row.payment_id, ""),
            )
            for row in found
        )


def _paid_again(payments: Iterable[int]) -> dict[int, str]:
    rows = PayeeOrder.objects.filter(reissues__in=list(payments), settled__isnull=False)
    return dict(rows.values_list("reissues_id", "settled__payment__trace_number"))


def _payment(trace_number: str, method: str, word: str) -> Payment:
    found = Payment.objects.filter(trace_number=trace_number, method=method).first()
    if found is None:
        raise ReturnRefusedError(f"No {word} of ours has the number {trace_number}.")
    return found


def _details(row: BankAccount) -> AccountDetails:
    return AccountDetails(row.routing, opened(row.id, row.account_sealed), row.checking)


def _end(payment: Payment, kind: str, reason: str, on: date, by: str) -> bool:
    """Note and post what became of a payment; False where that was noted before."""
    with connection.cursor() as cursor:
        # Who holds the lock sees what another one noted: a cheque is cashed or voided, never both.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, payment.id & 0x7FFFFFFF])
    known = PaymentOutcome.objects.filter(payment=payment).first()
    if known is not None and known.kind != kind:
        raise ReturnRefusedError(f"Payment {payment.trace_number} is {known.kind} already.")
    if known is not None:
        return False
    PaymentOutcome.objects.create(payment=payment, kind=kind, reason=reason, on=on, by=by)
    posting, against = _POSTED[Kind(kind)]
    post(
        Posting(id=next_number(), kind=posting, payment=payment, posted_on=on),
        debit=PAID_FROM[payment.method],
        credit=against,
        amount=payment.amount,
    )
    return True


def _pay_again(payment: Payment, on: date, by: str) -> None:
    PayeeOrder.objects.create(
        id=next_number(),
        kind=PayeeOrder.Kind.REISSUE,
        payee=payment.payee,
        tax_id=payment.tax_id,
        family=payment.family,
        person=payment.person,
        reference=payment.trace_number,
        amount=payment.amount,
        first_on=on,
        reissues=payment,
        by=by,
    )


def post(posting: Posting, *, debit: str, credit: str, amount: int) -> None:
    """Save a posting of two sides (cents)."""
    posting.save(force_insert=True)
    sides = ((debit, amount, 0), (credit, 0, amount))
    LedgerEntry.objects.bulk_create(
        LedgerEntry(posting=posting, line=line, account=account, debit=up, credit=down)
        for line, (account, up, down) in enumerate(sides, 1)
    )
