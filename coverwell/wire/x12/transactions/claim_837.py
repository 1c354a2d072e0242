"""The 837 claim in the standard's own words: professional (X222A1), institutional
(X223A2) and dental (X224A2).

    for event in read_837.read_claims(chunks):
        if isinstance(event, Claim837) and event.acceptable: ...

All amounts are whole cents. Codes and numbers are text as sent. What a claim does not say is an
empty string, an empty tuple or None.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from coverwell.wire.x12.events import Transaction
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.transactions.common import (
    Adjustment,
    Amount,
    Dated,
    Party,
    Procedure,
    Reference,
    Tooth,
    ToothStatus,
    amount,
    dated,
    reference,
)


class Header837(NamedTuple):
    """What stands before the first level: BHT, submitter, receiver."""

    transaction: Transaction
    purpose: str
    reference: str
    date: str
    time: str
    kind: str
    submitter: Party | None
    receiver: Party | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_test(self) -> bool:
        """True when ISA15 says that this is test data."""
        return self.transaction.group.interchange.usage == "T"


class BillingProvider(NamedTuple):
    """Loop 2000A: who bills, their specialty, and where the payment goes."""

    provider: Party
    taxonomy: str = ""
    currency: str = ""
    pay_to: Party | None = None
    pay_to_plan: Party | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def tax_id(self) -> str:
        """The employer's number (EI) or social security number (SY) of the billing provider."""
        return self.provider.reference("EI", "SY")


class Person(NamedTuple):
    """Name, birth and sex of a subscriber or patient, and what PAT says of them."""

    name: Party
    born: date | None
    sex: str
    died: date | None = None
    weight: str = ""
    pregnant: bool = False


class Subscriber(NamedTuple):
    """Loop 2000B: the insured person and the payer this claim goes to."""

    payer_order: str
    relationship: str
    group_number: str
    group_name: str
    insurance_type: str
    filing: str
    person: Person
    payer: Party | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def member_id(self) -> str:
        """The member's number with the payer (NM109)."""
        return self.person.name.id


class Patient(NamedTuple):
    """Loop 2000C: the patient when it is not the subscriber."""

    relationship: str
    person: Person
    findings: tuple[Finding, ...] = ()


class HealthCode(NamedTuple):
    """One code of an HI segment: its list (ABK, BBR, BE, …), and what comes with it."""

    qualifier: str
    code: str
    date_format: str = ""
    date: str = ""
    amount: int | None = None
    present_on_admission: str = ""


class Attachment(NamedTuple):
    """A PWK segment: report type, how it comes, and its control number."""

    report: str
    transmission: str
    control: str


class Note(NamedTuple):
    """An NTE segment."""

    code: str
    text: str


class RelatedCauses(NamedTuple):
    """CLM11: AA automobile, EM employment, OA other accident; state and country of an accident."""

    causes: tuple[str, ...]
    state: str = ""
    country: str = ""


class LineAdjudication(NamedTuple):
    """Loop 2430: what another payer decided on a line."""

    payer_id: str
    paid: int
    procedure: Procedure | None
    revenue: str
    quantity: str
    adjustments: tuple[Adjustment, ...] = ()
    dates: tuple[Dated, ...] = ()
    remaining: int | None = None

    @property
    def decided(self) -> date | None:
        """The day of the other payer's remittance (DTP 573)."""
        found = dated(self.dates, "573")
        return found.first if found else None


class Drug(NamedTuple):
    """Loop 2410: N4 and an NDC, quantity and unit, prescription numbers."""

    qualifier: str
    code: str
    quantity: str
    unit: str
    references: tuple[Reference, ...] = ()


class ServiceLine(NamedTuple):
    """Loop 2400. quantity is the number as sent; segment and offset say where the line stands.

    oral_cavity, prosthesis (I initial, R replacement) and teeth are those of a dental line.
    """

    number: str
    revenue: str
    procedure: Procedure | None
    charge: int
    unit: str
    quantity: str
    place: str = ""
    pointers: tuple[int, ...] = ()
    emergency: bool = False
    epsdt: bool = False
    family_planning: bool = False
    copay_exempt: bool = False
    not_covered: int | None = None
    dates: tuple[Dated, ...] = ()
    references: tuple[Reference, ...] = ()
    amounts: tuple[Amount, ...] = ()
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    drug: Drug | None = None
    providers: tuple[Party, ...] = ()
    adjudications: tuple[LineAdjudication, ...] = ()
    segment: int = 0
    offset: int = 0
    oral_cavity: tuple[str, ...] = ()
    prosthesis: str = ""
    teeth: tuple[Tooth, ...] = ()

    @property
    def units(self) -> Decimal:
        """The quantity as a number; 0 where it is missing or cannot be read."""
        return _number(self.quantity)

    @property
    def service(self) -> Dated | None:
        """The date or period of service (DTP 472)."""
        return dated(self.dates, "472")

    @property
    def control(self) -> str:
        """The provider's own number of the line (REF 6R)."""
        return reference(self.references, "6R")

    def provider(self, *entities: str) -> Party | None:
        """The line's own provider in one of these parts (82 rendering, DK ordering, …)."""
        return _party(self.providers, entities)


