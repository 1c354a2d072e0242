"""Who pays first when a person has more than one cover."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from coverwell.kernel.vocabulary.period import Period


class Work(Enum):
    """What the holder of a cover has it through."""

    ACTIVE = "active"
    RETIRED = "retired"
    CONTINUED = "continued"


class MedicareBasis(Enum):
    """Why a person has Medicare."""

    AGE = "age"
    DISABILITY = "disability"
    KIDNEY = "end-stage renal disease"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person holds a cover. `birthday` is the holder's (month, day).

    `decreed`: a court decree makes this cover pay first for a child. `employees` is the size of
    the holder's employer.
    """

    dependent: bool = False
    work: Work = Work.ACTIVE
    since: date = date(1900, 1, 1)
    birthday: tuple[int, int] = (12, 31)
    decreed: bool = False
    employees: int = 0
    child: bool = False


PLAIN = Standing()


@dataclass(frozen=True, slots=True)
class OtherCover:
    """Another cover of the person. Unverified cover pends a claim, verified cover denies it.

    `medicare_from` is the first month of kidney disease entitlement where that is the basis.
    """

    payer: str
    period: Period
    standing: Standing = PLAIN
    medicare: MedicareBasis | None = None
    medicare_from: date | None = None
    verified: bool = True


class Order(NamedTuple):
    """Whether we pay first, and the rule that says so."""

    first: bool
    rule: str


class MedicareRule(NamedTuple):
    """When we pay before Medicare: for so many months, or to employers of so many people.

    `active`: only where the cover comes from working now, not from having worked.
    """

    active: bool = False
    employees: int = 0
    months: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class OrderRules:
    """The dated order of benefits: names of RULES, the first that tells decides.

    A basis of Medicare without a rule here leaves Medicare first.
    """

    order: tuple[str, ...]
    medicare: Mapping[MedicareBasis, MedicareRule]
    source: str


# Without a rulebook it is stated who pays first: by standing there as a dependent or not.
STATED = OrderRules(("not as dependent", "longer cover"), {}, "stated")


def order_of(ours: Standing, other: OtherCover, day: date, rules: OrderRules) -> Order:
    """Say whether we pay first on `day`, by the first rule that tells the two covers apart."""
    if other.medicare is not None:
        return _against_medicare(ours, other, day, rules)
    for name in rules.order:
        rule, asks = RULES[name]
        first = asks(ours, other.standing)
        if first is not None:
            return Order(first, rule)
    return Order(_longer_cover(ours, other.standing), "cob_longer_cover")


def _not_as_dependent(ours: Standing, theirs: Standing) -> bool | None:
    return theirs.dependent if ours.dependent != theirs.dependent else None


def _court_decree(ours: Standing, theirs: Standing) -> bool | None:
    return ours.decreed if ours.child and ours.decreed != theirs.decreed else None


def _birthday(ours: Standing, theirs: Standing) -> bool | None:
    """The parent whose month and day come first; the year does not matter."""
    told = ours.child and ours.birthday != theirs.birthday
    return ours.birthday < theirs.birthday if told else None


def _active_first(ours: Standing, theirs: Standing) -> bool | None:
    active = ours.work is Work.ACTIVE
    return active if active != (theirs.work is Work.ACTIVE) else None


def _continued_last(ours: Standing, theirs: Standing) -> bool | None:
    continued = theirs.work is Work.CONTINUED
    return continued if (ours.work is Work.CONTINUED) != continued else None


def _longer_cover(ours: Standing, theirs: Standing) -> bool:
    return ours.since <= theirs.since


# The words of the dated order -> the rule id, and the question whether we pay first (None: the
# rule does not tell).
RULES: Mapping[str, tuple[str, Callable[[Standing, Standing], bool | None]]] = {
    "not as dependent": ("cob_not_as_dependent", _not_as_dependent),
    "court decree": ("cob_court_decree", _court_decree),
    "birthday": ("cob_birthday", _birthday),
    "active first": ("cob_active_first", _active_first),
    "continued last": ("cob_continued_last", _continued_last),
    "longer cover": ("cob_longer_cover", _longer_cover),
}
_MEDICARE = {
    MedicareBasis.AGE: "cob_medicare_age",
    MedicareBasis.DISABILITY: "cob_medicare_disability",
    MedicareBasis.KIDNEY: "cob_medicare_kidney",
}


def _against_medicare(ours: Standing, other: OtherCover, day: date, rules: OrderRules) -> Order:
    """Ask Medicare's own rule (42 CFR 411): the employer's size, or the months since it began."""
    basis = other.medicare or MedicareBasis.AGE
    rule = rules.medicare.get(basis)
    if rule is None:
        return Order(False, _MEDICARE[basis])  # noqa: FBT003
    if rule.months is not None:
        start = other.medicare_from or other.period.first
        months = (day.year - start.year) * 12 + day.month - start.month
        return Order(months < rule.months, _MEDICARE[basis])
    working = not rule.active or ours.work is Work.ACTIVE
    return Order(working and ours.employees >= rule.employees, _MEDICARE[basis])
