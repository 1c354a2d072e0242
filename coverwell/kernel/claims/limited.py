"""Question 12: how much of the benefit's own limit is left for a line?"""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.claims.work import Asked, Work
from coverwell.kernel.cost_share.balances import BOTH_SIDES, Entry
from coverwell.kernel.cost_share.limits import (
    WHOLE,
    Bound,
    Portion,
    Use,
    covered_part,
    least_left,
    portion_of,
    start_of,
    uses,
)
from coverwell.kernel.plan.limit import Counted
from coverwell.kernel.pricing.priced import Priced
from coverwell.kernel.vocabulary.record import new


class Limited(NamedTuple):
    """The covered and the excess part of a line (cents), and the visits used before it."""

    allowed: int
    base: int
    beyond: int = 0
    cut_by: Bound | None = None
    counted: int = 0
    visits_before: int = 0


def within_limits(asked: Asked, work: Work) -> Limited:
    """Cut a line to what its limits leave; the first line of a visit uses the visit."""
    row, worth = asked.row, asked.worth
    if not row.bounds and not row.counts_visits:
        return new(Limited, (+worth.allowed, +worth.base, 0, None, 0, 0))
    counted = 0
    if not (asked.tally.opened or asked.tally.counted):
        counted = _open(asked, work)
    limited = _cut(asked, asked.tally.portion, work)
    if not row.counts_visits:
        return limited._replace(counted=counted or limited.counted)
    what = f"visits:{asked.payable.cell.row.care}"
    visits = work.running.used(asked.sharer.person, what, BOTH_SIDES, asked.sharer.start)
    before = visits - 1 if asked.tally.counted else visits
    return limited._replace(counted=counted or limited.counted, visits_before=max(before, 0))


def _open(asked: Asked, work: Work) -> int:
    """Ask the limits in visits and days once a visit and row, and post what the visit uses."""
    care = asked.payable.cell.row.care
    once, use = asked.row.once, use_of(asked, work)
    portion = portion_of(once, use, asked.sharer, work.running)
    entries = uses(once, use, asked.sharer, portion)
    if asked.row.counts_visits and portion.left:
        what, start = f"visits:{care}", asked.sharer.start
        if not any(entry.what == what and entry.start == start for entry in entries):
            entries += (Entry(asked.sharer.person, what, BOTH_SIDES, start, 1, 0),)
    for entry in entries:
        work.running.add(entry._replace(line=asked.line.number))
    counted = max((entry.amount for entry in entries), default=0)
    asked.tally.opened = True
    asked.tally.counted = counted > 0
    asked.tally.portion = portion
    return counted


def use_of(asked: Asked, work: Work) -> Use:
    """Say what the line brings to a limit; a stay brings the days of its statement."""
    items = -(-int(asked.line.units * 100) // 100)
    return Use(asked.payable.cell.row.care, asked.line.first, days_of(asked, work), items)


def days_of(asked: Asked, work: Work) -> int:
    """Count the days of a line, or of the stay: the day of discharge does not count."""
    stay = work.claim.institutional
    if stay is None or asked.sitting.visit.admitted is None:
        return asked.line.days
    last = stay.statement.last or stay.statement.first
    # Frequency codes 2 and 3 are interim bills: the patient is still there on the last day.
    still_there = stay.bill_type[-1:] in ("2", "3")
    return max((last - stay.statement.first).days + still_there, 1)


def covered_days(asked: Asked, work: Work) -> int:
    """Count the days of a line or stay that its limits in days leave covered."""
    days = days_of(asked, work)
    if not asked.row.once:
        return days
    tally = asked.tally
    portion = tally.portion
    if not tally.opened and not tally.counted:
        portion = portion_of(asked.row.once, use_of(asked, work), asked.sharer, work.running)
    by = portion.cut_by
    return portion.left if by is not None and by.limit.counted is Counted.DAYS else days


def _cut(asked: Asked, portion: Portion, work: Work) -> Limited:
    """Apply the visit's portion, then the limits of the line itself: items and dollars."""
    worth = asked.worth
    limited = (
        _apart(worth, portion) if portion is not WHOLE else Limited(+worth.allowed, +worth.base)
    )
    items = asked.row.each
    if items and limited.allowed:
        own = portion_of(items, use_of(asked, work), asked.sharer, work.running)
        counted = _post(items, own, asked, work)
        limited = _apart(worth, own)._replace(counted=counted)
    return _cut_dollars(limited, asked, work) if asked.row.dollars else limited


def _apart(worth: Priced, portion: Portion) -> Limited:
    allowed = covered_part(worth.allowed, portion)
    base = covered_part(worth.base, portion)
    return Limited(allowed, base, +worth.allowed - allowed, portion.cut_by)


def _post(items: tuple[Bound, ...], own: Portion, asked: Asked, work: Work) -> int:
    entries = uses(items, use_of(asked, work), asked.sharer, own)
    for entry in entries:
        work.running.add(entry._replace(line=asked.line.number))
    return max((entry.amount for entry in entries), default=0)


def _cut_dollars(limited: Limited, asked: Asked, work: Work) -> Limited:
    """Keep a line within what is left of an allowance, and post what it uses."""
    use = use_of(asked, work)
    left, by = least_left(asked.row.dollars, use, asked.sharer, work.running)
    if left is None or by is None:
        return limited
    allowed = min(limited.allowed, left)
    what = f"dollars:{use.care}"
    start = start_of(by.limit.per, use.day, asked.sharer)
    entry = Entry(asked.sharer.person, what, BOTH_SIDES, start, allowed, asked.line.number)
    work.running.add(entry)
    if allowed == limited.allowed:
        return limited._replace(counted=allowed)
    beyond = limited.beyond + limited.allowed - allowed
    return Limited(allowed, min(limited.base, allowed), beyond, by, allowed)
