"""What the first eleven questions found out about a line, before any share is computed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.plan.cost_share import CostShare
from coverwell.kernel.plan.plan import Benefit, Plan
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.reasons.problem import Effect, Problem
from coverwell.kernel.vocabulary.claim import OtherPayerAnswer
from coverwell.kernel.vocabulary.member import Cover
from coverwell.kernel.vocabulary.side import Side


class Cell(NamedTuple):
    """The row and the cell of it that decides a line.

    `side` is the provider's, `share_side` the side of the column that the share comes from.
    """

    row: Benefit
    share: CostShare
    side: Side
    share_side: Side
    column: str


class Payable(NamedTuple):
    """What is needed to share a line. `penalty` is a percent of the plan's payment.

    `chain` is the kind of care and those whose rows and prices stand in for it; `protection` the
    rule that protects out-of-network care. `answer` is the first payer's decision where we pay
    second. `approval` is the number of the approval that covers it.
    """

    plan: Plan
    cover: Cover
    cell: Cell
    chain: tuple[str, ...] = ()
    protection: str = ""
    penalty: Decimal | None = None
    admitted: bool | None = None
    answer: OtherPayerAnswer | None = None
    approval: str = ""


class Ruling(NamedTuple):
    """All that is known of a line when its money is asked about.

    A line without `payable` has a problem that says why.
    """

    edition: str = ""
    care: str = ""
    side: Side | None = None
    problems: tuple[Problem, ...] = ()
    payable: Payable | None = None
    found: tuple[Finding, ...] = ()

    @property
    def denial(self) -> Problem | None:
        """Return the first problem that denies, in the order of the questions."""
        return next((one for one in self.problems if one.effect is Effect.DENY), None)


def cell_of(row: Benefit, side: Side, tier: int, share_side: Side) -> Cell | None:
    """Choose the cell: the tier's in network, else the out-of-network column; None: no cover."""
    if share_side is Side.OUT:
        share, column = row.out_of_network, "out of network"
    else:
        tier = min(tier, len(row.tiers) - 1)
        share = row.tiers[tier]
        column = "network" if len(row.tiers) == 1 else f"tier {tier + 1}"
    return None if share is None else Cell(row, share, side, share_side, column)
