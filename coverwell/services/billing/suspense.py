"""The work list: what was paid and belongs to no invoice yet, and who counts it on one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.billing.models import (
    Application,
    BillingPosting,
    Invoice,
    Receipt,
    ReceiptItem,
)
from coverwell.services.acting import Actor, acting
from coverwell.services.billing.ledger import SUSPENSE, post, receivable
from coverwell.services.billing.post import PostingError, _lock, _staff


@dataclass(frozen=True, slots=True)
class Waiting:
    """Money that waits (cents): which part of which payment, and the rule that says why."""

    receipt: int
    line: int
    trace: str
    payer_name: str
    said: str
    waits: Money
    rule: str
    since: date


def waiting(actor: Actor, most: int = 200) -> tuple[Waiting, ...]:
    """Return what waits, oldest first; of payments that were taken back nothing does."""
    with acting(actor):
        rows = list(_open().select_related("receipt").order_by("receipt", "line")[:most])
        return tuple(
            Waiting(
                row.receipt_id,
                row.line,
                row.receipt.trace_number,
                row.receipt.payer_name,
                row.said,
                Money(row.amount - row.counted),  # type: ignore[attr-defined]  # _open() counts it
                row.why,
                row.receipt.posted_on,
            )
            for row in rows
        )


def apply(
    item: tuple[int, int], invoices: Sequence[str], why: str, today: date, actor: Actor
) -> Money:
    """Count what waits of an item (receipt, line) on these invoices, in their order; staff only.

    Returns what still waits.

    PostingError: nothing waits there, or an invoice is not known or has nothing open.
    """
    _staff(actor, why)
    receipt, line = item
    with acting(actor.as_engine()):
        _lock()
        row = _open().filter(receipt=receipt, line=line).first()
        if row is None:
            raise PostingError(f"Nothing of part {line} of receipt {receipt} waits.")
        rest = row.amount - row.counted  # type: ignore[attr-defined]  # _open() counts it
        for number in invoices:
            rest -= _count(row, number, rest, (why, today, actor.user))
    return Money(rest)


def _count(row: ReceiptItem, number: str, rest: int, said: tuple[str, date, str]) -> int:
    """Count on one invoice what it has open, or give back as much as was paid on it."""
    why, today, user = said
    found = Invoice.objects.filter(number=number)
    invoice = found.annotate(paid=Coalesce(Sum("applications__amount"), 0)).first()
    if invoice is None:
        raise PostingError(f"There is no invoice {number}.")
    paid = invoice.paid
    amount = min(rest, invoice.total - paid) if rest > 0 else max(rest, -paid)
    if amount == 0 or (rest > 0) is not (amount > 0):
        raise PostingError(f"Invoice {number} has nothing open.")
    made = Application.objects.create(
        receipt=row.receipt_id, line=row.line, invoice=invoice, amount=amount, why=why[:200],
        by=user,
    )  # fmt: skip
    sums = {SUSPENSE: amount, receivable(invoice.payer): -amount}
    post(BillingPosting.Kind.APPLICATION, [(made.pk, sums)], today)
    return int(amount)


def _open() -> QuerySet[ReceiptItem]:
    counted = (
        Application.objects.filter(receipt=OuterRef("receipt_id"), line=OuterRef("line"))
        .order_by()
        .values("receipt")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    taken_back = Receipt.objects.exclude(reverses=None).values("reverses")
    rows = ReceiptItem.objects.annotate(counted=Coalesce(Subquery(counted), 0))
    return rows.exclude(amount=F("counted")).exclude(receipt__in=taken_back)
