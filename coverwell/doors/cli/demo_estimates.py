"""The demonstration's offices ask for estimates before care, so that claims can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from coverwell.services.acting import Actor
from coverwell.services.estimates.ask import ask
from coverwell.services.estimates.question import EstimateError, Question, Service
from coverwell.services.members.people import Member, patient
from coverwell.services.world.history import DemoClaim


EVERY = 40
OF_WHOM_WE_SHOW = 6
"""Among the claims of the offices that sign in, every so many have an estimate."""
WITHOUT_DIAGNOSIS = 4
ONE_LINE_FORGOTTEN = 5
BEFORE = timedelta(days=6)


def ask_before(claims: Iterable[DemoClaim], shown: frozenset[str]) -> int:
    """Ask for some of the claims to come, as their offices would; returns how many were asked.

    `shown` are the tax ids of the offices that sign in. Some questions leave out the diagnosis or
    a service, as happens at a front desk: their differences are then explained.
    """
    wanted = [one for one in claims if not one.episode.bill_type and _asked(one, shown)]
    return sum(_ask(one) for one in wanted)


def _asked(claim: DemoClaim, shown: frozenset[str]) -> bool:
    every = OF_WHOM_WE_SHOW if claim.group.tax_id in shown else EVERY
    return claim.serial % every == 0


def _ask(claim: DemoClaim) -> bool:
    office = Actor("frontdesk", "provider", tax_ids=frozenset({claim.group.tax_id}))
    number = f"{claim.family.subscriber_number}{claim.person.number:02d}"
    person = patient(number, claim.person.birth_date, office)
    if person is None:
        return False
    as_of = claim.first - BEFORE
    at = timezone.make_aware(datetime.combine(as_of, time(10)))
    try:
        ask(_question(claim, person), office, as_of, at)
    except EstimateError:
        return False
    return True


def _question(claim: DemoClaim, person: Member) -> Question:
    turn = claim.serial // OF_WHOM_WE_SHOW
    lines = claim.lines[:-1] if turn % ONE_LINE_FORGOTTEN == 0 else ()
    return Question(
        person.family,
        person.number,
        person.member_id,
        claim.group.tax_id,
        claim.first,
        tuple(
            Service(one.code, one.modifiers, Decimal(one.units), one.charge)
            for one in lines or claim.lines
        ),
        place=claim.episode.place,
        diagnosis="" if turn % WITHOUT_DIAGNOSIS == 0 else claim.episode.diagnoses[0],
    )
