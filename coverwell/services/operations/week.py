"""One calendar week of the gateway: time served, questions and batches answered in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.availability import Window, maintenance_between
from coverwell.services.operations.days import batch_due
from coverwell.services.operations.uptime import (
    DOORS,
    LONGEST,
    Span,
    gaps,
    measured_since,
    served,
)
from coverwell.services.rulebook.operating_rules import OperatingRules, operating_rules


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a door did not serve; `announced` are its seconds within maintenance."""

    span: Span
    announced: int


@dataclass(frozen=True, slots=True)
class DoorWeek:
    """How long a door served in the part of the week that was measured (seconds).

    `since` is its first beat that is known, None where it never served: then nothing is said.
    `days` are the shares of each day in hundredths of a percent, None where not measured.
    """

    door: str
    since: datetime | None
    measured: int
    up: int
    gaps: tuple[Gap, ...] = ()
    days: tuple[int | None, ...] = ()

    @property
    def share(self) -> Decimal | None:
        """Return the percent of the measured time in which it served, to a hundredth."""
        if not self.measured:
            return None
        return (Decimal(self.up) * 100 / self.measured).quantize(Decimal("0.01"))

    @property
    def announced(self) -> int:
        """Sum the seconds of gaps that were announced."""
        return sum(one.announced for one in self.gaps)


@dataclass(frozen=True, slots=True)
class RealTimeWeek:
    """Questions in real time (milliseconds); `within` the rule's time, `failed`: no answer."""

    asked: int
    within: int
    failed: int
    median: int
    ninety: int
    slowest: int


@dataclass(frozen=True, slots=True)
class BatchWeek:
    """Files of one kind that partners sent: how many had a 999 or TA1, and an answer, in time.

    `answered` and `in_time` count only kinds that have an answer of their own (271, 277, 277CA).
    """

    kind: str
    came: int
    acknowledged: int
    acknowledged_in_time: int
    answered: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week, from its first moment to its last (of which `until` is measured)."""

    begins: datetime
    ends: datetime
    until: datetime
    rules: OperatingRules
    doors: tuple[DoorWeek, ...]
    real_time: RealTimeWeek
    batches: tuple[BatchWeek, ...]
    maintenance: tuple[Window, ...]


def week_of(day: date, now: datetime, actor: Actor) -> Week:
    """Report on the week that a day lies in; staff only."""
    if actor.role != "staff":
        raise DeniedError("The report on the gateway is for the payer's staff.")
    rules = operating_rules(day)
    first = day - timedelta(days=(day.weekday() - rules.week_begins) % 7)
    begins, ends = _midnight(first), _midnight(first + timedelta(days=7))
    until = max(min(now, ends), begins)
    windows = maintenance_between(begins, ends)
    return Week(
        begins,
        ends,
        until,
        rules,
        tuple(_door(door, begins, until, windows, actor) for door in DOORS),
        _real_time(begins, ends, rules, actor),
        _batches(first, begins, ends, rules, actor),
        windows,
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware


def _door(
    door: str, begins: datetime, until: datetime, windows: Sequence[Window], actor: Actor
) -> DoorWeek:
    since = measured_since(door, actor)
    if since is None or since >= until:
        return DoorWeek(door, since, 0, 0)
    start = max(begins, since)
    spans = served(door, start, until, actor)
    if spans and until - spans[-1].ends <= LONGEST:
        until = spans[-1].ends  # the next beat is not due yet: nothing is known, and nothing said
    missing = [Gap(one, _announced(one, windows)) for one in gaps(spans, start, until)]
    whole = Span(start, until)
    up = sum(one.seconds for one in spans)
    days = tuple(_share(day, whole, spans) for day in _days(begins))
    return DoorWeek(door, since, whole.seconds, up, tuple(missing), days)


def _days(begins: datetime) -> list[Span]:
    first = timezone.localdate(begins)
    edges = [_midnight(first + timedelta(days=n)) for n in range(8)]
    return [Span(one, two) for one, two in pairwise(edges)]


def _share(day: Span, whole: Span, spans: Sequence[Span]) -> int | None:
    measured = whole.within(day.begins, day.ends)
    if measured is None or not measured.seconds:
        return None
    parts = (one.within(measured.begins, measured.ends) for one in spans)
    return sum(one.seconds for one in parts if one) * 10_000 // measured.seconds


def _announced(gap: Span, windows: Sequence[Window]) -> int:
    parts = (Span(one.begins, one.ends).within(gap.begins, gap.ends) for one in windows)
    return sum(one.seconds for one in parts if one)


_REAL_TIME: Final = """
SELECT count(*), count(*) FILTER (WHERE answered <> 'failed' AND milliseconds <= %s),
       count(*) FILTER (WHERE answered = 'failed'),
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds), 0),
       coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY milliseconds), 0),
       coalesce(max(milliseconds), 0)
  FROM cw_partners_exchangelog WHERE mode = 'RealTime' AND came_at >= %s AND came_at < %s
"""


def _real_time(
    begins: datetime, ends: datetime, rules: OperatingRules, actor: Actor
) -> RealTimeWeek:
    values = [1000 * rules.real_time_seconds, begins, ends]
    return RealTimeWeek(*map(round, _rows(_REAL_TIME, values, actor)[0]))


# What was sent twice is one file, and a question in real time is no batch.
_BATCHES: Final = """
WITH due AS (
    SELECT * FROM unnest(%s::date[], %s::boolean[], %s::timestamptz[]) AS d (day, late, due)
), came AS (
    SELECT k.id, k.kind, k.kept_at, (k.kept_at AT TIME ZONE %s) AS local
      FROM cw_files_keptfile k
     WHERE k.direction = 'in' AND k.partner_id IS NOT NULL AND NOT k.at_once
       AND k.kept_at >= %s AND k.kept_at < %s AND k.kind = ANY (%s)
       AND NOT EXISTS (SELECT 1 FROM cw_files_fileevent e
                        WHERE e.file_id = k.id AND e.state = 'duplicate')
), said AS (
    SELECT c.id, min(a.kept_at) FILTER (WHERE a.kind IN ('999', 'TA1')) AS acknowledged,
           min(a.kept_at) FILTER (WHERE a.kind IN ('271', '277', '277CA')) AS answered
      FROM came c JOIN cw_files_keptfile a ON a.answers_id = c.id GROUP BY c.id
)
SELECT c.kind, count(*), count(s.acknowledged),
       count(*) FILTER (WHERE s.acknowledged <= c.kept_at + %s * interval '1 minute'),
       count(s.answered), count(*) FILTER (WHERE s.answered <= d.due)
  FROM came c JOIN due d ON d.day = c.local::date AND d.late = (c.local::time > %s)
  LEFT JOIN said s ON s.id = c.id
 GROUP BY 1 ORDER BY 1
"""
KINDS: Final = ["270", "276", "278", "275", "820", "834", "837"]


def _batches(
    first: date, begins: datetime, ends: datetime, rules: OperatingRules, actor: Actor
) -> tuple[BatchWeek, ...]:
    asked = [(first + timedelta(days=n), late) for n in range(7) for late in (False, True)]
    due = [batch_due(day, rules, late=late) for day, late in asked]
    values = [
        [day for day, _ in asked], [late for _, late in asked], due, settings.TIME_ZONE, begins,
        ends, KINDS, rules.acknowledged_minutes, rules.received_by,
    ]  # fmt: skip
    return tuple(BatchWeek(*row) for row in _rows(_BATCHES, values, actor))


def _rows(statement: str, values: list[Any], actor: Actor) -> list[tuple[Any, ...]]:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
