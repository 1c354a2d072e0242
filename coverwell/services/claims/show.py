"""One claim with its decisions, as whoever asks may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from coverwell.kernel.claims.decision import LineDecision, Totals, Trace
from coverwell.kernel.claims.trace_text import read_trace
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims import models as records
from coverwell.records.plans.models import PlanEdition
from coverwell.services.acting import Actor, acting
from coverwell.services.addresses import in_address
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.claims.stored_lines import asked_line, decided_line
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """One decision as stored (cents); `edition` names the plan's edition, '' where none."""

    number: int
    kind: str
    outcome: str
    edition: str
    payee: str
    totals: Totals
    lines: tuple[LineDecision, ...]
    asked: Mapping[int, Line]
    trace: Trace
    decided_on: date
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim and its decisions, newest first; `replaces` is a claim number or ''."""

    id: int
    number: str
    family: int
    person: int
    patient: str
    member_id: str
    birth_date: date
    kind: str
    tax_id: str
    billing_npi: str
    patient_account: str
    received_on: date
    first_on: date
    last_on: date
    charge: Money
    replaces: str
    decisions: tuple[StoredDecision, ...]

    @property
    def person_reference(self) -> str:
        """What stands for the patient in an address."""
        return in_address(self.member_id)

    @property
    def status(self) -> str:
        """The outcome of the newest decision, or 'received'."""
        return self.decisions[0].outcome if self.decisions else "received"


def show(number: str, actor: Actor) -> ShownClaim | None:
    """Return a claim by its public number; None where there is none that this actor may see."""
    with acting(actor):
        known = records.ClaimNumber.objects.filter(theirs(actor, "family"), number=number).first()
        if known is None:
            note_refused("cw_claims_claim", number[:16])
            return None
        claim = records.Claim.objects.get(family_id=known.family, id=known.claim)
        note_read("cw_claims_claim", [f"{known.family}-{known.claim}"], known.family)
        return _shown(claim, _decisions(claim))


def _decisions(claim: records.Claim) -> tuple[StoredDecision, ...]:
    mine = {"family_id": claim.family_id, "claim": claim.id}
    lines: dict[int, list[records.DecisionLine]] = {}
    for line in records.DecisionLine.objects.filter(**mine).order_by("line"):
        lines.setdefault(line.decision_no, []).append(line)
    rows = list(records.Decision.objects.filter(**mine).order_by("-decision_no"))
    editions = {row.edition for row in rows if row.edition is not None}
    names = {one.pk: str(one) for one in PlanEdition.objects.filter(pk__in=editions)}
    return tuple(
        _stored(row, lines.get(row.decision_no, []), names.get(row.edition or 0, ""))
        for row in rows
    )


def _stored(
    row: records.Decision, lines: list[records.DecisionLine], edition: str
) -> StoredDecision:
    decided = tuple(decided_line(line) for line in lines)
    return StoredDecision(
        number=row.decision_no,
        kind=row.kind,
        outcome=row.outcome,
        edition=edition,
        payee=row.payee,
        totals=_totals(row),
        lines=decided,
        asked={line.line: asked_line(line) for line in lines},
        trace=read_trace(row.trace),
        decided_on=row.decided_on,
        decided_at=row.decided_at,
    )


def _totals(row: records.Decision) -> Totals:
    """Read the amounts of a decision; the provider's part of what is not covered is the rest."""
    amounts = {
        name: Money(getattr(row, name)) for name in Totals._fields if name != _PROVIDERS_PART
    }
    return Totals(**amounts, not_covered_provider=Money(row.not_covered - row.not_covered_member))


_PROVIDERS_PART = "not_covered_provider"


def _shown(claim: records.Claim, decisions: tuple[StoredDecision, ...]) -> ShownClaim:
    replaced = (
        records.Claim.objects.filter(family_id=claim.family_id, id=claim.replaces).first()
        if claim.replaces
        else None
    )
    return ShownClaim(
        id=claim.id,
        number=claim.number,
        family=claim.family_id,
        person=claim.person,
        patient=f"{claim.patient_first} {claim.patient_last}",
        member_id=claim.member_id,
        birth_date=claim.birth_date,
        kind=claim.kind,
        tax_id=claim.tax_id,
        billing_npi=claim.billing_npi,
        patient_account=claim.patient_account,
        received_on=claim.received_on,
        first_on=claim.first_on,
        last_on=claim.last_on,
        charge=Money(claim.charge),
        replaces="" if replaced is None else replaced.number,
        decisions=decisions,
    )
