"""Accepted or rejected: every fault of a claim at once, so that one correction mends them all."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from coverwell.services.claims.look_up import (
    Corrected,
    Known,
    KnownFamily,
    KnownPerson,
    canonical,
    plain_name,
)
from coverwell.services.claims.numbers import split_member_id
from coverwell.services.claims.proposed import Fault, Named, Proposed, Source


LARGEST_CHARGE: Final = 10_000_000_000
"""Cents: 100 million dollars, above any claim; form UB-04 has room for less."""


class Judged(NamedTuple):
    """Whose claim it is, or why it is rejected."""

    faults: tuple[Fault, ...]
    family: KnownFamily | None = None
    person: KnownPerson | None = None
    corrected: Corrected | None = None


class Asked(NamedTuple):
    """A claim with all that its questions look at."""

    claim: Proposed
    found: Judged
    known: Known
    source: Source


def judge(claim: Proposed, known: Known, source: Source) -> Judged:
    """Find the member, the office and the corrected claim, and collect what is wrong."""
    split = split_member_id(claim.member_id)
    family = known.families.get(split[0]) if split else None
    person = _patient(claim, family, split[1] if split else None) if family else None
    corrected = known.corrected.get(canonical(claim.replaces)) if claim.replaces else None
    asked = Asked(claim, Judged((), family, person, corrected), known, source)
    found = [Fault(rule) for question in _QUESTIONS for rule in question(asked)]
    return asked.found._replace(faults=(*claim.faults, *found))


def _sender(asked: Asked) -> Iterator[str]:
    if asked.source.test:
        yield "test_data"
    if asked.source.tax_ids and asked.claim.tax_id not in asked.source.tax_ids:
        yield "sender_not_allowed"


def _office(asked: Asked) -> Iterator[str]:
    claim, known = asked.claim, asked.known
    if claim.tax_id not in known.tax_ids:
        yield "billing_provider_unknown"
    elif known.npis.get(claim.billing_npi, claim.tax_id) != claim.tax_id:
        yield "billing_npi_mismatch"


def _member(asked: Asked) -> Iterator[str]:
    if split_member_id(asked.claim.member_id) is None:
        yield "member_id_format"
    elif asked.found.family is None:
        yield "member_unknown"
    elif asked.found.person is None:
        yield "patient_unknown"


def _correction(asked: Asked) -> Iterator[str]:
    claim = asked.claim
    if claim.frequency not in ("7", "8"):
        return
    old, family = asked.found.corrected, asked.found.family
    if not claim.replaces:
        yield "replaced_claim_missing"
    elif old is None or old.tax_id != claim.tax_id or (family and old.family != family.id):
        yield "replaced_claim_unknown"
    elif not old.newest:
        yield "replaced_already"


def _amounts(asked: Asked) -> Iterator[str]:
    claim = asked.claim
    charges = (claim.charge, *claim.charges)
    if min(charges) < 0 or max(charges) >= LARGEST_CHARGE:
        yield "amount_out_of_range"
    told = any(fault.rule == "out_of_balance" for fault in claim.faults)
    if claim.charges and not told and sum(claim.charges) != claim.charge:
        yield "out_of_balance"


def _content(asked: Asked) -> Iterator[str]:
    claim = asked.claim
    if not claim.sender_claim_id:
        yield "claim_id_missing"
    if claim.last is not None and claim.last > asked.source.received:
        yield "service_date_future"


Question = Callable[[Asked], Iterator[str]]
_QUESTIONS: Final[tuple[Question, ...]] = (
    _sender,
    _office,
    _member,
    _correction,
    _amounts,
    _content,
)


def _patient(claim: Proposed, family: KnownFamily, suffix: int | None) -> KnownPerson | None:
    """Match by birth date with suffix or first name; else by whole name; twins need a name."""
    ways = _ways(claim.patient, family.people, suffix)
    return next((way[0] for way in ways if len(way) == 1), None)


def _ways(
    sent: Named, people: Sequence[KnownPerson], suffix: int | None
) -> Iterator[list[KnownPerson]]:
    last, first = plain_name(sent.last), plain_name(sent.first)
    born = [one for one in people if one.born == sent.born]
    alike = [one for one in born if _alike(one.first, first)]
    yield [one for one in alike if one.number == suffix]
    yield alike
    yield [one for one in born if sent.subscriber and one.number == 1]
    if not sent.born:
        yield [one for one in people if (one.last, one.first) == (last, first)]


def _alike(ours: str, sent: str) -> bool:
    # Senders cut and abbreviate first names: LIZ for LIZA, and a name of one letter is an initial.
    return bool(ours and sent) and (ours.startswith(sent) or sent.startswith(ours))
