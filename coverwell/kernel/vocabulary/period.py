"""A span of days with both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; `last` None means no end is known."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"A period cannot end ({self.last}) before it begins ({self.first}).")

    def covers(self, day: date) -> bool:
        """Say whether `day` is inside the period."""
        return self.first <= day and (self.last is None or day <= self.last)
