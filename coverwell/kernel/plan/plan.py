"""An edition of a plan: the head of the document and its rows, ready to decide with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from coverwell.kernel.plan.cost_share import CostShare
from coverwell.kernel.plan.limit import NO_PRECERTIFICATION, FamilyAmount, Limit, Precertification
from coverwell.kernel.vocabulary.period import Period


DENTAL = "dental"
"""The kind of a plan that covers teeth only."""


class Sharing(Enum):
    """How in- and out-of-network accumulators feed each other."""

    SEPARATE = "separate"
    OUT_TOWARD_IN = "out counts toward in"
    SHARED = "shared"


class ReferralRule(Enum):
    """When care by a specialist needs the primary care provider's referral."""

    NOT_NEEDED = "not needed"
    GATE = "needed for the in-network benefit level"
    REQUIRED = "required"


class CoordinationRule(Enum):
    """What the plan pays as the second payer."""

    STANDARD = "standard"
    NON_DUPLICATION = "non-duplication"
    MAINTENANCE = "maintenance of benefits"


@dataclass(frozen=True, slots=True)
class Benefit:
    """One row of the SBC.

    `tiers` holds the cell of each network tier, best first (one for a plain network); None means
    not covered there. `referral` True means that this row is behind the plan's referral rule.
    `waiting_months`: so long is a member covered before the row pays.
    """

    when: str
    care: str
    says: str
    tiers: tuple[CostShare | None, ...]
    out_of_network: CostShare | None
    limit: Limit | None = None
    precertification: Precertification = NO_PRECERTIFICATION
    referral: bool = False
    decided_by: str = ""
    waiting_months: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """Choices in a plan's head that change a decision.

    `out_of_network_percent` and the like live in pricing, not here.
    """

    highest_copay_of_visit_only: bool = False
    referral_opens_out_of_network: bool = False
    prior_carrier_credit: bool = False
    coordination: CoordinationRule = CoordinationRule.STANDARD
    assignment_honored: bool = True


NO_OPTIONS = Options()


@dataclass(frozen=True, slots=True)
class Administrator:
    """A third party and what it does for the plan: 'claims', 'precertification', …"""

    name: str
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of the document says about who, when and whose money; words as written."""

    name: str
    kind: str
    source: str
    authored_by: str = ""
    checked_by: str = ""
    next_review: date | None = None
    network: str = ""
    funding: str = "insured"
    administrators: tuple[Administrator, ...] = ()
    entity: str = ""
    health_accounts: tuple[str, ...] = ()
    primary_care_provider: str = "not required"
    grandfathered: bool = False


@dataclass(frozen=True, slots=True)
class Amounts:
    """Every yearly amount of the plan; None where the plan has no such amount (cents).

    Whether an amount is aggregate stands on the amount (`FamilyAmount.aggregate`), because a plan
    may have an aggregate deductible and an embedded maximum.
    """

    deductible: FamilyAmount | None
    out_of_pocket: FamilyAmount | None
    drug_deductible: FamilyAmount | None = None
    drug_out_of_pocket: FamilyAmount | None = None
    out_of_network_deductible: FamilyAmount | None = None
    out_of_network_out_of_pocket: FamilyAmount | None = None
    sharing: Sharing = Sharing.SEPARATE


@dataclass(frozen=True, slots=True)
class Plan:
    """One dated edition. `key` is the folder name; `plan_year_start` is (month, day)."""

    key: str
    effective: Period
    head: Head
    amounts: Amounts
    benefits: tuple[Benefit, ...]
    referral: ReferralRule = ReferralRule.NOT_NEEDED
    plan_year_start: tuple[int, int] = (1, 1)
    options: Options = NO_OPTIONS
    rows: dict[str, Benefit] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", {benefit.care: benefit for benefit in self.benefits})

    @property
    def dental(self) -> bool:
        """Say whether it covers teeth only, beside a medical plan (45 CFR 146.145(c)(3))."""
        return self.head.kind == DENTAL

    @property
    def edition(self) -> str:
        """Name the edition: 'silver_ppo/2026-01-01'."""
        return f"{self.key}/{self.effective.first.isoformat()}"

    def year_of(self, day: date) -> date:
        """Return the first day of the plan year that `day` falls in."""
        month, first = self.plan_year_start
        start = date(day.year, month, first)
        return start if start <= day else date(day.year - 1, month, first)
