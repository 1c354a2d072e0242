"""The documents desk of the back office: what found no claim, and claims whose papers came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.attachments.models import Attachment, Placement, Scan
from coverwell.records.claims.models import Claim, ClaimNumber
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.attachments.place import How, newest_requests, of_claims
from coverwell.services.attachments.show import Document, documents
from coverwell.services.claims.look_up import canonical
from coverwell.services.claims.papers import laid, newest_decisions


LOOKED_BACK: Final = timedelta(days=400)
"""How old a document may be whose claim still stands on the list."""
MOST_READ: Final = 500


class CannotLayError(ValueError):
    """A document cannot be laid there; the message says what to change."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """A claim that waits, with documents that a person reads; `since` the first of them came."""

    number: str
    patient: str
    account: str
    charge: Money
    since: date
    count: int


def unplaced(
    today: date, actor: Actor, *, early: bool = False, most: int = 26, first: int = 0
) -> tuple[Document, ...]:
    """Return documents that belong nowhere yet, oldest first; `early`: those that wait still.

    What waits for its claim within its days is nobody's work yet.
    """
    _staff_only(actor)
    nowhere = Q(refused="", same_as=None) & ~Q(
        pk__in=Placement.objects.filter(newer=None)
        .exclude(claim=None, precertification="")
        .values("attachment")
    )
    waits = Q(waits_until__gte=today)
    with acting(actor):
        wanted = nowhere & (waits if early else ~waits | Q(waits_until=None))
        rows = Attachment.objects.filter(wanted).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[first : first + most])
        return documents(Q(pk__in=ids), actor, most)[::-1] if ids else ()


def to_read(actor: Actor) -> tuple[ToRead, ...]:
    """Return claims that wait and whose documents are there, those first that wait longest."""
    _staff_only(actor)
    since = timezone.now() - LOOKED_BACK
    with acting(actor):
        rows = laid().filter(at__gte=since).exclude(claim=None).order_by("pk")
        came: dict[tuple[int, int], list[date]] = {}
        for family, claim, day in rows.values_list("family", "claim", "attachment__came_on"):
            came.setdefault((family or 0, claim or 0), []).append(day)
        if not came:
            return ()
        wait = newest_decisions().filter(of_claims(came), outcome="pended")
        keys = list(wait.values_list("family_id", "claim")[:MOST_READ])
        claims = Claim.objects.filter(of_claims(keys, "id"))
        found = [_to_read(one, came[one.family_id, one.id]) for one in claims]
    return tuple(sorted(found, key=lambda one: (one.since, one.number)))


def _to_read(claim: Claim, days: list[date]) -> ToRead:
    return ToRead(
        claim.number,
        f"{claim.patient_first} {claim.patient_last}",
        claim.patient_account,
        Money(claim.charge),
        min(days),
        len(days),
    )


def lay(number: int, claim_number: str, why: str, actor: Actor) -> str:
    """Lay a document to a claim by hand; returns the claim's number. Staff only (DeniedError).

    CannotLayError says why it cannot be: the claim is another office's, or is not there.
    """
    _staff_only(actor)
    with acting(actor.as_engine()):
        row = Attachment.objects.filter(pk=number).first()
        known = ClaimNumber.objects.filter(number=canonical(claim_number.strip().upper())).first()
        if row is None or known is None:
            raise CannotLayError(f"There is no claim {claim_number.strip()}: check the number.")
        if row.refused or row.same_as_id:
            raise CannotLayError("This document was refused, or came before: it is laid nowhere.")
        if row.tax_id not in ("", known.tax_id):
            raise CannotLayError(
                f"It came for the office with tax ID ending {row.tax_id[-4:]}, the claim is of the"
                f" one ending {known.tax_id[-4:]}. Ask the office to send it for the right one."
            )
        if not row.tax_id:
            Attachment.objects.filter(pk=row.pk).update(tax_id=known.tax_id)
            Scan.objects.filter(attachment=row).update(tax_id=known.tax_id)
        key = (known.family, known.claim)
        _append(
            row,
            actor,
            why,
            family=known.family,
            claim=known.claim,
            person=known.person,
            tax_id=known.tax_id,
            request=newest_requests([key]).get(key, ""),
        )
    return known.number


def take_off(number: int, why: str, actor: Actor) -> None:
    """Take a document off the claim that it was laid to; staff only (DeniedError)."""
    _staff_only(actor)
    with acting(actor.as_engine()):
        row = Attachment.objects.get(pk=number)
        _append(row, actor, why, tax_id=row.tax_id)


def _append(row: Attachment, actor: Actor, why: str, **place: object) -> None:
    before = Placement.objects.filter(attachment=row, newer=None).first()
    Placement.objects.create(
        attachment=row, instead_of=before, how=How.BY_HAND, by=actor.user, why=why, **place
    )


def _staff_only(actor: Actor) -> None:
    if actor.role != "staff":
        raise DeniedError("Documents are laid to claims by the plan's staff.")
