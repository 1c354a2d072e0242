"""The queue of small claim files: a clearinghouse that sends one claim a file is read in batches.

One job stands for all that wait, and who takes a file holds its row until the reading commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from coverwell.records.files.models import FileEvent, ToRead
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files.progress import append
from coverwell.services.prepared import prepared


LARGEST: Final = 64_000
"""Bytes; a larger file is worth a job of its own."""
TURN: Final = 8372
"""The advisory lock that arrivals share, and that a reader waits for before it looks."""
JOB: Final = "edi_gateway.read_small"
_JOB_WAITS: Final = """
SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo')
"""
_TAKE: Final = """
SELECT file_id FROM cw_files_toread ORDER BY read, file_id LIMIT %s FOR UPDATE SKIP LOCKED
"""


def enqueue_small(file: int) -> None:
    """Let a file be read with others; inside the transaction that keeps it."""
    # A job that begins now waits until we have committed: it never looks too early.
    prepared("SELECT pg_advisory_xact_lock_shared(%s::bigint)", [TURN])
    prepared("INSERT INTO cw_files_toread (file_id, read) VALUES (%s, false)", [file])
    if prepared(_JOB_WAITS, [JOB]) == [(True,)]:
        return
    task = app.configure_task(JOB, allow_unknown=True, queue="gateway", queueing_lock=JOB)
    try:
        with transaction.atomic():
            task.defer()
    except AlreadyEnqueued:
        return  # another arrival of this moment was quicker


def await_arrivals() -> None:
    """Wait until every arrival that counts on this job has committed."""
    with acting(ENGINE), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def take_waiting(most: int) -> list[int]:
    """Return files that nobody else reads, and hold them; inside the reader's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [most])
        return [number for (number,) in cursor.fetchall()]


def mark_read(files: Sequence[int]) -> None:
    """Note that files are read; inside the reader's transaction."""
    ToRead.objects.filter(file__in=files).update(read=True)


def finish(read: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Take files from the queue, and note of each that its claims are decided (None: it has none).

    Two readers that finish the same file note it once.
    """
    with acting(ENGINE), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cw_files_toread WHERE file_id = ANY(%s) RETURNING file_id", [list(read)]
        )
        for (file,) in cursor.fetchall():
            counts = read[file]
            if counts is not None:
                append(file, FileEvent.State.DECIDED, counts)


def leave_alone(file: int, job: str) -> None:
    """Give a file that others cannot be read with a job of its own, which tries again."""
    with acting(ENGINE):
        ToRead.objects.filter(file=file).delete()
        task = app.configure_task(job, allow_unknown=True, queue="gateway", lock=f"file/{file}")
        task.defer(file=file)
