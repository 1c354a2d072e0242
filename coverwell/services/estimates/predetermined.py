"""What predeterminations were answered, as the remittances of payments that are not made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from coverwell.kernel.claims.decision import LineDecision, Totals
from coverwell.kernel.vocabulary.claim import Adjustment, Claim, Line
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.records.estimates.models import Estimate
from coverwell.records.intake.models import IntakeClaim
from coverwell.records.members.models import Person
from coverwell.records.providers.models import Group
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.claim_text import read_claim
from coverwell.services.claims.stored_lines import line_decision
from coverwell.services.payments.remittance import (
    PREDETERMINED,
    Office,
    Remittance,
    RemittedClaim,
    RemittedLine,
    RemittedPayment,
)


ANTICIPATED: Final = ("OA", "101")
"""The adjustment that holds what would be paid once the services are done."""


def predetermined(file: int, first: int, last: int) -> list[Remittance]:
    """Return the answers at these positions of a file, for each office, in the file's order.

    One that waits for a person is left out: there is no amount to tell yet.
    """
    with acting(ENGINE):
        rows = IntakeClaim.objects.filter(
            file=file, position__gte=first, position__lte=last,
            state=IntakeClaim.State.ANSWERED,
        ).order_by("position")  # fmt: skip
        named = {_reference(row): row for row in rows}
        answers = Estimate.objects.filter(reference__in=named).exclude(outcome="pended")
        found = {one.reference: one for one in answers}
        offices = _offices(one.billing_tax_id for one in found.values())
        people = _people(one.family_id for one in found.values())
    claims: dict[str, list[RemittedClaim]] = {}
    for reference, row in named.items():
        one = found.get(reference)
        if one is not None:
            said = _claim(row, one, people[one.family_id, one.person])
            claims.setdefault(one.billing_tax_id, []).append(said)
    return [
        Remittance(_payment(file, at, offices[tax_id], answers_of[0].received), offices[tax_id],
                   tuple(answers_of))
        for at, (tax_id, answers_of) in enumerate(claims.items())
    ]  # fmt: skip


def _offices(tax_ids: Iterable[str]) -> dict[str, Office]:
    rows = Group.objects.filter(tax_id__in=set(tax_ids))
    return {
        one.tax_id: Office(
            one.tax_id, one.name, one.npi, one.street, one.city, one.state, one.zip_code
        )
        for one in rows
    }


def _people(families: Iterable[int]) -> Mapping[tuple[int, int], Person]:
    rows = Person.objects.filter(family__in=set(families))
    return {(one.family_id, one.number): one for one in rows}


def _payment(file: int, at: int, office: Office, on: date) -> RemittedPayment:
    """No money moves: method none, amount nothing."""
    return RemittedPayment(
        0, 0, f"PD{file}-{at}", office.tax_id, office.name, office.tax_id, "none",
        ZERO, ZERO, ZERO, ZERO, ZERO, on, on, "", "", "", checking=True, account="",
    )  # fmt: skip


def _claim(row: IntakeClaim, one: Estimate, who: Person) -> RemittedClaim:
    claim = read_claim(one.question)
    decided = [line_decision(said) for said in json.loads(one.lines)]
    asked = {line.number: line for line in claim.lines}
    return RemittedClaim(
        family=one.family_id,
        number=one.reference,
        patient_account=row.sender_claim_id,
        kind=PREDETERMINED,
        outcome=one.outcome,
        form="D" if claim.dental else "P",
        frequency=claim.frequency,
        patient_first=who.first_name,
        patient_last=who.last_name,
        member_id=claim.person,
        received=one.as_of,
        first=one.first_on,
        last=one.first_on,
        plan_kind="",
        bill_type="",
        drg="",
        payers_before=0,
        corrects="",
        charge=claim.charge,
        paid=ZERO,
        interest=ZERO,
        lines=tuple(_line(claim, asked[line.number], line) for line in decided),
    )


def _line(claim: Claim, asked: Line, decided: LineDecision) -> RemittedLine:
    """What would be paid is an adjustment (CARC 101), so that nothing is paid."""
    amounts = Totals(*(getattr(decided, name) for name in Totals._fields))
    anticipated = Adjustment(*ANTICIPATED, Money(decided.plan_paid))
    return RemittedLine(
        asked.number,
        asked.procedure,
        asked.modifiers,
        asked.revenue,
        asked.place or claim.place,
        f"{asked.units.normalize():f}",
        asked.first,
        asked.last,
        asked.rendering.npi,
        decided.status.value,
        decided.care,
        amounts._replace(plan_paid=ZERO),
        (*decided.adjustments, anticipated) if decided.plan_paid else decided.adjustments,
        decided.remarks,
        control=asked.control,
    )


def _reference(row: IntakeClaim) -> str:
    detail = str(row.reasons[0].get("detail", ""))
    return detail.removeprefix("Estimate ").rstrip(".")
