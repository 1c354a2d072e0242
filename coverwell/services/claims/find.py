"""Finding claims, each of three ways: by patient, by our number, by the office's own number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims.models import Claim, ClaimNumber, Decision
from coverwell.records.members.models import Family, Person
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.claims.look_up import canonical
from coverwell.services.claims.numbers import split_member_id


MOST = 100


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """One claim of a list (cents); `outcome` is '' while it waits for its first decision."""

    number: str
    patient: str
    member_id: str
    patient_account: str
    tax_id: str
    first_on: date
    received_on: date
    charge: Money
    outcome: str
    plan_paid: Money
    member_owes: Money


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; every part that is given must hold. `patient` is a name or member id."""

    patient: str = ""
    number: str = ""
    patient_account: str = ""
    first: date | None = None
    last: date | None = None


def find(wanted: Wanted, actor: Actor) -> tuple[FoundClaim, ...]:
    """Return the actor's claims that fit, newest first, at most 100; none for no question."""
    families = _families(wanted.patient, actor) if wanted.patient else None
    with acting(actor):
        rows = _fitting(Claim.objects.all(), wanted, families)
        if rows is None:
            return ()
        newest = Decision.objects.filter(
            family_id=OuterRef("family_id"), claim=OuterRef("id")
        ).order_by("-decision_no")
        parts = {
            part: Subquery(newest.values(part)[:1])
            for part in ("outcome", "plan_paid", "member_owes")
        }
        found = list(rows.annotate(**parts).order_by("-received_on", "-id")[:MOST])
        note_read("cw_claims_claim", [f"{row.family_id}-{row.id}" for row in found])
    return tuple(map(_found, found))


def _fitting(
    rows: QuerySet[Claim], wanted: Wanted, families: list[int] | None
) -> QuerySet[Claim] | None:
    """Narrow the rows by all that was asked; None where nothing was."""
    asked = Q()
    if wanted.number:
        known = ClaimNumber.objects.filter(number=canonical(wanted.number.strip().upper()))
        asked &= Q(pk__in=list(known.values_list("family", "claim")))
    if wanted.patient_account:
        asked &= Q(patient_account=wanted.patient_account.strip())
    if families is not None:
        asked &= Q(family_id__in=families) & _named(wanted.patient)
    if wanted.first:
        asked &= Q(first_on__gte=wanted.first)
    if wanted.last:
        asked &= Q(first_on__lte=wanted.last)
    return rows.filter(asked) if asked else None


def _families(patient: str, actor: Actor) -> list[int]:
    """Who it may be. The engine looks, so that an index serves; the rows are the actor's own."""
    split = split_member_id(patient)
    with acting(actor.as_engine()):
        if split is not None:
            known = Family.objects.filter(subscriber_number=split[0])
            return list(known.values_list("pk", flat=True))
        last, first = _names(patient)
        people = Person.objects.filter(last_name__iexact=last)
        if first:
            people = people.filter(first_name__istartswith=first)
        return list(people.values_list("family_id", flat=True).distinct()[:1000])


def _named(patient: str) -> Q:
    split = split_member_id(patient)
    if split is not None:
        return Q(person=split[1]) if split[1] else Q()
    last, first = _names(patient)
    return Q(patient_last__iexact=last, patient_first__istartswith=first)


def _names(patient: str) -> tuple[str, str]:
    """'Lopez, Ana' and 'Ana Lopez' both mean last name Lopez."""
    if "," in patient:
        last, _, first = patient.partition(",")
    else:
        first, _, last = patient.strip().rpartition(" ")
    return re.sub(r"\s+", " ", last).strip(), first.strip()


def _found(row: Claim) -> FoundClaim:
    return FoundClaim(
        row.number,
        f"{row.patient_first} {row.patient_last}",
        row.member_id,
        row.patient_account,
        row.tax_id,
        row.first_on,
        row.received_on,
        Money(row.charge),
        getattr(row, "outcome", None) or "",
        Money(getattr(row, "plan_paid", None) or 0),
        Money(getattr(row, "member_owes", None) or 0),
    )
