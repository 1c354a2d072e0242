"""The member's share of one line before and after the out-of-pocket maximum."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.cost_share.parts import NOTHING, Taken, cut


class Shared(NamedTuple):
    """A share before and after the maximum, and what was left of it and of the deductible."""

    uncut: Taken
    taken: Taken
    deductible_left: int
    maximum_left: int


NOT_SHARED = Shared(NOTHING, NOTHING, 0, 0)


def within_maximum(uncut: Taken, deductible_left: int, maximum_left: int) -> Shared:
    """Keep a share within what is left of the maximum (cents)."""
    deductible, copay, coinsurance = uncut
    whole = deductible + copay + coinsurance <= maximum_left
    taken = uncut if whole else cut(uncut, maximum_left)
    return Shared(uncut, taken, deductible_left, maximum_left)
