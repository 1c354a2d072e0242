"""What is looked up again and again is remembered for a few seconds, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar


T = TypeVar("T")
SECONDS: Final = 5.0
MOST: Final = 10_000
_EVERY: Final[list[dict[Hashable, object]]] = []


class Recalled(Generic[T]):
    """Answers by what was asked, each good for `SECONDS`; that there is none is not remembered."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[T, float]] = {}
        _EVERY.append(self._known)  # type: ignore[arg-type]  # it is only emptied

    def get(self, asked: Hashable, look_up: Callable[[], T | None]) -> T | None:
        """Return what is remembered, else what is looked up now."""
        known, now = self._known.get(asked), time.monotonic()
        if known is not None and now < known[1]:
            return known[0]
        found = look_up()
        if len(self._known) >= MOST:
            self._known.clear()
        if found is not None:
            self._known[asked] = found, now + SECONDS
        return found


def forget() -> None:
    """Look everything up again from now on, in this process."""
    for known in _EVERY:
        known.clear()
