"""Save a planned run: payments, items, postings and outbox rows, copied in, never in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Max

import coverwell
from coverwell.records.payments.models import PayeeOrder, Run, RunRequest
from coverwell.services.database.copy_rows import copy_rows
from coverwell.services.payments.postings import entries
from coverwell.services.payments.values import PlannedPayment, RunPlan, Waiting
from coverwell.services.rulebook.load import rulebook


Row = tuple[Any, ...]
Numbered = list[tuple[int, int, PlannedPayment]]

_TAKE = """
DELETE FROM cw_claims_topay t USING cw_payments_paymentitem i, cw_payments_payment p
WHERE p.run_id = %s AND i.payment_id = p.id AND t.family_id = i.family_id
  AND t.claim = i.claim AND t.decision_no = i.decision_no
"""


class ChangedMeanwhileError(RuntimeError):
    """Decisions left the outbox while a run was planned; nothing was saved: run again."""


def save_request(plan: RunPlan, asked_by: str, digest: str) -> int:
    """Keep a plan's items for a second person; returns the request's number."""
    made = RunRequest.objects.create(
        as_of=plan.as_of,
        asked_by=asked_by,
        total=plan.total,
        digest=digest,
        last_order=PayeeOrder.objects.aggregate(last=Max("id"))["last"] or 0,
    )
    rows = ((made.pk, *_key(item.waiting)) for p in plan.payments for item in p.items)
    copy_rows("cw_payments_runrequestitem", ("request_id", *_DECISION), rows)
    return made.pk


def save_run(plan: RunPlan, made: Run) -> int:
    """Save everything a run does and take its decisions from the outbox; returns its number."""
    made.as_of, made.effective_on = plan.as_of, plan.effective_on
    made.payments, made.claims = len(plan.payments), plan.claims
    made.claims_total, made.interest_total = plan.claims_total, plan.interest_total
    made.paid_total = plan.total
    made.code, made.rulebook = coverwell.__version__, rulebook().version[:16]
    made.save(force_insert=True)
    payments = _number(plan)
    posted = ((posting, "payment", number, plan.as_of) for number, posting, _ in payments)
    copy_rows("cw_payments_payment", _PAYMENT, _payment_rows(made, payments))
    copy_rows("cw_payments_paymentitem", _ITEM, _item_rows(payments))
    _save_beside(plan, made, payments)
    copy_rows("cw_payments_posting", _POSTING, posted)
    copy_rows("cw_payments_ledgerentry", _ENTRY, _entry_rows(payments))
    copy_rows("cw_payments_tosend", _OUTBOX, _outbox_rows(made, payments))
    _take(made, plan.claims)
    return made.pk


_PAYMENT = (
    "id",
    "run_id",
    "trace_number",
    "payee",
    "sequence",
    "tax_id",
    "family",
    "person",
    "method",
    "amount",
    "claims_total",
    "interest_total",
    "balance_before",
    "balance_after",
    "adjustments_total",
    "made_on",
    "effective_on",
    "name",
    "bank_account_id",
)
_DECISION = ("family_id", "claim", "decision_no")
_ITEM = (*_DECISION, "payment_id", "person", "tax_id", "amount", "interest")
_POSTING = ("id", "kind", "payment_id", "posted_on")
_ENTRY = ("posting_id", "line", "account", "debit", "credit")
_OUTBOX = ("channel", "run_id", "payment_id")


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_payments_number') FROM generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def _number(plan: RunPlan) -> Numbered:
    count = len(plan.payments)
    numbers = _numbers(2 * count)
    return list(zip(numbers[:count], numbers[count:], plan.payments, strict=True))


def _payment_rows(made: Run, payments: Numbered) -> Iterator[Row]:
    for number, _, each in payments:
        payee, facts = each.payee, each.facts
        yield (
            number,
            made.pk,
            f"{number:012d}",
            payee.key,
            facts.sequence + 1,
            *_payee(each),
            each.method,
            each.amount,
            each.claims_total,
            each.interest_total,
            facts.balance,
            each.balance_after,
            each.adjustments_total,
            made.as_of,
            made.effective_on,
            facts.name,
            facts.account if each.method == "eft" else None,
        )


def _save_beside(plan: RunPlan, made: Run, payments: Numbered) -> None:
    """Save what stands beside the claims; a reversal that is asked back opens a recovery."""
    rows = [
        (number, line, *_payee(payment), row.code, row.reference, row.amount, row.order)
        for number, _, payment in payments
        for line, row in enumerate(payment.beside, 1)
    ]
    asked = [
        (payment, row)
        for _, _, payment in payments
        for row in payment.beside
        if row.code == "WO" and row.order is None
    ]
    if rows:
        copy_rows("cw_payments_paymentadjustment", _ADJUSTMENT, rows)
    if asked:
        first_on = plan.effective_on + timedelta(days=plan.notice)
        numbered = zip(_numbers(len(asked)), asked, strict=True)
        copy_rows(
            "cw_payments_payeeorder",
            _ORDER,
            (
                (number, "recovery", payment.payee.key, *_payee(payment), row.reference,
                 row.reference, -row.amount, first_on, "", made.asked_by)
                for number, (payment, row) in numbered
            ),
        )  # fmt: skip


_WHO = ("tax_id", "family", "person")
_ADJUSTMENT = ("payment_id", "line", *_WHO, "code", "reference", "amount", "order_id")
_ORDER = (
    "id", "kind", "payee", *_WHO, "reference", "claim_number", "amount", "first_on", "note", "by"
)  # fmt: skip


def _payee(payment: PlannedPayment) -> Row:
    payee = payment.payee
    return (payee.tax_id, payee.family or None, payee.person or None)


def _item_rows(payments: Numbered) -> Iterator[Row]:
    for number, _, payment in payments:
        for each, late in payment.items:
            yield (*_key(each), number, each.person, each.tax_id, each.amount, late)


def _entry_rows(payments: Numbered) -> Iterator[Row]:
    for _, posting, payment in payments:
        for line, entry in enumerate(entries(payment), 1):
            yield (posting, line, *entry)


def _outbox_rows(made: Run, payments: Numbered) -> Iterator[Row]:
    methods = {payment.method for _, _, payment in payments}
    for method, channel in (("eft", "bank"), ("cheque", "cheque")):
        if method in methods:
            yield (channel, made.pk, None)
    for number, _, payment in payments:
        if payment.payee.is_provider:
            yield ("835", made.pk, number)


def _take(made: Run, expected: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [made.pk])
        if cursor.rowcount != expected:
            raise ChangedMeanwhileError(
                f"{expected - cursor.rowcount} of {expected} decisions were taken meanwhile:"
                " nothing was paid. Run again."
            )


def _key(each: Waiting) -> tuple[int, int, int]:
    return (each.family, each.claim, each.decision_no)
