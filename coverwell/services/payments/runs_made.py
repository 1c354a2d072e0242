"""Payment runs as a list, what waits for a second person, and the files of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.payments.models import Payment, Run, RunRequest, SentFile
from coverwell.services.acting import Actor, acting
from coverwell.services.files import archive
from coverwell.services.payments.accounts import staff
from coverwell.services.payments.terms import payment_terms
from coverwell.services.rulebook.sheets import rulebook_folder


@dataclass(frozen=True, slots=True)
class RunRow:
    """One payment run (cents); `approved_by` is empty where one person was enough."""

    id: int
    as_of: date
    effective_on: date
    asked_by: str
    approved_by: str
    payments: int
    claims: int
    interest: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A run that a person asked for and a second one has not approved (cents)."""

    id: int
    as_of: date
    asked_by: str
    total: Money


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that carries payments: 835, bank or cheque (cents)."""

    id: int
    channel: str
    run: int
    name: str
    entries: int
    total: Money


@dataclass(frozen=True, slots=True)
class ChequeRow:
    """A cheque that the bank has not paid yet (cents); `stale` where no bank needs to any more."""

    trace_number: str
    payee: str
    name: str
    amount: Money
    effective_on: date
    stale: bool


def runs_made(actor: Actor, most: int = 100) -> tuple[RunRow, ...]:
    """Return the newest runs."""
    with acting(actor):
        return tuple(
            RunRow(
                row.id,
                row.as_of,
                row.effective_on,
                row.asked_by,
                row.approved_by,
                row.payments,
                row.claims,
                Money(row.interest_total),
                Money(row.paid_total),
            )
            for row in Run.objects.order_by("-id")[:most]
        )


def requests_open(today: date, actor: Actor) -> tuple[RequestRow, ...]:
    """Return the requests that can still be approved on a day, the newest first."""
    terms = payment_terms(rulebook_folder())
    with acting(actor):
        rows = RunRequest.objects.filter(run=None, as_of__gte=today - timedelta(days=30))
        found = [(row, terms.on(row.as_of)) for row in rows.order_by("-id")]
        return tuple(
            RequestRow(row.id, row.as_of, row.asked_by, Money(row.total))
            for row, rule in found
            if rule and today <= rule.effective_entry(row.as_of)
        )


def files_sent(actor: Actor, run: int | None = None, most: int = 500) -> tuple[FileRow, ...]:
    """Return the files of a run, or the newest of all."""
    with acting(actor):
        rows = SentFile.objects.select_related("file").order_by("-id")
        chosen = rows if run is None else rows.filter(run_id=run)
        return tuple(map(_file, chosen[:most]))


def file_bytes(number: int, actor: Actor) -> tuple[FileRow, Iterator[bytes]] | None:
    """Return a file that carries payments, as it was written; None where there is none."""
    with acting(staff(actor)):
        row = SentFile.objects.select_related("file").filter(pk=number).first()
        return (_file(row), archive.read(row.file.sha256)) if row else None


def cheques_out(today: date, actor: Actor) -> tuple[ChequeRow, ...]:
    """Return the cheques that were neither cashed nor voided, the oldest first."""
    terms = payment_terms(rulebook_folder()).on(today)
    last = today - timedelta(days=terms.stale) if terms else date.min
    with acting(staff(actor)):
        rows = Payment.objects.filter(method="cheque", outcome=None).order_by("id")
        return tuple(
            ChequeRow(
                row.trace_number,
                row.payee,
                row.name,
                Money(row.amount),
                row.effective_on,
                row.effective_on < last,
            )
            for row in rows
        )


def _file(row: SentFile) -> FileRow:
    return FileRow(row.pk, row.channel, row.run_id, row.file.name, row.entries, Money(row.total))
