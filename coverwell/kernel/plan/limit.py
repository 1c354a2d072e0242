"""How much of a benefit there is, and what must be asked before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from coverwell.kernel.vocabulary.money import Money


class Counted(Enum):
    """What a limit counts."""

    VISITS = "visits"
    DAYS = "days"
    ITEMS = "items"
    DOLLARS = "allowance"


@dataclass(frozen=True, slots=True)
class PerTime:
    """The time a limit runs over: the plan year, so many rolling months, or a lifetime."""

    months: int | None = None
    lifetime: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """'60 visits per year with speech therapy' or '$1,500 allowance per 36 months'.

    `quantity` is a count of visits, days or items, or cents where `counted` is DOLLARS.
    `shared_with` are the care keys of the other rows that use up the same limit.
    """

    quantity: int
    counted: Counted
    per: PerTime
    shared_with: tuple[str, ...] = ()


class Precert(Enum):
    """Whether approval is needed before the service, and what its absence costs."""

    NOT_REQUIRED = "not required"
    REQUIRED = "required"
    REDUCED = "required, or benefit reduced by"
    NOT_COVERED = "required, or not covered"


@dataclass(frozen=True, slots=True)
class Precertification:
    """`reduced_by` is a percent of the plan's payment, set only for Precert.REDUCED."""

    need: Precert = Precert.NOT_REQUIRED
    reduced_by: Decimal | None = None


NO_PRECERTIFICATION = Precertification()


@dataclass(frozen=True, slots=True)
class FamilyAmount:
    """A deductible or a maximum: what one person and what the family can reach, in cents."""

    person: Money
    family: Money
