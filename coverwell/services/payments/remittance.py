"""What a payment says: the claims, lines and reasons behind one amount, for page, 835 and file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from coverwell.kernel.claims.decision import Totals
from coverwell.kernel.vocabulary.claim import Adjustment
from coverwell.kernel.vocabulary.money import Money


REVERSAL = "reversal"
PREDETERMINED = "predetermined"
"""The kind of an answer that only says what would be paid."""


@dataclass(frozen=True, slots=True)
class RemittedLine:
    """One line as it was decided; on a reversal every amount is negative (cents).

    `control` is the provider's own number of the line, where the claim had one.
    """

    number: int
    procedure: str
    modifiers: tuple[str, ...]
    revenue: str
    place: str
    units: str
    first: date
    last: date
    rendering_npi: str
    status: str
    care: str
    amounts: Totals
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    units_paid: str = ""
    control: str = ""

    @property
    def units_decided(self) -> str:
        """Return how many units were paid: fewer than billed where a policy left fewer."""
        return self.units_paid or self.units

    @property
    def considered(self) -> Money:
        """Return its charge where the plan considered it, nothing where it was denied (cents)."""
        return Money(0) if self.status == "denied" else self.amounts.charge


class OnFile(NamedTuple):
    """A patient and the insured as we know them."""

    last: str
    first: str
    insured_last: str
    insured_first: str
    insured_id: str
    is_insured: bool


@dataclass(frozen=True, slots=True)
class RemittedClaim:
    """One decision that a payment settles: `kind` is original, replacement or reversal (cents).

    `corrects` is our number of the claim that it replaces; `on_file` is read for the 835 alone.
    """

    family: int
    number: str
    patient_account: str
    kind: str
    outcome: str
    form: str
    frequency: str
    patient_first: str
    patient_last: str
    member_id: str
    received: date
    first: date
    last: date
    plan_kind: str
    bill_type: str
    drg: str
    payers_before: int
    corrects: str
    charge: Money
    paid: Money
    interest: Money
    lines: tuple[RemittedLine, ...]
    on_file: OnFile | None = None

    @property
    def is_reversal(self) -> bool:
        """Say whether it takes an earlier decision back."""
        return self.kind == REVERSAL

    @property
    def patient_owes(self) -> Money:
        """Sum what the lines leave to the patient (the PR group)."""
        reasons = (reason for line in self.lines for reason in line.adjustments)
        return Money(sum(reason.amount for reason in reasons if reason.group == "PR"))


class PayeeAdjustment(NamedTuple):
    """An amount beside the claims by its code of PLB (cents); positive lowers the payment.

    L6 interest, FB balance forward, WO recovery of an overpayment, 72 refund received, B2 refund
    returned, IR tax withheld, LE levy, CS an adjustment, or a payment made again.
    """

    code: str
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RemittedPayment:
    """One payment to a payee: the day it was made, the day the bank books it (cents).

    `ending` is what people see of the account; `account` is empty unless its 835 is written.
    """

    id: int
    run: int
    trace_number: str
    payee: str
    name: str
    tax_id: str
    method: str
    amount: Money
    claims_total: Money
    interest_total: Money
    balance_before: Money
    balance_after: Money
    made_on: date
    effective_on: date
    previous_trace: str
    routing: str
    ending: str
    checking: bool
    account: str


@dataclass(frozen=True, slots=True)
class Office:
    """The provider group that is paid."""

    tax_id: str
    name: str
    npi: str
    street: str
    city: str
    state: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class Remittance:
    """A payment to an office with everything it settles, in the order of its claims."""

    payment: RemittedPayment
    office: Office
    claims: tuple[RemittedClaim, ...]
    beside: tuple[PayeeAdjustment, ...] = ()

    @property
    def adjustments(self) -> tuple[PayeeAdjustment, ...]:
        """Return what stands beside the claims: sum of claims - sum of these = the payment."""
        paid, found = self.payment, []
        found += [
            PayeeAdjustment("L6", claim.number, -claim.interest)
            for claim in self.claims
            if claim.interest
        ]
        found += self.beside
        # One open balance forward per payee: the old one is consumed whole, the new one opened.
        if paid.balance_before:
            found.append(PayeeAdjustment("FB", paid.previous_trace, paid.balance_before))
        if paid.balance_after:
            found.append(PayeeAdjustment("FB", paid.trace_number, -paid.balance_after))
        return tuple(found)
