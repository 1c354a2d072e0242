"""Keeping a file: whole, once, before anything is read in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models.functions import Now

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.files import archive
from coverwell.services.files.queue import TEST, enqueue_reading


State = FileEvent.State
INCOMING: Final = KeptFile.Direction.IN
OUTGOING: Final = KeptFile.Direction.OUT


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a file came: its name, by which way, from which office or partner (0: not known yet).

    `at` is set only for files brought over from before: the day they first came counts.
    """

    name: str
    channel: str
    kind: str = "837"
    tax_id: str = ""
    partner: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the archive. `first` is the earlier file with the same bytes, 0 for a new one."""

    id: int
    sha256: str
    size: int
    first: int = 0


def keep(chunks: Iterable[bytes], arrival: Arrival, actor: Actor) -> Kept:
    """Archive a file, note it and enqueue its reading; the same bytes again are a duplicate.

    An office may keep files of its own tax ids only (DeniedError).
    """
    if actor.role == "member" or (
        actor.role == "provider" and arrival.tax_id not in actor.tax_ids
    ):
        raise DeniedError("This office may not send files for that tax id.")
    stored = archive.store(chunks)
    with acting(actor.as_engine()):
        first = 0 if arrival.kind == TEST else _first_of(stored.sha256)
        row = KeptFile.objects.create(
            sha256=stored.sha256,
            size=stored.size,
            name=arrival.name[:255],
            kind=arrival.kind,
            direction=INCOMING,
            channel=arrival.channel,
            partner_id=arrival.partner or None,
            tax_id=arrival.tax_id,
            kept_by=actor.user,
            kept_at=arrival.at or Now(),
        )
        state, detail = (State.DUPLICATE, {"first": first}) if first else (State.KEPT, {})
        FileEvent.objects.create(file=row, state=state, detail=detail, tax_id=row.tax_id)
        if not first:
            enqueue_reading(arrival.kind, row.pk)
    return Kept(row.pk, stored.sha256, stored.size, first)


@dataclass(frozen=True, slots=True)
class Answer:
    """A file that we send back about one that came: its kind (TA1, 999, 277CA) and name."""

    file: int
    kind: str
    name: str


def keep_answer(
    chunks: Iterable[bytes], answer: Answer, also: Callable[[], object] = lambda: None
) -> Kept:
    """Archive an answer and note it once, however often its file is read again.

    What must happen together with it, and only once, is done by `also` in its transaction.
    """
    stored = archive.store(chunks)
    with acting(_GATEWAY):
        asked = KeptFile.objects.get(pk=answer.file)
        _one_at_a_time(f"{answer.file}/{answer.name}")
        known = KeptFile.objects.filter(
            answers=asked, kind=answer.kind, name=answer.name, direction=OUTGOING
        ).first()
        if known is not None:
            return Kept(known.pk, known.sha256, known.size, known.pk)
        row = KeptFile.objects.create(
            sha256=stored.sha256,
            size=stored.size,
            name=answer.name,
            kind=answer.kind,
            direction=OUTGOING,
            channel=asked.channel,
            partner_id=asked.partner_id,
            answers=asked,
            tax_id=asked.tax_id,
            kept_by=_GATEWAY.user,
        )
        FileEvent.objects.create(file=row, state=State.KEPT, tax_id=row.tax_id)
        also()
    return Kept(row.pk, stored.sha256, stored.size)


_GATEWAY: Final = Actor("gateway", "engine")


def _one_at_a_time(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _first_of(sha256: str) -> int:
    """The earlier file with these bytes; two at the same moment take turns."""
    _one_at_a_time(sha256)
    return _same_bytes(sha256)


def _same_bytes(sha256: str) -> int:
    """The first file that came with these bytes and was not refused; 0 where there is none."""
    refused = FileEvent.objects.filter(state=State.REFUSED).values("file")
    again = FileEvent.objects.filter(state=State.DUPLICATE).values("file")
    first = (
        KeptFile.objects.filter(sha256=sha256, direction=INCOMING, at_once=False)
        .exclude(kind=TEST)
        .exclude(pk__in=refused)
        .exclude(pk__in=again)
        .order_by("pk")
        .first()
    )
    return first.pk if first else 0
