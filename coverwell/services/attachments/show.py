"""Documents and requests for them, as whoever asks may see them; bytes of clean ones alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q

from coverwell.records.attachments.models import Attachment, Placement, Request
from coverwell.records.claims.models import Claim
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import Actor, acting
from coverwell.services.attachments.place import of_claims
from coverwell.services.attachments.scan import scan_state, with_scan
from coverwell.services.attachments.scanner import CLEAN
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.claims.papers import unanswered
from coverwell.services.files import archive
from coverwell.services.rulebook.attachments import attachment_rules
from coverwell.services.theirs import theirs


TABLE: Final = "cw_attachments_attachment"
REFUSED, AGAIN = "refused", "duplicate"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it stands.

    `state` is clean, infected, failed, waiting or unscanned; refused or duplicate where it was
    never scanned. `claim_number` is the claim that it is laid to, `precertification` the request
    for approval ('' : none), `stated_claim` what its sender named. `why` says in two languages
    why it is refused or lies nowhere.
    """

    id: int
    name: str
    kind: str
    media_type: str
    size: int
    sha256: str
    came_on: date
    at: datetime
    sent_by: str
    channel: str
    tax_id: str
    state: str
    found: str
    refused: str
    unplaced: str
    waits_until: date | None
    control: str
    stated_claim: str
    account: str
    member_id: str
    same_as: int
    file: int
    claim_number: str = ""
    precertification: str = ""
    request: str = ""
    how: str = ""
    laid_by: str = ""

    @property
    def readable(self) -> bool:
        """Say whether its bytes may be shown: only after a scanner found it clean."""
        return self.state == CLEAN

    @property
    def laid(self) -> bool:
        """Say whether it belongs to a claim or a request for approval."""
        return bool(self.claim_number or self.precertification)

    def why(self, language: str) -> str:
        """Say why it is refused, or why it lies nowhere; '' where all is well."""
        rules = attachment_rules(self.came_on)
        if self.refused or self.state == "infected":
            return rules.refusals[self.refused or "infected"].words[language]
        if self.unplaced and not self.laid:
            return rules.unplaced[self.unplaced].words[language]
        return ""

    def kind_words(self, language: str) -> str:
        """Say what kind of document it is; '' where its sender did not."""
        kind = attachment_rules(self.came_on).kinds.get(self.kind)
        return kind.words[language] if kind else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Documents that were asked for about a claim, until when; `lines` pairs a line with words.

    `open`: the claim still waits for them.
    """

    number: str
    claim_number: str
    account: str
    patient: str
    asked_on: date
    due_on: date
    by: str
    asked: tuple[tuple[int, str], ...]
    open: bool

    def lines(self, language: str) -> list[tuple[int, str]]:
        """Say for each line (0: the claim) which kind of document is asked for."""
        kinds = attachment_rules(self.asked_on).kinds
        return [(line, kinds[key].words[language]) for line, key in self.asked if key in kinds]

    def late(self, today: date) -> bool:
        """Say whether they should have come by now."""
        return self.open and today > self.due_on


def documents_of_claim(number: str, actor: Actor) -> tuple[Document, ...]:
    """Return the documents laid to a claim that the actor may see, newest first."""
    with acting(actor):
        claim = Claim.objects.filter(theirs(actor), number=number).first()
        if claim is None:
            return ()
        return documents(Q(pk__in=_placed(Q(family=claim.family_id, claim=claim.id))), actor, MOST)


def documents_of_request(reference: str, actor: Actor) -> tuple[Document, ...]:
    """Return the documents laid to a request for approval that the actor may see."""
    with acting(actor):
        return documents(Q(pk__in=_placed(Q(precertification=reference))), actor, MOST)


def own_documents(actor: Actor, first: int = 0, most: int = 50) -> tuple[Document, ...]:
    """Return the documents that the actor's offices sent, newest first."""
    with acting(actor):
        return documents(Q(), actor, most, first)


def document(number: int, actor: Actor) -> Document | None:
    """Return one document; None where there is none that the actor may see."""
    with acting(actor):
        found = documents(Q(pk=number), actor, 1)
        if not found:
            note_refused(TABLE, str(number)[:16])
            return None
    return found[0]


def document_bytes(number: int, actor: Actor) -> tuple[Document, Iterator[bytes]] | None:
    """Return a document and its bytes; None where it may not be seen or was not found clean."""
    found = document(number, actor)
    if found is None or not found.readable:
        return None
    return found, archive.read(found.sha256)


