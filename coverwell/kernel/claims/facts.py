"""All that a decision depends on besides the claim itself. Services load it, nothing fetches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from coverwell.kernel.coordination.order import PLAIN, OrderRules, OtherCover, Standing
from coverwell.kernel.cost_share.balances import NOTHING_USED, Balances
from coverwell.kernel.coverage.care import CareRules
from coverwell.kernel.coverage.emergency import EmergencyCodes
from coverwell.kernel.coverage.protection import ProtectionFacts, ProtectionTables
from coverwell.kernel.edits.facts import GOOD_STANDING, EditTables, ProviderStanding
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.policy.assignment import AssignmentLaw
from coverwell.kernel.policy.criteria import Policies
from coverwell.kernel.policy.precertification import Authorization, PrecertificationList
from coverwell.kernel.policy.referral import Referral
from coverwell.kernel.pricing.priced import PriceBook, ProtectedAmounts
from coverwell.kernel.pricing.terms import Terms
from coverwell.kernel.reasons.codes import Codes
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.history import NO_HISTORY, History
from coverwell.kernel.vocabulary.member import Cover, Person
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.side import Side


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody states about a line instead of the rulebook: the bench and estimates (cents).

    `tier` counts network tiers from 0. `allowed` is the payment rate where `protected`, and
    `cost_share_base` differs from it only there. `approved`, `referred`, `admitted` None: nothing
    is stated; whether a visit ended in an admission is then looked up in the history.
    `no_network_provider`: preventive care that nobody in the network can give.
    """

    care: str = ""
    side: Side | None = None
    tier: int = 0
    allowed: Money | None = None
    cost_share_base: Money | None = None
    protected: bool = False
    remarks: tuple[str, ...] = ()
    approved: bool | None = None
    referred: bool | None = None
    admitted: bool | None = None
    emergency: bool = False
    no_network_provider: bool = False


NOT_STATED = Stated()


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """How a provider stands to the plan's network on the date of service.

    `contract` None: out of network. `tier` counts network tiers from 0. `filing_days` is the
    contract's time to file, None the table's own. `member_harmless`: the contract makes what the
    plan does not cover the provider's.
    """

    side: Side
    tier: int = 0
    contract: Terms | None = None
    standing: ProviderStanding = GOOD_STANDING
    filing_days: int | None = None
    member_harmless: bool = False


class Tables(Protocol):
    """The dated tables of the rulebook that a decision looks things up in."""

    @property
    def adjustments(self) -> Codes:
        """Return the codes of every rule."""

    @property
    def edits(self) -> Dated[EditTables]:
        """Return what the edits look at."""

    @property
    def coverage_policies(self) -> Dated[Policies]:
        """Return the coverage policies by procedure."""

    @property
    def precertification(self) -> Dated[PrecertificationList]:
        """Return what needs approval where a plan asks for it."""

    @property
    def care_rules(self) -> Dated[CareRules]:
        """Return which kind of care a line is."""

    @property
    def emergency(self) -> Dated[EmergencyCodes]:
        """Return the codes that say emergency."""

    @property
    def protection(self) -> Dated[ProtectionTables]:
        """Return the codes of the No Surprises rules."""

    @property
    def assignment(self) -> Dated[AssignmentLaw]:
        """Return the state laws about assignment of benefits."""

    @property
    def order_of_payers(self) -> Dated[OrderRules]:
        """Return who pays first where there is other cover."""

    @property
    def prices(self) -> PriceBook:
        """Return schedules, weights and modifiers."""

    @property
    def outside_terms(self) -> Dated[Terms]:
        """Return what is allowed out of network."""

    @property
    def qualifying_terms(self) -> Dated[Terms]:
        """Return the terms of the qualifying payment amount."""


NO_PROTECTION = ProtectionFacts()


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """The facts about one claim on the day it is decided (`as_of`).

    `later` is what claims behind it in benefit order used: set only where a claim is replaced at
    its place. `standing` is how the person holds our cover, `others` what else covers them.
    `provider_by_line` are the lines whose provider stands otherwise than that of the claim: who
    renders, and the day, can differ by line.
    `insured_in` is the state whose insurance law binds the plan, '' where it is self-funded.
    `self_only_maximum` is the law's limit by calendar year (cents, 45 CFR 156.130). `tables` and
    `provider` None: all is stated, by line number. `released` are pending rules (and their lines)
    that a person has answered; `judged` are denials by a named person, with the evidence in them.
    """

    as_of: date
    person: Person
    covers: tuple[Cover, ...]
    plans: Mapping[str, Plan]
    balances: Balances = NOTHING_USED
    later: Balances = NOTHING_USED
    history: History = NO_HISTORY
    standing: Standing = PLAIN
    others: tuple[OtherCover, ...] = ()
    tables: Tables | None = None
    provider: ProviderFacts | None = None
    provider_by_line: Mapping[int, ProviderFacts] = field(default_factory=dict)
    insured_in: str = ""
    protection: ProtectionFacts = NO_PROTECTION
    authorizations: tuple[Authorization, ...] = ()
    referrals: tuple[Referral, ...] = ()
    filing_exceptions: Mapping[str, date] = field(default_factory=dict)
    accident_answered: bool = False
    released: frozenset[tuple[str, int]] = frozenset()
    judged: tuple[Problem, ...] = ()
    protected_amounts: Mapping[int, ProtectedAmounts] = field(default_factory=dict)
    stated: Mapping[int, Stated] = field(default_factory=dict)
    self_only_maximum: Mapping[int, Money] = field(default_factory=dict)

    def provider_of(self, line: int) -> ProviderFacts | None:
        """Return how the provider of a line (by its number) stands; None where all is stated."""
        if not self.provider_by_line:
            return self.provider
        return self.provider_by_line.get(line, self.provider)
