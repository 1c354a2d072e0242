"""What a payment run is made of, as frozen values (amounts are cents)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from coverwell.kernel.vocabulary.money import ZERO, Money


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
    """A decision whose money has yet to move; `replaced` is what its claim was paid before."""

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


class Item(NamedTuple):
    """One decision in a payment, with the interest that came due on it."""

    waiting: Waiting
    interest: Money


class PayeeFacts(NamedTuple):
    """How a payee is paid, and where their account with us stands.

    `balance` is what they owe us from the payment `trace_number`, their `sequence`-th.
    """

    name: str
    routing: str = ""
    account: str = ""
    sequence: int = 0
    balance: Money = ZERO
    trace_number: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """What one payee would get: claims + interest - balance before + balance after = amount."""

    payee: Payee
    facts: PayeeFacts
    items: tuple[Item, ...]
    claims_total: Money
    interest_total: Money
    amount: Money
    balance_after: Money

    @property
    def method(self) -> str:
        """Say how it is paid: 'eft', 'cheque', or 'none' where nothing is due."""
        if not self.amount:
            return "none"
        facts = self.facts
        return "eft" if facts.account and is_routing_number(facts.routing) else "cheque"

    @property
    def recouped(self) -> Money:
        """Sum what reversals take back (a positive number of cents)."""
        taken = (item.waiting.amount for item in self.items if item.waiting.amount < 0)
        return Money(-sum(taken))


@dataclass(frozen=True)
class RunPlan:
    """A payment run before anything is saved; `effective_on` is the day the bank books it.

    What waits for a payee of `unknown` (keys) is left out and goes on waiting.
    """

    as_of: date
    effective_on: date
    limit: Money
    payments: tuple[PlannedPayment, ...]
    unknown: tuple[str, ...] = ()

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
    def total(self) -> Money:
        """Sum what leaves the bank account."""
        return _sum(payment.amount for payment in self.payments)

    @property
    def needs_second_person(self) -> bool:
        """Say whether the total is above the limit for one person."""
        return self.total > self.limit

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """Name what a person should look at: a warning's key and the payee's key."""
        found = [(key, p.payee.key) for p in self.payments for key in _warnings(p)]
        found += [("unknown_payee", key) for key in self.unknown]
        if self.needs_second_person:
            found.append(("second_person", str(self.total)))
        return tuple(found)


def is_routing_number(text: str) -> bool:
    """Check the ABA check digit: a wrong number must not stop a bank file, or reach a stranger."""
    weighed = (int(digit) * (3, 7, 1)[at % 3] for at, digit in enumerate(text) if digit.isdigit())
    return len(text) == 9 and text.isdecimal() and text != "0" * 9 and sum(weighed) % 10 == 0


def _warnings(payment: PlannedPayment) -> Iterable[str]:
    if payment.balance_after:
        yield "carried_forward"
    if payment.method == "cheque":
        yield "wrong_bank_account" if payment.facts.routing else "no_bank_account"
    if payment.interest_total:
        yield "late"


def _sum(amounts: Iterable[Money]) -> Money:
    return Money(sum(amounts))
