"""An edition of a plan as lines ask it, and the cells and terms that its rows come down to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from coverwell.kernel.plan.cost_share import CostShare
from coverwell.kernel.plan.plan import Benefit, Plan
from coverwell.kernel.vocabulary.memory import MadeOnce
from coverwell.kernel.vocabulary.side import Side


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One plan, told by identity: answers are remembered by it."""

    plan: Plan

    def row_of(self, chain: tuple[str, ...]) -> Benefit | None:
        """Return the row of a kind of care, or the first of those that stand in for it."""
        rows = self.plan.rows
        for care in chain:
            if care in rows:
                return rows[care]
        return None


EDITIONS: MadeOnce[Plan, Edition] = MadeOnce(Edition)


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """The row and the cell of it that decides a line.

    `side` is the provider's, `share_side` the side of the column that the share comes from.
    """

    row: Benefit
    share: CostShare
    side: Side
    share_side: Side
    column: str


@lru_cache(maxsize=16384)
def cell_of(edition: Edition, care: str, side: Side, tier: int, share_side: Side) -> Cell | None:
    """Choose the cell: the tier's in network, else the out-of-network column; None: no cover."""
    row = edition.plan.rows[care]
    if share_side is Side.OUT:
        share, column = row.out_of_network, "out of network"
    else:
        tier = min(tier, len(row.tiers) - 1)
        share = row.tiers[tier]
        column = "network" if len(row.tiers) == 1 else f"tier {tier + 1}"
    return None if share is None else Cell(row, share, side, share_side, column)
