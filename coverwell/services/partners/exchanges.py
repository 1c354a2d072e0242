"""The log of messages: times, payload ids, and whether a message came before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils import timezone

from coverwell.records.partners.models import ExchangeLog
from coverwell.services.acting import ENGINE, acting
from coverwell.services.prepared import prepared


FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a message says of itself."""

    partner: int
    channel: str
    mode: str
    payload_type: str
    payload_id: str


@dataclass(slots=True)
class Logged:
    """What becomes of a message; `first`: the file of a batch taken before by the same id."""

    about: Exchange
    first: int | None = None
    answered: str = FAILED
    file: int | None = None
    came: datetime = field(default_factory=timezone.now)
    start: float = field(default_factory=time.perf_counter)
    written: bool = False

    def write(self) -> None:
        """Log what was answered, inside `acting`."""
        prepared(LOG, self.written_now())

    def written_now(self) -> list[object]:
        """Return the values of `LOG`, for whoever logs a message in a statement of their own."""
        about, self.written = self.about, True
        took = round(1000 * (time.perf_counter() - self.start))
        return [
            about.partner, about.channel, about.mode, about.payload_type[:60],
            about.payload_id[:60], self.file, self.came, took, self.answered,
        ]  # fmt: skip


LOG: Final = """
INSERT INTO cw_partners_exchangelog (partner_id, channel, mode, payload_type, payload_id, file,
  came_at, milliseconds, answered)
VALUES (%s, %s, %s, %s, %s, %s::bigint, %s, %s, %s)
"""


@contextmanager
def exchanged(about: Exchange) -> Iterator[Logged]:
    """Log a message when its answer is ready, or when there is none."""
    logged = Logged(about)
    logged.first = _taken(about) if about.mode == "Batch" else None
    try:
        yield logged
    except BaseException:
        logged.answered, logged.written = FAILED, False
        raise
    finally:
        if not logged.written:
            with acting(ENGINE):
                logged.write()


def _taken(about: Exchange) -> int | None:
    """Return the file of the batch that had this id, whichever way it came; None: it is new."""
    with acting(ENGINE):
        before = ExchangeLog.objects.filter(partner=about.partner, payload_id=about.payload_id)
        taken = before.filter(answered="receipt", file__isnull=False).order_by("pk")
        return taken.values_list("file", flat=True).first()
