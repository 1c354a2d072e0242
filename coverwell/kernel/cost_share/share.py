"""The member's share of one line, and what it adds to the accumulators."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.cost_share.buckets import Bucket, Buckets, Running, Sharer
from coverwell.kernel.cost_share.parts import NOTHING, Due, Taken, cut, take
from coverwell.kernel.plan.cost_share import CostShare
from coverwell.kernel.vocabulary.member import CoverageTier


class Terms(NamedTuple):
    """By what a line is shared: the cell, the amounts it fills, whose they are.

    `federal` is the law's self-only maximum (cents), which binds each person of a family in
    network too (45 CFR 156.130); None where the law sets none or does not apply.
    """

    cell: CostShare
    buckets: Buckets
    sharer: Sharer
    federal: int | None = None


class Shared(NamedTuple):
    """A share before and after the maximum, and what was left of it and of the deductible."""

    uncut: Taken
    taken: Taken
    deductible_left: int
    maximum_left: int


NOT_SHARED = Shared(NOTHING, NOTHING, 0, 0)


def share(amount: int, terms: Terms, due: Due, running: Running) -> Shared:
    """Compute the share of a covered amount (cents) in the order of the cell; post nothing."""
    uncut = take(terms.cell, amount, due)
    maximum = maximum_left(terms, running)
    taken = uncut if uncut.total <= maximum else cut(uncut, maximum)
    return Shared(uncut, taken, due.deductible_left, maximum)


def maximum_left(terms: Terms, running: Running) -> int:
    """Return what is left of the out-of-pocket maximum (cents)."""
    sharer, bucket = terms.sharer, terms.buckets.maximum
    left = running.left(bucket, sharer)
    if terms.federal is None or bucket is None or bucket.side != "network":
        return left
    if sharer.tier is CoverageTier.SELF_ONLY:
        return left
    used = sum(
        running.taken(sharer.person, what, bucket.side, sharer.start)
        for what in ("out_of_pocket", "drug_out_of_pocket")
    )
    return min(left, max(terms.federal - used, 0))


def post(deductible: int, total: int, terms: Terms, running: Running, line: int) -> None:
    """Post a share; the other side's amounts take of it what they still have room for."""
    buckets, sharer = terms.buckets, terms.sharer
    running.post(buckets.deductible, sharer, deductible, line)
    running.post(buckets.maximum, sharer, total, line)
    _post_also(buckets.deductible_also, sharer, deductible, running, line)
    _post_also(buckets.maximum_also, sharer, total, running, line)


def _post_also(
    bucket: Bucket | None, sharer: Sharer, amount: int, running: Running, line: int
) -> None:
    if bucket is not None:
        running.post(bucket, sharer, min(amount, running.left(bucket, sharer)), line)
