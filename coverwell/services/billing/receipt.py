"""A payment of premiums as its sender says it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from coverwell.kernel.vocabulary.money import ZERO, Money


class Part(NamedTuple):
    """One amount of a payment (cents) and what it is for.

    `invoice`, `member` and `account` are numbers as sent, '' where the sender names none;
    `adjusts`: it is an adjustment of an earlier payment. `position` and `segment` say where it
    stands: the how many-th part, and the ordinal of its segment from ST = 1.
    """

    position: int
    segment: int
    amount: Money
    invoice: str = ""
    member: str = ""
    account: str = ""
    adjusts: bool = False

    @property
    def said(self) -> str:
        """Say in the sender's own numbers what it is for; no name is in it."""
        named = (("invoice", self.invoice), ("member", self.member), ("account", self.account))
        return ", ".join(f"{what} {number}" for what, number in named if number)[:120]


@dataclass(frozen=True, slots=True)
class Payment:
    """BPR and TRN of an 820. `originator` and `trace` name it for good."""

    originator: str
    trace: str
    amount: Money
    method: str
    effective: date | None
    payer_name: str
    parts: tuple[Part, ...]


class Waits(NamedTuple):
    """A part of which something waits in suspense (cents), and the rule that says why."""

    part: Part
    amount: Money
    rule: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a payment. `id` is its receipt; `again`: it came before, nothing was posted.

    `differs`: it came before with another amount; `file`: in which file. `applied` counts on
    invoices (cents).
    """

    id: int
    applied: Money = ZERO
    waits: tuple[Waits, ...] = ()
    again: bool = False
    differs: bool = False
    file: int | None = None

    @property
    def suspense(self) -> Money:
        """Sum what waits."""
        return Money(sum(one.amount for one in self.waits))
