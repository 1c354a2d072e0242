"""The cells that most lines have: at most one copay, then at most one coinsurance, no cap."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.cost_share.parts import Taken
from coverwell.kernel.plan.cost_share import Coinsurance, Copay, CostShare, NoCharge, Per, When
from coverwell.kernel.vocabulary.record import new


# What one copay buys where it is due once a visit and row, whatever else a line says.
_ONCE = (Per.VISIT, Per.TRIP)


class Simple(NamedTuple):
    """A cell as numbers: its copay (cents) and its coinsurance as a ratio of whole numbers.

    It asks nothing of a line but its amount, and of its visit nothing but the copay taken.
    """

    deductible_first: bool
    copay: int
    above: int
    below: int


def simple_of(cell: CostShare) -> Simple | None:
    """Return a cell as numbers; None where it must be taken part by part."""
    if cell.when is When.BETWEEN:
        return None
    parts = [part for part in cell.parts if not isinstance(part, NoCharge)]
    copay, above, below = 0, 0, 1
    for place, part in enumerate(parts):
        if part.cap is not None:
            return None
        if isinstance(part, Coinsurance) and place == len(parts) - 1:
            above, below = part.percent.as_integer_ratio()
        elif isinstance(part, Copay) and place == 0 and part.per in _ONCE:
            copay = +part.amount
        else:
            return None
    return Simple(cell.when is not When.WAIVED, copay, above, below * 100)


def take_simple(cell: Simple, amount: int, deductible_left: int, copay_taken: int) -> Taken:
    """Apply a simple cell to a covered amount (cents): the same as `take`, in one step."""
    deductible_first, copay, above, below = cell
    deductible = 0
    if deductible_first:
        # No min(): measured as in `running`, a call takes as long as the rest.
        deductible = amount if amount < deductible_left else deductible_left  # noqa: FURB136
        amount -= deductible
    if copay:
        copay -= copay_taken
        copay = max(copay, 0)
        copay = min(copay, amount)
        amount -= copay
    # Half a cent rounds up, once; see Money.times.
    coinsurance = (2 * amount * above + below) // (2 * below) if above and amount else 0
    return new(Taken, (deductible, copay, coinsurance))
