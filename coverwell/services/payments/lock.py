"""One payment run at a time: two would read the same open balances."""

from typing import Final

from django.db import connection


# Any number that nobody else takes.
_ONE_RUN: Final = 0x70617972


def one_at_a_time() -> None:
    """Wait until no run is being made, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_RUN])
