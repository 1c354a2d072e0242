"""What a cell needs to be shared, worked out once per edition, row, column and tier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from coverwell.kernel.claims.edition import Cell, Edition
from coverwell.kernel.cost_share.buckets import Buckets, buckets_of
from coverwell.kernel.cost_share.limits import Bound, bounds_on
from coverwell.kernel.cost_share.simple import Simple, simple_of
from coverwell.kernel.plan.cost_share import (
    Cap,
    Coinsurance,
    Copay,
    CostShare,
    NoCharge,
    Part,
    Per,
    When,
)
from coverwell.kernel.plan.limit import Counted
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.side import Side


@dataclass(frozen=True, slots=True, eq=False)
class RowTerms:
    """The amounts a line fills, the limits it uses up, and which facts its cell asks for.

    `once` are limits asked once a visit (visits, days), `each` once a line (items), `dollars`
    allowances, `paid` what the plan pays at most. `simple`: the cell as numbers, None where it
    must be taken part by part; `plain`: nothing else than its amount and what the visit took
    decides a line's share.
    `percent` is that of a coinsurance that takes all that is left at the end of a plain cell.
    """

    cell: CostShare
    buckets: Buckets
    bounds: tuple[Bound, ...]
    once: tuple[Bound, ...]
    each: tuple[Bound, ...]
    dollars: tuple[Bound, ...]
    paid: tuple[Bound, ...]
    counts_visits: bool
    asks_admission: bool
    asks_deductible: bool
    simple: Simple | None
    plain: bool
    copay_of_stay: Copay | None
    percent: Decimal | None = None


@lru_cache(maxsize=16384)
def row_terms(edition: Edition, cell: Cell, tier: CoverageTier, *, protected: bool) -> RowTerms:
    """Return the terms of a cell; protected care fills what care in network does."""
    plan, share = edition.plan, cell.share
    bounds = bounds_on(cell.row, plan.benefits)
    buckets = buckets_of(
        plan.amounts,
        Side.NETWORK if protected else cell.share_side,
        tier,
        drug_deductible=share.when is When.DRUG_FIRST,
        drug=_is_drug(cell.row.care, share),
        dental=plan.dental,
    )
    simple = simple_of(share)
    caps = [cap for cap in map(_cap, share.parts) if cap is not None]
    return RowTerms(
        share,
        buckets,
        bounds,
        tuple(one for one in bounds if one.limit.counted in (Counted.VISITS, Counted.DAYS)),
        tuple(one for one in bounds if one.limit.counted is Counted.ITEMS),
        tuple(one for one in bounds if one.limit.counted is Counted.DOLLARS),
        tuple(one for one in bounds if one.limit.counted is Counted.PAID),
        any(cap.visits is not None for cap in caps),
        any(cap.waived_if_admitted for cap in caps),
        share.when is not When.WAIVED,
        simple,
        simple is not None and not bounds and not plan.options.highest_copay_of_visit_only,
        _copay_of_stay(share),
        _last_percent(share) if not caps else None,
    )


def _last_percent(cell: CostShare) -> Decimal | None:
    last = cell.parts[-1]
    lone = cell.when is When.BETWEEN and len(cell.parts) == 1
    return last.percent if isinstance(last, Coinsurance) and not lone else None


def _cap(part: Part) -> Cap | None:
    return None if isinstance(part, NoCharge) else part.cap


def _is_drug(care: str, cell: CostShare) -> bool:
    """The drug rows are all called '… drug', but what a provider gives is medical care.

    A share per fill or after the drug deductible is a drug's whatever its row is called.
    """
    named = care == "insulin" or (care.endswith(" drug") and care != "administered drug")
    if named or cell.when is When.DRUG_FIRST:
        return True
    return any(isinstance(part, Copay) and part.per is Per.FILL for part in cell.parts)


def _copay_of_stay(cell: CostShare) -> Copay | None:
    for part in cell.parts:
        if isinstance(part, Copay) and part.per in (Per.STAY, Per.DAY):
            return part
    return None
