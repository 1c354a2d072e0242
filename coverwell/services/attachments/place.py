"""Which claim a document belongs to: by request, claim number or control number, in that order.

Facts go in and places come out; `keep` saves them. An office's document is laid to its own claims
only, whatever number it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q

from coverwell.records.attachments.models import Announced, Placement, Request
from coverwell.records.claims.models import Claim, ClaimNumber
from coverwell.services.claims.announce import take_turns
from coverwell.services.claims.look_up import canonical


How = Placement.How


class Names(NamedTuple):
    """What a document says of where it belongs, and whose it is (`tax_id`).

    `answers`: `control` is the number of a request of ours. `approval`: it is about a request for
    approval, and `claim_number` is the reference of that. `problem` is a rule that keeps it from
    being laid anywhere, found before.
    """

    tax_id: str
    control: str = ""
    answers: bool = False
    claim_number: str = ""
    patient_account: str = ""
    member_id: str = ""
    problem: str = ""
    approval: bool = False


class Place(NamedTuple):
    """A claim, how it was found, and the newest request about it ('' : none was made).

    `precertification` is the reference of a request for approval instead of a claim.
    """

    family: int
    claim: int | None
    person: int
    how: str
    request: str = ""
    precertification: str = ""


class Placed(NamedTuple):
    """Where a document belongs; without a place, the rule that says why."""

    place: Place | None
    unplaced: str = ""


@dataclass(slots=True)
class _Known:
    """What the tables know of the numbers that some documents name."""

    requests: dict[str, Request] = field(default_factory=dict)
    newest: dict[tuple[int, int], str] = field(default_factory=dict)
    numbers: dict[str, ClaimNumber] = field(default_factory=dict)
    announced: dict[tuple[str, str], list[Announced]] = field(default_factory=dict)
    claims: dict[tuple[int, int], Claim] = field(default_factory=dict)


def place(documents: Sequence[Names]) -> list[Placed]:
    """Find the claim of each document, in a few statements; inside the caller's transaction.

    A claim that announces the same number at the same moment waits until this has committed.
    """
    take_turns((one.tax_id, one.control) for one in documents if one.control)
    known = _known(documents)
    return [_placed(one, known) for one in documents]


def _placed(one: Names, known: _Known) -> Placed:
    if one.problem:
        return Placed(None, one.problem)
    for found in _ways(one, known):
        return found
    if one.answers and one.control:
        return Placed(None, "unknown_request")
    if one.claim_number:
        return Placed(None, "unknown_claim")
    return Placed(None, "no_claim_yet" if one.control else "no_number")


def _ways(one: Names, known: _Known) -> Iterator[Placed]:
    """Every way that leads somewhere, the surest first."""
    asked = known.requests.get(one.control)
    if asked is not None and asked.tax_id == one.tax_id:
        place_ = Place(asked.family_id, asked.claim, asked.person, How.REQUEST, asked.number)
        yield Placed(place_)
    named = known.numbers.get(canonical(one.claim_number))
    if named is not None and named.tax_id == one.tax_id:
        yield Placed(_at(known, named.family, named.claim, named.person, How.CLAIM_NUMBER))
    said = _that_fit(one, known)
    claims = {(row.family_id, row.claim) for row in said}
    if len(claims) == 1:
        yield Placed(_at(known, said[0].family_id, said[0].claim, said[0].person, How.CONTROL))
    elif claims:
        yield Placed(None, "several_claims")


def _at(known: _Known, family: int, claim: int, person: int, how: str) -> Place:
    return Place(family, claim, person, how, known.newest.get((family, claim), ""))


def _that_fit(one: Names, known: _Known) -> list[Announced]:
    """The claims that state the control number; of several, those of the same patient."""
    said = known.announced.get((one.tax_id, one.control), []) if one.control else []
    for name in ("patient_account", "member_id"):
        stated = getattr(one, name)
        alike = [
            row
            for row in said
            if stated and getattr(known.claims.get((row.family_id, row.claim)), name, "") == stated
        ]
        said = alike or said
    return said


def _known(documents: Sequence[Names]) -> _Known:
    known = _Known()
    controls = {one.control for one in documents if one.control}
    numbers = {canonical(one.claim_number) for one in documents if one.claim_number}
    if controls:
        known.requests = {row.number: row for row in Request.objects.filter(number__in=controls)}
        for row in Announced.objects.filter(control__in=controls).order_by("family_id", "claim"):
            known.announced.setdefault((row.tax_id, row.control), []).append(row)
    if numbers:
        known.numbers = {row.number: row for row in ClaimNumber.objects.filter(number__in=numbers)}
    keys = {(row.family_id, row.claim) for rows in known.announced.values() for row in rows}
    if any(len(rows) > 1 for rows in known.announced.values()):
        fitting = Claim.objects.filter(of_claims(keys, "id"))
        known.claims = {(row.family_id, row.id): row for row in fitting}
    keys |= {(row.family, row.claim) for row in known.numbers.values()}
    known.newest = newest_requests(keys)
    return known


def of_claims(
    keys: Iterable[tuple[int, int]], claim: str = "claim", family: str = "family_id"
) -> Q:
    """Filter rows of these claims, given as (family, claim)."""
    found = Q(pk__in=[])
    for one, number in keys:
        found |= Q(**{family: one, claim: number})
    return found


def newest_requests(keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The number of the newest request about each claim."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = Request.objects.filter(of_claims(wanted)).order_by("count")
    return {(row.family_id, row.claim): row.number for row in rows}
