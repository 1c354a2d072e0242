"""The member's share of one line before and after the out-of-pocket maximum."""

from __future__ import annotations

from coverwell.kernel.cost_share.parts import NOTHING, Taken, cut


class Shared:
    """A share before and after the maximum, its sum, and what was left of maximum and deductible.

    All in cents; `taken` is `uncut` itself where the maximum cut nothing.
    """

    __slots__ = ("deductible_left", "maximum_left", "taken", "total", "uncut")

    def __init__(self, uncut: Taken, deductible_left: int, maximum_left: int) -> None:
        deductible, copay, coinsurance = self.uncut = self.taken = uncut
        self.total = deductible + copay + coinsurance
        self.deductible_left = deductible_left
        self.maximum_left = maximum_left
        if self.total > maximum_left:
            self.taken = cut(uncut, maximum_left)
            self.total = self.taken.total


NOT_SHARED = Shared(NOTHING, 0, 0)
