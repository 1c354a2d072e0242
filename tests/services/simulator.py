"""A deterministic simulator: workers stop after each SQL statement, a seed says who goes on.

The workers are the real code on the real database, each in a thread of its own that runs only
while it holds the baton. One that waits for a lock of another is left until that lock is free. A
worker may be killed at any stop: its connection is cut and it begins again. The same seed gives
the same interleaving.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence

import psycopg
from django.db import connection


PATIENCE = 20.0


class Killed(BaseException):
    """What a worker feels when it is killed: nothing of ours may catch it."""


class Worker:
    """One piece of work, stopped after each of its statements."""

    here = threading.local()

    def __init__(self, work: Callable[[], object]) -> None:
        self.work = work
        self.pid = 0
        self.done = self.dying = False
        self.error: BaseException | None = None
        self.resting, self.baton = threading.Event(), threading.Semaphore(0)
        threading.Thread(target=self._run, daemon=True).start()
        self.resting.wait(PATIENCE)

    def _run(self) -> None:
        Worker.here.worker = self
        try:
            connection.ensure_connection()
            self.pid = connection.connection.info.backend_pid
            self.stop()
            with connection.execute_wrapper(self._statement):
                self.work()
        except Killed:
            pass
        except BaseException as fault:
            self.error = fault
        finally:
            connection.close()
            self.done = True
            self.resting.set()

    def _statement(self, execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        self.stop()
        return found

    def stop(self) -> None:
        """Hand the baton back and wait for the next turn."""
        self.resting.set()
        self.baton.acquire()
        if self.dying:
            connection.connection.close()
            raise Killed

    def go(self, *, dying: bool = False) -> None:
        """Run to the next stop; or die here."""
        self.dying = dying
        self.resting.clear()
        self.baton.release()


def stopping(plain: Callable[..., None]) -> Callable[..., None]:
    """COPY goes past the statement hook: stop after it all the same."""

    def copied(*args, **words) -> None:
        plain(*args, **words)
        worker = getattr(Worker.here, "worker", None)
        if worker is not None:
            worker.stop()

    return copied


class Observer:
    """Sees, on a connection of its own, who waits for whom."""

    def __init__(self) -> None:
        self.link = psycopg.connect(**connection.get_connection_params(), autocommit=True)

    def waits(self, pid: int) -> bool:
        row = self.link.execute("SELECT cardinality(pg_blocking_pids(%s))", [pid]).fetchone()
        return bool(row and row[0])

    def lives(self, pid: int) -> bool:
        row = self.link.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid])
        return row.fetchone() is not None


def simulate(works: Sequence[Callable[[], object]], seed: int, crashes: int = 2) -> list[str]:
    """Run all of it in the interleaving of this seed; returns what went wrong in a worker."""
    dice = random.Random(seed)  # noqa: S311 - the same every time
    observer = Observer()
    workers = [Worker(work) for work in works]
    faults: list[str] = []
    try:
        while workers:
            ready = [worker for worker in workers if worker.resting.is_set()]
            chosen = dice.choice(ready)
            dying = crashes > 0 and dice.random() < 0.03
            crashes -= dying
            chosen.go(dying=dying)
            _settle(workers, observer)
            if dying:
                _gone(chosen, observer)
                workers[workers.index(chosen)] = Worker(chosen.work)
                _settle(workers, observer)
                continue
            faults += [repr(worker.error) for worker in workers if worker.error]
            workers = [worker for worker in workers if not worker.done]
    finally:
        observer.link.close()
    return faults


def _settle(workers: Sequence[Worker], observer: Observer) -> None:
    """Wait until everybody rests or waits for a lock of somebody who rests."""
    end = time.monotonic() + PATIENCE
    for worker in workers:
        while not worker.resting.wait(0.0005):
            if observer.waits(worker.pid) and not worker.resting.is_set():
                break
            if time.monotonic() > end:
                raise TimeoutError("A worker neither rests nor waits.")


def _gone(worker: Worker, observer: Observer) -> None:
    while observer.lives(worker.pid):
        time.sleep(0.0005)
