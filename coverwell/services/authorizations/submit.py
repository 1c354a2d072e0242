"""Submit a request for approval: the same answer for the portal, the 278 and the command line.

What needs no approval is answered so at once; what the rulebook approves at once is approved;
everything else waits for a person (`decide`). A request that comes again (same sender, trace and
content) is answered with what became of the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from coverwell.kernel.policy.review_clock import Urgency, due
from coverwell.records.authorizations.models import Precertification, RequestedService
from coverwell.records.providers.models import Group
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.authorizations.at_once import decided_at_once
from coverwell.services.authorizations.clocks import clock_of
from coverwell.services.authorizations.facts import LONGEST, Facts, load_facts
from coverwell.services.authorizations.find import review_of
from coverwell.services.authorizations.values import (
    Answer,
    Asked,
    Kind,
    Service,
    Source,
    State,
)
from coverwell.services.authorizations.write import append, next_number
from coverwell.services.claims.numbers import claim_number
from coverwell.services.eligibility.find_member import find_member
from coverwell.services.rulebook.load import rulebook


MOST_UNITS: Final = 9999
IN_REVIEW: Final = "in_review"


def submit(asked: Asked, source: Source, at: datetime, actor: Actor) -> Answer:
    """Take a request and answer it; `at` is when it came, in the plan's time zone.

    Raises DeniedError where the actor may not ask for this office; a request that cannot be taken
    is answered with the rules that say what to change (rulebook/authorizations/refusals).
    """
    check_right(asked.tax_id, actor)
    with acting(actor.as_engine()):
        if not source.test:
            return _answered(asked, source, at, actor)
        with suppress(_NotKept), transaction.atomic():
            answer = _answered(asked, source, at, actor)
            raise _NotKept
        return answer


class _NotKept(Exception):  # noqa: N818 - it is no error
    """Takes back what was written for a test."""


def _answered(said: Asked, source: Source, at: datetime, actor: Actor) -> Answer:
    asked = _by_office(said)
    sender = source.sender(asked.tax_id)
    _one_at_a_time(f"{sender}/{asked.trace}/{asked.digest}")
    same = Precertification.objects.filter(sender=sender, trace=asked.trace, digest=asked.digest)
    known = same.exclude(trace="").first()
    if known is not None:
        return Answer(review_of(known))
    found = find_member(asked.search)
    if found.person is None:
        return Answer(refused=found.refused)
    refused = tuple(_faults(asked, at.date()))
    if refused:
        return Answer(refused=refused)
    facts = load_facts(found.person, asked, at.date())
    if facts.plan is None:
        return Answer(refused=("not_covered_then",))
    row = _keep(asked, facts, (source, at, actor))
    _answer_at_once(row, asked, facts)
    return Answer(review_of(row))


def _by_office(asked: Asked) -> Asked:
    """Name the office that asks by its NPI too, where only its tax id was said."""
    group = Group.objects.filter(tax_id=asked.tax_id).first() if not asked.npi else None
    if group is None:
        return asked
    return replace(asked, npi=group.npi, requester=asked.requester or group.name)


def check_right(tax_id: str, actor: Actor) -> None:
    """Refuse an office that asks for another, and everybody who is neither office nor staff."""
    if actor.role == "member":
        raise DeniedError("A provider's office asks for approval.")
    mine = actor.where_they_may(PRECERTIFICATION).tax_ids
    if actor.role == "provider" and tax_id not in mine:
        raise DeniedError("This office may not ask for another tax ID.")


def _one_at_a_time(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _faults(asked: Asked, today: date) -> Iterator[str]:
    """Collect what cannot be reviewed whoever it is about."""
    yield from _faults_of_days(asked, today)
    unnamed = any(not (one.code or one.revenue) for one in asked.services)
    if unnamed or (not asked.services and asked.kind == Kind.SERVICES):
        yield "nothing_asked"
    if not asked.diagnoses:
        yield "diagnosis_missing"
    counts = [asked.quantity, *(one.units for one in asked.services)]
    if any(count is not None and not 0 < count <= MOST_UNITS for count in counts):
        yield "units_wrong"


def _faults_of_days(asked: Asked, today: date) -> Iterator[str]:
    first, last = asked.first, asked.last or asked.first
    born = asked.search.birth_date
    if first is None or last is None:
        yield "days_missing"
        return
    if last < first:
        yield "dates_reversed"
    elif last - first > LONGEST or first > today + LONGEST:
        yield "days_too_far"
    if born is not None and born > first:
        yield "birth_after_service"


def _keep(asked: Asked, facts: Facts, came: tuple[Source, datetime, Actor]) -> Precertification:
    """Keep what was asked, word for word, with its services."""
    source, at, actor = came
    number = next_number()
    plan = facts.plan
    row = Precertification.objects.create(
        **_columns(asked, facts),
        id=number,
        reference=f"P{claim_number(number)[1:]}",
        sender=source.sender(asked.tax_id),
        digest=asked.digest,
        channel=source.channel,
        requested_by=actor.user,
        received_at=at,
        program=clock_of(plan.head.kind if plan else "", at.date()).program,
        edition=plan.edition if plan else "",
        rulebook=rulebook().version[:16],
    )
    RequestedService.objects.bulk_create(
        _service(row, line, service, facts) for line, service in enumerate(facts.services, 1)
    )
    append(row, State.RECEIVED, actor.user, at=at)
    return row


def _columns(asked: Asked, facts: Facts) -> dict[str, object]:
    provider = facts.provider
    return {
        "family_id": facts.person.family_id,
        "person": facts.person.number,
        "tax_id": asked.tax_id,
        "npi": asked.npi,
        "requester": asked.requester[:80],
        "trace": asked.trace[:50],
        "kind": asked.kind,
        "urgency": asked.urgency,
        "behavioral": asked.behavioral,
        "request_type": asked.request_type,
        "extends": asked.extends[:20],
        "service_type": asked.service_type,
        "place": asked.place,
        "provider_tax_id": provider.tax_id,
        "provider_npi": provider.npi,
        "provider_name": provider.name[:80],
        "facility_npi": asked.facility.npi,
        "facility_name": asked.facility.name[:80],
        "first_on": asked.first,
        "last_on": asked.last or asked.first,
        "quantity": asked.quantity,
        "diagnoses": list(asked.diagnoses),
        "attachments": list(asked.attachments),
        "note": asked.note,
    }


def _service(row: Precertification, line: int, service: Service, facts: Facts) -> RequestedService:
    need = facts.needs[line - 1]
    return RequestedService(
        family_id=row.family_id,
        request=row.id,
        line=line,
        person=row.person,
        tax_id=row.tax_id,
        code=service.code,
        modifiers=" ".join(service.modifiers)[:11],
        revenue=service.revenue,
        units=service.units,
        first_on=service.first or row.first_on,
        last_on=service.last or row.last_on,
        trace=service.trace[:50],
        care=need.care,
        need=need.need.value,
    )


def _answer_at_once(row: Precertification, asked: Asked, facts: Facts) -> None:
    """Answer what needs no person, else let it wait for one until the law's time."""
    if decided_at_once(row, asked, facts):
        return
    clock = clock_of(row.program, row.received_at.date())
    until = due(row.received_at, Urgency(row.urgency), clock)
    append(row, State.PENDED, "engine", reason=IN_REVIEW, due_at=until, at=row.received_at)
