"""How much of a benefit there is, and what must be asked before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from coverwell.kernel.plan.cost_share import counted
from coverwell.kernel.vocabulary.money import Money


class Counted(Enum):
    """What a limit counts: DOLLARS what the plan allows, PAID what the plan itself pays."""

    VISITS = "visits"
    DAYS = "days"
    ITEMS = "items"
    DOLLARS = "allowance"
    PAID = "maximum"


@dataclass(frozen=True, slots=True)
class PerTime:
    """The time a limit runs over: the plan year, so many rolling months, or a lifetime."""

    months: int | None = None
    lifetime: bool = False

    def phrase(self) -> str:
        """Say it as the plan document does."""
        if self.lifetime:
            return "per lifetime"
        if self.months is None:
            return "per year"
        return f"per {counted(self.months, 'months')}"


@dataclass(frozen=True, slots=True)
class Limit:
    """'60 visits per year with speech therapy' or '$1,500 allowance per 36 months'.

    `quantity` is a count of visits, days or items, or cents where `counted` is DOLLARS or PAID.
    `shared_with` are the care keys of the other rows that use up the same limit.
    """

    quantity: int
    counted: Counted
    per: PerTime
    shared_with: tuple[str, ...] = ()

    def phrase(self) -> str:
        """Say it word for word as the plan document does."""
        if self.counted in (Counted.DOLLARS, Counted.PAID):
            quantity = f"{Money(self.quantity)} {self.counted.value}"
        else:
            quantity = counted(self.quantity, self.counted.value)
        shared = f" with {', '.join(self.shared_with)}" if self.shared_with else ""
        return f"{quantity} {self.per.phrase()}{shared}"


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

    def phrase(self) -> str:
        """Say it word for word as the plan document does."""
        percent = "" if self.reduced_by is None else f" {self.reduced_by:f}%"
        return f"{self.need.value}{percent}"


def waiting_phrase(months: int) -> str:
    """Say how long a member is covered before a row pays: '6 months'."""
    return counted(months, "months")


NO_PRECERTIFICATION = Precertification()


@dataclass(frozen=True, slots=True)
class FamilyAmount:
    """A deductible or a maximum: what one person and what the family can reach, in cents.

    `family` None: only persons have an amount. `aggregate`: in family coverage only the family
    amount counts, and `person` is that of self-only coverage.
    """

    person: Money
    family: Money | None
    aggregate: bool = False

    def phrase(self) -> str:
        """Say it as the head of the plan document does, 'aggregate' written out."""
        family = "" if self.family is None else f", {self.family} family"
        return f"{self.person} person{family}{', aggregate' if self.aggregate else ''}"
