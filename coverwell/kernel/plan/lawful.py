"""What the law refuses in a plan: amounts above its own, limits and shares that it forbids."""

from __future__ import annotations

from collections.abc import Iterator

from coverwell.kernel.plan.cost_share import CostShare, NoCharge, When, cell_phrase
from coverwell.kernel.plan.law import PlanLaw
from coverwell.kernel.plan.limit import NO_PRECERTIFICATION, Counted, FamilyAmount
from coverwell.kernel.plan.plan import Benefit, Plan
from coverwell.kernel.plan.problems import Problem
from coverwell.kernel.vocabulary.money import ZERO, Money


PARITY = "parity"
"""The word by which the row's own sentence claims that mental health parity was examined."""


def unlawful(plan: Plan, law: PlanLaw) -> tuple[Problem, ...]:
    """Return everything that the law of the plan year refuses; all checks run."""
    if plan.dental:
        # 45 CFR 146.145(c)(3): limited-scope dental benefits are excepted from what follows.
        return ()
    found = [*_maximum(plan, law), *_hsa(plan, law)]
    for row in plan.benefits:
        found += [*_dollar_limit(row, law), *_parity(row, law), *_emergency(row, law)]
        found += _preventive(row, plan, law)
    return tuple(found)


def _maximum(plan: Plan, law: PlanLaw) -> Iterator[Problem]:
    """45 CFR 156.130: medical and drug limits together stay within the yearly amounts."""
    if plan.head.grandfathered:
        return
    own = plan.amounts.out_of_pocket
    if own is None:
        yield Problem("Head", "'out of pocket limit' is missing; the law requires one.")
        return
    drug = plan.amounts.drug_out_of_pocket
    if plan.amounts.drug_out_of_pocket is not None and own.family is None:
        yield Problem("Head", "'out of pocket limit' has no family amount. Add one.")
    person = own.person + (drug.person if drug else ZERO)
    family = _family(own) + (_family(drug) if drug else ZERO)
    yield from _above("out of pocket limit", person, family, law.out_of_pocket)


def _family(amount: FamilyAmount) -> Money:
    return amount.person if amount.family is None else amount.family


def _above(what: str, person: Money, family: Money, law: FamilyAmount) -> Iterator[Problem]:
    if person > law.person:
        yield Problem("Head", f"'{what}' of {person} person is above the law's {law.person}.")
    if family > _family(law):
        yield Problem("Head", f"'{what}' of {family} family is above the law's {law.family}.")


def _hsa(plan: Plan, law: PlanLaw) -> Iterator[Problem]:
    """26 USC 223(c)(2): the least deductible, the greatest limit, and nothing before it."""
    if "HSA" not in plan.head.health_accounts:
        return
    deductible, maximum = plan.amounts.deductible, plan.amounts.out_of_pocket
    if deductible is None:
        yield Problem("Head", "an HSA-qualified plan has a deductible. Write 'deductible'.")
        return
    yield from _hsa_deductible(deductible, law.hsa_deductible)
    if maximum is not None:
        yield from _above(
            "out of pocket limit", maximum.person, _family(maximum), law.hsa_out_of_pocket
        )
    for row in plan.benefits:
        if row.care not in law.before_deductible and any(map(_before_deductible, row.tiers)):
            yield Problem(
                f"Row '{row.care}'",
                "an HSA-qualified plan cannot pay for this before the deductible "
                f"({law.source}). Write 'after deductible'.",
            )


def _hsa_deductible(own: FamilyAmount, law: FamilyAmount) -> Iterator[Problem]:
    least = _family(law)
    if own.person < law.person:
        yield Problem("Head", f"'deductible' of {own.person} is below the law's {law.person}.")
    if _family(own) < least:
        yield Problem("Head", f"'deductible' of {_family(own)} family is below {least}.")
    if not own.aggregate and own.person < least:
        yield Problem(
            "Head",
            f"'deductible': an embedded person amount of {own.person} is below the family "
            f"minimum of {least}. Raise it or write 'aggregate'.",
        )


def _before_deductible(cell: CostShare | None) -> bool:
    if cell is None:
        return False
    first = cell.parts[0]
    early = len(cell.parts) > 1 and not isinstance(first, NoCharge) and first.cap is not None
    counted = early and (first.cap.visits is not None or first.cap.days is not None)  # type: ignore[union-attr]
    return cell.when is not When.FIRST or counted


def _dollar_limit(row: Benefit, law: PlanLaw) -> Iterator[Problem]:
    """45 CFR 147.126: no limit in dollars on essential health benefits."""
    if row.limit is None or row.limit.counted is not Counted.DOLLARS:
        return
    if row.care not in law.not_essential:
        what = "an essential health benefit cannot have a limit in dollars. Count visits or items."
        yield Problem(f"Row '{row.care}'", what)


def _parity(row: Benefit, law: PlanLaw) -> Iterator[Problem]:
    """45 CFR 146.136: limits on mental health care only as on other care, and on record."""
    if row.care in law.mental_health and row.limit and PARITY not in row.says.lower():
        what = "a limit on mental health care needs the parity analysis named in 'says'."
        yield Problem(f"Row '{row.care}'", what)


def _emergency(row: Benefit, law: PlanLaw) -> Iterator[Problem]:
    """45 CFR 149.110: emergency care at the in-network share everywhere, without approval."""
    if row.care not in law.emergency:
        return
    if row.out_of_network not in row.tiers:
        inside = cell_phrase(row.tiers[0])
        what = f"emergency care costs the same out of network. Write '{inside}' there."
        yield Problem(f"Row '{row.care}'", what)
    if row.precertification != NO_PRECERTIFICATION:
        yield Problem(f"Row '{row.care}'", "emergency care never needs precertification.")


def _preventive(row: Benefit, plan: Plan, law: PlanLaw) -> Iterator[Problem]:
    """45 CFR 147.130: preventive care is free in network, but for grandfathered plans."""
    if row.care not in law.preventive or plan.head.grandfathered:
        return
    if any(cell is None or cell.parts != (NoCharge(),) or _taxed(cell) for cell in row.tiers):
        yield Problem(f"Row '{row.care}'", "preventive care is free in network: 'no charge'.")


def _taxed(cell: CostShare) -> bool:
    return cell.when is not When.WAIVED
