"""Who pays first when a person has more than one cover."""

from __future__ import annotations

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


# 42 CFR 411.100-206: employer sizes and the coordination period of kidney disease.
WORKING_AGED_EMPLOYEES = 20
DISABLED_EMPLOYEES = 100
KIDNEY_MONTHS = 30


def order_of(ours: Standing, other: OtherCover, day: date) -> Order:
    """Say whether we pay first on `day`; Medicare has rules of its own (42 CFR 411)."""
    if other.medicare is not None:
        return _against_medicare(ours, other, day)
    theirs = other.standing
    if ours.dependent != theirs.dependent:
        return Order(theirs.dependent, "cob_not_as_dependent")
    if ours.child and (ours.decreed or theirs.decreed):
        return Order(ours.decreed, "cob_court_decree")
    if ours.child and ours.birthday != theirs.birthday:
        return Order(ours.birthday < theirs.birthday, "cob_birthday")
    return _by_work(ours, theirs)


def _by_work(ours: Standing, theirs: Standing) -> Order:
    """Active pays before retired or continued cover; after that the longer cover."""
    if (ours.work is Work.ACTIVE) != (theirs.work is Work.ACTIVE):
        return Order(ours.work is Work.ACTIVE, "cob_active_first")
    if (ours.work is Work.CONTINUED) != (theirs.work is Work.CONTINUED):
        return Order(theirs.work is Work.CONTINUED, "cob_continued_last")
    return Order(ours.since <= theirs.since, "cob_longer_cover")


def _against_medicare(ours: Standing, other: OtherCover, day: date) -> Order:
    """Apply the working-aged, disability and kidney rules."""
    if other.medicare is MedicareBasis.KIDNEY:
        start = other.medicare_from or other.period.first
        months = (day.year - start.year) * 12 + day.month - start.month
        return Order(months < KIDNEY_MONTHS, "cob_medicare_kidney")
    working = ours.work is Work.ACTIVE
    if other.medicare is MedicareBasis.AGE:
        return Order(working and ours.employees >= WORKING_AGED_EMPLOYEES, "cob_medicare_age")
    return Order(working and ours.employees >= DISABLED_EMPLOYEES, "cob_medicare_disability")
