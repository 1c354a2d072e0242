"""Whether the doors of partners really answered: each running server says so twice a minute.

A beat is a row in the database, so that it also says that the database answered. A server that is
killed, hangs or has lost its database leaves a gap, and nothing but beats counts as time served.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from coverwell.records.partners.models import ServedSpan
from coverwell.services.acting import ENGINE, Actor, acting


P = ParamSpec("P")
R = TypeVar("R")

BEAT: Final = 30.0
"""Seconds between two beats."""
LONGEST: Final = timedelta(seconds=75)
"""Beats that are further apart have a gap between them."""
SFTP, HTTPS, WORKER = "sftp", "https", "worker"
DOORS: Final = (SFTP, HTTPS, WORKER)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Span:
    """A time, from when to when."""

    begins: datetime
    ends: datetime

    @property
    def seconds(self) -> int:
        """How long it is."""
        return max(round((self.ends - self.begins).total_seconds()), 0)

    def within(self, begins: datetime, ends: datetime) -> Span | None:
        """Return the part of it between two moments; None where there is none."""
        part = Span(max(self.begins, begins), min(self.ends, ends))
        return part if part.begins < part.ends else None


def beat(door: str, span: int, now: datetime) -> int:
    """Note that a door serves; returns the number of its span, a new one (0) after a gap."""
    with acting(ENGINE, durable=False):
        open_span = ServedSpan.objects.filter(pk=span, last_at__gte=now - LONGEST)
        if open_span.update(last_at=now):
            return span
        return ServedSpan.objects.create(door=door, first_at=now, last_at=now).pk


def beat_any(door: str, now: datetime) -> int:
    """Note that some process of a door serves, whichever it is; for beats once a minute."""
    with acting(ENGINE, durable=False):
        newest = ServedSpan.objects.filter(door=door).order_by("-last_at").first()
        if newest is None or newest.last_at < now - LONGEST:
            return ServedSpan.objects.create(door=door, first_at=now, last_at=now).pk
        ServedSpan.objects.filter(pk=newest.pk).update(last_at=now)
        return newest.pk


@asynccontextmanager
async def beating(door: str) -> AsyncIterator[None]:
    """Beat as long as a server runs; its own loop does it, so that one that hangs is silent."""
    span = [await _tried(door, 0)]
    task = asyncio.create_task(_beat_on(door, span))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await _tried(door, span[0])


async def _beat_on(door: str, span: list[int]) -> None:
    while True:
        await asyncio.sleep(BEAT)
        span[0] = await _tried(door, span[0])


async def _tried(door: str, span: int) -> int:
    try:
        return await sync_to_async(_given_back(beat), thread_sensitive=False)(
            door, span, timezone.now()
        )
    except Exception as fault:
        log.warning("The door %s could not note that it serves: %s", door, type(fault).__name__)
        return span


def _given_back(work: Callable[P, R]) -> Callable[P, R]:
    def run(*args: P.args, **words: P.kwargs) -> R:
        try:
            return work(*args, **words)
        finally:
            connection.close()

    return run


def served(door: str, begins: datetime, ends: datetime, actor: Actor) -> tuple[Span, ...]:
    """Return when a door served between two moments, merged over its processes, in order."""
    with acting(actor):
        rows = ServedSpan.objects.filter(door=door, first_at__lt=ends, last_at__gt=begins)
        found = [
            Span(*row) for row in rows.order_by("first_at").values_list("first_at", "last_at")
        ]
    return tuple(merged(one.within(begins, ends) for one in found))


def measured_since(door: str, actor: Actor) -> datetime | None:
    """Return the first beat that is known of a door; None where it never beat."""
    with acting(actor):
        rows = ServedSpan.objects.filter(door=door).order_by("first_at")
        return rows.values_list("first_at", flat=True).first()


def merged(spans: Iterable[Span | None]) -> list[Span]:
    """Join spans, which come in the order of their begin, where they touch."""
    found: list[Span] = []
    for one in spans:
        if one is None:
            continue
        if found and one.begins <= found[-1].ends:
            found[-1] = Span(found[-1].begins, max(found[-1].ends, one.ends))
        else:
            found.append(one)
    return found


def gaps(spans: Iterable[Span], begins: datetime, ends: datetime) -> list[Span]:
    """Return what lies between merged spans, from one moment to another."""
    found, at = [], begins
    for one in spans:
        if one.begins > at:
            found.append(Span(at, one.begins))
        at = max(at, one.ends)
    if at < ends:
        found.append(Span(at, ends))
    return found
