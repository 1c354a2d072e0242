"""Decisions that wait for payment: what a test does not name is ordinary."""

from datetime import date
from itertools import count

from coverwell.kernel.claims.decision import Totals
from coverwell.kernel.vocabulary.claim import Claim as KernelClaim
from coverwell.kernel.vocabulary.claim import Line, Provider
from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims.models import Claim, Decision, DecisionLine, ToPay
from coverwell.records.members.models import Family
from coverwell.records.providers.models import Group
from coverwell.services.claims.claim_text import claim_text
from coverwell.services.payments.accounts import AccountDetails, account_row
from coverwell.services.payments.values import Payee
from tests.services import world


OFFICE, OTHER_OFFICE = "231234567", "237654321"
RECEIVED = date(2026, 10, 1)
TODAY = date(2026, 10, 7)
NUMBERS = count(1)


def office(tax_id: str = OFFICE, *, eft: bool = True) -> Group:
    made = world.group(tax_id, npi={OFFICE: "1234567893", OTHER_OFFICE: "1999999984"}[tax_id])
    if eft:
        transfers_to(Payee(tax_id))
    return made


def transfers_to(payee: Payee, account: str = "440011229", routing: str = "990000013") -> None:
    """Enrol a payee's bank account, inside the caller's transaction."""
    details = AccountDetails(routing, account)
    account_row(payee, details, date(2020, 1, 1), "test").save(force_insert=True)


def decided(family: Family, amount: int = 8500, **named: object) -> Decision:
    """A claim of one line, charged 150.00, decided and waiting to be paid `amount` cents."""
    number = next(NUMBERS)
    person = int(str(named.get("person", 1)))
    claim = Claim.objects.create(
        family=family, id=number, number=f"C{number:08d}", person=person, patient_first="Ada",
        patient_last="Test", birth_date=date(1980, 3, 1), member_id="H1000000101",
        kind=named.get("kind", "P"), tax_id=named.get("tax_id", OFFICE),
        billing_npi="1234567893", patient_account=f"ACC{number}", charge=15000,
        received_on=named.get("received", RECEIVED), first_on=date(2026, 9, 20),
        last_on=date(2026, 9, 20), frequency="1", replaces=named.get("replaces"),
        content=claim_text(planned(family.pk, number, str(named.get("control", "")))),
    )  # fmt: skip
    return decide(claim, 1, amount, **named)


def planned(family: int, number: int, control: str = "") -> KernelClaim:
    """The same claim in the kernel's words; `control` is the office's number of its line."""
    day = date(2026, 9, 20)
    line = Line(1, Money(15000), day, day, procedure="99213", place="11", control=control)
    npi = Provider("1234567893", OFFICE)
    return KernelClaim(f"C{number:08d}", family, "01", RECEIVED, npi, (line,))


def decide(claim: Claim, number: int, amount: int, **named: object) -> Decision:
    """A decision on a claim with its line and its row in the outbox; a reversal is negative."""
    kind = str(named.get("decision", "original"))
    sign = -1 if kind == "reversal" else 1
    amounts = Totals(charge=15000, allowed=12000, copay=12000 - abs(amount), write_off=3000)
    amounts = amounts._replace(plan_paid=abs(amount), member_share=amounts.copay)
    amounts = amounts._replace(member_owes=amounts.copay, cost_share_base=12000)
    amounts = Totals(*(sign * each for each in amounts))
    stored = {f.name for f in Decision._meta.get_fields()}
    sums = {name: each for name, each in amounts._asdict().items() if name in stored}
    outcome = {"reversal": "reversed"}.get(kind, "paid" if amount else "denied")
    made = Decision.objects.create(
        family=claim.family, claim=claim.id, decision_no=number, sequence=next(NUMBERS),
        benefit_order=named.get("order", claim.id), person=claim.person, tax_id=claim.tax_id,
        kind=kind, outcome=outcome, payee=named.get("payee", "provider"), rulebook="r", code="c",
        not_covered=0, trace="", decided_on=TODAY, **sums,
    )  # fmt: skip
    DecisionLine.objects.create(
        family=claim.family, claim=claim.id, decision_no=number, line=1, person=claim.person,
        tax_id=claim.tax_id, first_on=claim.first_on, last_on=claim.last_on, procedure="99213",
        revenue="", place="11", rendering_npi="1234567893", units=1, care="primary care visit",
        side="network", status="paid" if amount else "denied",
        amounts=",".join(str(int(each)) for each in amounts),
        adjustments=f"CO-45:{sign * 3000} PR-3:{int(amounts.copay)}|",
    )  # fmt: skip
    ToPay.objects.create(
        family=claim.family, claim=claim.id, decision_no=number, tax_id=claim.tax_id,
        payee=named.get("payee", "provider"), amount=amount,
    )  # fmt: skip
    return made


def taken_back(made: Decision, **named: object) -> Decision:
    """The reversal of a decision."""
    claim = Claim.objects.get(family=made.family, id=made.claim)
    words = {"decision": "reversal", "order": made.benefit_order, "payee": made.payee} | named
    return decide(claim, made.decision_no + 1, -made.plan_paid, **words)