MOST: Final = 200


def documents(wanted: Q, actor: Actor, most: int, first: int = 0) -> tuple[Document, ...]:
    """Return documents that fit, newest first, and note that they were read; inside `acting`."""
    mine = Attachment.objects.filter(theirs(actor, ""), _entitled(actor), wanted)
    rows = with_scan(mine).order_by("-pk")
    found = list(rows[first : first + most])
    if not found:
        return ()
    note_read(TABLE, [str(row.pk) for row in found])
    places = Placement.objects.filter(attachment__in=[row.pk for row in found], newer=None)
    at = {place.attachment_id: place for place in places}
    numbers = _claim_numbers(at.values())
    return tuple(_document(row, at.get(row.pk), numbers) for row in found)


def _entitled(actor: Actor) -> Q:
    """Leave out what supports requests for approval where a person may not see those."""
    may = actor.where_they_may(PRECERTIFICATION)
    if actor.role != "provider" or may.tax_ids == actor.tax_ids:
        return Q()
    places = Placement.objects.filter(newer=None).exclude(precertification="")
    approvals = Q(pk__in=places.values("attachment")) | Q(unplaced="no_request_yet")
    return Q(tax_id__in=may.tax_ids) | ~approvals


def _placed(where: Q) -> list[int]:
    rows = Placement.objects.filter(where, newer=None)
    return list(rows.values_list("attachment_id", flat=True))


def _claim_numbers(places: Iterable[Placement]) -> dict[tuple[int, int], str]:
    keys = {(one.family, one.claim) for one in places if one.family and one.claim}
    if not keys:
        return {}
    rows = Claim.objects.filter(of_claims(keys, "id"))
    return {(row.family_id, row.id): row.number for row in rows}


def _document(
    row: Attachment, at: Placement | None, numbers: dict[tuple[int, int], str]
) -> Document:
    kind = attachment_rules(row.came_on).kind_of(row.report, row.loinc)
    state = scan_state(getattr(row, "scanned", None))
    if row.refused or row.same_as_id:
        state = REFUSED if row.refused else AGAIN
    return Document(
        row.pk, row.name, kind.key if kind else "", row.media_type, row.size, row.sha256,
        row.came_on, row.at, row.sent_by, row.channel, row.tax_id, state,
        getattr(row, "scan_said", None) or "", row.refused, row.unplaced, row.waits_until,
        row.control, row.claim_number, row.patient_account, row.member_id, row.same_as_id or 0,
        row.file_id or 0,
        numbers.get((at.family or 0, at.claim or 0), "") if at else "",
        at.precertification if at else "",
        at.request if at else "",
        at.how if at else "",
        at.by if at else "",
    )  # fmt: skip


def wanted_of_claim(number: str, actor: Actor) -> tuple[Wanted, ...]:
    """Return what was asked for about a claim, the newest first."""
    with acting(actor):
        claim = Claim.objects.filter(theirs(actor), number=number).first()
        if claim is None:
            return ()
        rows = Request.objects.filter(theirs(actor, ""), family_id=claim.family_id, claim=claim.id)
        still = set(unanswered(rows).values_list("number", flat=True))
        return tuple(_wanted(rows.order_by("-count"), still))


def open_requests(actor: Actor, most: int = MOST, first: int = 0) -> tuple[Wanted, ...]:
    """Return what the actor's offices (staff: all) are asked for, soonest due first."""
    with acting(actor):
        rows = unanswered(Request.objects.filter(theirs(actor, ""))).order_by("due_on", "number")
        found = list(rows[first : first + most])
        return tuple(_wanted(found, {row.number for row in found}))


def count_open_requests(actor: Actor) -> int:
    """Count what the actor's offices are asked for."""
    with acting(actor):
        return unanswered(Request.objects.filter(theirs(actor, ""))).count()


def _wanted(rows: Iterable[Request], still: set[str]) -> Iterator[Wanted]:
    asked: Sequence[Request] = list(rows)
    keys = [(row.family_id, row.claim) for row in asked]
    claims = {(one.family_id, one.id): one for one in Claim.objects.filter(of_claims(keys, "id"))}
    for row in asked:
        claim = claims[row.family_id, row.claim]
        yield Wanted(
            row.number, claim.number, claim.patient_account,
            f"{claim.patient_first} {claim.patient_last}", row.asked_on, row.due_on, row.by,
            tuple((line, key) for line, key in row.asked), row.number in still,
        )  # fmt: skip
