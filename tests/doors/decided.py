"""Claims that the real kernel decided, stored as the tables say, for pages to show."""

from dataclasses import dataclass
from datetime import date

from coverwell.kernel.claims.decision import Decision, LineDecision, Outcome, Status, Totals
from coverwell.kernel.claims.facts import Stated
from coverwell.kernel.claims.trace_text import trace_text
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.records.claims import models as records
from coverwell.records.members.models import Family
from coverwell.services.acting import ENGINE, acting
from tests.kernel.claims.bench import claim_of, decide
from tests.services.world import family, group


DAY = date(2026, 3, 20)
TAX_ID = "231234567"


@dataclass(frozen=True)
class World:
    """A family and a group whose claims are stored."""

    family: int
    tax_id: str


def world() -> World:
    """One family of two and one group."""
    with acting(ENGINE):
        made = family()
        group(TAX_ID)
    return World(made.pk, TAX_ID)


def decided_claim(
    of: World,
    number: str,
    *services: tuple[Line, Stated],
    before=(),
    person=1,
    account="PA-77",
    edition=None,
) -> Decision:
    """Decide these services with the kernel's Plan A and store claim and decision."""
    decision = decide(*services, before=before)
    claim = claim_of(*services, number=number)
    with acting(ENGINE):
        row = _store_claim(of, claim, person, account)
        _store_decision(of, row, decision, claim, edition)
    return decision


def received_claim(of: World, number: str, *services: tuple[Line, Stated]) -> None:
    """Store a claim that waits for its decision."""
    with acting(ENGINE):
        _store_claim(of, claim_of(*services, number=number), 1, "PA-78")


def _store_claim(of: World, claim: Claim, person: int, account: str) -> records.Claim:
    home = Family.objects.get(pk=of.family)
    who = home.people.get(number=person)
    row = records.Claim.objects.create(
        family_id=of.family,
        id=records.Claim.objects.filter(family_id=of.family).count() + 1,
        number=claim.number,
        person=person,
        patient_first=who.first_name,
        patient_last=who.last_name,
        birth_date=who.birth_date,
        member_id=f"{home.subscriber_number}{person:02d}",
        kind="p",
        tax_id=of.tax_id,
        billing_npi="1234567893",
        patient_account=account,
        received_on=DAY,
        first_on=min(line.first for line in claim.lines),
        last_on=max(line.last for line in claim.lines),
        charge=claim.charge,
        frequency="1",
        content="{}",
    )
    records.ClaimNumber.objects.create(
        number=claim.number, family=of.family, claim=row.id, person=person, tax_id=of.tax_id
    )
    return row


def _store_decision(
    of: World, row: records.Claim, decision: Decision, claim: Claim, edition: int | None
) -> None:
    totals = decision.totals._asdict()
    providers = totals.pop("not_covered_provider")
    records.Decision.objects.create(
        family_id=of.family,
        claim=row.id,
        decision_no=1,
        sequence=row.id,
        benefit_order=row.id,
        person=row.person,
        tax_id=of.tax_id,
        kind="original",
        outcome=_outcome(decision),
        payee=decision.payee.value,
        edition=edition,
        rulebook="test",
        code="test",
        not_covered=providers + totals["not_covered_member"],
        trace=trace_text(decision.trace),
        decided_on=DAY,
        **totals,
    )
    asked = {line.number: line for line in claim.lines}
    for line in decision.lines:
        _store_line(of, row, asked[line.number], line)


def _outcome(decision: Decision) -> str:
    if decision.outcome is Outcome.PENDED:
        return "pended"
    paid = any(line.status is Status.PAID for line in decision.lines)
    return "paid" if paid else "denied"


def _store_line(of: World, row: records.Claim, line: Line, decided: LineDecision) -> None:
    adjustments = " ".join(
        f"{one.group}-{one.code}:{int(one.amount)}" for one in decided.adjustments
    )
    records.DecisionLine.objects.create(
        family_id=of.family,
        claim=row.id,
        decision_no=1,
        line=line.number,
        person=row.person,
        tax_id=of.tax_id,
        first_on=line.first,
        last_on=line.last,
        procedure=line.procedure,
        modifiers=" ".join(line.modifiers),
        revenue=line.revenue,
        place=line.place,
        rendering_npi="",
        units=line.units,
        care=decided.care,
        side=decided.side.value if decided.side else "",
        column=decided.column,
        status=decided.status.value,
        amounts=",".join(str(int(getattr(decided, name))) for name in Totals._fields),
        adjustments=f"{adjustments}|{' '.join(decided.remarks)}",
    )
