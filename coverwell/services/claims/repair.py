"""Rejected claims of an office: listed, opened with what is wrong, corrected, and sent again.

The rejected claim stays as it came; a repair is a draft beside it until it names its new file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.files.models import KeptFile
from coverwell.records.intake.models import IntakeClaim, Repair
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.claims.numbers import claim_number
from coverwell.services.files import archive
from coverwell.services.theirs import theirs


REJECTED = IntakeClaim.State.REJECTED


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason of a rejection: its rule, its words, and what the file itself adds."""

    rule: str
    words: str
    detail: str


@dataclass(frozen=True, slots=True)
class RejectedClaim:
    """A claim that was not accepted (cents). `sent` is the file of its repair, 0 where none is.

    `outcome` says what became of the repaired claim: accepted (with its `number`), rejected, or
    '' while it is not read yet.
    """

    id: int
    sender_claim_id: str
    patient_first: str
    patient_last: str
    member_id: str
    charge: Money
    first_on: date | None
    rejected_at: datetime
    tax_id: str
    findings: tuple[Finding, ...]
    draft: Mapping[str, str]
    sent: int
    outcome: str
    number: str

    @property
    def open(self) -> bool:
        """Say whether somebody must still correct it."""
        return not self.sent


def rejected_claims(
    actor: Actor, language: str, first: int = 0, count: int = 26
) -> list[RejectedClaim]:
    """Return the actor's rejected claims, newest first, each with what became of its repair."""
    with acting(actor):
        rows = IntakeClaim.objects.filter(theirs(actor, ""), state=REJECTED).select_related(
            "repair"
        )
        found = list(rows.order_by("-id")[first : first + count])
        if found:
            note_read("cw_intake_intakeclaim", [str(row.pk) for row in found])
        outcomes = _outcomes(found)
    return [_rejected(row, outcomes, language) for row in found]


def rejected_claim(number: int, actor: Actor, language: str) -> RejectedClaim | None:
    """Return one rejected claim of the actor's; None where there is none."""
    with acting(actor):
        row = (
            IntakeClaim.objects.filter(theirs(actor, ""), state=REJECTED, pk=number)
            .select_related("repair")
            .first()
        )
        if row is None:
            note_refused("cw_intake_intakeclaim", str(number))
            return None
        note_read("cw_intake_intakeclaim", [str(number)])
        return _rejected(row, _outcomes([row]), language)


def open_rejections(actor: Actor) -> int:
    """Count the actor's rejected claims that nobody has sent again."""
    with acting(actor):
        rows = IntakeClaim.objects.filter(theirs(actor, ""), state=REJECTED)
        return rows.exclude(repair__file__isnull=False).count()


def repaired_by(file: int, actor: Actor) -> int:
    """Return the rejected claim that a file of the actor's corrects; 0 where it corrects none."""
    with acting(actor):
        row = Repair.objects.filter(file=file).first()
    return 0 if row is None else row.rejected_id


@dataclass(frozen=True, slots=True)
class RawClaim:
    """Where a claim stands as it was sent: the bytes of its file, and its place from 1."""

    chunks: Iterator[bytes]
    position: int


def raw_claim(found: RejectedClaim, actor: Actor) -> RawClaim:
    """Return the file of a rejected claim that the actor was shown.

    The file may be a clearinghouse's, with claims of others: only the one claim may be shown.
    """
    with acting(actor.as_engine()):
        row = IntakeClaim.objects.get(pk=found.id)
        file = KeptFile.objects.get(pk=row.file_id)
    return RawClaim(archive.read(file.sha256), row.position)


def keep_repair(found: RejectedClaim, fields: Mapping[str, str], actor: Actor) -> None:
    """Keep what was corrected so far; what was sent already is not touched."""
    with acting(actor.as_engine()):
        row = Repair.objects.filter(rejected=found.id).first()
        if row is None:
            row = Repair(rejected_id=found.id, tax_id=found.tax_id)
        if row.file_id is None:
            row.fields, row.by = dict(fields), actor.user
            row.save()


def repair_sent(found: RejectedClaim, file: int, actor: Actor) -> None:
    """Note the file in which the corrected claim was sent."""
    with acting(actor.as_engine()):
        Repair.objects.filter(rejected=found.id, file=None).update(
            file_id=file, by=actor.user, at=timezone.now()
        )


def _outcomes(rows: list[IntakeClaim]) -> dict[int, IntakeClaim]:
    files = [row.repair.file_id for row in rows if _repair(row) and row.repair.file_id]
    return {one.file_id: one for one in IntakeClaim.objects.filter(file__in=files)}


def _repair(row: IntakeClaim) -> Repair | None:
    return getattr(row, "repair", None)


def _rejected(
    row: IntakeClaim, outcomes: Mapping[int, IntakeClaim], language: str
) -> RejectedClaim:
    _billing, (last, first, member), _number, _bill, day, _last = json.loads(row.answer)
    repair = _repair(row)
    sent = repair.file_id or 0 if repair else 0
    after = outcomes.get(sent)
    return RejectedClaim(
        id=row.pk,
        sender_claim_id=row.sender_claim_id,
        patient_first=first,
        patient_last=last,
        member_id=member,
        charge=Money(row.charge),
        first_on=date.fromisoformat(day) if day else None,
        rejected_at=row.at,
        tax_id=row.tax_id,
        findings=tuple(_finding(one, language) for one in row.reasons),
        draft=repair.fields if repair else {},
        sent=sent,
        outcome=after.state if after else "",
        number=_public_number(after) if after else "",
    )


def _public_number(row: IntakeClaim) -> str:
    if row.claim is None:
        return ""
    return claim_number(row.claim)


def _finding(reason: Mapping[str, Any], language: str) -> Finding:
    key = "text_es" if language == "es" else "text"
    return Finding(reason["rule"], reason.get(key, ""), reason.get("detail", ""))
