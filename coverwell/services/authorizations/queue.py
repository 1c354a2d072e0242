"""The reviewers' queue: open requests, those whose time has run out first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from coverwell.records.authorizations.models import Precertification, ToReview
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.authorizations.find import TABLE, reviews_of
from coverwell.services.authorizations.values import Review


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the queue: `state` ours, waits or overdue; `care` medical or behavioral;
    `urgency` standard or urgent. An empty part does not narrow.
    """

    state: str = ""
    care: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open requests there are, how many wait for us, how many are late."""

    open: int
    ours: int
    overdue: int


def queue(wanted: Wanted, now: datetime, actor: Actor, first: int, most: int) -> list[Review]:
    """Return a page of open requests by due time, those that wait for the requester last."""
    _staff_only(actor)
    with acting(actor):
        rows = _rows(wanted, now).order_by("waits", "due_at", "request")
        keys = list(rows.values_list("family_id", "request")[first : first + most])
        asked = Q(pk__in=[])
        for family, request in keys:
            asked |= Q(family_id=family, id=request)
        found = {(one.family_id, one.id): one for one in Precertification.objects.filter(asked)}
        note_read(TABLE, [one.reference for one in found.values()])
    with acting(actor.as_engine()):
        return reviews_of([found[key] for key in keys])


def counts(now: datetime, actor: Actor) -> Counts:
    """Count the queue."""
    _staff_only(actor)
    with acting(actor):
        rows = ToReview.objects.all()
        return Counts(
            rows.count(), rows.filter(waits=False).count(), rows.filter(due_at__lt=now).count()
        )


def next_in_queue(now: datetime, actor: Actor) -> str:
    """Return the reference of the request that should be decided next; '' where none is."""
    found = queue(Wanted("ours"), now, actor, 0, 1)
    return found[0].reference if found else ""


def _rows(wanted: Wanted, now: datetime) -> QuerySet[ToReview]:
    rows = ToReview.objects.all()
    if wanted.state == "overdue":
        rows = rows.filter(due_at__lt=now)
    elif wanted.state in ("ours", "waits"):
        rows = rows.filter(waits=wanted.state == "waits")
    about = Q()
    if wanted.care in ("medical", "behavioral"):
        about &= Q(behavioral=wanted.care == "behavioral")
    if wanted.urgency == "standard":
        about &= Q(urgency="standard")
    elif wanted.urgency == "urgent":
        about &= ~Q(urgency="standard")
    if not about:
        return rows
    whose = Precertification.objects.filter(
        about, family=OuterRef("family"), id=OuterRef("request")
    )
    return rows.filter(Exists(whose))


def _staff_only(actor: Actor) -> None:
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only the plan's reviewers see the queue.")
