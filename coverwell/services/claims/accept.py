"""Taking claims in: each of a batch is rejected with reasons or accepted, in one transaction."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from django.db import connection

from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import Actor, acting
from coverwell.services.claims.announce import announce
from coverwell.services.claims.judge import Judged, judge
from coverwell.services.claims.look_up import KnownFamily, KnownPerson, look_up
from coverwell.services.claims.numbers import claim_number, member_id
from coverwell.services.claims.proposed import Proposed, Source
from coverwell.services.claims.rejections import reasons
from coverwell.services.database.copy_rows import copy_rows
from coverwell.services.files.progress import append


GATEWAY: Final = Actor("gateway", "engine")
INTAKE: Final = (
    "file_id",
    "interchange",
    "transaction",
    "position",
    "sender_claim_id",
    "tax_id",
    "charge",
    "answer",
    "content",
    "state",
    "reasons",
    "family",
    "claim",
)
CLAIM: Final = (
    "family_id",
    "id",
    "number",
    "person",
    "patient_first",
    "patient_last",
    "birth_date",
    "member_id",
    "kind",
    "tax_id",
    "billing_npi",
    "patient_account",
    "received_on",
    "first_on",
    "last_on",
    "charge",
    "frequency",
    "replaces",
    "edition_id",
    "content",
)
NUMBER: Final = ("number", "family", "claim", "person", "tax_id")


class Accepted(NamedTuple):
    """A claim that will get a decision: its id, its public number and whose it is."""

    proposed: Proposed
    id: int
    number: str
    family: KnownFamily
    person: KnownPerson
    corrects: int | None


class Taken(NamedTuple):
    """What became of a batch, also in an earlier reading that was interrupted."""

    accepted: int
    rejected: int


def accept(batch: Sequence[Proposed], source: Source) -> Taken:
    """Judge and save a batch; positions that were saved before (a file read again) are left.

    How far the file was read is noted in the same transaction. Nothing is decided before
    `hand_over`.
    """
    with acting(GATEWAY):
        before = _saved(batch, source.file)
        news = [one for one in batch if one.position not in before]
        if not news:
            return _taken(before.values())
        known = look_up(news)
        judged = [(one, judge(one, known, source)) for one in news]
        good = [pair for pair in judged if not pair[1].faults]
        accepted = [
            _accepted(one, found, number)
            for (one, found), number in zip(good, _numbers(len(good)), strict=True)
        ]
        _save(judged, accepted, source)
        append(source.file, "reading", {"claims": batch[-1].position})
    told = _taken(before.values())
    rejected = len(judged) - len(accepted)
    return Taken(told.accepted + len(accepted), told.rejected + rejected)


def _taken(states: Collection[str]) -> Taken:
    accepted = sum(state == IntakeClaim.State.ACCEPTED for state in states)
    return Taken(accepted, len(states) - accepted)


def _saved(batch: Sequence[Proposed], file: int) -> dict[int, str]:
    """The positions that an interrupted reading saved, and what became of them."""
    # Two readers of one file take turns here, whatever happened to a lock of theirs outside.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(8371, %s)", [file])
    return dict(
        IntakeClaim.objects.filter(
            file=file, position__gte=batch[0].position, position__lte=batch[-1].position
        ).values_list("position", "state")
    )


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_claims_number') FROM generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def _accepted(one: Proposed, found: Judged, number: int) -> Accepted:
    if not one.content or one.first is None or found.family is None or found.person is None:
        raise ValueError("A claim without its member was about to be accepted.")
    corrects = found.corrected.claim if found.corrected else None
    return Accepted(one, number, claim_number(number), found.family, found.person, corrects)


def _save(judged: list[tuple[Proposed, Judged]], accepted: list[Accepted], source: Source) -> None:
    claims = {one.proposed.position: one for one in accepted}
    copy_rows("cw_claims_claim", CLAIM, [_claim_row(one, source) for one in accepted])
    copy_rows(
        "cw_claims_claimnumber",
        NUMBER,
        [
            (one.number, one.family.id, one.id, one.person.number, one.proposed.tax_id)
            for one in accepted
        ],
    )
    announce(_announced(accepted))
    copy_rows(
        "cw_intake_intakeclaim",
        INTAKE,
        [_intake_row(one, found, claims.get(one.position), source) for one, found in judged],
    )


def _announced(accepted: list[Accepted]) -> list[tuple[object, ...]]:
    """A row for each document that accepted claims say is on its way (see `announce.COLUMNS`)."""
    return [
        (one.family.id, one.id, number, paper.line, one.person.number, one.proposed.tax_id,
         paper.report, paper.transmission, paper.control)
        for one in accepted
        for number, paper in enumerate(one.proposed.announced, start=1)
    ]  # fmt: skip


def _claim_row(one: Accepted, source: Source) -> tuple[object, ...]:
    sent, family, person = one.proposed, one.family, one.person
    return (
        family.id,
        one.id,
        one.number,
        person.number,
        sent.patient.first[:35],
        sent.patient.last[:60],
        sent.patient.born or person.born,
        member_id(family.subscriber, person.number),
        "D" if sent.dental else "I" if sent.institutional else "P",
        sent.tax_id,
        sent.billing_npi,
        sent.sender_claim_id,
        source.received,
        sent.first,
        sent.last,
        sum(sent.charges),
        sent.frequency,
        one.corrects,
        family.edition(person.number, sent.first, dental=sent.dental) if sent.first else None,
        sent.content,
    )


def _intake_row(
    one: Proposed, found: Judged, accepted: Accepted | None, source: Source
) -> tuple[object, ...]:
    return (
        source.file,
        one.interchange,
        one.transaction,
        one.position,
        one.sender_claim_id,
        one.tax_id[:9],
        max(min(one.charge, 2**62), -(2**62)),
        one.answer,
        "" if accepted else one.content,
        "accepted" if accepted else "rejected",
        _reasons(found) if found.faults else "[]",
        accepted.family.id if accepted else None,
        accepted.id if accepted else None,
    )


def _reasons(found: Judged) -> str:
    words = reasons()
    said = [replace(words[fault.rule], detail=fault.detail).stored() for fault in found.faults]
    return json.dumps(said)
