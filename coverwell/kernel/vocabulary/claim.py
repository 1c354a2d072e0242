"""A claim in our own words: who asks to be paid, for what, done to whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.money import ZERO, Money


class Kind(Enum):
    """Which of the claim forms it came on."""

    PROFESSIONAL = "professional"
    INSTITUTIONAL = "institutional"
    DENTAL = "dental"


class Adjustment(NamedTuple):
    """Why `amount` (cents) of a charge was not paid: group (CO, PR, OA, PI) and CARC."""

    group: str
    code: str
    amount: Money


class Provider(NamedTuple):
    """A provider as named on the claim; parts that were not sent are empty."""

    npi: str = ""
    tin: str = ""
    taxonomy: str = ""


NO_PROVIDER = Provider()


class DiagnosisRole(Enum):
    """What the diagnosis is to the claim."""

    PRINCIPAL = "principal"
    ADMITTING = "admitting"
    REASON = "reason for visit"
    EXTERNAL = "external cause"
    OTHER = "other"


class Diagnosis(NamedTuple):
    """An ICD-10-CM code without its dot; `present_on_admission` is Y, N, U, W or empty."""

    code: str
    role: DiagnosisRole = DiagnosisRole.OTHER
    present_on_admission: str = ""


@dataclass(frozen=True, slots=True)
class OtherPayerAnswer:
    """What another payer decided, for a line or for the whole claim (cents)."""

    payer: str
    paid: Money
    adjustments: tuple[Adjustment, ...] = ()
    paid_on: date | None = None
    medicare: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One service line. `diagnoses` are the codes that its pointers name, principal first.

    `control` is the sender's own number of the line, which the remittance repeats. `spots` say
    where in the mouth: a tooth and its surfaces ("14 MO"), an area of the oral cavity ("area 10").
    `prosthesis` is I (first placement) or R (replacement).
    """

    number: int
    charge: Money
    first: date
    last: date
    units: Decimal = Decimal(1)
    unit_basis: str = "UN"
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    revenue: str = ""
    place: str = ""
    diagnoses: tuple[str, ...] = ()
    rendering: Provider = NO_PROVIDER
    authorization: str = ""
    drug: str = ""
    other_payer: OtherPayerAnswer | None = None
    control: str = ""
    spots: tuple[str, ...] = ()
    prosthesis: str = ""

    @property
    def days(self) -> int:
        """Count its days, both ends included."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Claim:
    """An accepted or planned claim: its member and billing provider are known.

    `replaces` is our number of the claim that a frequency 7 or 8 claim is about.
    `related_causes` are AA (auto accident), EM (employment), OA (other accident). `said_second`:
    its sender says that another payer comes before us. `other_payers` are the answers of such
    payers for the whole claim; what they come to for a line stands with the line.
    """

    number: str
    family: int
    person: str
    received: date
    billing: Provider
    lines: tuple[Line, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    place: str = ""
    frequency: str = "1"
    replaces: str = ""
    assigned: bool = True
    rendering: Provider = NO_PROVIDER
    facility: Provider = NO_PROVIDER
    referring: str = ""
    referral: str = ""
    authorization: str = ""
    related_causes: tuple[str, ...] = ()
    accident_on: date | None = None
    notice_and_consent: bool = False
    patient_paid: Money = ZERO
    other_payers: tuple[OtherPayerAnswer, ...] = ()
    said_second: bool = False
    institutional: Institutional | None = None
    dental: bool = False

    @property
    def kind(self) -> Kind:
        """Say which form it came on."""
        if self.dental:
            return Kind.DENTAL
        return Kind.PROFESSIONAL if self.institutional is None else Kind.INSTITUTIONAL

    @property
    def charge(self) -> Money:
        """Sum the charges of its lines (cents)."""
        return sum((line.charge for line in self.lines), ZERO)

    @property
    def inpatient(self) -> bool:
        """Say whether it bills an inpatient stay."""
        return self.institutional is not None and self.institutional.inpatient

    def rendered_by(self, line: Line) -> Provider:
        """Name who rendered a line: the line's provider, else the claim's, else who bills."""
        return line.rendering if line.rendering.npi else self.rendering_or_billing

    @property
    def rendering_or_billing(self) -> Provider:
        """Name the claim's rendering provider, or who bills where none is named."""
        return self.rendering if self.rendering.npi else self.billing
