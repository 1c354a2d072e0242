"""Enrolments as offices and staff read them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from coverwell.records.payees.models import PayeeEnrolment, PayeeEnrolmentEvent, StatedAccount
from coverwell.records.providers.models import Group
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.payees.values import (
    Enrolment,
    StatedShown,
    Step,
    number_of,
    reference,
)
from coverwell.services.theirs import theirs


MOST = 100


def enrolments_of(actor: Actor) -> tuple[Enrolment, ...]:
    """Return an office's enrolments, the newest first; staff see all."""
    with acting(actor):
        rows = enrolment_rows().filter(theirs(actor, "")).order_by("-pk")[:MOST]
        return tuple(map(shown, rows))


def enrolment(number: str, actor: Actor) -> Enrolment | None:
    """Return an enrolment by its reference number, or None."""
    with acting(actor):
        rows = enrolment_rows().filter(theirs(actor, ""), pk=number_of(number))
        return next(map(shown, rows), None)


def enrolment_rows() -> QuerySet[PayeeEnrolment]:
    """Return enrolments with what showing them needs; inside `acting`."""
    return PayeeEnrolment.objects.prefetch_related("events")


def shown(row: PayeeEnrolment) -> Enrolment:
    """Show a row and its events."""
    events: list[PayeeEnrolmentEvent] = sorted(row.events.all(), key=lambda one: one.pk)
    steps = tuple(Step(one.state, one.by, one.at, one.why, one.first_on) for one in events)
    return Enrolment(
        reference(row.pk), row.kind, row.reason, row.tax_id, row.requested_on, row.said, row.by,
        row.at, steps,
    )  # fmt: skip


def stated_account(number: str, actor: Actor) -> StatedShown | None:
    """Return the account of an enrolment that the actor may see, without its number."""
    if enrolment(number, actor) is None:
        return None
    with acting(actor.as_engine()):
        row = StatedAccount.objects.filter(enrolment=number_of(number)).first()
    if row is None:
        return None
    return StatedShown(row.routing, row.ending, row.checking, bool(row.proof_kind))


def office_facts(tax_id: str) -> dict[str, Any]:
    """Return what we know of an office, to begin its form with."""
    with acting(ENGINE):
        row = Group.objects.filter(tax_id=tax_id).first()
    if row is None:
        return {}
    return {
        "provider_name": row.name, "street": row.street, "city": row.city, "state": row.state,
        "zip_code": row.zip_code, "npi": row.npi,
    }  # fmt: skip
