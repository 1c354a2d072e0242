"""Print a plan as the texts of its document: what `read_plan` reads, every choice said."""

from __future__ import annotations

from coverwell.kernel.plan.cost_share import CostShare, cell_phrase
from coverwell.kernel.plan.head_words import (
    ALSO_OUT,
    ASSIGNMENT,
    COPAYS,
    YES_NO,
    administrator_phrase,
    period_phrase,
    plan_year_phrase,
)
from coverwell.kernel.plan.limit import FamilyAmount, waiting_phrase
from coverwell.kernel.plan.plan import Benefit, Plan
from coverwell.kernel.plan.read_plan import REFERRAL, TIER_KEYS


Document = dict[str, str | list[dict[str, str]]]


def plan_texts(plan: Plan) -> Document:
    """Return the whole document: `read_plan(plan_texts(plan), plan.key) == plan`."""
    return {**head_texts(plan), "care": [row_texts(benefit) for benefit in plan.benefits]}


def head_texts(plan: Plan) -> dict[str, str]:
    """Return the lines of the head that say something, in the order of the document."""
    said = {**_names(plan), **_amounts(plan), **_choices(plan)}
    return {key: text for key, text in said.items() if text}


def row_texts(benefit: Benefit) -> dict[str, str]:
    """Return the lines of one row that say something."""
    limit = benefit.limit.phrase() if benefit.limit else ""
    said = {
        "when": benefit.when,
        "care": benefit.care,
        "says": benefit.says,
        **_cells(benefit.tiers),
        "out of network": cell_phrase(benefit.out_of_network),
        "limit": limit,
        "waiting period": waiting_phrase(benefit.waiting_months) if benefit.waiting_months else "",
        "precertification": benefit.precertification.phrase(),
        "referral": REFERRAL[benefit.referral],
        "decided by": benefit.decided_by,
    }
    return {key: text for key, text in said.items() if text}


def _cells(tiers: tuple[CostShare | None, ...]) -> dict[str, str]:
    if len(tiers) == 1:
        return {"network": cell_phrase(tiers[0])}
    return {key: cell_phrase(cell) for key, cell in zip(TIER_KEYS, tiers, strict=False)}


def _names(plan: Plan) -> dict[str, str]:
    head = plan.head
    return {
        "plan": head.name,
        "kind": head.kind,
        "effective": period_phrase(plan.effective),
        "source": head.source,
        "authored by": head.authored_by,
        "checked by": head.checked_by,
        "next review": head.next_review.isoformat() if head.next_review else "",
        "network": head.network,
        "funding": head.funding,
        "entity": head.entity,
        "administrator": administrator_phrase(head.administrators),
        "plan year": plan_year_phrase(plan.plan_year_start),
    }


def _amounts(plan: Plan) -> dict[str, str]:
    amounts = plan.amounts
    return {
        "deductible": _amount(amounts.deductible),
        "drug deductible": _amount(amounts.drug_deductible),
        "out of network deductible": _amount(amounts.out_of_network_deductible),
        "out of pocket limit": _amount(amounts.out_of_pocket),
        "drug limit": _amount(amounts.drug_out_of_pocket),
        "out of network limit": _amount(amounts.out_of_network_out_of_pocket),
        "accumulators": amounts.sharing.value,
    }


def _amount(amount: FamilyAmount | None) -> str:
    return "none" if amount is None else amount.phrase()


def _choices(plan: Plan) -> dict[str, str]:
    options = plan.options
    also_out = ALSO_OUT if options.referral_opens_out_of_network else ""
    return {
        "primary care provider": plan.head.primary_care_provider,
        "referral": f"{plan.referral.value}{also_out}",
        "health account": ", ".join(plan.head.health_accounts) or "none",
        "prior carrier credit": YES_NO[options.prior_carrier_credit],
        "copays": COPAYS[options.highest_copay_of_visit_only],
        "coordination": options.coordination.value,
        "assignment": ASSIGNMENT[options.assignment_honored],
        "grandfathered": YES_NO[plan.head.grandfathered],
    }
