"""What the rows of a plan say about what was asked, and what is used of their limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from coverwell.kernel.cost_share.buckets import Sharer
from coverwell.kernel.cost_share.limits import Bound, Use, bounds_on, left_of
from coverwell.kernel.cost_share.running import Running
from coverwell.kernel.coverage.care import Care, CareQuestion, CareRules, classify
from coverwell.kernel.plan.cost_share import CostShare, cell_phrase
from coverwell.kernel.plan.limit import Precert
from coverwell.kernel.plan.plan import Benefit as Row
from coverwell.kernel.plan.plan import Plan
from coverwell.services.eligibility.coverage import Benefit, LimitUse
from coverwell.services.eligibility.inquiry_tables import ServiceType


@dataclass(frozen=True, slots=True)
class Asked:
    """What is needed to read a plan for one person on one day."""

    plan: Plan
    cares: Mapping[str, Care]
    day: date
    sharer: Sharer
    running: Running


def of_service_type(kind: ServiceType, asked: Asked) -> tuple[Benefit, ...]:
    """Answer a service type by the rows for its kinds of care, each row once."""
    return _answered(kind.code, (asked.cares[key].chain for key in kind.cares), asked)


def of_procedure(code: str, age: int, rules: CareRules, asked: Asked) -> tuple[Benefit, ...]:
    """Answer a procedure by the row of the kind of care that a claim with it would be."""
    question = CareQuestion(institutional=False, procedure=code, place="11", age=age)
    return _answered(code, (classify(question, rules).care.chain,), asked)


def _answered(code: str, chains: Iterable[tuple[str, ...]], asked: Asked) -> tuple[Benefit, ...]:
    rows = {id(row): row for chain in chains if (row := _row_of(chain, asked.plan))}
    found = [benefit for row in rows.values() for benefit in _told(code, row, asked)]
    return tuple(found) or (Benefit(code, "", "", cell_phrase(None)),)


def _row_of(chain: tuple[str, ...], plan: Plan) -> Row | None:
    return next((plan.rows[key] for key in chain if key in plan.rows), None)


class _Written(NamedTuple):
    """What a row says whoever asks: its cells and its limits, of which nothing is used yet."""

    row: Row
    cells: tuple[Benefit, ...]
    bounds: tuple[Bound, ...]


_WRITTEN: Final[dict[tuple[int, str], _Written]] = {}
_MOST: Final = 20_000


def _told(code: str, row: Row, asked: Asked) -> Iterable[Benefit]:
    known = _written(code, row, asked.plan)
    if not known.bounds:
        return known.cells
    limits = tuple(_limit(one, row, asked) for one in known.bounds)
    return [replace(one, limits=limits) if one.cell else one for one in known.cells]


def _written(code: str, row: Row, plan: Plan) -> _Written:
    """Read a row once in a process; a published plan never changes."""
    key = id(row), code  # what is remembered holds the row, so that its id is nobody else's
    known = _WRITTEN.get(key)
    if known is None:
        if len(_WRITTEN) >= _MOST:
            _WRITTEN.clear()
        bounds = bounds_on(row, plan.benefits)
        known = _WRITTEN[key] = _Written(row, tuple(_cells(code, row)), bounds)
    return known


def _cells(code: str, row: Row) -> Iterator[Benefit]:
    for column, share in _columns(row):
        yield Benefit(
            code,
            row.care,
            column,
            cell_phrase(share),
            approval=row.precertification.need is not Precert.NOT_REQUIRED,
            referral=row.referral,
            says=row.says,
        )


def _columns(row: Row) -> Iterator[tuple[str, CostShare | None]]:
    tiers = len(row.tiers)
    for number, share in enumerate(row.tiers, start=1):
        yield ("network" if tiers == 1 else f"tier {number}"), share
    yield "out of network", row.out_of_network


def _limit(bound: Bound, row: Row, asked: Asked) -> LimitUse:
    limit = bound.limit
    left = left_of(bound, Use(row.care, asked.day), asked.sharer, asked.running)
    return LimitUse(
        limit.quantity,
        limit.counted.value,
        limit.quantity - left,
        limit.per.months,
        limit.per.lifetime,
        limit.phrase(),
    )
