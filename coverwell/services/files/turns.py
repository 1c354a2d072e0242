"""One reader at a time for each file."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


FILE_TURN = 8370
"""The class of the advisory lock; the file is its number."""


@contextmanager
def one_reader(file: int) -> Iterator[None]:
    """Wait for the file's turn. The lock belongs to the connection: a crash releases it.

    Inside a transaction of many files (`together`) it is held until that one ends.
    """
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FILE_TURN, file])
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [FILE_TURN, file])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [FILE_TURN, file])
