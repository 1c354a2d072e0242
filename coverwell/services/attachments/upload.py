"""Documents that a person puts in by hand: on the page of a claim or of a request for approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from coverwell.records.attachments.models import Placement
from coverwell.records.claims.models import Claim
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.attachments.approvals import tell_reviewers
from coverwell.services.attachments.keep import Arrived, Saved, save_documents, store
from coverwell.services.attachments.place import Names, Place, Placed, newest_requests
from coverwell.services.audit.reads import note_refused
from coverwell.services.authorizations.find import by_reference
from coverwell.services.rulebook.attachments import attachment_rules
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as a browser sends it."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Put:
    """Files of one kind (a key of rulebook/attachments, kinds), by which way, on which day."""

    uploads: Sequence[Upload]
    kind: str
    channel: str
    day: date


def attach_to_claim(number: str, put: Put, actor: Actor) -> list[Saved] | None:
    """Keep files and lay them to a claim; None where there is none that the actor may see.

    A file that is refused is kept too; what became of each is in its place in the list.
    """
    _may(actor)
    with acting(actor):
        claim = Claim.objects.filter(theirs(actor), number=number).first()
        if claim is None:
            note_refused("cw_claims_claim", number[:16])
            return None
        key = (claim.family_id, claim.id)
        request = newest_requests([key]).get(key, "")
    place = Place(claim.family_id, claim.id, claim.person, Placement.How.UPLOADED, request)
    names = Names(
        claim.tax_id, request, bool(request), claim.number, claim.patient_account, claim.member_id
    )
    return _keep(put, names, place, actor)


def attach_to_request(reference: str, put: Put, actor: Actor) -> list[Saved] | None:
    """Keep files, lay them to a request for approval, and tell its reviewers; else None."""
    _may(actor)
    found = by_reference(reference, actor)
    if found is None:
        return None
    place = Place(
        found.family, None, found.person, Placement.How.UPLOADED, precertification=found.reference
    )
    office = found.asked.tax_id
    names = Names(office, claim_number=found.reference, member_id=found.member_id, approval=True)
    saved = _keep(put, names, place, actor)
    tell_reviewers([one.id for one in saved], actor)
    return saved


def _may(actor: Actor) -> None:
    if actor.role not in ("provider", "staff"):
        raise DeniedError("The provider's office or the plan's staff add documents.")


def _keep(put: Put, names: Names, place: Place, actor: Actor) -> list[Saved]:
    kind = attachment_rules(put.day).kinds.get(put.kind)
    arrived = [
        Arrived(
            store(one.chunks, put.day),
            names,
            put.channel,
            put.day,
            name=one.name,
            report=kind.report if kind else "",
            loinc=kind.loinc if kind else "",
        )
        for one in put.uploads
    ]
    with acting(actor.as_engine()):
        return save_documents(arrived, [Placed(place)] * len(arrived), actor)
