"""What a payment run is made of, as frozen values (amounts are cents)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.payments.beside import ADJUSTED, Beside


class Payee(NamedTuple):
    """A provider group (`tax_id`) or a member (`family` and `person`); the rest stays empty."""

    tax_id: str = ""
    family: int = 0
    person: int = 0

    @property
    def key(self) -> str:
        """Name the payee in one word, the same in tables, ledger and messages."""
        return self.tax_id or f"{self.family}-{self.person:02d}"

    @property
    def is_provider(self) -> bool:
        """Say whether it is a provider group, who gets an 835."""
        return bool(self.tax_id)


class Waiting(NamedTuple):
    """A decision whose money has yet to move; `replaced` is what its claim was paid before.

    `by_letter` marks a reversal whose money is asked back instead of being netted at once.
    """

    family: int
    claim: int
    decision_no: int
    payee: Payee
    amount: Money
    number: str
    received: date
    person: int
    tax_id: str
    fund: str
    insured: bool
    state: str
    replaced: Money
    by_letter: bool = False


class Item(NamedTuple):
    """One decision in a payment, with the interest that came due on it."""

    waiting: Waiting
    interest: Money


class PayeeFacts(NamedTuple):
    """How a payee is paid, and where their account with us stands.

    `balance` is what they owe us from the payment `trace_number`, their `sequence`-th. `account`
    numbers the bank account for transfers; `trouble` says why there is none that can be used;
    `shared` says that somebody else has the same one.
    """

    name: str
    account: int | None = None
    trouble: str = "no_bank_account"
    sequence: int = 0
    balance: Money = ZERO
    trace_number: str = ""
    taxed: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """What one payee would get.

    claims + interest - `beside` - balance before + balance after = amount.
    """

    payee: Payee
    facts: PayeeFacts
    items: tuple[Item, ...]
    claims_total: Money
    interest_total: Money
    amount: Money
    balance_after: Money
    beside: tuple[Beside, ...] = ()

    @property
    def method(self) -> str:
        """Say how it is paid: 'eft', 'cheque', or 'none' where nothing is due."""
        if not self.amount:
            return "none"
        return "eft" if self.facts.account else "cheque"

    @property
    def recouped(self) -> Money:
        """Sum what reversals take back (a positive number of cents)."""
        taken = (item.waiting.amount for item in self.items if item.waiting.amount < 0)
        return Money(-sum(taken))

    @property
    def adjustments_total(self) -> Money:
        """Sum what stands beside the claims; positive lowers the payment."""
        return _sum(row.amount for row in self.beside)

    def beside_of(self, *codes: str) -> Money:
        """Sum what stands beside the claims under some codes of PLB."""
        return _sum(row.amount for row in self.beside if row.code in codes)


@dataclass(frozen=True)
class RunPlan:
    """A payment run before anything is saved; `effective_on` is the day the bank books it.

    `notice` is how many days a payee has to answer a letter of recovery;
    `by_hand` are states whose interest a person decides.
    What waits for a payee of `unknown` (keys) is left out and goes on waiting.
    """

    as_of: date
    effective_on: date
    limit: Money
    payments: tuple[PlannedPayment, ...]
    unknown: tuple[str, ...] = ()
    notice: int = 0
    by_hand: tuple[str, ...] = ()

    @cached_property
    def claims(self) -> int:
        """Count the decisions that it settles."""
        return sum(len(payment.items) for payment in self.payments)

    @cached_property
    def claims_total(self) -> Money:
        """Sum what the decisions pay, reversals taken off."""
        return _sum(payment.claims_total for payment in self.payments)

    @cached_property
    def interest_total(self) -> Money:
        """Sum the interest for late payment."""
        return _sum(payment.interest_total for payment in self.payments)

    @cached_property
    def recouped(self) -> Money:
        """Sum what reversals take back."""
        return _sum(payment.recouped for payment in self.payments)

    @cached_property
    def carried(self) -> Money:
        """Sum what payees owe after it, because their payment would be negative."""
        return _sum(payment.balance_after for payment in self.payments)

    @cached_property
    def adjusted(self) -> Money:
        """Sum what stands beside the claims; positive lowers what is paid."""
        return _sum(payment.adjustments_total for payment in self.payments)

    @cached_property
    def total(self) -> Money:
        """Sum what leaves the bank account."""
        return _sum(payment.amount for payment in self.payments)

    @property
    def needs_second_person(self) -> bool:
        """Say whether it is above the limit for one person, or a payment was raised by hand."""
        return self.total > self.limit or self.raised

    @cached_property
    def raised(self) -> bool:
        """Say whether it pays more by an adjustment that a person entered."""
        rows = (row for payment in self.payments for row in payment.beside)
        return any(row.account == ADJUSTED and row.amount < 0 for row in rows)

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """Name what a person should look at: a warning's key and the payee's key."""
        found = [(key, p.payee.key) for p in self.payments for key in _warnings(p)]
        found += [("unknown_payee", key) for key in self.unknown]
        found += [("no_interest_rule", state) for state in self.by_hand]
        if self.total > self.limit:
            found.append(("second_person", str(self.total)))
        if self.raised:
            found.append(("second_person_raised", ""))
        return tuple(found)


def _warnings(payment: PlannedPayment) -> Iterable[str]:
    if payment.balance_after:
        yield "carried_forward"
    if payment.method == "cheque":
        yield payment.facts.trouble
    if payment.method == "eft" and payment.facts.shared:
        yield "shared_account"
    if payment.interest_total:
        yield "late"
    codes = {row.code for row in payment.beside}
    yield from (warning for code, warning in _SAID.items() if code in codes)


_SAID = {"IR": "withheld", "LE": "levied", "B2": "refund_returned", "72": "refunded"}


def _sum(amounts: Iterable[Money]) -> Money:
    return Money(sum(amounts))
