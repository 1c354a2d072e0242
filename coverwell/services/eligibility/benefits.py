"""What the rows of a plan say about what was asked, and what is used of their limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

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
    rows = dict.fromkeys(_row_of(chain, asked.plan) for chain in chains)
    found = [benefit for row in rows if row for benefit in _cells(code, row, asked)]
    return tuple(found) or (Benefit(code, "", "", cell_phrase(None)),)


def _row_of(chain: tuple[str, ...], plan: Plan) -> Row | None:
    return next((plan.rows[key] for key in chain if key in plan.rows), None)


def _cells(code: str, row: Row, asked: Asked) -> Iterator[Benefit]:
    limits = tuple(_limit(one, row, asked) for one in bounds_on(row, asked.plan.benefits))
    for column, share in _columns(row):
        yield Benefit(
            code,
            row.care,
            column,
            cell_phrase(share),
            approval=row.precertification.need is not Precert.NOT_REQUIRED,
            referral=row.referral,
            limits=limits if share is not None else (),
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
