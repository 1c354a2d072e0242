"""The only writers of a request's history: events, line decisions, the queue, what is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from coverwell.records.authorizations.models import (
    Authorization,
    LineDecision,
    Precertification,
    Referral,
    RequestedService,
    ReviewEvent,
    ToReview,
)
from coverwell.services.authorizations.values import OPEN, Kind, State


APPROVED, MODIFIED, DENIED, NOT_NEEDED = "approved", "modified", "denied", "not needed"
YES: Final = frozenset({APPROVED, MODIFIED})


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided about one service: the whole of it unless units or days are cut."""

    line: int
    action: str
    reason: str = ""
    units: int | None = None
    first: date | None = None
    last: date | None = None


def next_number() -> int:
    """Take the next number of requests and of what is given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_authorizations_number')")
        return int(cursor.fetchone()[0])


def append(row: Precertification, state: str, by: str, **facts: Any) -> ReviewEvent:
    """Append an event to a request and keep the queue in step; `facts` are its other columns."""
    mine = ReviewEvent.objects.filter(family_id=row.family_id, request=row.id)
    newest = mine.aggregate(newest=Max("event"))["newest"] or 0
    facts.setdefault("at", timezone.now())
    event = ReviewEvent.objects.create(
        family_id=row.family_id,
        request=row.id,
        event=newest + 1,
        person=row.person,
        tax_id=row.tax_id,
        state=state,
        by=by,
        **facts,
    )
    if state == State.NOTICED:
        return event
    ToReview.objects.filter(family_id=row.family_id, request=row.id).delete()
    if state in OPEN and event.due_at is not None:
        ToReview.objects.create(
            family_id=row.family_id,
            request=row.id,
            due_at=event.due_at,
            answer_by=event.answer_by,
            waits=state == State.ASKED,
        )
    return event


def state_of(lines: Sequence[Decided]) -> str:
    """Return what the decisions on all services come to for the whole request."""
    actions = {one.action for one in lines} - {NOT_NEEDED}
    if not actions:
        return State.NOT_REQUIRED
    if actions == {DENIED}:
        return State.DENIED
    if DENIED in actions:
        return State.PARTLY
    return State.MODIFIED if MODIFIED in actions else State.APPROVED


def decide_lines(row: Precertification, lines: Sequence[Decided], by: str, **facts: Any) -> None:
    """Append the decision and write what it gives, so that a claim finds it."""
    services = _services(row)
    asked = {one.line: one for one in services}
    event = append(row, state_of(lines), by, **facts)
    numbers = _numbers(row, [one for one in lines if one.action in YES])
    LineDecision.objects.bulk_create(
        LineDecision(
            family_id=row.family_id,
            request=row.id,
            event=event.event,
            line=one.line,
            person=row.person,
            tax_id=row.tax_id,
            action=one.action,
            reason=one.reason,
            units=one.units or asked[one.line].units,
            first_on=one.first or asked[one.line].first_on,
            last_on=one.last or asked[one.line].last_on,
            number=numbers.get(one.line, ""),
        )
        for one in lines
    )
    _give(row, services, event.event)


def take_back(row: Precertification, day: date) -> None:
    """End what was given: care before `day` stays approved, all else is not any more."""
    numbers = LineDecision.objects.filter(family_id=row.family_id, request=row.id).exclude(
        number=""
    )
    named = list(numbers.values_list("number", flat=True))
    for table in (Authorization, Referral):
        given = table.objects.filter(family_id=row.family_id, number__in=named)
        given.filter(first_on__gte=day).delete()
        given.filter(last_on__gte=day).update(last_on=date.fromordinal(day.toordinal() - 1))


def _services(row: Precertification) -> list[RequestedService]:
    mine = RequestedService.objects.filter(family_id=row.family_id, request=row.id)
    return list(mine.order_by("line"))


def _numbers(row: Precertification, given: Sequence[Decided]) -> dict[int, str]:
    """Number what is given: the request's own reference first, so that a claim may state it.

    Units are counted by number, so that every service has its own.
    """
    return {
        one.line: row.reference if not at else f"{row.reference}-{one.line}"
        for at, one in enumerate(given)
    }


def _give(row: Precertification, services: Sequence[RequestedService], event: int) -> None:
    by_line = {one.line: one for one in services}
    mine = LineDecision.objects.filter(family_id=row.family_id, request=row.id, event=event)
    for decided in mine.exclude(number="").order_by("line"):
        asked = by_line[decided.line]
        if row.kind == Kind.REFERRAL and not asked.code:
            _refer(row, decided)
        else:
            _authorize(row, asked, decided)


def _refer(row: Precertification, decided: LineDecision) -> None:
    Referral.objects.create(
        family_id=row.family_id,
        id=next_number(),
        number=decided.number,
        person=row.person,
        from_npi=row.npi,
        to_tax_id=row.provider_tax_id,
        first_on=decided.first_on,
        last_on=decided.last_on,
        visits=decided.units,
    )


def _authorize(row: Precertification, asked: RequestedService, decided: LineDecision) -> None:
    """Write the row that claims are decided by; a stay is approved whole, by its days."""
    stay = row.kind == Kind.ADMISSION
    Authorization.objects.create(
        family_id=row.family_id,
        id=next_number(),
        number=decided.number,
        person=row.person,
        codes=[asked.code] if asked.code and not stay else [],
        tax_id=row.provider_tax_id,
        npis=[npi for npi in (row.provider_npi, row.facility_npi) if npi],
        first_on=decided.first_on,
        last_on=decided.last_on,
        units=None if stay else decided.units,
        nobody_inside=False,
    )
