"""The explanation of benefits of one decided claim: the same values for page, PDF and letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.plans.models import PlanEdition
from coverwell.records.providers.models import Group
from coverwell.services.acting import Actor, acting
from coverwell.services.claims.show import ShownClaim, StoredDecision, show
from coverwell.services.explanations.explained import Explained, explain
from coverwell.services.explanations.rights import Rights, rights
from coverwell.services.members.limits import Limit, limits_at, plan_of
from coverwell.services.payer.read import Payer, payer


DECIDED = ("paid", "denied")


@dataclass(frozen=True, slots=True)
class Eob:
    """Everything that an explanation of benefits says, in one language (cents)."""

    language: str
    claim: ShownClaim
    decision: StoredDecision
    explained: Explained
    plan: str
    provider: str
    limits: tuple[Limit, ...]
    rights: Rights
    payer: Payer

    @property
    def told_on(self) -> date:
        """The day of the decision, from which the days to appeal are counted."""
        return self.decision.decided_on

    @property
    def discount(self) -> Money:
        """What the provider may not bill."""
        return Money(sum(line.discount for line in self.explained.lines))

    @property
    def to_member(self) -> bool:
        """Say whether the plan's payment goes to the member, who then pays the provider."""
        return self.decision.payee == "member"


def explanation_of_benefits(number: str, actor: Actor, language: str) -> Eob | None:
    """Return the explanation of a claim's newest decision; None: no such claim, or undecided."""
    claim = show(number, actor)
    decision = None if claim is None else newest(claim)
    if claim is None or decision is None:
        return None
    place = (claim.family, claim.id, decision.number)
    paid_by = payer(decision.decided_on)
    plan, provider = _names(claim, decision, actor)
    return Eob(
        language=language,
        claim=claim,
        decision=decision,
        explained=explain(decision, decision.asked, language),
        plan=plan,
        provider=provider,
        limits=limits_at(place, claim.person, claim.first_on, actor),
        rights=rights(decision.decided_on, language, paid_by.member_phone),
        payer=paid_by,
    )


def newest(claim: ShownClaim) -> StoredDecision | None:
    """Return the decision that stands; None while the claim waits, or after it was voided."""
    found = claim.decisions[0] if claim.decisions else None
    return found if found is not None and found.outcome in DECIDED else None


def _names(claim: ShownClaim, decision: StoredDecision, actor: Actor) -> tuple[str, str]:
    key, _, first = decision.edition.partition("/")
    with acting(actor.as_engine()):
        group = Group.objects.filter(tax_id=claim.tax_id).first()
        row = PlanEdition.objects.filter(key=key, effective_first=first).first() if first else None
        plan = plan_of(row).head.name if row else ""
    return plan, group.name if group else ""
