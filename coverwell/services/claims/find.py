"""Find claims three ways: by patient, by claim number, by the provider's own account number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims.models import Claim, Decision, DecisionLine
from coverwell.records.providers.models import Group
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.claims.look_up import canonical
from coverwell.services.theirs import theirs


SORTS: Final = {
    "newest": ("-received_on", "-id"),
    "oldest": ("received_on", "id"),
    "service": ("-first_on", "-id"),
    "patient": ("patient_last", "patient_first", "-received_on"),
    "charge": ("-charge", "-id"),
}
STATES: Final = ("received", "paid", "denied", "pended", "reversed")
MOST_EXPORTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; an empty part does not narrow. `words` is the one search box."""

    words: str = ""
    last_name: str = ""
    birth_date: date | None = None
    member_id: str = ""
    number: str = ""
    account: str = ""
    state: str = ""
    first: date | None = None
    last: date | None = None
    person: tuple[int, int] | None = None
    numbers: tuple[str, ...] = ()
    sort: str = "newest"


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim in a list (cents); amounts are None until there is a decision.

    `some_denied`: it was decided, and the plan pays nothing for at least one of its lines.
    """

    number: str
    patient: str
    member_id: str
    patient_account: str
    received_on: date
    first_on: date
    charge: Money
    state: str
    plan_paid: Money | None
    member_owes: Money | None
    some_denied: bool = False
    provider: str = ""


def find(wanted: Wanted, actor: Actor, first: int = 0, count: int = 26) -> list[FoundClaim]:
    """Return the claims that the actor may see and that fit, in the order asked for."""
    with acting(actor):
        rows = (
            _matching(wanted)
            .filter(theirs(actor))
            .order_by(*SORTS.get(wanted.sort, SORTS["newest"]))
        )
        found = list(rows[first : first + count])
        if found:
            note_read("cw_claims_claim", [row.number for row in found])
    names = provider_names({row.tax_id for row in found}, actor)
    return [_found(row, names) for row in found]


def provider_names(tax_ids: set[str], actor: Actor) -> dict[str, str]:
    """Return what the billing offices of claims that the actor was shown are called."""
    if not tax_ids:
        return {}
    with acting(actor.as_engine()):
        rows = Group.objects.filter(tax_id__in=tax_ids)
        return dict(rows.values_list("tax_id", "name"))


def counts(actor: Actor) -> dict[str, int]:
    """Count the actor's claims by state; denied are all with a denied line, paid ones too."""
    with acting(actor):
        rows = _with_state(Claim.objects.filter(theirs(actor)).order_by())
        counted = rows.values("state").annotate(n=Count("id"))
        found = {row["state"] or "received": row["n"] for row in counted}
        found["denied"] = rows.filter(_DENIED).count()
    return {state: found.get(state, 0) for state in STATES}


def _with_state(rows: QuerySet[Any]) -> QuerySet[Any]:
    newest = Decision.objects.filter(family_id=OuterRef("family_id"), claim=OuterRef("id"))
    newest = newest.order_by("-decision_no")
    found: QuerySet[Any] = rows.annotate(
        state=Subquery(newest.values("outcome")[:1]),
        plan_paid=Subquery(newest.values("plan_paid")[:1]),
        member_owes=Subquery(newest.values("member_owes")[:1]),
        decision=Subquery(newest.values("decision_no")[:1]),
    ).annotate(some_denied=Exists(_denied_lines()))
    return found


def _denied_lines() -> QuerySet[Any]:
    return DecisionLine.objects.filter(
        family_id=OuterRef("family_id"),
        claim=OuterRef("id"),
        decision_no=OuterRef("decision"),
        status="denied",
    )


# A claim that was paid in part is among the denied too: somebody may have to act on its line.
_DENIED = Q(state="denied") | Q(state="paid", some_denied=True)


def _matching(wanted: Wanted) -> QuerySet[Any]:
    rows = _with_state(Claim.objects.all())
    for asked in (_by_box(wanted.words), _by_parts(wanted), _by_days(wanted)):
        rows = rows.filter(asked)
    if wanted.state == "received":
        return rows.filter(state=None)
    if wanted.state == "denied":
        return rows.filter(_DENIED)
    return rows.filter(state=wanted.state) if wanted.state else rows


def _by_box(words: str) -> Q:
    """One box: any number that stands on a claim, or names (and a birth date is a part)."""
    asked = words.replace(",", " ").split()
    if not asked:
        return Q()
    text = " ".join(words.split())
    numbers = Q(number=canonical(text.upper())) | Q(patient_account__iexact=text)
    member = plain_id(text)
    names = Q()
    for word in asked:
        names &= Q(patient_last__istartswith=word) | Q(patient_first__istartswith=word)
    return numbers | names | (Q(member_id__startswith=member) if member else Q(pk__in=[]))


def plain_id(text: str) -> str:
    """A member ID as it is stored: without the blanks and hyphens of the card."""
    return "".join(one for one in text if one.isalnum()).upper()


def _by_parts(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.last_name:
        asked &= Q(patient_last__istartswith=wanted.last_name.strip())
    if wanted.birth_date:
        asked &= Q(birth_date=wanted.birth_date)
    if wanted.member_id:
        asked &= Q(member_id__startswith=plain_id(wanted.member_id))
    if wanted.number:
        asked &= Q(number=canonical(wanted.number.strip().upper()))
    if wanted.account:
        asked &= Q(patient_account__iexact=wanted.account.strip())
    return asked


def _by_days(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.first:
        asked &= Q(last_on__gte=wanted.first)
    if wanted.last:
        asked &= Q(first_on__lte=wanted.last)
    if wanted.numbers:
        asked &= Q(number__in=wanted.numbers)
    if wanted.person:
        asked &= Q(family_id=wanted.person[0], person=wanted.person[1])
    return asked


def _found(row: Any, names: dict[str, str]) -> FoundClaim:
    # `row` has three annotations besides its columns: None where no decision was made.
    return FoundClaim(
        number=row.number,
        patient=f"{row.patient_first} {row.patient_last}",
        member_id=row.member_id,
        patient_account=row.patient_account,
        received_on=row.received_on,
        first_on=row.first_on,
        charge=Money(row.charge),
        state=row.state or "received",
        plan_paid=None if row.plan_paid is None else Money(row.plan_paid),
        member_owes=None if row.member_owes is None else Money(row.member_owes),
        some_denied=row.some_denied and row.state == "paid",
        provider=names.get(row.tax_id, ""),
    )
