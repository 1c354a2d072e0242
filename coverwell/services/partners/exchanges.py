"""The log of messages: times, payload ids, and whether a message came before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from coverwell.records.partners.models import ExchangeLog
from coverwell.services.acting import ENGINE, acting


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
    """What becomes of a message; `again`: the same batch was taken before."""

    again: bool = False
    answered: str = FAILED
    file: int | None = None


@contextmanager
def exchanged(about: Exchange) -> Iterator[Logged]:
    """Log a message when its answer is ready, or when there is none."""
    came, start = timezone.now(), time.perf_counter()
    logged = Logged(again=about.mode == "Batch" and _taken(about))
    try:
        yield logged
    finally:
        took = round(1000 * (time.perf_counter() - start))
        with acting(ENGINE):
            ExchangeLog.objects.create(
                partner_id=about.partner,
                channel=about.channel,
                mode=about.mode,
                payload_type=about.payload_type[:60],
                payload_id=about.payload_id[:60],
                file=logged.file,
                came_at=came,
                milliseconds=took,
                answered=logged.answered,
            )


def _taken(about: Exchange) -> bool:
    with acting(ENGINE):
        before = ExchangeLog.objects.filter(partner=about.partner, payload_id=about.payload_id)
        return before.filter(answered="receipt").exists()
