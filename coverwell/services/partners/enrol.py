"""A partner's enrolment: from a draft to live, each step with who and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError

from coverwell.records.partners.models import Partner, PartnerEvent
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.partners.quirks import profiles


State = Partner.State

NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    State.DRAFT: (State.SUBMITTED,),
    State.SUBMITTED: (State.TESTING, State.DRAFT),
    State.TESTING: (State.LIVE, State.SUSPENDED, State.DRAFT),
    State.LIVE: (State.TESTING, State.SUSPENDED),
    State.SUSPENDED: (State.TESTING,),
}
"""Where an enrolment may go from each state: nobody is live who was not tested."""


PASSED: Final = "A test of "
"""How the note of a passed test begins (see `tests_passed`)."""


class EnrolmentError(ValueError):
    """An enrolment that cannot be as asked; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Application:
    """What a partner says of itself: the fields of the registry that it may choose."""

    name: str
    qualifier: str
    sender_id: str
    tax_ids: tuple[str, ...] = ()
    transactions: tuple[str, ...] = ()
    login: str = ""
    delimiters: str = "~*:^"
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an enrolment."""

    state: str
    by: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A partner as the registry has it, with its steps, oldest first."""

    id: int
    state: str
    application: Application
    steps: tuple[Step, ...] = ()

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that passed, oldest first: what a person looks at before setting it live."""
        return tuple(one.why for one in self.steps if one.why.startswith(PASSED))

    @property
    def newest(self) -> Step | None:
        """The newest step that somebody took; a test that passed is none."""
        taken = (one for one in reversed(self.steps) if not one.why.startswith(PASSED))
        return next(taken, None)


def apply(application: Application, actor: Actor) -> Enrolled:
    """Enter a partner as a draft. EnrolmentError says what to change."""
    _staff(actor)
    _check(application)
    values: dict[str, Any] = {
        one.name: getattr(application, one.name) for one in fields(application)
    }
    values |= {
        "tax_ids": list(application.tax_ids),
        "transactions": list(application.transactions),
    }
    try:
        with acting(actor.as_engine()):
            row = Partner.objects.create(state=State.DRAFT, **values)
            PartnerEvent.objects.create(partner=row, state=State.DRAFT, by=actor.user)
            return _enrolled(row)
    except IntegrityError as taken:
        raise EnrolmentError(
            f"Another partner has the address {application.qualifier}/{application.sender_id}"
            f" or the login '{application.login}'."
        ) from taken


def move(partner: int, state: str, why: str, actor: Actor) -> Enrolled:
    """Take an enrolment one step on. EnrolmentError names the steps that are possible."""
    _staff(actor)
    with acting(actor.as_engine()):
        row = Partner.objects.select_for_update().filter(pk=partner).first()
        if row is None:
            raise EnrolmentError(f"There is no partner {partner}.")
        if state not in NEXT[row.state]:
            steps = ", ".join(NEXT[row.state])
            raise EnrolmentError(f"{row.name} is {row.state}: it can become {steps}.")
        row.state = state
        row.save(update_fields=["state"])
        PartnerEvent.objects.create(partner=row, state=state, by=actor.user, why=why)
        return _enrolled(row)


def change(partner: int, changes: Mapping[str, Any], why: str, actor: Actor) -> Enrolled:
    """Change what the registry says of a partner (fields of Application), kept as a step.

    EnrolmentError says what to change: the same is asked as of a new partner.
    """
    _staff(actor)
    unknown = set(changes) - {one.name for one in fields(Application)}
    if unknown:
        raise EnrolmentError(f"'{min(unknown)}' is no field of the registry.")
    try:
        with acting(actor.as_engine()):
            row = Partner.objects.select_for_update().filter(pk=partner).first()
            if row is None:
                raise EnrolmentError(f"There is no partner {partner}.")
            _check(replace(_enrolled(row).application, **changes))
            for name, value in changes.items():
                setattr(row, name, list(value) if isinstance(value, tuple) else value)
            row.save(update_fields=list(changes))
            said = f"Changed {', '.join(sorted(changes))}. {why}".strip()
            PartnerEvent.objects.create(partner=row, state=row.state, by=actor.user, why=said)
            return _enrolled(row)
    except IntegrityError as taken:
        raise EnrolmentError("Another partner has this address or login.") from taken


def enrolled(actor: Actor) -> tuple[Enrolled, ...]:
    """Return every partner with its steps; staff only."""
    with acting(actor):
        rows = Partner.objects.prefetch_related("events").order_by("name", "pk")
        return tuple(_enrolled(row) for row in rows)


def _enrolled(row: Partner) -> Enrolled:
    said = Application(
        row.name,
        row.qualifier,
        row.sender_id,
        tuple(row.tax_ids),
        tuple(row.transactions),
        row.login,
        row.delimiters,
        row.contact_name,
        row.contact_phone,
        row.contact_email,
        row.profile,
    )
    events = sorted(row.events.all(), key=lambda one: one.pk)
    steps = tuple(Step(one.state, one.by, one.why, one.at) for one in events)
    return Enrolled(row.pk, row.state, said, steps)


def _staff(actor: Actor) -> None:
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only the payer's staff enrol trading partners.")


def _check(application: Application) -> None:
    """See that the address fits the ISA segment and the delimiters can be told apart."""
    if not application.name.strip():
        raise EnrolmentError("The partner needs a name.")
    if len(application.qualifier) != 2 or not 1 <= len(application.sender_id.strip()) <= 15:
        raise EnrolmentError(
            "The address is a qualifier of two characters (such as ZZ) and an id of up to 15."
        )
    marks = application.delimiters
    if len(set(marks)) != 4 or any(mark.isalnum() or mark == " " for mark in marks):
        raise EnrolmentError(
            "The delimiters are four different marks: segment, element, component, repetition."
        )
    if application.profile and application.profile not in profiles():
        known = ", ".join(profiles()) or "none"
        raise EnrolmentError(
            f"There is no profile '{application.profile}' in rulebook/partners: {known}."
        )
    wrong = [one for one in application.tax_ids if not (len(one) == 9 and one.isdigit())]
    if wrong:
        raise EnrolmentError(f"A tax ID has nine digits, without a hyphen: {wrong[0]!r} has not.")
