"""What a person and a family have used so far, and the entries that say who used it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


FAMILY = ""
"""The person of a key that belongs to the whole family."""

BOTH_SIDES = ""
"""The side of a key that counts in and out of network together: visits, days, items, dollars."""

LIFETIME = date(1900, 1, 1)
"""The period start of what never begins anew."""


class Key(NamedTuple):
    """Names one accumulator.

    `what` is deductible, out_of_pocket, drug_deductible, drug_out_of_pocket, or what a limit
    counts and of which row: `visits:physical_therapy`, `dollars:hearing_aids`. `start` is the
    first day of the plan year, the day of service (limits over rolling months) or LIFETIME.
    """

    person: str
    what: str
    side: str
    start: date


class Entry(NamedTuple):
    """What a line adds to an accumulator: cents or a count; below zero where it gives back."""

    person: str
    what: str
    side: str
    start: date
    amount: int
    line: int

    @property
    def key(self) -> Key:
        """Name the accumulator that it adds to."""
        return Key(self.person, self.what, self.side, self.start)

    def contra(self) -> Entry:
        """Return the entry that takes this one back."""
        return self._replace(amount=-self.amount)


Used = Mapping[tuple[str, str, str, date], int]


@dataclass(frozen=True, slots=True)
class Balances:
    """The sum of all entries of the decisions in force, by accumulator."""

    used: Used = field(default_factory=dict)

    def of(self, person: str, what: str, side: str, start: date) -> int:
        """Return what is used of one accumulator (cents or a count)."""
        return self.used.get((person, what, side, start), 0)

    def after(self, entries: Iterable[Entry]) -> Balances:
        """Return the balances once these entries are posted."""
        used = dict(self.used)
        for entry in entries:
            key = entry[:4]
            left = used.get(key, 0) + entry.amount
            if left:
                used[key] = left
            else:
                used.pop(key, None)
        return Balances(used)


NOTHING_USED = Balances()


def balances(entries: Iterable[Entry]) -> Balances:
    """Sum entries from nothing."""
    return NOTHING_USED.after(entries)
