"""What is worked out once for a value that never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar


Of = TypeVar("Of")
Made = TypeVar("Made")


class MadeOnce(Generic[Of, Made]):
    """Something made once for each plan, rulebook or the like, told by identity.

    Hashing such a value by all that is in it would cost more than deciding a claim. Each is kept
    beside what was made of it, so that its identity cannot become another's; when `most` are
    known, all are forgotten.
    """

    __slots__ = ("_known", "_make", "_most")

    def __init__(self, make: Callable[[Of], Made], most: int = 512) -> None:
        self._make = make
        self._most = most
        self._known: dict[int, tuple[Of, Made]] = {}

    def of(self, value: Of) -> Made:
        """Return what was made of a value."""
        found = self._known.get(id(value))
        if found is None:
            if len(self._known) >= self._most:
                self.forget()
            found = self._known[id(value)] = (value, self._make(value))
        return found[1]

    def forget(self) -> None:
        """Forget everything: it is made again when it is asked for."""
        self._known.clear()


class ByDay(Generic[Made]):
    """What dated tables say on a day: one value for all days on which the same editions hold."""

    __slots__ = ("_by_editions", "_days", "_editions", "_make")

    def __init__(
        self, editions: Callable[[date], tuple[object, ...]], make: Callable[[date], Made]
    ) -> None:
        self._editions = editions
        self._make = make
        self._days: dict[date, Made] = {}
        self._by_editions: dict[tuple[int, ...], Made] = {}

    def on(self, day: date) -> Made:
        """Return what holds on a day."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._of_editions(day)
        return found

    def _of_editions(self, day: date) -> Made:
        key = tuple(map(id, self._editions(day)))
        found = self._by_editions.get(key)
        if found is None:
            found = self._by_editions[key] = self._make(day)
        return found
