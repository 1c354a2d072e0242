"""Sending bank files: a step is written before it is taken, so that none is ever taken twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

from coverwell.records.payments.models import SendingEvent, SentFile
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.files import archive
from coverwell.services.payments.outbox import BANK_FILE


State: Final = SendingEvent.State
# From which states a file may be sent: only where it surely has not reached the bank.
SENDABLE: Final = frozenset({State.WRITTEN, State.MISSING, State.REFUSED})
ANSWERS: Final = frozenset({State.CONFIRMED, State.MISSING, State.REFUSED})


class SendingRefusedError(ValueError):
    """A bank file that may not be sent, or an answer that does not fit; says what to do."""


@dataclass(frozen=True, slots=True)
class BankFile:
    """A bank file and how far it is; `sending` means that nobody knows yet (cents)."""

    id: int
    run: int
    name: str
    sha256: str
    entries: int
    total: int
    state: str
    attempt: int


def bank_files(actor: Actor) -> tuple[BankFile, ...]:
    """Return every bank file with its newest state, the newest file first."""
    with acting(_staff(actor)):
        return tuple(_load(None))


def take_for_sending(number: int, actor: Actor) -> tuple[BankFile, bytes]:
    """Note that a file is about to be sent and return its bytes; then send, then `note_sent`.

    SendingRefusedError while it is unknown whether the bank has it: ask the bank, note its answer.
    """
    with acting(_staff(actor)):
        found = _locked(number)
        if found.state not in SENDABLE:
            raise SendingRefusedError(
                f"{found.name} is '{found.state}': the bank may have it. Note the bank's answer"
                " first; it is never sent again on a guess."
            )
        _step(found, State.SENDING, found.attempt + 1, actor)
    return found, b"".join(archive.read(found.sha256))


def note_sent(number: int, actor: Actor) -> None:
    """Note that the file was handed over whole."""
    with acting(_staff(actor)):
        found = _locked(number)
        if found.state == State.SENDING:
            _step(found, State.SENT, found.attempt, actor)


def note_answer(name: str, answer: str, actor: Actor, detail: str = "") -> BankFile:
    """Note what the bank says of a file: it has it, it never came, or it refuses it.

    The same answer again changes nothing. SendingRefusedError where the answer cannot be.
    """
    with acting(_staff(actor)):
        row = SentFile.objects.filter(channel=BANK_FILE, file__name=name).first()
        if row is None:
            raise SendingRefusedError(f"There is no bank file named '{name}'.")
        found = _locked(row.pk)
        if answer not in ANSWERS:
            raise SendingRefusedError(f"'{answer}' is no answer: {', '.join(sorted(ANSWERS))}.")
        if found.state == answer:
            return found
        if found.state not in (State.SENDING, State.SENT):
            raise SendingRefusedError(f"{name} is '{found.state}': no answer is awaited.")
        _step(found, answer, found.attempt, actor, detail)
        return _load(row.pk)[0]


def _step(found: BankFile, state: str, attempt: int, actor: Actor, detail: str = "") -> None:
    SendingEvent.objects.create(
        sent_file_id=found.id, state=state, attempt=attempt, by=actor.user, detail=detail
    )


def _locked(number: int) -> BankFile:
    with connection.cursor() as cursor:
        # Who holds the lock decides on the newest state; the key is the file's own.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SENDING, number])
    found = _load(number)
    if not found:
        raise SendingRefusedError(f"There is no bank file {number}.")
    return found[0]


_SENDING: Final = 0x62616E6B

_FILES: Final = """
SELECT s.id, s.run_id, k.name, k.sha256, s.entries, s.total, e.state, e.attempt
FROM cw_payments_sentfile s
JOIN cw_files_keptfile k ON k.id = s.file_id
CROSS JOIN LATERAL (
    SELECT state, attempt FROM cw_payments_sendingevent e
    WHERE e.sent_file_id = s.id ORDER BY e.id DESC LIMIT 1
) e
WHERE s.channel = 'bank' AND (%(only)s::bigint IS NULL OR s.id = %(only)s) ORDER BY s.id DESC
"""


def _load(only: int | None) -> list[BankFile]:
    with connection.cursor() as cursor:
        cursor.execute(_FILES, {"only": only})
        return [BankFile(*row) for row in cursor.fetchall()]


def _staff(actor: Actor) -> Actor:
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only staff send bank files.")
    return actor.as_engine()
