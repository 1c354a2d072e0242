"""Fee schedules: an amount, or relative values, by procedure and component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.vocabulary.money import Money


class Fee(NamedTuple):
    """The price of one unit in cents, at a facility and elsewhere; `multiple`: reduced when it is
    not the first procedure of the day.
    """

    facility: Money
    elsewhere: Money
    multiple: bool = False
    global_days: int = 0


class RelativeValue(NamedTuple):
    """Relative value units of work, practice expense (facility, elsewhere) and malpractice."""

    work: Decimal
    expense_facility: Decimal
    expense_elsewhere: Decimal
    malpractice: Decimal
    multiple: bool = False
    global_days: int = 0


class Locality(NamedTuple):
    """Geographic practice cost indices (GPCI)."""

    work: Decimal
    expense: Decimal
    malpractice: Decimal


EVERYWHERE = Locality(Decimal(1), Decimal(1), Decimal(1))

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """One dated schedule. Keys are (procedure, component): ('71046', '26'), ('71046', '').

    `factor` is the dollars of one relative value unit (conversion factor).
    """

    key: str
    source: str
    fees: Mapping[Key, Fee]
    values: Mapping[Key, RelativeValue]
    localities: Mapping[str, Locality]
    factor: Decimal
    _priced_at: dict[str, dict[Key, Fee]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {"": EVERYWHERE, **self.localities}
        priced = {
            name: {key: _priced(value, place, self.factor) for key, value in self.values.items()}
            for name, place in places.items()
        }
        object.__setattr__(self, "_priced_at", priced)

    def fee(self, procedure: str, component: str, locality: str) -> Fee | None:
        """Return the price of a procedure or of its component, or None where it is not listed."""
        stated = self.fees.get((procedure, component))
        if stated is not None:
            return stated
        priced = self._priced_at.get(locality) or self._priced_at[""]
        return priced.get((procedure, component))

    def relative(
        self, procedure: str, component: str, locality: str, factor: Decimal
    ) -> Fee | None:
        """Price the relative values with a contract's own factor (dollars of one unit)."""
        value = self.values.get((procedure, component))
        place = self.localities.get(locality, EVERYWHERE)
        return None if value is None else _priced(value, place, factor)


def _priced(value: RelativeValue, place: Locality, factor: Decimal) -> Fee:
    """Work x GPCI + expense x GPCI + malpractice x GPCI, times the factor (42 CFR 414.22)."""
    fixed = value.work * place.work + value.malpractice * place.malpractice
    there = fixed + value.expense_facility * place.expense
    here = fixed + value.expense_elsewhere * place.expense
    dollar = Money(100)
    return Fee(
        dollar.times(there * factor),
        dollar.times(here * factor),
        value.multiple,
        value.global_days,
    )
