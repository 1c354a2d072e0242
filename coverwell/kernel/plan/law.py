"""What the law of a plan year allows a plan to say: amounts and kinds of care, as dated data."""

from __future__ import annotations

from dataclasses import dataclass

from coverwell.kernel.plan.limit import FamilyAmount


@dataclass(frozen=True, slots=True)
class PlanLaw:
    """The law for plan years that begin in the file's time (cents; care keys).

    `before_deductible` is what an HSA-qualified plan may cover first; `not_essential` what is no
    essential health benefit, so that a limit in dollars is allowed.
    """

    source: str
    out_of_pocket: FamilyAmount
    hsa_deductible: FamilyAmount
    hsa_out_of_pocket: FamilyAmount
    before_deductible: frozenset[str]
    not_essential: frozenset[str]
    mental_health: frozenset[str]
    emergency: frozenset[str]
    preventive: frozenset[str]
