"""Anesthesia: base, time and condition units, times the amount of one unit (42 CFR 414.46)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from coverwell.kernel.pricing.terms import HUNDRED
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.money import Money


MINUTES = "MJ"
"""The unit basis of a line whose units are minutes; else they are time units already."""

_NONE = Decimal(0)
_TENTH = Decimal("0.1")
_PERCENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, eq=False)
class AnesthesiaUnits:
    """Dated units: `base` by code, `condition` by modifier (physical status).

    `direction` are percents by modifier; `supervision` replaces all units of a line. `untimed`
    codes have base units alone. `minutes` make one time unit.
    """

    base: Mapping[str, Decimal]
    minutes: int
    direction: Mapping[str, Decimal]
    supervision: Mapping[str, Decimal]
    condition: Mapping[str, Decimal]
    untimed: frozenset[str]

    def time_units(self, units: Decimal, basis: str) -> Decimal:
        """Return time units: minutes are divided, to one decimal, half a tenth rounding up."""
        if basis != MINUTES:
            return units
        tenths = (20 * int(units) + self.minutes) // (2 * self.minutes)
        return tenths * _TENTH


@dataclass(frozen=True, slots=True)
class Anesthesia:
    """What is said of a line: code, modifiers, and its minutes or time units."""

    procedure: str
    modifiers: tuple[str, ...]
    units: Decimal
    basis: str


def anesthesia_price(
    line: Anesthesia, each: Money, table: AnesthesiaUnits, source: str
) -> Finding | None:
    """Return the finding whose amount is the price; None where the table lacks the code."""
    base = table.base.get(line.procedure)
    if base is None:
        return None
    timed = line.procedure not in table.untimed
    time = table.time_units(line.units, line.basis) if timed else _NONE
    more = sum((table.condition.get(one, _NONE) for one in line.modifiers), _NONE)
    for modifier in line.modifiers:
        if modifier in table.supervision:
            base, time, more = table.supervision[modifier], _NONE, _NONE
    percent = next((table.direction[m] for m in line.modifiers if m in table.direction), HUNDRED)
    amount = each.times((base + time + more) * percent * _PERCENT)
    facts: dict[str, Fact] = {
        "base": base,
        "time": time,
        "more": more,
        "each": each,
        "percent": percent,
        "amount": amount,
    }
    return Finding("price_anesthesia", amount, facts, source)
