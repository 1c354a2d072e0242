"""The parts of a coverage answer: frozen values that every door prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from coverwell.kernel.plan.cost_share import CostShare
from coverwell.kernel.plan.read_cell import read_cell


_cell = lru_cache(maxsize=4096)(read_cell)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the answer is about, as the card and the enrolment say."""

    family: int
    number: int
    member_id: str
    first_name: str
    last_name: str
    birth_date: date
    sex: str
    relationship: str
    street: str
    city: str
    state: str
    zip_code: str
    account: str
    account_name: str
    subscriber_first: str
    subscriber_last: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The edition of the plan that holds on the day, and the span of cover (None: no end)."""

    name: str
    edition: str
    kind: str
    network: str
    funding: str
    entity: str
    tier: str
    first: date
    last: date | None
    year_first: date
    year_last: date
    health_accounts: tuple[str, ...] = ()
    administrators: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pcp_npi: str = ""
    pcp_name: str = ""
    needs_pcp: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A yearly amount (cents). `what` is deductible, out_of_pocket, drug_deductible or
    drug_out_of_pocket; `side` network or out; `whose` person or family.
    """

    what: str
    side: str
    whose: str
    limit: int
    used: int

    @property
    def left(self) -> int:
        """What is still to be paid until it is full."""
        return max(self.limit - self.used, 0)


@dataclass(frozen=True, slots=True)
class LimitUse:
    """A benefit's own limit and what is used of it: a count of visits, days or items, or cents.

    `months` None: it runs over the plan year, unless `lifetime`.
    """

    quantity: int
    counted: str
    used: int
    months: int | None
    lifetime: bool
    phrase: str

    @property
    def left(self) -> int:
        """How much of it is left."""
        return max(self.quantity - self.used, 0)


@dataclass(frozen=True, slots=True)
class Benefit:
    """One cell of the plan: the share in one column, word for word, or 'not covered'.

    `asked` is the service type or the procedure that it answers ('98', '99213'), `care` the row's
    kind of care ('' where the plan has no row for it), `says` the plan's own sentence.
    """

    asked: str
    care: str
    column: str
    share: str
    approval: bool = False
    referral: bool = False
    limits: tuple[LimitUse, ...] = ()
    says: str = ""

    @property
    def cell(self) -> CostShare | None:
        """The share taken apart; None: not covered."""
        return _cell(self.share)

    @property
    def outside(self) -> bool:
        """Say whether it is for care out of network."""
        return self.column == "out of network"


@dataclass(frozen=True, slots=True)
class OtherPayer:
    """Somebody else who covers the person (last None: no end known)."""

    name: str
    first: date
    last: date | None
    verified_on: date | None
    medicare: bool = False
    first_payer: bool = False


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """What was said. Without `plan` the person is not covered on the day; `why` is the rule.

    `unknown` are service types that we do not know. `refused` are the rules for which the
    question was not answered at all: then there is no `subject`.
    """

    reference: str
    as_of: date
    day: date
    subject: Subject | None = None
    plan: PlanFacts | None = None
    why: str = ""
    why_last: date | None = None
    amounts: tuple[Amount, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    others: tuple[OtherPayer, ...] = ()
    asked: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
