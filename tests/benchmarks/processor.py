"""Processor time of this process, of the children that ended, and of the database server.

Wall time says little on a shared machine; what two quiet cores could do follows from the sum.
"""

import os
import resource
import time
from pathlib import Path
from typing import NamedTuple, Self


TICK = os.sysconf("SC_CLK_TCK")


class Used(NamedTuple):
    """Seconds: by the clock, and of processor time (user and system)."""

    wall: float
    own: float
    children: float
    postgres: float

    @property
    def processor(self) -> float:
        """All processor time together."""
        return self.own + self.children + self.postgres

    def __sub__(self, other: Self) -> "Used":
        return Used(*(one - two for one, two in zip(self, other, strict=True)))


def used() -> Used:
    """What was used until now; take the difference of two."""
    return Used(
        time.perf_counter(),
        _seconds(resource.RUSAGE_SELF),
        _seconds(resource.RUSAGE_CHILDREN),
        _postgres(),
    )


def _seconds(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _postgres() -> float:
    """The server and its children, those that ended included (the server waits for each)."""
    server = _server()
    ticks = sum(_stat(server)[11:15])
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = _stat(int(entry.name))
            except OSError:
                continue  # it ended meanwhile
            if stat[1] == server:
                ticks += stat[11] + stat[12]
    return ticks / TICK


def _server() -> int:
    """The process behind our connection is a child of the server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return _stat(cursor.fetchone()[0])[1]


def _stat(process: int) -> list[int]:
    """The fields of /proc/PID/stat behind the name; state becomes 0."""
    text = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2]
    return [int(word) if word.lstrip("-").isdigit() else 0 for word in text.split()]
