"""An estimate as it was answered, for whoever may see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from coverwell.kernel.claims.decision import LineDecision, Totals, Trace, totals
from coverwell.kernel.claims.trace_text import read_trace
from coverwell.kernel.vocabulary.claim import Line
from coverwell.records.claims.models import Claim
from coverwell.records.estimates.models import Estimate
from coverwell.records.members.models import Person
from coverwell.records.providers.models import Group
from coverwell.services.acting import Actor, acting
from coverwell.services.addresses import in_address
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.claims.claim_text import read_claim
from coverwell.services.claims.numbers import member_id
from coverwell.services.claims.stored_lines import line_decision
from coverwell.services.estimates.question import SOME_ILLNESS
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class ShownEstimate:
    """A stored answer: question, amounts (cents), trace. `asked` are the planned lines."""

    reference: str
    family: int
    person: int
    patient: str
    member_id: str
    provider: str
    tax_id: str
    asked_by: str
    asked_at: datetime
    as_of: date
    first_on: date
    edition: str
    outcome: str
    lines: tuple[LineDecision, ...]
    asked: Mapping[int, Line]
    totals: Totals
    trace: Trace

    @property
    def person_reference(self) -> str:
        """What stands for the patient in an address."""
        return in_address(self.member_id)

    @property
    def illness_assumed(self) -> bool:
        """Say whether no diagnosis was stated, so that some illness was assumed."""
        return any(SOME_ILLNESS in line.diagnoses for line in self.asked.values())


def show_estimate(reference: str, actor: Actor) -> ShownEstimate | None:
    """Return an estimate by its reference number; None: none that this actor may see."""
    with acting(actor):
        row = Estimate.objects.filter(theirs(actor), reference=reference).first()
        if row is None:
            note_refused("cw_estimates_estimate", reference[:16])
            return None
        note_read("cw_estimates_estimate", [reference], row.family_id)
    return _shown([row], actor)[0]


def newest_estimates(actor: Actor, most: int = 50) -> list[ShownEstimate]:
    """Return the newest estimates that the actor may see."""
    with acting(actor):
        rows = list(Estimate.objects.filter(theirs(actor)).order_by("-id")[:most])
    return _shown(rows, actor)


def estimates_of(family: int, person: int, actor: Actor, most: int = 10) -> list[ShownEstimate]:
    """Return the newest estimates of a person that the actor may see."""
    with acting(actor):
        mine = Estimate.objects.filter(theirs(actor))
        rows = mine.filter(family_id=family, person=person).order_by("-id")[:most]
        found = list(rows)
    return _shown(found, actor)


def estimates_for(
    family: int, person: int, tax_id: str, first_on: date, actor: Actor
) -> list[ShownEstimate]:
    """Return the actor's estimates of a person, an office and a day, newest first."""
    with acting(actor):
        asked = Estimate.objects.filter(theirs(actor)).filter(
            family_id=family, person=person, billing_tax_id=tax_id, first_on=first_on
        )
        rows = list(asked.order_by("-id")[:10])
    return _shown(rows, actor)


def claims_for(estimate: ShownEstimate, actor: Actor) -> list[str]:
    """Return the numbers of claims of the same person, office and day, oldest first."""
    with acting(actor):
        claims = Claim.objects.filter(theirs(actor)).filter(
            family_id=estimate.family,
            person=estimate.person,
            tax_id=estimate.tax_id,
            first_on=estimate.first_on,
        )
        return list(claims.order_by("id").values_list("number", flat=True)[:10])


def _shown(rows: list[Estimate], actor: Actor) -> list[ShownEstimate]:
    # An office that showed the card may see the name that stands on it.
    with acting(actor.as_engine()):
        offices = dict(
            Group.objects.filter(tax_id__in={one.billing_tax_id for one in rows}).values_list(
                "tax_id", "name"
            )
        )
        families = {one.family_id for one in rows}
        people = {
            (one.family_id, one.number): one
            for one in Person.objects.select_related("family").filter(family_id__in=families)
        }
    return [_one(row, people[row.family_id, row.person], offices) for row in rows]


def _one(row: Estimate, who: Person, offices: dict[str, str]) -> ShownEstimate:
    claim = read_claim(row.question)
    lines = tuple(line_decision(one) for one in json.loads(row.lines))
    return ShownEstimate(
        reference=row.reference,
        family=row.family_id,
        person=row.person,
        patient=f"{who.first_name} {who.last_name}",
        member_id=member_id(who.family.subscriber_number, row.person),
        provider=offices.get(row.billing_tax_id, ""),
        tax_id=row.billing_tax_id,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        as_of=row.as_of,
        first_on=row.first_on,
        edition=row.edition,
        outcome=row.outcome,
        lines=lines,
        asked={line.number: line for line in claim.lines},
        totals=totals(lines),
        trace=read_trace(row.trace),
    )
