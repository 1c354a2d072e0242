"""Is this person covered on this day, and by which edition of which plan?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.member import Cover, Person
from coverwell.kernel.vocabulary.money import ZERO


# 45 CFR 147.120: a child may stay until 26; plans here keep the child to the end of that month.
DEPENDENT_AGE = 26

_ENROLLMENT = "enrollment"


class Covered(NamedTuple):
    """The cover in force, or None and the finding that says why there is none."""

    cover: Cover | None
    finding: Finding


def covered_on(
    day: date, covers: tuple[Cover, ...], person: Person, dependent_age: int = DEPENDENT_AGE
) -> Covered:
    """Find the cover in force on `day`, with the finding that says so or why there is none."""
    cover = cover_on(day, covers, person, dependent_age)
    if isinstance(cover, Finding):
        return Covered(None, cover)
    facts: dict[str, Fact] = {"day": day, "edition": cover.edition}
    return Covered(cover, _found("covered", facts))


def cover_on(
    day: date, covers: tuple[Cover, ...], person: Person, dependent_age: int = DEPENDENT_AGE
) -> Cover | Finding:
    """Find the cover in force on `day`, or say why there is none; the later enrollment wins."""
    in_force = [cover for cover in covers if cover.period.covers(day)]
    if not in_force:
        return _why_not(day, covers)
    cover = in_force[0]
    if len(in_force) > 1:
        cover = max(in_force, key=lambda found: found.period.first)
    ended = _exception(day, cover, person, dependent_age)
    return cover if ended is None else ended


def last_dependent_day(birth: date, age: int) -> date:
    """Return the last day of the month in which a dependent reaches `age`."""
    year, month = birth.year + age, birth.month
    after = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return after - timedelta(days=1)


def _exception(day: date, cover: Cover, person: Person, dependent_age: int) -> Finding | None:
    """Name what keeps an enrolled person from being covered."""
    if cover.unidentifiable:
        return _found("member_not_identified", {"day": day})
    if cover.waiting_until is not None and day <= cover.waiting_until:
        return _found("waiting_period", {"day": day, "until": cover.waiting_until})
    if person.dependent and not person.disabled:
        last = last_dependent_day(person.birth, dependent_age)
        if day > last:
            facts: dict[str, Fact] = {"day": day, "last": last, "age": dependent_age}
            return _found("dependent_over_age", facts)
    return None


def _why_not(day: date, covers: tuple[Cover, ...]) -> Finding:
    """Say whether the service came before, after or between the spans of cover."""
    ended = [cover for cover in covers if cover.period.last and cover.period.last < day]
    if ended:
        return _ended(day, max(ended, key=lambda cover: cover.period.last or day))
    if covers:
        first = min(cover.period.first for cover in covers)
        return _found("not_yet_covered", {"day": day, "first": first})
    return _found("never_covered", {"day": day})


def _ended(day: date, cover: Cover) -> Finding:
    """Tell an end that was known in time from one that was set back later."""
    last = cover.period.last or day
    if cover.end_learned is not None and cover.end_learned > last:
        learned = {"day": day, "last": last, "learned": cover.end_learned}
        return _found("coverage_ended_retroactively", learned)
    return _found("coverage_ended", {"day": day, "last": last})


def _found(rule: str, facts: Mapping[str, Fact]) -> Finding:
    """Cite the member's enrollment record."""
    return Finding(rule, ZERO, facts, _ENROLLMENT)
