"""The 835 payment advice (X221A1) in the standard's own words, and its balance.

Amounts are whole cents. Dates are days; numbers are text. `check_balance` is what the writer asks
before it writes: a payment that does not add up is refused, never sent.
"""

from dataclasses import dataclass, field
from datetime import date

from coverwell.wire.x12.transactions.common import (
    Adjustment,
    Amount,
    Contact,
    Party,
    Procedure,
    Reference,
)


REVERSAL = "22"


class UnbalancedError(ValueError):
    """An 835 whose amounts do not add up; says which line, claim or payment, and by how much."""


@dataclass(frozen=True, slots=True)
class Period:
    """One day (last is None) or a span of days."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One side of the bank transfer in BPR: routing number, account, DA checking or SG savings."""

    routing: str
    account: str
    kind: str = "DA"


@dataclass(frozen=True, slots=True)
class Payment:
    """BPR and TRN. method is ACH, CHK, NON, BOP or FWT; payer_id (TRN03) is "1" + the tax number.

    effective is the day the money moves. For no payment (net zero) use handling H and method NON.
    """

    amount: int
    method: str
    effective: date
    trace: str
    payer_id: str
    handling: str = "I"
    format: str = ""
    payer_account: Account | None = None
    payee_account: Account | None = None
    supplemental: str = ""


@dataclass(frozen=True, slots=True)
class ServicePayment:
    """Loop 2110. paid + adjustments = charge. units only where they differ from 1 or are known."""

    procedure: Procedure
    charge: int
    paid: int
    service: Period | None = None
    revenue: str = ""
    units: str = ""
    submitted: Procedure | None = None
    submitted_units: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    control: str = ""
    references: tuple[Reference, ...] = ()
    allowed: int | None = None
    amounts: tuple[Amount, ...] = ()
    remarks: tuple[str, ...] = ()
    quantities: tuple[tuple[str, str], ...] = ()
    pharmacy_remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """Loop 2100. status: 1 primary, 2 secondary, 3 tertiary, 4 not our patient, 22 reversal.

    patient_owes (CLP05) is the sum of the PR adjustments; None on a reversal. number is CLP07, the
    payer's own. inpatient and outpatient are the elements of MIA and MOA as text.
    """

    claim_id: str
    status: str
    charge: int
    paid: int
    patient_owes: int | None
    filing: str
    number: str
    patient: Party
    facility_type: str = ""
    frequency: str = ""
    drg: str = ""
    drg_weight: str = ""
    discharge_fraction: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    insured: Party | None = None
    corrected: Party | None = None
    provider: Party | None = None
    crossover: Party | None = None
    inpatient: tuple[str, ...] = ()
    outpatient: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    provider_references: tuple[Reference, ...] = ()
    statement: Period | None = None
    coverage_ended: date | None = None
    received: date | None = None
    contacts: tuple[Contact, ...] = ()
    amounts: tuple[Amount, ...] = ()
    lines: tuple[ServicePayment, ...] = ()
    corrected_payer: Party | None = None
    other_subscriber: Party | None = None
    quantities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """One amount of a PLB segment; positive lowers the payment (WO), negative raises it (L6)."""

    provider: str
    fiscal_year_end: date
    reason: str
    reference: str
    amount: int


@dataclass(frozen=True, slots=True)
class Summary835:
    """Loop 2000: the number of a run of claims; the elements of TS3 and TS2 as text."""

    number: str
    provider: tuple[str, ...] = ()
    inpatient: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remittance835:
    """One transaction set: a payment, who pays whom, the claims, the provider adjustments.

    payer needs an address and a contact BL (technical). receiver is REF EV where it is not the
    payee, version REF F2, produced DTM 405.
    """

    payment: Payment
    payer: Party
    payee: Party
    claims: tuple[ClaimPayment, ...] = ()
    adjustments: tuple[ProviderAdjustment, ...] = ()
    produced: date | None = None
    receiver: str = ""
    version: str = ""
    technical_contacts: tuple[Contact, ...] = field(default=())


def _money(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"


def _refuse(what: str, expected: int, found: int) -> None:
    if expected != found:
        raise UnbalancedError(
            f"{what}: {_money(expected)} expected, {_money(found)} stated, "
            f"difference {_money(found - expected)}."
        )


def check_balance(remittance: Remittance835) -> None:
    """Raise UnbalancedError unless lines, claims and the payment add up (X221A1, section 1.10)."""
    for claim in remittance.claims:
        _check_claim(claim)
    claims = sum(claim.paid for claim in remittance.claims)
    adjusted = sum(adjustment.amount for adjustment in remittance.adjustments)
    payment = remittance.payment.amount
    _refuse(f"Payment {remittance.payment.trace}, claims - PLB", claims - adjusted, payment)
    if payment < 0:
        raise UnbalancedError(f"Payment {remittance.payment.trace} is negative: carry it forward.")
    if (payment == 0) != (remittance.payment.method == "NON"):
        raise UnbalancedError(
            f"Payment {remittance.payment.trace}: method NON is for 0.00, and for nothing else."
        )
    for adjustment in remittance.adjustments:
        _check_sign(adjustment)


# X221A1, PLB: the sign that a reason can have; the others may have either.
_NEGATIVE, _POSITIVE = frozenset({"L6", "72", "B2"}), frozenset({"IR", "LE"})


def _check_sign(adjustment: ProviderAdjustment) -> None:
    reason, amount = adjustment.reason, adjustment.amount
    if (reason in _NEGATIVE and amount > 0) or (reason in _POSITIVE and amount < 0):
        raise UnbalancedError(
            f"PLB {reason} {adjustment.reference}: {_money(amount)} has the wrong sign."
        )


def _check_claim(claim: ClaimPayment) -> None:
    name = f"Claim {claim.claim_id}"
    reasons = sum(adjustment.amount for adjustment in claim.adjustments)
    for number, line in enumerate(claim.lines, 1):
        taken = sum(adjustment.amount for adjustment in line.adjustments)
        _refuse(f"{name}, line {number}, charge - adjustments", line.charge - taken, line.paid)
        reasons += taken
    _refuse(f"{name}, charge - adjustments", claim.charge - reasons, claim.paid)
    if claim.lines:
        _refuse(f"{name}, sum of line charges", sum(x.charge for x in claim.lines), claim.charge)
    if claim.status == REVERSAL and claim.patient_owes is not None:
        raise UnbalancedError(f"{name} is a reversal: CLP05 must be absent.")
