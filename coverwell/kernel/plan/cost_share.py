"""What the member pays for one kind of care: a cell of the SBC, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from coverwell.kernel.vocabulary.money import Money


class When(Enum):
    """Which deductible, if any, comes before the shares of a cell."""

    FIRST = "after deductible"
    DRUG_FIRST = "after drug deductible"
    WAIVED = "deductible does not apply"


class Per(Enum):
    """What one copay buys."""

    VISIT = "visit"
    DAY = "day"
    STAY = "stay"
    FILL = "fill"
    TRIP = "trip"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Cap:
    """What ends a part: an amount (and what it is per), days, visits, or admission."""

    amount: Money | None = None
    per: Per | None = None
    days: int | None = None
    visits: int | None = None
    waived_if_admitted: bool = False


@dataclass(frozen=True, slots=True)
class NoCharge:
    """The plan pays all of it."""


@dataclass(frozen=True, slots=True)
class Copay:
    """A fixed amount in cents per visit, day, stay, fill, trip or item."""

    amount: Money
    per: Per = Per.VISIT
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class Coinsurance:
    """A share of what is left, in percent (20 means 20%)."""

    percent: Decimal
    cap: Cap | None = None


Part = NoCharge | Copay | Coinsurance


@dataclass(frozen=True, slots=True)
class CostShare:
    """A covered cell: its parts in the order they are taken, and the deductible before them."""

    parts: tuple[Part, ...]
    when: When
