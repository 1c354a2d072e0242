"""Are there too many units: over months, over a year, or on one day?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault, FrequencyLimit
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.reasons.finding import Fact
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.history import PriorLine


_ZERO = Decimal(0)


def check_frequency(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Add a line's units to those paid before; what goes beyond the limit is not paid."""
    passed: list[Line] = []
    for line in claim.lines:
        over = None
        for limit in tables.frequency.get(line.procedure, ()):
            over = over or _over(claim, line, (limit, tuple(passed)), facts)
        if over is None:
            passed.append(line)
        else:
            yield over


def _over(
    claim: Claim, line: Line, against: tuple[FrequencyLimit, tuple[Line, ...]], facts: EditFacts
) -> Fault | None:
    """Count the units inside the window that ends on the line's day."""
    limit, passed = against
    start = window_start(line.first, limit.months)
    used = sum(
        (one.units for one in _counted(claim, facts, limit) if start <= one.first <= line.first),
        Decimal(0),
    )
    used += sum(
        one.units for one in passed if one.procedure in limit.procedures and one.first >= start
    )
    units = used + line.units
    if units <= limit.limit:
        return None
    told: dict[str, Fact] = {"code": line.procedure, "limit": limit.limit, "units": units}
    if limit.months is None:
        return fault(line.number, "frequency_exceeded_in_year", limit.policy, **told)
    return fault(line.number, "frequency_exceeded", limit.policy, months=limit.months, **told)


def _counted(claim: Claim, facts: EditFacts, limit: FrequencyLimit) -> Iterable[PriorLine]:
    """Return the paid lines of other claims that use up the limit."""
    for prior in facts.history.of(claim.person):
        other = prior.claim not in (claim.number, claim.replaces)
        if other and prior.procedure in limit.procedures and not prior.denied:
            yield prior


def window_start(day: date, months: int | None) -> date:
    """Return the first day of the window that ends on `day`; months None: the calendar year."""
    if months is None:
        return date(day.year, 1, 1)
    total = day.year * 12 + day.month - 1 - months
    year, month = total // 12, total % 12 + 1
    # The day after the same day so many months ago; a month that is too short ends earlier.
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), last) + timedelta(days=1)


def check_units(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Compare the units of a line, or of its day, with the most that can be right."""
    limits = tables.units if claim.institutional is None else tables.facility_units
    for at, line in enumerate(claim.lines):
        limit = limits.get(line.procedure)
        if limit is None:
            continue
        units = line.units
        if limit.per_day and (at or facts.history.lines):
            units += _same_day(claim, at, facts)
        if units > limit.limit:
            yield fault(
                line.number,
                "units_exceeded",
                tables.source,
                code=line.procedure,
                limit=limit.limit,
                units=units,
            )


def _same_day(claim: Claim, at: int, facts: EditFacts) -> Decimal:
    """Sum the units of the same code on the same day: earlier lines and earlier claims."""
    line = claim.lines[at]
    units = _ZERO
    for other in claim.lines[:at]:
        if other.procedure == line.procedure and other.first == line.first:
            units += other.units
    for prior in facts.history.on(claim.person, line.first):
        if prior.procedure == line.procedure and not prior.denied:
            another = prior.claim not in (claim.number, claim.replaces)
            if another and prior.rendering == claim.rendered_by(line).npi:
                units += prior.units
    return units
