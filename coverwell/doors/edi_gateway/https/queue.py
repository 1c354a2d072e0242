"""How long the next question would wait, and when that is too long."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final


ANSWERED_WITHIN: Final = 20.0
"""Seconds (CAQH CORE 156 and 250: response time in real time)."""
LONGEST_WAIT: Final = 15.0
"""Seconds in the queue; the rest is for the answer itself and the way to the partner."""
MOST: Final = 2_000
"""Questions that wait, however fast they are answered: they wait in memory."""
_WEIGHT: Final = 0.05


class Queue:
    """Questions of one process that wait for one of `threads`; `usual` seconds each takes."""

    def __init__(self, threads: int, usual: float = 0.02) -> None:
        self.threads, self.usual, self.waiting = threads, usual, 0
        self._lock = threading.Lock()

    def too_long(self) -> int:
        """Return in how many seconds to come again; 0: the next one may wait here."""
        wait = self.waiting * self.usual / self.threads
        if wait <= LONGEST_WAIT and self.waiting < MOST:
            return 0
        return max(1, math.ceil(wait))

    def enter(self) -> float:
        """Begin to wait; returns the moment."""
        with self._lock:
            self.waiting += 1
        return time.monotonic()

    @contextmanager
    def turn(self, came: float) -> Iterator[int]:
        """Take a turn; yields in how many seconds to come again where it came too late, else 0."""
        began = time.monotonic()
        late = 1 if began - came > ANSWERED_WITHIN else 0
        try:
            yield late
        finally:
            took = time.monotonic() - began
            with self._lock:
                self.waiting -= 1
                if not late:
                    self.usual += _WEIGHT * (took - self.usual)
