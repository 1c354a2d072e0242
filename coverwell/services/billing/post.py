"""Post a payment of premiums: once, whole, and to the cent; what cannot be matched waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import connection

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.billing.models import Application, BillingPosting, Receipt, ReceiptItem
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.billing.ledger import CASH, SUSPENSE, post, receivable
from coverwell.services.billing.match import Books, Matched
from coverwell.services.billing.receipt import Part, Payment, Posted, Waits


Kind = BillingPosting.Kind
LOCK: Final = 8392  # payments are posted one after the other, so that none takes what is taken


class PostingError(ValueError):
    """What the staff asked for cannot be done; the message says why."""


def post_payment(payment: Payment, today: date, actor: Actor, file: int | None = None) -> Posted:
    """Post a payment with all its parts in one transaction; the same trace again posts nothing.

    PostingError: its parts do not come to its amount.
    """
    if actor.role not in ("engine", "staff"):
        raise DeniedError("Only the gateway and staff post payments.")
    if sum(part.amount for part in payment.parts) != payment.amount:
        raise PostingError("The parts of this payment do not come to its amount.")
    with acting(actor.as_engine()):
        _lock()
        before = Receipt.objects.filter(
            originator=payment.originator, trace_number=payment.trace, reverses=None
        ).first()
        if before is not None:
            return _again(before, payment)
        books = Books(payment.parts)
        matched = [books.match(part) for part in payment.parts]
        receipt = Receipt.objects.create(
            originator=payment.originator,
            trace_number=payment.trace,
            amount=payment.amount,
            method=payment.method,
            effective_on=payment.effective,
            payer_name=payment.payer_name[:80],
            file=file,
            by=actor.user,
            posted_on=today,
        )
        _save(receipt, payment.parts, matched)
    waits = tuple(
        Waits(part, found.rest, found.rule)
        for part, found in zip(payment.parts, matched, strict=True)
        if found.rest
    )
    applied = sum(one.amount for found in matched for one in found.applied)
    return Posted(receipt.pk, Money(applied), waits)


def _again(before: Receipt, payment: Payment) -> Posted:
    """What a payment came to when it was posted, so that its answers can be written again."""
    if before.amount != payment.amount:
        return Posted(before.pk, again=True, differs=True, file=before.file)
    counted: Counter[int] = Counter()
    # What was counted since, or taken back, has its reason.
    for one in Application.objects.filter(receipt=before.pk, why=""):
        counted[one.line] += one.amount
    rules = dict(ReceiptItem.objects.filter(receipt=before).values_list("line", "why"))
    waits = tuple(
        Waits(part, Money(rest), rules[line])
        for line, part in enumerate(payment.parts, start=1)
        if (rest := part.amount - counted[line])
    )
    return Posted(before.pk, Money(counted.total()), waits, again=True, file=before.file)


def _save(receipt: Receipt, parts: Sequence[Part], matched: Sequence[Matched]) -> None:
    pairs = list(zip(parts, matched, strict=True))
    ReceiptItem.objects.bulk_create(
        ReceiptItem(
            receipt=receipt,
            line=line,
            said=part.said,
            qualifier="IK" if part.invoice else "",
            reference=part.invoice,
            amount=part.amount,
            why=found.rule,
        )
        for line, (part, found) in enumerate(pairs, start=1)
    )
    Application.objects.bulk_create(
        Application(
            receipt=receipt.pk, line=line, invoice=one.invoice, amount=one.amount, by=receipt.by
        )
        for line, (_, found) in enumerate(pairs, start=1)
        for one in found.applied
    )
    sums: Counter[str] = Counter({CASH: receipt.amount})
    for _, found in pairs:
        sums[SUSPENSE] -= found.rest
        for one in found.applied:
            sums[receivable(one.invoice.payer)] -= one.amount
    post(Kind.RECEIPT, [(receipt.pk, sums)], receipt.posted_on)


def reverse(receipt: int, why: str, today: date, actor: Actor) -> Money:
    """Take a payment back that the bank returned: its invoices are open again; staff only.

    Returns its amount. PostingError: there is none, or it was taken back before.
    """
    _staff(actor, why)
    with acting(actor.as_engine()):
        _lock()
        old = Receipt.objects.filter(pk=receipt, reverses=None).first()
        if old is None:
            raise PostingError(f"There is no receipt {receipt} to take back.")
        if Receipt.objects.filter(reverses=old).exists():
            raise PostingError(f"Receipt {receipt} was taken back before.")
        made = Receipt.objects.create(
            originator=old.originator, trace_number=old.trace_number, amount=-old.amount,
            method=old.method, payer_name=old.payer_name, reverses=old, why=why[:200],
            by=actor.user, posted_on=today,
        )  # fmt: skip
        counted = list(Application.objects.filter(receipt=old.pk).select_related("invoice"))
        Application.objects.bulk_create(
            Application(
                receipt=old.pk, line=one.line, invoice=one.invoice, amount=-one.amount,
                why=why[:200], by=actor.user,
            )
            for one in counted
        )  # fmt: skip
        sums: Counter[str] = Counter({CASH: -old.amount})
        for one in counted:
            sums[receivable(one.invoice.payer)] += one.amount
        sums[SUSPENSE] += old.amount - sum(one.amount for one in counted)
        post(Kind.REVERSAL, [(made.pk, sums)], today)
    return Money(old.amount)


def _staff(actor: Actor, why: str) -> None:
    if actor.role != "staff":
        raise DeniedError("Only staff do this.")
    if not why.strip():
        raise PostingError("Say why.")


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
