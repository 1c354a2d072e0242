"""What a contract pays, row by row: the first row that fits a line decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from coverwell.kernel.vocabulary.money import ZERO, Money


class Pays(Enum):
    """How a row makes a price; the value is its name in the terms and in the rule ids."""

    FEE_SCHEDULE = "fee schedule"
    RELATIVE_VALUE = "relative value"
    PERCENT_OF_CHARGE = "percent of charge"
    FLAT = "flat amount"
    PER_DIEM = "per diem"
    CASE_RATE = "case rate"
    DRG = "drg"
    ANESTHESIA = "anesthesia"


# These price the whole claim; the amount is then spread over its lines by charge.
OF_THE_CLAIM = frozenset({Pays.PER_DIEM, Pays.CASE_RATE, Pays.DRG})

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Outlier:
    """A costly stay: cost = charge x `cost_to_charge` percent; above price + `threshold` (cents)
    the plan pays `share` percent of the rest.
    """

    threshold: Money
    share: Decimal
    cost_to_charge: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class Rate:
    """One row. Empty conditions fit anything; `procedures` are (first, last) ranges.

    `percent` is of the schedule or the charge; `amount` (cents) is the flat amount, the amount per
    day or case, the base rate of a DRG, or the factor of one relative value or anesthesia unit.
    `carved_out` lines are paid beside a price of the whole claim.
    """

    pays: Pays
    schedule: str = ""
    percent: Decimal = HUNDRED
    amount: Money = ZERO
    outlier: Outlier | None = None
    cares: frozenset[str] = frozenset()
    procedures: tuple[tuple[str, str], ...] = ()
    revenues: frozenset[str] = frozenset()
    institutional: bool | None = None
    carved_out: bool = False
    lesser_of: bool = True

    def fits(
        self,
        procedure: str,
        revenue: str,
        chain: tuple[str, ...],
        institutional: bool,  # noqa: FBT001
    ) -> bool:
        """Say whether the row is for a line; `chain` is its kind of care and stand-ins."""
        if self.institutional is not None and self.institutional is not institutional:
            return False
        if self.cares and self.cares.isdisjoint(chain):
            return False
        if self.revenues and revenue not in self.revenues:
            return False
        ranges = self.procedures
        return not ranges or any(low <= procedure <= high for low, high in ranges)


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """A provider group's contract in one network while it is in force, or a plan's own terms
    for care outside every contract. `locality` chooses the geographic factors.
    """

    key: str
    rates: tuple[Rate, ...]
    source: str
    locality: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ModifierRules:
    """Dated percentages by modifier, and what each further procedure of a day is paid at.

    `of_procedure` are percents of the full price (50: 150). `steps` are for multiple procedures,
    the last repeats (100, 50, 50). `components` have prices of their own where the schedule
    states them (26, TC), else this percent.
    """

    of_procedure: Mapping[str, Decimal]
    components: Mapping[str, Decimal]
    steps: tuple[Decimal, ...]
    source: str
