"""Requests for approval as they stand, for whoever may see them.

**To attach a document to a request**: `by_reference` or `by_control_number` finds the request that
a document is for (the number that a reviewer asked under, or one that the sender gave in PWK06 of
its 278); `services/authorizations/follow_up.add_information` then appends that it came, by any
text that names where it is kept, and takes the request back into the reviewers' queue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db.models import Q

from coverwell.records.authorizations.models import (
    LineDecision,
    Precertification,
    RequestedService,
    ReviewEvent,
)
from coverwell.records.members.models import Person
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.authorizations.values import Asked, Event, Line, Place, Review, Service
from coverwell.services.claims.numbers import member_id
from coverwell.services.eligibility.question import Search
from coverwell.services.theirs import theirs


Row = TypeVar("Row", RequestedService, ReviewEvent, LineDecision)


TABLE = "cw_authorizations_precertification"


def by_reference(reference: str, actor: Actor) -> Review | None:
    """Return a request by its reference; None: none that this actor may see."""
    return _one(Q(reference=reference.strip().upper()), reference, actor)


def by_control_number(number: str, actor: Actor) -> Review | None:
    """Return the newest request that a document with this attachment control number is for.

    Control numbers that we gave name one request; those of senders are looked for among what the
    actor may see, so that no sender reaches another's.
    """
    actor = actor.where_they_may(PRECERTIFICATION)
    with acting(actor):
        asked = ReviewEvent.objects.filter(theirs(actor), control_number=number)
        keys = list(asked.exclude(control_number="").values_list("family_id", "request"))
    wanted = Q(attachments__contains=[number])
    for family, request in keys:
        wanted |= Q(family_id=family, id=request)
    return _one(wanted, number, actor) if number else None


def _one(wanted: Q, key: str, actor: Actor) -> Review | None:
    actor = actor.where_they_may(PRECERTIFICATION)
    with acting(actor):
        row = Precertification.objects.filter(theirs(actor)).filter(wanted).order_by("-id").first()
        if row is None:
            note_refused(TABLE, key[:16])
            return None
        note_read(TABLE, [row.reference], row.family_id)
    with acting(actor.as_engine()):
        return review_of(row)


def newest(actor: Actor, first: int = 0, most: int = 50, wanted: Q | None = None) -> list[Review]:
    """Return the newest requests that the actor may see."""
    actor = actor.where_they_may(PRECERTIFICATION)
    with acting(actor):
        mine = Precertification.objects.filter(theirs(actor)).filter(wanted or Q())
        rows = list(mine.order_by("-id")[first : first + most])
        note_read(TABLE, [row.reference for row in rows])
    with acting(actor.as_engine()):
        return reviews_of(rows)


def review_of(row: Precertification) -> Review:
    """Return a request as it stands; inside `acting` as the engine."""
    return reviews_of([row])[0]


def reviews_of(rows: Sequence[Precertification]) -> list[Review]:
    """Return requests as they stand, in five statements whatever their number."""
    if not rows:
        return []
    wanted = Q(pk__in=[])
    people = Q(pk__in=[])
    for row in rows:
        wanted |= Q(family_id=row.family_id, request=row.id)
        people |= Q(family_id=row.family_id, number=row.person)
    services = _grouped(RequestedService.objects.filter(wanted).order_by("line"))
    events = _grouped(ReviewEvent.objects.filter(wanted).order_by("event"))
    decided = _grouped(LineDecision.objects.filter(wanted).order_by("event", "line"))
    named = {
        (one.family_id, one.number): one
        for one in Person.objects.filter(people).select_related("family")
    }
    return [
        _review(
            row,
            named[row.family_id, row.person],
            (services[row.id], decided[row.id]),
            events[row.id],
        )
        for row in rows
    ]


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for one in rows:
        found[one.request].append(one)
    return found


def _review(
    row: Precertification,
    person: Person,
    lines: tuple[Iterable[RequestedService], Iterable[LineDecision]],
    events: Iterable[ReviewEvent],
) -> Review:
    decided = {one.line: one for one in lines[1]}
    number = member_id(person.family.subscriber_number, person.number)
    services = tuple(_line(one, decided.get(one.line)) for one in lines[0])
    return Review(
        reference=row.reference,
        family=row.family_id,
        id=row.id,
        person=row.person,
        member_id=number,
        patient=f"{person.first_name} {person.last_name}",
        birth_date=person.birth_date,
        asked=_asked(row, person, number, services),
        received=row.received_at,
        by=row.requested_by,
        channel=row.channel,
        program=row.program,
        edition=row.edition,
        lines=services,
        events=tuple(map(_event, events)),
    )


def _asked(row: Precertification, person: Person, number: str, lines: Sequence[Line]) -> Asked:
    return Asked(
        Search(number, person.first_name, person.last_name, person.birth_date),
        row.tax_id,
        row.npi,
        row.requester,
        row.kind,
        row.urgency,
        row.behavioral,
        row.request_type,
        row.extends,
        row.service_type,
        row.place,
        Place(row.provider_tax_id, row.provider_npi, row.provider_name),
        Place("", row.facility_npi, row.facility_name),
        row.first_on,
        row.last_on,
        row.quantity,
        tuple(row.diagnoses),
        tuple(
            Service(
                one.code, one.modifiers, one.revenue, one.units, one.first, one.last, one.trace
            )
            for one in lines
        ),
        row.note,
        row.trace,
        tuple(row.attachments),
    )


def _line(row: RequestedService, decided: LineDecision | None) -> Line:
    asked = Line(
        row.line,
        row.code,
        tuple(row.modifiers.split()),
        row.revenue,
        row.units,
        row.first_on,
        row.last_on,
        row.care,
        row.need,
        row.trace,
    )
    if decided is None:
        return asked
    return Line(
        *(asked.number, asked.code, asked.modifiers, asked.revenue, asked.units, asked.first),
        *(asked.last, asked.care, asked.need, asked.trace, decided.action, decided.reason),
        *(decided.units, decided.first_on, decided.last_on, decided.number),
    )


def _event(row: ReviewEvent) -> Event:
    return Event(
        row.event,
        row.state,
        row.at,
        row.by,
        row.reason,
        row.note,
        row.signed,
        row.criteria,
        tuple(row.asked),
        row.control_number,
        tuple(row.documents),
        row.due_at,
        row.answer_by,
    )


def about_person(family: int, person: int, actor: Actor, most: int = 10) -> list[Review]:
    """Return the newest requests about a person that the actor may see."""
    return newest(actor, 0, most, Q(family_id=family, person=person))


def others_of(review: Review, actor: Actor) -> list[Review]:
    """Return the other newest requests about the same person that the actor may see."""
    found = about_person(review.family, review.person, actor)
    return [one for one in found if one.reference != review.reference]