class OtherSubscriber(NamedTuple):
    """Loop 2320: other coverage and what it decided. inpatient and outpatient are MIA and MOA."""

    payer_order: str
    relationship: str
    group_number: str
    group_name: str
    insurance_type: str
    filing: str
    adjustments: tuple[Adjustment, ...] = ()
    amounts: tuple[Amount, ...] = ()
    benefits_assigned: str = "Y"
    release: str = "Y"
    inpatient: tuple[str, ...] = ()
    outpatient: tuple[str, ...] = ()
    dates: tuple[Dated, ...] = ()
    parties: tuple[Party, ...] = ()

    @property
    def person(self) -> Party | None:
        """The other insured person."""
        return _party(self.parties, ("IL",))

    @property
    def payer(self) -> Party | None:
        """The other payer."""
        return _party(self.parties, ("PR",))

    @property
    def paid(self) -> int | None:
        """What the other payer paid (AMT D), in cents; None when it has not decided."""
        return amount(self.amounts, "D")


class Claim837(NamedTuple):
    """One claim with all that stands above it. findings are those of its levels and its own.

    orthodontics are the elements of DN1; predetermination asks what a dental plan would pay.
    """

    header: Header837
    billing: BillingProvider
    subscriber: Subscriber
    patient: Patient | None
    claim_id: str
    charge: int
    facility_type: str
    facility_qualifier: str
    frequency: str
    provider_signature: str = ""
    assignment: str = "A"
    benefits_assigned: str = "Y"
    release: str = "Y"
    patient_signature: str = ""
    related_causes: RelatedCauses | None = None
    special_program: str = ""
    delay_reason: str = ""
    admission_type: str = ""
    admission_source: str = ""
    patient_status: str = ""
    dates: tuple[Dated, ...] = ()
    references: tuple[Reference, ...] = ()
    amounts: tuple[Amount, ...] = ()
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    codes: tuple[HealthCode, ...] = ()
    providers: tuple[Party, ...] = ()
    other_subscribers: tuple[OtherSubscriber, ...] = ()
    lines: tuple[ServiceLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    segment: int = 0
    segments: int = 0
    offset: int = 0
    orthodontics: tuple[str, ...] = ()
    tooth_statuses: tuple[ToothStatus, ...] = ()
    predetermination: bool = False

    @property
    def acceptable(self) -> bool:
        """False when a finding of the claim or of a level above it rejects it."""
        return not any(finding.rejects for finding in self.findings)

    @property
    def institutional(self) -> bool:
        """True for an 837I."""
        return self.header.transaction.guide == "005010X223A2"

    @property
    def dental(self) -> bool:
        """True for an 837D."""
        return self.header.transaction.guide == "005010X224A2"

    @property
    def person(self) -> Person:
        """Who was treated."""
        return self.patient.person if self.patient else self.subscriber.person

    @property
    def place_of_service(self) -> str:
        """CLM05-1 of a professional claim; empty on an institutional one."""
        return self.facility_type if self.facility_qualifier == "B" else ""

    @property
    def type_of_bill(self) -> str:
        """Facility type and frequency of an institutional claim, such as 111; empty otherwise."""
        return self.facility_type + self.frequency if self.facility_qualifier == "A" else ""

    @property
    def original_claim_number(self) -> str:
        """The payer's number of the claim that this one corrects or voids (REF F8)."""
        return reference(self.references, "F8")

    @property
    def prior_authorization(self) -> str:
        """REF G1."""
        return reference(self.references, "G1")

    @property
    def referral(self) -> str:
        """REF 9F."""
        return reference(self.references, "9F")

    @property
    def clearinghouse_number(self) -> str:
        """REF D9."""
        return reference(self.references, "D9")

    @property
    def medical_record(self) -> str:
        """REF EA."""
        return reference(self.references, "EA")

    @property
    def patient_paid(self) -> int:
        """What the patient already paid (AMT F5), in cents."""
        return amount(self.amounts, "F5") or 0

    def date(self, qualifier: str) -> Dated | None:
        """A date of the claim: 431 onset, 434 statement, 435 admission, 096 discharge, …"""
        return dated(self.dates, qualifier)

    def coded(self, *qualifiers: str) -> tuple[HealthCode, ...]:
        """The HI codes of these lists, in order: coded("ABK", "BK") is the principal diagnosis."""
        return tuple(code for code in self.codes if code.qualifier in qualifiers)

    @property
    def diagnoses(self) -> tuple[HealthCode, ...]:
        """Principal and other diagnoses, in the order that line pointers count."""
        return self.coded("ABK", "BK", "ABF", "BF")

    @property
    def drg(self) -> str:
        """The diagnosis related group that the hospital states (HI DR)."""
        return next((code.code for code in self.coded("DR")), "")

    def provider(self, *entities: str) -> Party | None:
        """A provider of the claim: DN referring, 82 rendering, 77 facility, 71 attending, …"""
        return _party(self.providers, entities)


@lru_cache(maxsize=1 << 10)
def _number(text: str) -> Decimal:
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)


def _party(parties: tuple[Party, ...], entities: tuple[str, ...]) -> Party | None:
    for party in parties:
        if party.entity in entities:
            return party
    return None
