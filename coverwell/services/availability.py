"""Whether the system answers, measured when it is asked."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection
from django.utils import timezone


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
