"""What happened around a claim, and what happens next: by when, and who does it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.records.claims.models import Claim
from coverwell.records.members.models import Family
from coverwell.records.payments.models import PaymentItem
from coverwell.records.plans.models import PlanEdition
from coverwell.records.providers.models import Group
from coverwell.services.acting import Actor, acting
from coverwell.services.claims.show import ShownClaim, StoredDecision
from coverwell.services.explanations.rights import rights
from coverwell.services.members.limits import plan_of
from coverwell.services.payments.interest import prompt_pay
from coverwell.services.rulebook.sheets import rulebook_folder


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that settled a decision of the claim (cents)."""

    trace_number: str
    amount: Money
    made: date
    in_bank: date
    to_office: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on a day, in words; `paid` is set where it was a payment."""

    day: date
    words: str
    paid: Paid | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next: who does it, and by when (None: there is no limit)."""

    words: str
    who: str
    by: date | None


@dataclass(frozen=True, slots=True)
class Around:
    """The names behind the numbers of a claim, its steps in order, and the next one."""

    provider: str
    plan: str
    plan_key: str
    plan_first: date | None
    steps: tuple[Step, ...]
    next: Next
    replaced_by: str


def around(claim: ShownClaim, actor: Actor) -> Around:
    """Tell the story of a claim that the actor was shown, in the active language."""
    with acting(actor):
        newer = Claim.objects.filter(family_id=claim.family, replaces=claim.id).first()
    decision = claim.decisions[0] if claim.decisions else None
    key, _slash, first = (decision.edition if decision else "").partition("/")
    # Payments to offices are no rows of a member, but that this claim was paid is theirs to know.
    with acting(actor.as_engine()):
        items = PaymentItem.objects.filter(family_id=claim.family, claim=claim.id)
        payments = {one.decision_no: _paid(one) for one in items.select_related("payment")}
        group = Group.objects.filter(tax_id=claim.tax_id).first()
        edition = (
            PlanEdition.objects.filter(key=key, effective_first=first).first() if key else None
        )
        account = Family.objects.select_related("account").get(pk=claim.family).account
        due = _due(claim.received_on, account.state, account.number, account.funding)
    return Around(
        provider="" if group is None else group.name,
        plan="" if edition is None else plan_of(edition).head.name,
        plan_key=key,
        plan_first=None if edition is None else edition.effective_first,
        steps=tuple(_steps(claim, payments)),
        next=_next(claim, payments, due, replaced=newer is not None),
        replaced_by="" if newer is None else newer.number,
    )


def _paid(item: PaymentItem) -> Paid:
    paid = item.payment
    return Paid(
        paid.trace_number,
        Money(item.amount),
        paid.made_on,
        paid.effective_on,
        bool(paid.tax_id),
    )


def _due(received: date, state: str, account: str, funding: str) -> date | None:
    """Return until when a clean claim is to be paid, by state or contract (rulebook)."""
    tables = prompt_pay(rulebook_folder()).on(received)
    if tables is None:
        return None
    found = tables.contracts.get(account) if funding != "insured" else tables.states.get(state)
    return None if found is None else received + timedelta(days=found.days)


def _steps(claim: ShownClaim, payments: dict[int, Paid]) -> Iterator[Step]:
    yield Step(claim.last_on, _("Care was given"))
    yield Step(claim.received_on, _("We received the claim"))
    for decision in reversed(claim.decisions):
        yield Step(decision.decided_on, _decided(decision))
        paid = payments.get(decision.number)
        if paid is not None and paid.amount:
            yield Step(paid.made, _payment_words(paid), paid)


def _payment_words(paid: Paid) -> str:
    if paid.amount < 0:
        return _("Taken back with a payment")
    return _("Paid to the provider") if paid.to_office else _("Paid to the member")


def _decided(decision: StoredDecision) -> str:
    said = {
        "paid": _("Decided: covered"),
        "denied": _("Decided: denied"),
        "pended": _("Waits for a review"),
        "reversed": _("Taken back"),
    }
    return said.get(decision.outcome, decision.outcome)


def _next(
    claim: ShownClaim, payments: dict[int, Paid], due: date | None, *, replaced: bool
) -> Next:
    decision = claim.decisions[0] if claim.decisions else None
    if replaced:
        return Next(_("Nothing more: a corrected claim took its place."), "", None)
    if decision is None:
        return Next(
            _("We decide the claim; this takes minutes."), _("the plan"), claim.received_on
        )
    if decision.outcome == "paid":
        return _after_payment(decision, due, settled=decision.number in payments)
    last = rights(decision.decided_on, "en", "").until
    return {
        "pended": Next(_("A claims examiner reviews it and decides."), _("the plan"), due),
        "denied": Next(
            _("Correct and send it again, or appeal."), _("the provider's office"), last
        ),
    }.get(decision.outcome, Next(_("Nothing more: the claim was taken back."), "", None))


def _after_payment(decision: StoredDecision, due: date | None, *, settled: bool) -> Next:
    if decision.totals.plan_paid > ZERO and not settled:
        return Next(_("We pay it with the next payment run."), _("the plan"), due)
    if decision.totals.member_owes > ZERO:
        words = _("The provider bills the patient for their share.")
        return Next(words, _("the provider's office"), None)
    return Next(_("Nothing more: the claim is finished."), "", None)
