"""Spreading a whole amount over several lines so that the sum still holds."""

from __future__ import annotations

from collections.abc import Sequence


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split `total` (cents) in proportion to `weights`; the largest remainders get the odd cents.

    Equal remainders go to the earlier line; weights that are all zero count as equal.
    """
    whole = sum(weights)
    if whole == 0:
        weights = [1] * len(weights)
        whole = len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(parts)), key=lambda at: -remainders[at])
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)
