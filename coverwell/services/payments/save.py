"""Save a planned run: payments, items, postings and outbox rows, copied in, never in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

import coverwell
from coverwell.records.payments.models import Run, RunRequest
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
        as_of=plan.as_of, asked_by=asked_by, total=plan.total, digest=digest
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
    "made_on",
    "effective_on",
    "name",
    "routing",
    "account",
)
_DECISION = ("family_id", "claim", "decision_no")
_ITEM = (*_DECISION, "payment_id", "person", "tax_id", "amount", "interest")
_POSTING = ("id", "kind", "payment_id", "posted_on")
_ENTRY = ("posting_id", "line", "account", "debit", "credit")
_OUTBOX = ("channel", "run_id", "payment_id")


def _number(plan: RunPlan) -> Numbered:
    count = len(plan.payments)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('cw_payments_number') FROM generate_series(1, %s)", [2 * count]
        )
        numbers = [number for (number,) in cursor.fetchall()]
    return list(zip(numbers[:count], numbers[count:], plan.payments, strict=True))


def _payment_rows(made: Run, payments: Numbered) -> Iterator[Row]:
    for number, _, each in payments:
        payee, facts = each.payee, each.facts
        eft = each.method == "eft"
        yield (
            number,
            made.pk,
            f"{number:012d}",
            payee.key,
            facts.sequence + 1,
            payee.tax_id,
            payee.family or None,
            payee.person or None,
            each.method,
            each.amount,
            each.claims_total,
            each.interest_total,
            facts.balance,
            each.balance_after,
            made.as_of,
            made.effective_on,
            facts.name,
            facts.routing if eft else "",
            facts.account if eft else "",
        )


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
