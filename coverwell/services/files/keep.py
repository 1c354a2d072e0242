"""Keeping a file: whole, once, before anything is read in it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.files import archive
from coverwell.services.files.queue import TEST, enqueue_reading
from coverwell.services.files.small import LARGEST
from coverwell.services.prepared import prepared


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
        number = _arrived(stored, arrival, actor.user, first)
        if not first:
            several = bool(arrival.partner) and stored.size <= LARGEST
            enqueue_reading(arrival.kind, number, with_others=several)
    return Kept(number, stored.sha256, stored.size, first)


# A file and its first step in one statement: partners send thousands of small ones.
_ARRIVED: Final = """
WITH made AS (
    INSERT INTO cw_files_keptfile
        (sha256, size, name, kind, direction, channel, partner_id, tax_id, kept_by, kept_at)
    VALUES (%s, %s, %s, %s, 'in', %s, %s, %s, %s, coalesce(%s, now())) RETURNING id, tax_id
)
INSERT INTO cw_files_fileevent (file_id, state, detail, tax_id)
SELECT id, %s, %s::jsonb, tax_id FROM made RETURNING file_id
"""


def _arrived(stored: archive.Stored, arrival: Arrival, user: str, first: int) -> int:
    state, detail = (State.DUPLICATE, {"first": first}) if first else (State.KEPT, {})
    values = [
        *stored, arrival.name[:255], arrival.kind, arrival.channel, arrival.partner or None,
        arrival.tax_id, user, arrival.at, state, json.dumps(detail),
    ]  # fmt: skip
    return int(prepared(_ARRIVED, values)[0][0])


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
        _one_at_a_time(f"{answer.file}/{answer.name}")
        named = (answer.kind, answer.name)
        made = prepared(_ANSWERED, [*stored, *reversed(named), answer.file, *named])
        if not made:
            known = KeptFile.objects.get(
                answers=answer.file, kind=answer.kind, name=answer.name, direction=OUTGOING
            )
            return Kept(known.pk, known.sha256, known.size, known.pk)
        also()
    return Kept(made[0][0], stored.sha256, stored.size)


_GATEWAY: Final = Actor("gateway", "engine")
# It goes back the way its question came; nothing is made where the answer is there already.
_ANSWERED: Final = """
WITH made AS (
    INSERT INTO cw_files_keptfile
        (sha256, size, name, kind, direction, channel, partner_id, answers_id, tax_id, kept_by)
    SELECT %s, %s::bigint, %s, %s, 'out', asked.channel, asked.partner_id, asked.id,
           asked.tax_id, 'gateway'
    FROM cw_files_keptfile asked
    WHERE asked.id = %s AND NOT EXISTS (
        SELECT 1 FROM cw_files_keptfile known
        WHERE known.answers_id = asked.id AND known.kind = %s AND known.name = %s)
    RETURNING id, tax_id
)
INSERT INTO cw_files_fileevent (file_id, state, detail, tax_id)
SELECT id, 'kept', '{}', tax_id FROM made RETURNING file_id
"""


def _one_at_a_time(name: str) -> None:
    prepared("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _first_of(sha256: str) -> int:
    """The earlier file with these bytes; two at the same moment take turns."""
    _one_at_a_time(sha256)
    return _same_bytes(sha256)


def _same_bytes(sha256: str) -> int:
    """The first file that came with these bytes and was not refused; 0 where there is none."""
    passed_over = FileEvent.objects.filter(
        file=OuterRef("pk"), state__in=(State.REFUSED, State.DUPLICATE)
    )
    first = (
        KeptFile.objects.filter(
            ~Exists(passed_over), sha256=sha256, direction=INCOMING, at_once=False
        )
        .exclude(kind=TEST)
        .order_by("pk")
        .first()
    )
    return first.pk if first else 0
