"""Lines that were decided before: what duplicates, frequency, visits and stays look back at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.vocabulary.money import ZERO, Money


class PriorLine(NamedTuple):
    """A line of a decision in force (cents). `counted` is what it used of its row's limit.

    `units` were billed; `units_paid` is set where a policy left fewer than that. `spots` say where
    in the mouth (see Line).
    """

    claim: str
    number: int
    person: str
    first: date
    last: date
    charge: Money
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    revenue: str = ""
    units: Decimal = Decimal(1)
    place: str = ""
    billing_tin: str = ""
    rendering: str = ""
    diagnosis: str = ""
    denied: bool = False
    care: str = ""
    copay: Money = ZERO
    coinsurance: Money = ZERO
    counted: int = 0
    admitted: date | None = None
    units_paid: Decimal | None = None
    spots: tuple[str, ...] = ()

    @property
    def units_used(self) -> Decimal:
        """Return the units that were paid."""
        return self.units if self.units_paid is None else self.units_paid


Days = Mapping[tuple[str, date], tuple[PriorLine, ...]]


@dataclass(frozen=True, slots=True)
class History:
    """Prior lines of a family. `by_day` finds those that began on a day, by person and day."""

    lines: tuple[PriorLine, ...] = ()
    by_day: Days = field(default_factory=dict, repr=False, compare=False)

    def on(self, person: str, day: date) -> tuple[PriorLine, ...]:
        """Return the lines of a person that began on a day."""
        return self.by_day.get((person, day), ())

    def of(self, person: str) -> tuple[PriorLine, ...]:
        """Return the lines of a person."""
        return tuple(line for line in self.lines if line.person == person)

    def after(self, decided: tuple[PriorLine, ...]) -> History:
        """Return the history once these lines are decided too."""
        days = dict(self.by_day)
        for line in decided:
            key = (line.person, line.first)
            days[key] = (*days.get(key, ()), line)
        return History(self.lines + decided, days)

    def without(self, claim: str) -> History:
        """Return the history as if a claim had never been decided."""
        return history(line for line in self.lines if line.claim != claim)


NO_HISTORY = History()


def history(lines: Iterable[PriorLine]) -> History:
    """Index prior lines, in the order in which they were decided."""
    return NO_HISTORY.after(tuple(lines))
