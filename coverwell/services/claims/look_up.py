"""What accepting a batch asks the database: families, offices, corrected claims, editions."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.db import connection

from coverwell.services.claims.numbers import claim_number, claim_of, split_member_id
from coverwell.services.claims.proposed import Proposed


class KnownPerson(NamedTuple):
    """A member with the names that a patient is compared with (letters only, upper case)."""

    number: int
    last: str
    first: str
    born: date


class KnownSpan(NamedTuple):
    """Which edition covers a person from when to when."""

    person: int
    first: date
    last: date | None
    edition: int
    dental: bool


class KnownFamily(NamedTuple):
    """A family as accepting needs it."""

    id: int
    subscriber: str
    people: tuple[KnownPerson, ...]
    spans: tuple[KnownSpan, ...]

    def edition(self, person: int, day: date, *, dental: bool) -> int | None:
        """The plan edition that covers a person on a day: the claim is pinned to it.

        Where a dental plan stands beside a medical one, each has its own claims.
        """
        found = [
            span
            for span in self.spans
            if span.person == person
            and span.first <= day
            and (span.last is None or day <= span.last)
        ]
        own = [span for span in found if span.dental is dental]
        return next((span.edition for span in own or (found if dental else ())), None)


class Corrected(NamedTuple):
    """A claim that another one is about; `newest` False: it was replaced or voided before."""

    family: int
    claim: int
    tax_id: str
    newest: bool


class Known(NamedTuple):
    """All of it, for one batch. `npis` tells the tax id of every billing NPI."""

    families: Mapping[str, KnownFamily]
    tax_ids: frozenset[str]
    npis: Mapping[str, str]
    corrected: Mapping[str, Corrected]


_NO_LETTER = re.compile("[^A-Z]+")
_FAMILIES = """
SELECT f.id, f.subscriber_number, json_build_array(
  (SELECT json_agg(json_build_array(p.number, p.last_name, p.first_name, p.birth_date))
     FROM cw_members_person p WHERE p.family_id = f.id),
  (SELECT json_agg(json_build_array(s.person,
          greatest(s.first_on, e.effective_first), least(s.last_on, e.effective_last), e.id,
          coalesce(e.kind = 'dental', false)))
     FROM cw_members_coveragespan s
     JOIN cw_plans_planedition e ON e.key = s.plan_key WHERE s.family_id = f.id))::text
FROM cw_members_family f WHERE f.subscriber_number = ANY (%s)
"""
_OFFICES = """
SELECT g.tax_id, g.npi FROM cw_providers_group g WHERE g.tax_id = ANY (%s) OR g.npi = ANY (%s)
UNION ALL
SELECT g.tax_id, p.npi FROM cw_providers_practitioner p
  JOIN cw_providers_group g ON g.id = p.group_id WHERE p.npi = ANY (%s)
"""
_CORRECTED = """
SELECT n.number, n.family, n.claim, n.tax_id, NOT EXISTS (
  SELECT 1 FROM cw_claims_claim c WHERE c.family_id = n.family AND c.replaces = n.claim)
FROM cw_claims_claimnumber n WHERE n.number = ANY (%s)
"""


def look_up(batch: Sequence[Proposed]) -> Known:
    """Load what is known of a batch, in three statements at most."""
    npis, tax_ids = {one.billing_npi for one in batch}, {one.tax_id for one in batch}
    offices = _rows(_OFFICES, [list(tax_ids), list(npis), list(npis)])
    return Known(
        _families({split[0] for one in batch if (split := split_member_id(one.member_id))}),
        frozenset(tax_id for tax_id, _ in offices),
        {npi: tax_id for tax_id, npi in offices},
        _corrected({one.replaces for one in batch if one.frequency in "78" and one.replaces}),
    )


@lru_cache(maxsize=1 << 13)
def plain_name(name: str) -> str:
    """A name as it is compared: its letters without accents, upper case."""
    spelled = name if name.isascii() else unicodedata.normalize("NFKD", name)
    upper = spelled.upper()
    return upper if upper.isascii() and upper.isalpha() else _NO_LETTER.sub("", upper)


def canonical(number: str) -> str:
    """A claim number as we print it; as sent where it is none of ours."""
    claim = claim_of(number)
    return number if claim is None else claim_number(claim)


def _families(subscribers: Iterable[str]) -> dict[str, KnownFamily]:
    found = {}
    for family, subscriber, text in _rows(_FAMILIES, [list(subscribers)]):
        people, spans = orjson.loads(text)
        found[subscriber] = KnownFamily(
            family,
            subscriber,
            tuple([_person(*row) for row in people or ()]),
            tuple([_span(*row) for row in spans or ()]),
        )
    return found


def _person(number: int, last: str, first: str, born: str) -> KnownPerson:
    return KnownPerson(number, plain_name(last), plain_name(first), date.fromisoformat(born))


def _span(
    person: int,
    first: str,
    last: str | None,
    edition: int,
    dental: bool,  # noqa: FBT001
) -> KnownSpan:
    until = date.fromisoformat(last) if last else None
    return KnownSpan(person, date.fromisoformat(first), until, edition, dental)


def _corrected(numbers: Iterable[str]) -> dict[str, Corrected]:
    asked = [canonical(number) for number in numbers]
    if not asked:
        return {}
    found: dict[str, Corrected] = defaultdict()
    for number, family, claim, tax_id, newest in _rows(_CORRECTED, [asked]):
        found[number] = Corrected(family, claim, tax_id, newest)
    return found


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
