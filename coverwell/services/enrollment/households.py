"""The families that a batch of enrolment names, locked, and what is to be written of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from coverwell.records.members.models import (
    Account,
    CoverageSpan,
    Family,
    OtherCoverage,
    Person,
)
from coverwell.services.eligibility.names import comparable, comparable_last
from coverwell.services.enrollment.roster import Enrollee


Row = TypeVar("Row", Person, CoverageSpan, OtherCoverage)
Key = tuple[str, str]
"""An account's number, and what its employer calls the subscriber."""


class Rows(Generic[Row]):
    """Rows of one kind in a family, by their number, and which of them are to be written."""

    def __init__(self) -> None:
        self.all: dict[int, Row] = {}
        self.new: set[int] = set()
        self.changed: set[int] = set()
        self.dropped: set[int] = set()

    def next(self) -> int:
        """Return the next free number; numbers are never used again."""
        return max((*self.all, *self.dropped), default=0) + 1

    def add(self, number: int, row: Row) -> None:
        """Add a row."""
        self.all[number] = row
        self.new.add(number)

    def touch(self, number: int) -> None:
        """Note that a row has changed."""
        if number not in self.new:
            self.changed.add(number)

    def drop(self, number: int) -> None:
        """Take a row away."""
        del self.all[number]
        self.changed.discard(number)
        if number not in self.new:
            self.dropped.add(number)
        self.new.discard(number)

    def made(self) -> Iterator[Row]:
        """Return the rows to add."""
        return (self.all[number] for number in sorted(self.new))

    def edited(self) -> Iterator[Row]:
        """Return the rows to change."""
        return (self.all[number] for number in sorted(self.changed))


@dataclass(slots=True)
class Household:
    """One family with all of its rows; people are numbered by their suffix."""

    family: Family
    unsaved: bool = False
    people: Rows[Person] = field(default_factory=Rows)
    spans: Rows[CoverageSpan] = field(default_factory=Rows)
    others: Rows[OtherCoverage] = field(default_factory=Rows)

    def person_of(self, one: Enrollee) -> Person | None:
        """Find a member of the family: the subscriber, or who has this name and birth date."""
        if one.is_subscriber:
            return self.people.all.get(1)
        first, last, born = one.identity
        found = [row for row in self.people.all.values() if row.birth_date == born]
        named = [row for row in found if comparable(row.first_name) == comparable(first)]
        same = [row for row in named if comparable_last(row.last_name) == comparable_last(last)]
        # A new last name after a marriage is a change of the same child or spouse.
        return next(iter(same or named), None)

    def spans_of(self, person: int) -> list[CoverageSpan]:
        """Return a person's spans, oldest first."""
        mine = [row for row in self.spans.all.values() if row.person == person]
        return sorted(mine, key=lambda row: row.first_on)


def load_households(batch: Sequence[Enrollee]) -> dict[Key, Household]:
    """Lock the families of a batch, in sorted order, and load all of their rows."""
    rows = (
        Family.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(
            account__number__in={one.account for one in batch},
            sponsor_number__in={one.sponsor_number for one in batch},
        )
        .order_by("pk")
    )
    return {(one.family.account.number, one.family.sponsor_number): one for one in _filled(rows)}


def covered_households(accounts: Iterable[str]) -> list[Household]:
    """Lock every family of some accounts and load all of their rows."""
    rows = Family.objects.select_for_update(of=("self",)).select_related("account")
    return _filled(rows.filter(account__number__in=list(accounts)).order_by("pk"))


def _filled(families: Iterable[Family]) -> list[Household]:
    found = {row.pk: Household(row) for row in families}
    for person in Person.objects.filter(family__in=found):
        found[person.family_id].people.all[person.number] = person
    for span in CoverageSpan.objects.filter(family__in=found):
        found[span.family_id].spans.all[span.id] = span
    for other in OtherCoverage.objects.filter(family__in=found):
        found[other.family_id].others.all[other.id] = other
    return list(found.values())


def new_households(keys: Sequence[Key], accounts: Mapping[str, Account]) -> dict[Key, Household]:
    """Return families of subscribers whom we do not know yet; they are written with somebody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('cw_members_subscriber') FROM generate_series(1, %s)", [len(keys)]
        )
        numbers = [int(row[0]) for row in cursor.fetchall()]
    return {
        (account, sponsor): Household(
            Family(
                subscriber_number=f"U{number:08d}",
                account=accounts[account],
                sponsor_number=sponsor,
            ),
            unsaved=True,
        )
        for number, (account, sponsor) in zip(numbers, keys, strict=True)
    }


_PERSON = (
    "first_name", "last_name", "birth_date", "sex", "relationship", "street", "city", "state",
    "zip_code", "language",
)  # fmt: skip
_SPAN = ("coverage_tier", "first_on", "last_on", "pcp_npi", "known_at")


def save_households(households: Sequence[Household]) -> None:
    """Write what is new, changed and dropped, a statement for each kind of row."""
    _save_families([one for one in households if one.unsaved and one.people.all])
    Person.objects.bulk_create(row for one in households for row in one.people.made())
    edited = [row for one in households for row in one.people.edited()]
    Person.objects.bulk_update(edited, _PERSON, batch_size=500)
    _save_spans(households)
    OtherCoverage.objects.bulk_create(row for one in households for row in one.others.made())


def _save_families(households: Sequence[Household]) -> None:
    Family.objects.bulk_create(one.family for one in households)
    for one in households:
        for rows in (one.people.all, one.spans.all, one.others.all):
            for row in rows.values():
                row.family = one.family


def _save_spans(households: Sequence[Household]) -> None:
    dropped = [
        Q(family_id=one.family.pk, id__in=one.spans.dropped)
        for one in households
        if one.spans.dropped
    ]
    if dropped:
        CoverageSpan.objects.filter(reduce(or_, dropped)).delete()
    edited = [row for one in households for row in one.spans.edited()]
    for span in edited:
        # An end that was learned later than it lies is retroactive, and says so.
        span.known_at = timezone.now()
    CoverageSpan.objects.bulk_update(edited, _SPAN, batch_size=500)
    CoverageSpan.objects.bulk_create(row for one in households for row in one.spans.made())
