"""Predeterminations of a claim file: each is answered as an estimate, and nothing is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coverwell.kernel.claims.decision import Decision
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.records.estimates.models import Estimate
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.numbers import claim_number
from coverwell.services.claims.proposed import Proposed, Source
from coverwell.services.claims.rejections import Reason, reasons
from coverwell.services.claims.trial import Tried, try_out
from coverwell.services.estimates.ask import answered_columns, next_number


GATEWAY = Actor("gateway", "engine")
RULE = "predetermination"
State = IntakeClaim.State


def predetermine(batch: Sequence[Proposed], source: Source) -> int:
    """Answer or reject each, once, whatever was interrupted; returns how many are new."""
    new = _unsaved(batch, source.file)
    if not new:
        return 0
    tried = try_out(new, source, source.received)
    with acting(GATEWAY):
        references = [_estimate(one, source) for one in tried]
        IntakeClaim.objects.bulk_create(
            (
                _intake(one, reference, source)
                for one, reference in zip(tried, references, strict=True)
            ),
            # Another reader of the same file was there first: its answers stand.
            ignore_conflicts=True,
        )
    return len(new)


def _unsaved(batch: Sequence[Proposed], file: int) -> list[Proposed]:
    with acting(ENGINE):
        positions = [one.position for one in batch]
        rows = IntakeClaim.objects.filter(file=file, position__in=positions)
        saved = set(rows.values_list("position", flat=True))
    return [one for one in batch if one.position not in saved]


def _estimate(one: Tried, source: Source) -> str:
    """Keep the answer under a reference number; '' where there is none."""
    decision, claim = one.decision, one.claim
    if one.reasons or decision is None or claim is None:
        return ""
    number = next_number()
    reference = f"E{claim_number(number)[1:]}"
    _row(one, claim, decision, (number, reference, source)).save(force_insert=True)
    return reference


def _row(one: Tried, claim: Claim, decision: Decision, named: tuple[int, str, Source]) -> Estimate:
    number, reference, source = named
    return Estimate(
        family_id=claim.family,
        id=number,
        reference=reference,
        person=one.person,
        tax_id=claim.billing.tin,
        billing_tax_id=claim.billing.tin,
        asked_by=f"file {source.file}",
        as_of=source.received,
        first_on=min(line.first for line in claim.lines),
        **answered_columns(claim, decision),
    )


def _intake(one: Tried, reference: str, source: Source) -> IntakeClaim:
    sent = one.proposed
    said: Sequence[Reason] = one.reasons
    if reference:
        said = [replace(reasons()[RULE], detail=f"Estimate {reference}.")]
    return IntakeClaim(
        file_id=source.file,
        interchange=sent.interchange,
        transaction=sent.transaction,
        position=sent.position,
        sender_claim_id=sent.sender_claim_id,
        tax_id=sent.tax_id[:9],
        charge=sent.charge,
        answer=sent.answer,
        content="" if reference else sent.content,
        state=State.ANSWERED if reference else State.REJECTED,
        reasons=[each.stored() for each in said],
        family=one.claim.family if reference and one.claim else None,
    )
