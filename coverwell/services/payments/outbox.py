"""What is still to be written for payments, and the files that carry them: one each, ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Q

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.payments.models import Payment, Run, SendingEvent, SentFile, ToSend
from coverwell.services.acting import Actor, acting
from coverwell.services.files import archive
from coverwell.services.partners.receivers import Mailed, receivers_on
from coverwell.services.payments.accounts import opened
from coverwell.services.payments.load_remittance import load_remittances
from coverwell.services.payments.remittance import Remittance


BANK: Final = Actor("bank", "engine")
GATEWAY: Final = Actor("gateway", "engine")
REMITTANCE_FILE, BANK_FILE, CHEQUE_LIST = "835", "bank", "cheque"


class FileDisagreesError(RuntimeError):
    """A file's amounts differ from the payments that it carries; it was not kept."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written for payments: its channel, name, and what it adds up to (cents).

    `partner` is whose mailbox it is laid into (0: nobody's).
    """

    channel: str
    run: int
    payment: int | None
    name: str
    data: bytes
    entries: int
    total: int
    tax_id: str = ""
    partner: int = 0


class ToWrite(NamedTuple):
    """A remittance whose 835 is to be written, and who fetches it (None: only the office)."""

    remittance: Remittance
    receiver: Mailed | None


@dataclass(frozen=True, slots=True)
class OneToPay:
    """One payment as a bank file or a cheque list carries it (cents)."""

    trace_number: str
    payee: str
    name: str
    is_provider: bool
    amount: int
    address: str
    routing: str = ""
    account: str = ""
    checking: bool = True


@dataclass(frozen=True, slots=True)
class RunToPay:
    """The payments of one run by one method. `place` counts the runs of its day from 0."""

    run: int
    made_on: date
    effective_on: date
    place: int
    payments: tuple[OneToPay, ...]

    @property
    def total(self) -> int:
        """Sum its payments (cents)."""
        return sum(payment.amount for payment in self.payments)


def remittances_to_write(most: int) -> list[ToWrite]:
    """Read up to `most` payments to offices whose 835 is still to be written, and who gets it."""
    with acting(GATEWAY):
        waiting = ToSend.objects.filter(channel=REMITTANCE_FILE).order_by("payment_id")
        numbers = waiting.values_list("payment_id", flat=True)[:most]
        return _with_receivers(load_remittances(numbers, for_835=True))


def _with_receivers(remittances: list[Remittance]) -> list[ToWrite]:
    """Name who fetches the 835s of each payee on the day of its payment."""
    days = {one.payment.made_on for one in remittances}
    offices = {one.office.tax_id for one in remittances}
    found = {day: receivers_on(offices, day) for day in days}
    return [ToWrite(one, found[one.payment.made_on].get(one.office.tax_id)) for one in remittances]


def runs_to_write(channel: str) -> list[int]:
    """Read the runs whose bank file or cheque list is still to be written."""
    with acting(BANK):
        rows = ToSend.objects.filter(channel=channel).order_by("run_id")
        return list(rows.values_list("run_id", flat=True))


def run_to_pay(run: int, method: str) -> RunToPay:
    """Read the payments of a run by 'eft' or 'cheque', offices before members."""
    with acting(BANK):
        made = Run.objects.get(pk=run)
        earlier = Run.objects.filter(as_of=made.as_of, pk__lt=run).count()
        with connection.cursor() as cursor:
            cursor.execute(_TO_PAY, [run, method])
            payments = tuple(_one_to_pay(*row) for row in cursor.fetchall())
    return RunToPay(run, made.as_of, made.effective_on, earlier, payments)


def _one_to_pay(*row: Any) -> OneToPay:
    *said, number, routing, sealed, checking = row
    if number is None:
        return OneToPay(*said)
    return OneToPay(*(*said, routing, opened(number, sealed), checking))


_TO_PAY = """
SELECT p.trace_number, p.payee, p.name, p.tax_id <> '', p.amount,
       coalesce(g.street || ', ' || g.city || ', ' || g.state || ' ' || g.zip_code,
                m.street || ', ' || m.city || ', ' || m.state || ' ' || m.zip_code, ''),
       b.id, b.routing, b.account_sealed, b.checking
FROM cw_payments_payment p
LEFT JOIN cw_payments_bankaccount b ON b.id = p.bank_account_id
LEFT JOIN cw_providers_group g ON g.tax_id = p.tax_id AND p.tax_id <> ''
LEFT JOIN cw_members_person m ON m.family_id = p.family AND m.number = p.person
WHERE p.run_id = %s AND p.method = %s ORDER BY p.tax_id = '', p.id
"""


def keep_written(files: Iterable[Written], actor: Actor = GATEWAY) -> int:
    """Keep written files and take them from the outbox, once; returns how many were new.

    Bytes are in the archive before a row names them. FileDisagreesError where a total differs.
    """
    stored = [(file, archive.store([file.data])) for file in files]
    with acting(actor):
        return sum(_keep(file, kept, actor) for file, kept in stored)


def _keep(file: Written, kept: archive.Stored, actor: Actor) -> bool:
    # The outbox row is the lock: whoever deletes it writes the file, anybody later finds none.
    whose = Q(payment=None) if file.payment is None else Q(payment_id=file.payment)
    taken, _ = ToSend.objects.filter(whose, channel=file.channel, run_id=file.run).delete()
    if not taken:
        return False
    _check(file)
    row = KeptFile.objects.create(
        sha256=kept.sha256,
        size=kept.size,
        name=file.name,
        kind=file.channel,
        direction=KeptFile.Direction.OUT,
        channel="bank" if file.channel == BANK_FILE else "payments",
        partner_id=file.partner or None,
        tax_id=file.tax_id,
        kept_by=actor.user,
    )
    FileEvent.objects.create(file=row, state=FileEvent.State.KEPT, tax_id=file.tax_id)
    sent = SentFile.objects.create(
        channel=file.channel,
        run_id=file.run,
        payment_id=file.payment,
        tax_id=file.tax_id,
        file=row,
        entries=file.entries,
        total=file.total,
    )
    if file.channel == BANK_FILE:
        SendingEvent.objects.create(
            sent_file=sent, state=SendingEvent.State.WRITTEN, attempt=0, by=actor.user
        )
    return True


_METHOD = {BANK_FILE: "eft", CHEQUE_LIST: "cheque"}


def _check(file: Written) -> None:
    """Compare a file with the payments in the tables (P4): count and cents."""
    rows = (
        Payment.objects.filter(pk=file.payment)
        if file.payment
        else Payment.objects.filter(run_id=file.run, method=_METHOD[file.channel])
    )
    amounts = list(rows.values_list("amount", flat=True))
    if (len(amounts), sum(amounts)) != (file.entries, file.total):
        raise FileDisagreesError(
            f"{file.name}: {file.entries} payments of {file.total} cents, but run {file.run}"
            f" has {len(amounts)} of {sum(amounts)}. It was not kept."
        )
