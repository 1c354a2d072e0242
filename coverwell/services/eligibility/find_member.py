"""Whom a question means: all that was given must match, and one person must be left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from coverwell.services.claims.numbers import split_member_id
from coverwell.services.eligibility.names import comparable, comparable_last
from coverwell.services.eligibility.question import Search
from coverwell.services.prepared import prepared


class Member(NamedTuple):
    """A person of a family as the enrolment names them; `number` 1 is the subscriber."""

    family_id: int
    subscriber: str
    account: str
    account_name: str
    number: int
    first_name: str
    last_name: str
    birth_date: date
    sex: str
    relationship: str
    street: str
    city: str
    state: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class Found:
    """The person, or the rules that say why there is none (see rulebook/inquiries/refusals)."""

    person: Member | None = None
    refused: tuple[str, ...] = ()


_PEOPLE: Final = """
SELECT f.id, f.subscriber_number, a.number, a.name, p.number, p.first_name, p.last_name,
  p.birth_date, p.sex, p.relationship, p.street, p.city, p.state, p.zip_code
FROM cw_members_person p
JOIN cw_members_family f ON f.id = p.family_id JOIN cw_members_account a ON a.id = f.account_id
WHERE {} = %s ORDER BY p.family_id, p.number
"""
_OF_FAMILY: Final = _PEOPLE.format("f.subscriber_number")
_BORN_ON: Final = _PEOPLE.format("p.birth_date")


def family_of(subscriber: str) -> list[Member]:
    """Return the people of a family, the subscriber first; inside `acting` as the engine."""
    return _members(_OF_FAMILY, subscriber)


def _members(statement: str, value: object) -> list[Member]:
    rows: list[tuple[Any, ...]] = prepared(statement, [value])
    return [Member(*row) for row in rows]


def find_member(search: Search) -> Found:
    """Find the one person whom a question means; inside `acting` as the engine."""
    lacking = _lacking(search)
    if lacking:
        return Found(refused=lacking)
    if search.member_id:
        return _in_family(search)
    born = _members(_BORN_ON, search.birth_date)
    return _one_of([row for row in born if _names_match(row, search)], "member_unknown")


def _lacking(search: Search) -> tuple[str, ...]:
    """Name what is missing or cannot be right, before anybody is looked for."""
    if search.member_id:
        if split_member_id(search.member_id) is None:
            return ("member_id_format",)
        known = search.last_name or search.birth_date
        return () if known else ("name_missing", "birth_date_missing")
    rules = ["member_id_missing"]
    if not (search.first_name and search.last_name):
        rules.append("name_missing")
    if search.birth_date is None:
        rules.append("birth_date_missing")
    return tuple(rules) if len(rules) > 1 else ()


def _in_family(search: Search) -> Found:
    split = split_member_id(search.member_id)
    subscriber, suffix = split or ("", None)
    rows = family_of(subscriber)
    if suffix is not None:
        rows = [row for row in rows if row.number == suffix]
    if not rows:
        return Found(refused=("member_unknown",))
    born = [row for row in rows if search.birth_date in (None, row.birth_date)]
    named = [row for row in rows if _names_match(row, search)]
    wrong = [
        rule
        for rule, left in (("birth_date_mismatch", born), ("name_mismatch", named))
        if not left
    ]
    if wrong:
        return Found(refused=tuple(wrong))
    # Each fits somebody, and nobody fits both: the name is the likelier slip than the date.
    return _one_of([row for row in born if row in named], "name_mismatch")


def _names_match(row: Member, search: Search) -> bool:
    if search.last_name and comparable_last(row.last_name) != comparable_last(search.last_name):
        return False
    first = comparable(search.first_name)
    return not first or comparable(row.first_name) == first


def _one_of(rows: list[Member], none: str) -> Found:
    if len(rows) == 1:
        return Found(rows[0])
    return Found(refused=("several_match" if rows else none,))
