"""What a plan costs a month: by who is covered (tiers), or by each person's age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from coverwell.kernel.vocabulary.money import Money


class Proration(Enum):
    """What part of a month is due for cover that does not last all of it."""

    DAILY = "by the day"
    FIRST = "who is covered on the first"
    MIDDLE = "who is covered on the fifteenth"


TIERS = ("employee", "employee and spouse", "employee and children", "family")
"""The words of the four tiers; a plan has an amount for each."""


@dataclass(frozen=True, slots=True)
class PlanRates:
    """One plan's monthly rates: amounts by tier, or `base`, which an age factor multiplies."""

    tiers: Mapping[str, Money]
    base: Money | None
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class PremiumRules:
    """One dated sheet: rates by plan, the age curve, and how a month is shared.

    `curve` has the factor of each age; the last one holds for every greater age. Of children
    under `child_under` the oldest `children_counted` are charged (45 CFR 147.102(c)(1)).
    """

    plans: Mapping[str, PlanRates]
    curve: tuple[Decimal, ...]
    children_counted: int
    child_under: int
    proration: Proration
    source: str

    def factor(self, age: int) -> Decimal:
        """Return the factor of an age."""
        return self.curve[min(age, len(self.curve) - 1)]


@dataclass(frozen=True, slots=True)
class Insured:
    """A person of a family under a plan from a day to a day (None: no end yet).

    `relationship` is the X12 code: 18 self, 01 spouse, anything else a child.
    """

    person: int
    relationship: str
    born: date
    plan: str
    first: date
    last: date | None

    def covered(self, day: date) -> bool:
        """Say whether the person is covered on a day."""
        return self.first <= day and (self.last is None or day <= self.last)
