"""Patients and claims that an office keeps in sight."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from coverwell.records.access.models import Flag
from coverwell.records.claims.models import Claim
from coverwell.records.members.models import Person
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.addresses import in_address
from coverwell.services.claims.numbers import split_member_id
from coverwell.services.theirs import theirs


PATIENT, CLAIM = Flag.Kind.PATIENT.value, Flag.Kind.CLAIM.value
KINDS = (PATIENT, CLAIM)
MOST = 50


@dataclass(frozen=True, slots=True)
class Flagged:
    """A patient (`key` is the member ID) or a claim (its number), and since when it is flagged."""

    kind: str
    key: str
    first_name: str
    last_name: str
    birth_date: date | None
    since: date

    @property
    def reference(self) -> str:
        """What stands for a patient in an address."""
        return in_address(self.key)


def flag(kind: str, key: str, tax_id: str, actor: Actor) -> None:
    """Keep something in sight of an office; flagged already changes nothing."""
    if kind not in KINDS or tax_id not in actor.tax_ids:
        raise DeniedError("This is not theirs to flag.")
    with acting(actor.as_engine()):
        Flag.objects.get_or_create(
            tax_id=tax_id, kind=kind, key=key[:16], ended_at=None, defaults={"by": actor.user}
        )


def unflag(kind: str, key: str, actor: Actor) -> None:
    """Take a flag off for every practice of the actor."""
    with acting(actor.as_engine()):
        Flag.objects.filter(kind=kind, key=key, tax_id__in=actor.tax_ids, ended_at=None).update(
            ended_at=timezone.now()
        )


def is_flagged(kind: str, key: str, actor: Actor) -> bool:
    """Say whether one of the actor's practices keeps this in sight."""
    with acting(actor):
        return Flag.objects.filter(theirs(actor, ""), kind=kind, key=key, ended_at=None).exists()


def flagged(actor: Actor) -> tuple[Flagged, ...]:
    """Return what the actor's practices keep in sight, newest first."""
    with acting(actor):
        rows = list(Flag.objects.filter(theirs(actor, ""), ended_at=None).order_by("-id")[:MOST])
        numbers = [one.key for one in rows if one.kind == CLAIM]
        claims = {
            one.number: one for one in Claim.objects.filter(theirs(actor), number__in=numbers)
        }
    # Who is flagged was shown to the office before: it asked about them, or sent their claim.
    with acting(actor.as_engine()):
        people = _people([one.key for one in rows if one.kind == PATIENT])
    return tuple(_flagged(one, people, claims) for one in rows)


def _people(member_ids: list[str]) -> dict[str, Person]:
    asked = Q(pk__in=[])
    for member_id in member_ids:
        split = split_member_id(member_id)
        if split and split[1] is not None:
            asked |= Q(family__subscriber_number=split[0], number=split[1])
    rows = Person.objects.filter(asked).select_related("family")
    return {f"{one.family.subscriber_number}{one.number:02d}": one for one in rows}


def _flagged(row: Flag, people: dict[str, Person], claims: dict[str, Claim]) -> Flagged:
    since = timezone.localdate(row.at)
    claim, person = claims.get(row.key), people.get(row.key)
    if claim is not None:
        names = (claim.patient_first, claim.patient_last, claim.birth_date)
    elif person is not None:
        names = (person.first_name, person.last_name, person.birth_date)
    else:
        return Flagged(row.kind, row.key, "", "", None, since)
    return Flagged(row.kind, row.key, *names, since)
