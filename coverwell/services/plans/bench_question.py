"""What somebody asks the bench: services in order, for a person or a family, under one plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from coverwell.kernel.vocabulary.claim import OtherPayerAnswer
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.money import Money


DEFAULT_PERSON = "person"
OTHER_PAYER = "other payer"


@dataclass(frozen=True, slots=True)
class Service:
    """One service as it is stated; what is not stated is None or empty (cents, counts, days).

    `tier` counts network tiers from 1; 0 is out of network. `allowed` is what the service is
    worth; where it is protected, `base` is what shares are computed on and `rate` what is paid.
    `protected` None: out of network an emergency is, and whatever has a base or a rate.
    """

    number: int
    id: str
    person: str = DEFAULT_PERSON
    day: date | None = None
    care: str = ""
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    revenue: str = ""
    place: str = ""
    diagnoses: tuple[str, ...] = ()
    specialty: str = ""
    age: int | None = None
    tier: int = 1
    charge: Money | None = None
    allowed: Money | None = None
    base: Money | None = None
    rate: Money | None = None
    units: Decimal = Decimal(1)
    days: int = 0
    visit: str = ""
    provider: str = ""
    precertification: bool | None = None
    referral: bool | None = None
    emergency: bool = False
    protected: bool | None = None
    admitted: bool = False
    no_network_provider: bool = False
    other_payer: OtherPayerAnswer | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """What a person, or the family, has used before the first service (cents and counts).

    The keys of `amounts` are those of the answer's accumulators: deductible, out_of_pocket,
    drug_deductible, drug_out_of_pocket, out_of_network_deductible, out_of_network_out_of_pocket;
    the keys of `limits` are such as 'visits:physical therapy'.
    """

    amounts: Mapping[str, Money] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """The services in the order in which they are decided, and what was used before."""

    services: tuple[Service, ...]
    coverage: CoverageTier | None = None
    used: Mapping[str, Used] = field(default_factory=dict)
    family_used: Used | None = None

    @property
    def tier(self) -> CoverageTier:
        """Return the stated coverage tier; family cover where several persons are named."""
        if self.coverage is not None:
            return self.coverage
        people = {service.person for service in self.services} | set(self.used)
        return CoverageTier.FAMILY if len(people) > 1 else CoverageTier.SELF_ONLY
