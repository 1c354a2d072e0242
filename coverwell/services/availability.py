"""Whether the system answers, measured when it is asked; and when it is announced not to."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError


@dataclass(frozen=True, slots=True)
class Availability:
    """What was measured at `at`; times of the database are None when it does not answer."""

    at: datetime
    site_since: datetime
    database_since: datetime | None
    database_milliseconds: int | None

    @property
    def up(self) -> bool:
        """Say whether everything that pages need answers."""
        return self.database_since is not None


STARTED = timezone.now()


def availability() -> Availability:
    """Ask the database how long it is up, and how quickly it says so."""
    begun = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_postmaster_start_time()")
            since = cursor.fetchone()[0]
    except DatabaseError:
        return Availability(timezone.now(), STARTED, None, None)
    took = round((time.monotonic() - begun) * 1000)
    return Availability(timezone.now(), STARTED, since, took)


@dataclass(frozen=True, slots=True)
class Window:
    """Announced maintenance, from when to when; `words` are by language."""

    begins: datetime
    ends: datetime
    english: str
    spanish: str

    def words(self, language: str) -> str:
        """Say what is done."""
        return self.spanish if language == "es" else self.english

    def running(self, now: datetime) -> bool:
        """Say whether it is going on."""
        return self.begins <= now < self.ends


SHOWN_AFTER = timedelta(days=90)
"""How long a window that is over is still listed."""


def maintenance(now: datetime) -> tuple[Window, ...]:
    """Return the announced windows to come, and those of the last three months, by begin."""
    return tuple(one for one in _windows(rulebook_folder()) if one.ends > now - SHOWN_AFTER)


def maintenance_between(begins: datetime, ends: datetime) -> tuple[Window, ...]:
    """Return the announced windows that touch a time, by begin."""
    found = _windows(rulebook_folder())
    return tuple(one for one in found if one.begins < ends and one.ends > begins)


@cache
def _windows(root: Path) -> tuple[Window, ...]:
    known = ("begins", "ends", "english", "spanish")
    found = []
    for sheet in dated_sheets(root, "maintenance", ("windows",)):
        for where, row in sheet.rows("windows", known):
            begins, ends = (_moment(values.text(row, key, where), where) for key in known[:2])
            if ends <= begins:
                raise RulebookError(f"{where}: the window ends before it begins.")
            said = [values.text(row, key, where) for key in known[2:]]
            found.append(Window(begins, ends, *said))
    return tuple(sorted(found, key=lambda one: one.begins))


def _moment(text: str, where: str) -> datetime:
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError as problem:
        raise RulebookError(
            f"{where}: '{text}' is no moment such as 2026-01-31 22:00."
        ) from problem
