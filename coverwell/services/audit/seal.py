"""A hash chain over the audit, made outside the write path, and the check that names a change.

Each seal keeps the SHA-256 of every event that it covers, and its own digest hangs on the one
before: who changes, removes, inserts or reorders an event contradicts a seal, and who mends a seal
contradicts the next. The newest digest is worth writing down elsewhere.
"""

import hashlib
import time
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db import connection

from coverwell.records.audit.models import Seal
from coverwell.services.acting import ENGINE, acting


EVENTS_IN_ONE: Final = 5_000
FIRST: Final = "0" * 64
_ID, _HASH = 8, 32
_WAIT_SECONDS, _PAUSE = 10.0, 0.02

_EVENTS = """
SELECT id, concat_ws(chr(31), id, extract(epoch FROM at), actor, role, action, subject,
  coalesce(family::text, ''), array_to_string(keys, chr(30)), row_count,
  coalesce(transaction::text, ''))
FROM cw_audit_event WHERE id > %s AND id <= %s ORDER BY id LIMIT %s
"""


class Fault(NamedTuple):
    """One contradiction: the event (or the seal) and what happened to it."""

    event: int
    what: str


def seal() -> int:
    """Seal every event that is final; returns how many. Safe to run at any time, by anybody."""
    bound, total = _final(), 0
    while True:
        with acting(ENGINE):
            _one_at_a_time()
            last, digest = _tip()
            events = _read(last, bound)
            if not events:
                return total
            rows = b"".join(number.to_bytes(_ID) + made for number, made in events)
            Seal.objects.create(
                first_event=events[0][0],
                last_event=events[-1][0],
                rows=rows,
                previous=digest,
                digest=_digest(digest, rows),
            )
        total += len(events)


def verify(expected: str = "") -> Iterator[Fault]:
    """Name every event that is not as it was sealed; `expected` is a digest kept elsewhere."""
    previous, last, known = FIRST, 0, not expected
    for number in _seals():
        with acting(ENGINE):
            link = Seal.objects.get(pk=number)
            rows = bytes(link.rows)
            if link.previous != previous or _digest(previous, rows) != link.digest:
                yield Fault(link.first_event, "the seal over this event was changed")
            events = dict(_read(last, link.last_event, limit=None))
        yield from _compared(rows, events)
        previous, last = link.digest, link.last_event
        known = known or link.digest == expected
    if not known:
        yield Fault(last, "no seal has the digest that was written down")


def _compared(rows: bytes, events: dict[int, bytes]) -> Iterator[Fault]:
    for at in range(0, len(rows), _ID + _HASH):
        number = int.from_bytes(rows[at : at + _ID])
        found = events.pop(number, None)
        if found is None:
            yield Fault(number, "removed")
        elif found != rows[at + _ID : at + _ID + _HASH]:
            yield Fault(number, "changed")
    yield from (Fault(number, "inserted") for number in events)


def _final() -> int:
    """The last event below which no running transaction can still add one."""
    with acting(ENGINE), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(id), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            " FROM cw_audit_event"
        )
        last, ends = cursor.fetchone()
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        with acting(ENGINE), connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] >= ends:
                return int(last)
        time.sleep(_PAUSE)
    return 0  # somebody writes for very long: the next run seals


def _read(after: int, bound: int, limit: int | None = EVENTS_IN_ONE) -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [after, bound, limit])
        rows: list[tuple[int, str]] = cursor.fetchall()
    return [(number, hashlib.sha256(text.encode()).digest()) for number, text in rows]


def _digest(previous: str, rows: bytes) -> str:
    return hashlib.sha256(previous.encode() + rows).hexdigest()


def _tip() -> tuple[int, str]:
    newest: Any = Seal.objects.order_by("-last_event").values_list("last_event", "digest").first()
    return newest or (0, FIRST)


def _seals() -> list[int]:
    with acting(ENGINE):
        return list(Seal.objects.order_by("last_event").values_list("pk", flat=True))


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(8372)")
