"""How much of a benefit's own limit is left for a visit, and what the visit uses of it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from coverwell.kernel.cost_share.balances import BOTH_SIDES, LIFETIME, Entry
from coverwell.kernel.cost_share.buckets import Sharer
from coverwell.kernel.cost_share.running import Running
from coverwell.kernel.plan.limit import Counted, Limit, PerTime
from coverwell.kernel.plan.plan import Benefit


COUNTED = {
    Counted.VISITS: "visits",
    Counted.DAYS: "days",
    Counted.ITEMS: "items",
    Counted.DOLLARS: "dollars",
    Counted.PAID: "paid",
}
SPENT = (Counted.DOLLARS, Counted.PAID)


class Bound(NamedTuple):
    """A limit and the care keys of all rows that use it up."""

    limit: Limit
    cares: tuple[str, ...]


class Use(NamedTuple):
    """What a visit (or a stay) brings to a limit: its day, one visit, days, items."""

    care: str
    day: date
    days: int = 1
    items: int = 1


class Portion(NamedTuple):
    """The covered part of a visit: `left` of `asked`; the bound that cut it, if one did."""

    left: int
    asked: int
    cut_by: Bound | None = None


WHOLE = Portion(1, 1)


def bounds_on(row: Benefit, rows: tuple[Benefit, ...]) -> tuple[Bound, ...]:
    """Collect the limits that a row uses up: its own, and those of rows that share with it."""
    found: dict[frozenset[str], Bound] = {}
    for other in rows:
        if other.limit is None or (
            other.care != row.care and row.care not in other.limit.shared_with
        ):
            continue
        bound = Bound(other.limit, (other.care, *other.limit.shared_with))
        group = frozenset((*bound.cares, other.limit.counted.value, other.limit.per.phrase()))
        found.setdefault(group, bound)
    return tuple(found.values())


def start_of(per: PerTime, day: date, sharer: Sharer) -> date:
    """Return the period start that a use on `day` is posted under."""
    if per.lifetime:
        return LIFETIME
    return sharer.start if per.months is None else day


def left_of(bound: Bound, use: Use, sharer: Sharer, running: Running) -> int:
    """Return how much of a limit is left before this use (a count, or cents)."""
    per, what = bound.limit.per, COUNTED[bound.limit.counted]
    used = 0
    for care in bound.cares:
        key = f"{what}:{care}"
        if per.months is None:
            start = start_of(per, use.day, sharer)
            used += running.taken(sharer.person, key, BOTH_SIDES, start)
        else:
            used += running.used_since(sharer.person, key, months_before(use.day, per.months))
    return max(bound.limit.quantity - used, 0)


def asked_of(limit: Limit, use: Use) -> int:
    """Return how much of a limit in visits, days or items a use asks for."""
    if limit.counted is Counted.DAYS:
        return use.days
    return use.items if limit.counted is Counted.ITEMS else 1


def portion_of(bounds: tuple[Bound, ...], use: Use, sharer: Sharer, running: Running) -> Portion:
    """Return the part of a use that every limit in visits, days or items leaves covered."""
    portion = WHOLE
    for bound in bounds:
        if bound.limit.counted in SPENT:
            continue
        asked = asked_of(bound.limit, use)
        left = min(left_of(bound, use, sharer, running), asked)
        if left * portion.asked < portion.left * asked:
            portion = Portion(left, asked, bound)
    return portion


def least_left(
    bounds: tuple[Bound, ...], use: Use, sharer: Sharer, running: Running
) -> tuple[int | None, Bound | None]:
    """Return the least that is left of limits in dollars (cents), None where there is none."""
    least: int | None = None
    by: Bound | None = None
    for bound in bounds:
        left = left_of(bound, use, sharer, running)
        if least is None or left < least:
            least, by = left, bound
    return least, by


def covered_part(amount: int, portion: Portion) -> int:
    """Return the covered part of an amount (cents), half a cent rounding up."""
    return (2 * amount * portion.left + portion.asked) // (2 * portion.asked)


def uses(
    bounds: tuple[Bound, ...], use: Use, sharer: Sharer, counted: Portion
) -> tuple[Entry, ...]:
    """Return the entries of what a visit uses of its limits in visits, days or items."""
    posted: dict[tuple[str, date], Entry] = {}
    for bound in bounds:
        if bound.limit.counted in SPENT:
            continue
        what = f"{COUNTED[bound.limit.counted]}:{use.care}"
        start = start_of(bound.limit.per, use.day, sharer)
        count = -(-asked_of(bound.limit, use) * counted.left // counted.asked)
        posted[what, start] = Entry(sharer.person, what, BOTH_SIDES, start, count, 0)
    return tuple(posted.values())


@lru_cache(maxsize=4096)
def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
