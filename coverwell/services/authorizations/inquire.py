"""Which requests does somebody ask about, and what did a notification tell us?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from coverwell.records.authorizations.models import Precertification
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.authorizations.find import TABLE, review_of, reviews_of
from coverwell.services.authorizations.submit import check_right, submit
from coverwell.services.authorizations.values import Answer, Asked, Review, Source, State
from coverwell.services.authorizations.write import append
from coverwell.services.eligibility.find_member import Member, find_member
from coverwell.services.eligibility.question import Search


MOST = 20
UNKNOWN = "reference_unknown"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Whose requests: of an office (`tax_id`), else those that `sender` sent for `npi`.

    `reference` names one, `trace` is the sender's own number; without both those of the person
    whose days meet `first` to `last`.
    """

    search: Search
    tax_id: str
    npi: str
    sender: str
    reference: str = ""
    trace: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The requests that fit, newest first, or the rules that say why none is told."""

    reviews: tuple[Review, ...] = ()
    refused: tuple[str, ...] = ()


def inquire(inquiry: Inquiry, actor: Actor) -> Found:
    """Find the requests that are asked about; only what the asker itself asked for is told."""
    check_right(inquiry.tax_id, actor)
    with acting(actor.as_engine()):
        found = find_member(inquiry.search)
        if found.person is None:
            return Found(refused=found.refused)
        rows = list(_wanted(inquiry, found.person).order_by("-id")[:MOST])
        if not rows:
            return Found(refused=(UNKNOWN,))
        note_read(TABLE, [row.reference for row in rows], found.person.family_id)
        return Found(tuple(reviews_of(rows)))


def _wanted(inquiry: Inquiry, person: Member) -> QuerySet[Precertification]:
    whose = Q(family_id=person.family_id, person=person.number)
    if inquiry.tax_id:
        whose &= Q(tax_id=inquiry.tax_id)
    else:
        whose &= Q(sender=inquiry.sender, npi=inquiry.npi)
    if inquiry.reference:
        whose &= Q(reference=request_number(inquiry.reference))
    if inquiry.trace:
        whose &= Q(trace=inquiry.trace)
    if inquiry.first:
        whose &= Q(last_on__gte=inquiry.first, first_on__lte=inquiry.last or inquiry.first)
    return Precertification.objects.filter(whose)


def request_number(number: str) -> str:
    """Return the reference of the request that an authorization number belongs to."""
    return number.strip().upper().partition("-")[0]


def notify(asked: Asked, source: Source, at: datetime, actor: Actor) -> Answer:
    """Take the notice of an admission or discharge: a request that it names hears of it.

    A notice that names none is a request of its own, so that a reviewer sees the stay.
    """
    check_right(asked.tax_id, actor)
    if not asked.extends:
        return submit(asked, source, at, actor)
    with acting(actor.as_engine()):
        found = find_member(asked.search)
        if found.person is None:
            return Answer(refused=found.refused)
        row = Precertification.objects.filter(
            reference=request_number(asked.extends),
            family_id=found.person.family_id,
            person=found.person.number,
        ).first()
        if row is None:
            return Answer(refused=(UNKNOWN,))
        if not source.test:
            said = f"{asked.kind} {asked.first} {asked.note}".strip()
            append(row, State.NOTICED, actor.user, at=at, note=said)
        return Answer(review_of(row))
