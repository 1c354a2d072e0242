"""Which yearly amounts a line fills: whose, on which side, and up to what."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from coverwell.kernel.cost_share.balances import FAMILY, NOTHING_USED, Balances, Entry
from coverwell.kernel.plan.limit import FamilyAmount
from coverwell.kernel.plan.plan import Amounts, Sharing
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.side import Side


# More than any plan or claim can reach: the room left where there is no limit.
UNBOUNDED = 10**15

SIDES = {Side.NETWORK: "network", Side.OUT: "out"}


class Bucket(NamedTuple):
    """One deductible or maximum (cents); None where a person or the family has no bound."""

    what: str
    side: str
    person: int | None
    family: int | None
    shared_by_family: bool


class Buckets(NamedTuple):
    """What a line fills, and on which other side the same amounts count as well."""

    deductible: Bucket | None
    maximum: Bucket | None
    deductible_also: Bucket | None
    maximum_also: Bucket | None


class Sharer(NamedTuple):
    """Who shares cost, in which plan year (its first day), under which coverage tier."""

    person: str
    start: date
    tier: CoverageTier


class Running:
    """The balances while one claim is decided: each posted entry counts for the next line."""

    __slots__ = ("_later", "_used", "entries")

    def __init__(self, balances: Balances, later: Balances = NOTHING_USED) -> None:
        self._used = dict(balances.used)
        self._later = later.used
        self.entries: list[Entry] = []

    def used(self, person: str, what: str, side: str, start: date) -> int:
        """Return what is used of one accumulator so far."""
        return self._used.get((person, what, side, start), 0)

    def taken(self, person: str, what: str, side: str, start: date) -> int:
        """Return what is used, by claims later in benefit order too: a limit holds for all."""
        used = self._used.get((person, what, side, start), 0)
        return used + self._later.get((person, what, side, start), 0) if self._later else used

    def used_since(self, person: str, what: str, after: date) -> int:
        """Sum what was used on days later than `after` (limits over rolling months)."""
        return sum(
            amount
            for (who, of, _, start), amount in (*self._used.items(), *self._later.items())
            if who == person and of == what and start > after
        )

    def add(self, entry: Entry) -> None:
        """Post one entry; nothing is posted for nothing."""
        if entry.amount:
            key = entry[:4]
            self._used[key] = self._used.get(key, 0) + entry.amount
            self.entries.append(entry)

    def left(self, bucket: Bucket | None, sharer: Sharer) -> int:
        """Return what is left of a bucket for a person: the person or the family fills first."""
        if bucket is None:
            return UNBOUNDED
        what, side, of_person, of_family, _ = bucket
        left = UNBOUNDED
        if of_person is not None:
            left = of_person - self.taken(sharer.person, what, side, sharer.start)
        if of_family is not None:
            of_family -= self.taken(FAMILY, what, side, sharer.start)
            left = min(left, of_family)
        return max(0, left)

    def post(self, bucket: Bucket | None, sharer: Sharer, amount: int, line: int) -> None:
        """Post an amount to the person and, where the family shares the bucket, to the family."""
        if bucket is None or not amount:
            return
        what, side, start = bucket.what, bucket.side, sharer.start
        self.add(Entry(sharer.person, what, side, start, amount, line))
        if bucket.shared_by_family:
            self.add(Entry(FAMILY, what, side, start, amount, line))


def buckets_of(
    amounts: Amounts, side: Side, tier: CoverageTier, *, drug_deductible: bool, drug: bool
) -> Buckets:
    """Choose what a line fills; drugs fill the drug amounts where the plan has them."""
    buckets = _medical_buckets(amounts, tier, side)
    if drug_deductible and amounts.drug_deductible is not None:
        own = _bucket(amounts.drug_deductible, "drug_deductible", Side.NETWORK, tier)
        buckets = buckets._replace(deductible=own, deductible_also=None)
    if drug and amounts.drug_out_of_pocket is not None:
        own = _bucket(amounts.drug_out_of_pocket, "drug_out_of_pocket", Side.NETWORK, tier)
        buckets = buckets._replace(maximum=own, maximum_also=None)
    return buckets


def _medical_buckets(amounts: Amounts, tier: CoverageTier, side: Side) -> Buckets:
    """Choose the amounts; without an out-of-network deductible there is one for both sides."""
    inside = (
        _bucket(amounts.deductible, "deductible", Side.NETWORK, tier),
        _bucket(amounts.out_of_pocket, "out_of_pocket", Side.NETWORK, tier),
    )
    outside = (
        _bucket(amounts.out_of_network_deductible, "deductible", Side.OUT, tier),
        _bucket(amounts.out_of_network_out_of_pocket, "out_of_pocket", Side.OUT, tier),
    )
    shared = amounts.sharing is Sharing.SHARED
    if side is Side.NETWORK:
        also = outside if shared else (None, None)
        return Buckets(*inside, *also)
    maximum = outside[1] or (inside[1] if shared else None)
    both = shared or amounts.sharing is Sharing.OUT_TOWARD_IN
    return Buckets(
        outside[0] or inside[0],
        maximum,
        inside[0] if both and outside[0] else None,
        inside[1] if both and maximum is not inside[1] else None,
    )


def _bucket(
    amount: FamilyAmount | None, what: str, side: Side, tier: CoverageTier
) -> Bucket | None:
    if amount is None:
        return None
    # `+amount` is a plain int, which the hot path compares and subtracts much faster than Money.
    person, family = +amount.person, None if amount.family is None else +amount.family
    if tier is CoverageTier.SELF_ONLY:
        return Bucket(what, SIDES[side], person, None, shared_by_family=False)
    aggregate = amount.aggregate and family is not None
    return Bucket(what, SIDES[side], None if aggregate else person, family, shared_by_family=True)
