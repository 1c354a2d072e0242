"""Keeping documents: whole in the archive, judged by their kind, laid to their claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from procrastinate.contrib.django import app

from coverwell.records.attachments.models import Attachment, Placement, ToScan
from coverwell.services.acting import Actor, acting
from coverwell.services.attachments.approvals import requested, tell_reviewers
from coverwell.services.attachments.place import Names, Place, Placed, place
from coverwell.services.files import archive
from coverwell.services.rulebook.attachments import attachment_rules


LOOKED_AT: Final = 4096
NOT_YET: Final = frozenset(("no_claim_yet", "no_request_yet"))
SCAN_JOB: Final = "edi_gateway.scan_documents"


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a document, safe in the archive; `refused` is a rule, '' where it is taken."""

    sha256: str
    size: int
    media_type: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One document and the way it came; `file` and `position` name its place in a 275."""

    content: Content
    names: Names
    channel: str
    came_on: date
    name: str = ""
    report: str = ""
    loinc: str = ""
    file: int = 0
    position: int = 0
    partner: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a document: where it was laid, or the rules that kept it from that.

    `same_as` is an earlier document with the same bytes and numbers, 0 for a new one.
    """

    id: int
    refused: str
    unplaced: str
    place: Place | None
    same_as: int


def store(chunks: Iterable[bytes], day: date) -> Content:
    """Stream a document into the archive in constant memory, and judge it by its first bytes.

    What is refused lies there too: nothing that came is lost.
    """
    rules, start = attachment_rules(day), bytearray()
    kept = archive.store(_watched(chunks, start))
    media_type = rules.media_type(bytes(start))
    refused = "" if media_type else "type"
    if not kept.size:
        refused = "empty"
    elif kept.size > rules.largest:
        refused = "too_large"
    return Content(kept.sha256, kept.size, media_type, refused)


def _watched(chunks: Iterable[bytes], start: bytearray) -> Iterator[bytes]:
    for chunk in chunks:
        if len(start) < LOOKED_AT:
            start += chunk[: LOOKED_AT - len(start)]
        yield chunk


def keep_documents(arrived: Sequence[Arrived], actor: Actor) -> list[Saved]:
    """Save documents and lay each to its claim, in one transaction; read again, once.

    The right of the actor to send for an office was checked by the caller.
    """
    asked = {
        at: requested(one.names, actor) for at, one in enumerate(arrived) if one.names.approval
    }
    with acting(actor.as_engine()):
        found = place([Names("") if one.names.approval else one.names for one in arrived])
        places = [asked.get(at, one) for at, one in enumerate(found)]
        saved = save_documents(arrived, places, actor)
    if asked:
        tell_reviewers([one.id for one in saved], actor)
    return saved


def save_documents(
    arrived: Sequence[Arrived], found: Sequence[Placed], actor: Actor
) -> list[Saved]:
    """Save documents at these places, inside the caller's transaction."""
    before = _saved_before(arrived)
    if before:
        return before
    earlier = _earlier(arrived)
    rows = [
        _row(one, at, earlier.get(_key(one), 0), actor)
        for one, at in zip(arrived, found, strict=True)
    ]
    Attachment.objects.bulk_create(rows)
    laid = [
        None if row.refused or row.same_as_id else at.place
        for row, at in zip(rows, found, strict=True)
    ]
    Placement.objects.bulk_create(
        Placement(attachment=row, **_placement(at, one.names.tax_id, actor))
        for row, one, at in zip(rows, arrived, laid, strict=True)
        if at is not None
    )
    to_scan = [ToScan(attachment=row) for row in rows if not row.refused and not row.same_as_id]
    ToScan.objects.bulk_create(to_scan)
    if to_scan:
        app.configure_task(SCAN_JOB, allow_unknown=True, queue="gateway", lock=SCAN_JOB).defer()
    return [
        Saved(row.pk, row.refused, row.unplaced, at, row.same_as_id or 0)
        for row, at in zip(rows, laid, strict=True)
    ]


def _placement(at: Place, tax_id: str, actor: Actor) -> dict[str, object]:
    return {
        "family": at.family,
        "claim": at.claim,
        "precertification": at.precertification,
        "person": at.person,
        "tax_id": tax_id,
        "request": at.request,
        "how": at.how,
        "by": actor.user,
    }


def _saved_before(arrived: Sequence[Arrived]) -> list[Saved]:
    """What an interrupted reading of the same file saved: a set is saved whole or not at all."""
    if not arrived or not arrived[0].file:
        return []
    positions = [one.position for one in arrived]
    rows = Attachment.objects.filter(file=arrived[0].file, position__in=positions)
    return [
        Saved(row.pk, row.refused, row.unplaced, None, row.same_as_id or 0)
        for row in rows.order_by("position")
    ]


Key = tuple[str, str, str, str]


def _key(one: Arrived) -> Key:
    return (one.content.sha256, one.names.control, one.names.claim_number, one.names.tax_id)


def _earlier(arrived: Sequence[Arrived]) -> dict[Key, int]:
    """The first document with the same bytes, numbers and office as each."""
    same = Q(sha256__in=[one.content.sha256 for one in arrived])
    rows = Attachment.objects.filter(same, refused="", same_as=None).order_by("-pk")
    return {(row.sha256, row.control, row.claim_number, row.tax_id): row.pk for row in rows}


def _row(one: Arrived, found: Placed, same_as: int, actor: Actor) -> Attachment:
    names, content = one.names, one.content
    waits = not content.refused and not same_as and found.unplaced in NOT_YET
    days = timedelta(days=attachment_rules(one.came_on).waits)
    return Attachment(
        sha256=content.sha256,
        size=content.size,
        name=one.name[:255],
        media_type=content.media_type,
        file_id=one.file or None,
        position=one.position or None,
        channel=one.channel,
        partner_id=one.partner or None,
        tax_id=names.tax_id[:9],
        sent_by=actor.user,
        control=names.control[:50],
        claim_number=names.claim_number[:50],
        patient_account=names.patient_account[:38],
        member_id=names.member_id[:80],
        report=one.report[:2],
        loinc=one.loinc[:10],
        refused=content.refused,
        unplaced=found.unplaced,
        waits_until=one.came_on + days if waits else None,
        same_as_id=same_as or None,
        came_on=one.came_on,
    )
