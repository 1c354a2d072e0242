"""What is worked out once for a value that never changes."""

from __future__ import annotations

from collections.abc import Callable
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
