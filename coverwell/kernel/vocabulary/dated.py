"""A value that changes on known days: each edition holds until the next one begins."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """Editions in order of their first day; `firsts` must rise strictly (ValueError)."""

    firsts: tuple[date, ...]
    editions: tuple[T, ...]

    def __post_init__(self) -> None:
        if len(self.firsts) != len(self.editions) or not self.firsts:
            raise ValueError("Every edition needs its first day, and there must be one edition.")
        if any(a >= b for a, b in zip(self.firsts, self.firsts[1:], strict=False)):
            raise ValueError("Two editions begin on the same day, or they are out of order.")

    def on(self, day: date) -> T | None:
        """Return the edition in force on `day`, or None before the first one."""
        place = bisect_right(self.firsts, day)
        return self.editions[place - 1] if place else None

    def nearest(self, day: date) -> T:
        """Return the edition in force on `day`; before the first one, the first one."""
        # Most questions are about days of the newest edition; asked twenty times a claim.
        if day >= self.firsts[-1]:
            return self.editions[-1]
        return self.editions[max(bisect_right(self.firsts, day) - 1, 0)]
