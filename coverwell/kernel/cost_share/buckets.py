"""Which yearly amounts a line fills: whose, on which side, and up to what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from coverwell.kernel.plan.limit import FamilyAmount
from coverwell.kernel.plan.plan import Amounts, Sharing
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.side import Side


SIDES = {Side.NETWORK: "network", Side.OUT: "out"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """One deductible or maximum (cents); None where a person or the family has no bound."""

    what: str
    side: str
    person: int | None
    family: int | None
    shared_by_family: bool


@dataclass(frozen=True, slots=True, eq=False)
class Buckets:
    """What a line fills, and on which other side the same amounts count as well.

    The same for all rows of an edition that fill the same amounts, so it is told by identity.
    """

    deductible: Bucket | None
    maximum: Bucket | None
    deductible_also: Bucket | None
    maximum_also: Bucket | None


class Sharer(NamedTuple):
    """Who shares cost, in which plan year (its first day), under which coverage tier."""

    person: str
    start: date
    tier: CoverageTier


@lru_cache(maxsize=4096)
def buckets_of(  # noqa: PLR0913 - what a row says of the amounts it fills
    amounts: Amounts,
    side: Side,
    tier: CoverageTier,
    *,
    drug_deductible: bool,
    drug: bool,
    dental: bool = False,
) -> Buckets:
    """Choose what a line fills; drugs fill the drug amounts where the plan has them.

    The amounts of a dental plan are its own: a person may have a medical plan beside it.
    """
    buckets = _buckets(amounts, tier, side, "dental_" if dental else "")
    if drug_deductible and amounts.drug_deductible is not None:
        own = _bucket(amounts.drug_deductible, "drug_deductible", Side.NETWORK, tier)
        buckets = replace(buckets, deductible=own, deductible_also=None)
    if drug and amounts.drug_out_of_pocket is not None:
        own = _bucket(amounts.drug_out_of_pocket, "drug_out_of_pocket", Side.NETWORK, tier)
        buckets = replace(buckets, maximum=own, maximum_also=None)
    return buckets


def _buckets(amounts: Amounts, tier: CoverageTier, side: Side, of: str) -> Buckets:
    """Choose the amounts; without an out-of-network deductible there is one for both sides."""
    inside = (
        _bucket(amounts.deductible, f"{of}deductible", Side.NETWORK, tier),
        _bucket(amounts.out_of_pocket, f"{of}out_of_pocket", Side.NETWORK, tier),
    )
    outside = (
        _bucket(amounts.out_of_network_deductible, f"{of}deductible", Side.OUT, tier),
        _bucket(amounts.out_of_network_out_of_pocket, f"{of}out_of_pocket", Side.OUT, tier),
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
