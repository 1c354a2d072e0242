"""What was decided about a claim, line by line, to the cent (names: docs, the kernel page)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from operator import pos
from typing import NamedTuple

from coverwell.kernel.cost_share.balances import Entry
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Adjustment
from coverwell.kernel.vocabulary.history import PriorLine
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.record import new
from coverwell.kernel.vocabulary.side import Side


class Outcome(Enum):
    """Decided, or waiting for somebody."""

    DECIDED = "decided"
    PENDED = "pended"


class Status(Enum):
    """What became of a line; a line that only met the deductible is paid (at zero)."""

    PAID = "paid"
    DENIED = "denied"
    PENDED = "pended"


class Payee(Enum):
    """Who gets what the plan pays."""

    PROVIDER = "provider"
    MEMBER = "member"


class Whose(Enum):
    """Who bears what is not covered."""

    MEMBER = "member"
    PROVIDER = "provider"


class Pend(NamedTuple):
    """Why a claim waits (`line` 0: the whole claim) and the rule id of what would release it."""

    rule: str
    release: str
    line: int = 0


class Totals(NamedTuple):
    """The amounts of a claim: the sums of its lines (cents)."""

    charge: Money = ZERO
    allowed: Money = ZERO
    cost_share_base: Money = ZERO
    deductible: Money = ZERO
    copay: Money = ZERO
    coinsurance: Money = ZERO
    not_covered_member: Money = ZERO
    not_covered_provider: Money = ZERO
    beyond_limit: Money = ZERO
    penalty: Money = ZERO
    balance_bill: Money = ZERO
    write_off: Money = ZERO
    other_payer: Money = ZERO
    plan_paid: Money = ZERO
    member_share: Money = ZERO
    member_owes: Money = ZERO


class LineDecision(NamedTuple):
    """The amounts of a line (cents) and why its charge was not all paid.

    charge = plan_paid + sum of adjustments. On covered amounts
    member_share + plan_paid + other_payer + penalty = allowed.
    `units_paid` is set where a policy left fewer units than were billed.
    `care` is the key of the benefit row, `column` the cell used: 'tier 1' or 'out of network'.
    """

    number: int
    status: Status
    charge: Money
    allowed: Money = ZERO
    cost_share_base: Money = ZERO
    deductible: Money = ZERO
    copay: Money = ZERO
    coinsurance: Money = ZERO
    not_covered_member: Money = ZERO
    not_covered_provider: Money = ZERO
    beyond_limit: Money = ZERO
    penalty: Money = ZERO
    balance_bill: Money = ZERO
    write_off: Money = ZERO
    other_payer: Money = ZERO
    plan_paid: Money = ZERO
    member_share: Money = ZERO
    member_owes: Money = ZERO
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    care: str = ""
    side: Side | None = None
    column: str = ""
    counted: int = 0
    units_paid: Decimal | None = None

    @property
    def not_covered(self) -> Money:
        """Return what is not covered, whoever bears it."""
        return self.not_covered_member + self.not_covered_provider

    @property
    def whose(self) -> Whose | None:
        """Say who bears what is not covered; None where nothing is."""
        if self.not_covered_member:
            return Whose.MEMBER
        return Whose.PROVIDER if self.not_covered_provider else None


class ApprovalUse(NamedTuple):
    """Units of an approval (by its number) that a paid line used up."""

    number: str
    line: int
    units: Decimal


class Noted(NamedTuple):
    """A finding and the line it is about (0: the whole claim)."""

    line: int
    finding: Finding


class Trace(NamedTuple):
    """What changed something in full; of the rest only the rule ids, by line."""

    changed: tuple[Noted, ...] = ()
    unchanged: tuple[tuple[int, tuple[str, ...]], ...] = ()


NO_TRACE = Trace()


@dataclass(frozen=True, slots=True)
class Decision:
    """All that is stored of a decision; a pended one posts no entries and leaves no history.

    `entries` go to the accumulators, `history` are the lines as later claims look back at them.
    """

    claim: str
    outcome: Outcome
    edition: str
    lines: tuple[LineDecision, ...]
    totals: Totals
    payee: Payee
    entries: tuple[Entry, ...] = ()
    history: tuple[PriorLine, ...] = ()
    pends: tuple[Pend, ...] = ()
    approvals: tuple[ApprovalUse, ...] = ()
    trace: Trace = NO_TRACE

    @property
    def contra(self) -> tuple[Entry, ...]:
        """Return the entries that take this decision out of the accumulators."""
        return tuple(entry.contra() for entry in self.entries)


# The amounts of a line stand together, in the order of the totals.
_FIRST = LineDecision._fields.index(Totals._fields[0])
_LAST = _FIRST + len(Totals._fields)


def totals(lines: Iterable[LineDecision]) -> Totals:
    """Sum the lines; a claim has no amount of its own."""
    columns = zip(*[line[_FIRST:_LAST] for line in lines], strict=True)
    # `+amount` is a plain int: summing those does not make a Money of every partial sum.
    sums = [Money(sum(map(pos, one))) if any(one) else ZERO for one in columns]
    return new(Totals, sums) if sums else Totals()
