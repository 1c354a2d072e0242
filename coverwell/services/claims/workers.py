"""Deciding in parallel: families are parted over processes, each with its own connection."""

import logging
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Final

from django.db import connection

from coverwell.services.claims.adjudicate import BATCH, Part, decide_batch
from coverwell.services.claims.memory import rare_collections
from coverwell.services.plans.law import plan_laws
from coverwell.services.rulebook.load import rulebook


_FORK: Final = multiprocessing.get_context("fork")
MOST_LIVES: Final = 200
"""How often in a row workers may die with nothing decided before we stop starting new ones."""
LONGEST_PAUSE: Final = 1.0
"""Seconds; a database that comes back from a crash is not asked again and again meanwhile."""
log = logging.getLogger(__name__)


class WorkersDiedError(RuntimeError):
    """Workers died again and again; what they had not committed still waits."""


def decide_all(
    workers: int = 1, decided: Callable[[int], None] = lambda _: None, size: int = BATCH
) -> int:
    """Decide all that waits; returns how many claims. `decided` hears of each batch's count.

    A worker that is killed loses only what it had not committed: another takes its part again.
    """
    if workers <= 1:
        return _drain(Part(), decided, size)
    # Read once, shared by the children.
    rulebook(), plan_laws()
    _leave_connection()
    total, lives = 0, 0
    running = dict(_start(Part(number, workers), size) for number in range(workers))
    while running:
        for pipe in [one for one in wait(list(running)) if isinstance(one, Connection)]:
            try:
                count = pipe.recv()
                total, lives = total + count, 0
                decided(count)
            except EOFError:
                process, part = running.pop(pipe)
                process.join()
                if process.exitcode:
                    lives += 1
                    log.warning("A worker ended with %s; its part begins anew.", process.exitcode)
                    if lives > MOST_LIVES:
                        raise WorkersDiedError("Workers keep dying: see the log.") from None
                    running.update([_start(part, size, pause=0.01 * lives)])
    return total


def _start(
    part: Part, size: int, pause: float = 0.0
) -> tuple[Connection, tuple[ForkProcess, Part]]:
    mine, theirs = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_work, args=(part, size, theirs, pause), daemon=True)
    process.start()
    theirs.close()
    return mine, (process, part)


def _work(part: Part, size: int, report: Connection, pause: float) -> None:
    time.sleep(min(pause, LONGEST_PAUSE))
    _drain(part, report.send, size)
    connection.close()


def _drain(part: Part, decided: Callable[[int], None], size: int) -> int:
    total = 0
    with rare_collections():
        while count := decide_batch(part, size):
            total += count
            decided(count)
    return total


def _leave_connection() -> None:
    """A connection must not be shared with a child process."""
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()
