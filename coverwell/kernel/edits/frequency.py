"""Are there too many units: over months, over a year, or on one day?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault, FrequencyLimit
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.reasons.finding import Fact
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.history import PriorLine


_ZERO = Decimal(0)
# A line of anesthesia in minutes: they are no units of service.
MINUTES = "MJ"


def check_frequency(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Add a line's units to those paid before; what goes beyond the limit is not paid.

    What the limit leaves of a line is paid: the fault then says how many units are `left`.
    """
    passed: list[Passed] = []
    for line in claim.lines:
        limits = tables.frequency.get(line.procedure)
        if limits is None:
            continue
        uses = [(limit, _used(claim, line, (limit, passed), facts)) for limit in limits]
        limit, used = min(uses, key=lambda one: one[0].limit - one[1])
        left = max(limit.limit - used, _ZERO)
        if left < line.units:
            yield _over(line, used, limit)
        passed.append(Passed(line, min(left, line.units)))


class Passed(NamedTuple):
    """An earlier line of the claim and how many of its units are paid."""

    line: Line
    units: Decimal


def _used(
    claim: Claim, line: Line, against: tuple[FrequencyLimit, list[Passed]], facts: EditFacts
) -> Decimal:
    """Count the units that were paid inside the window that ends on the line's day."""
    limit, passed = against
    start = window_start(line.first, limit.months)
    used = sum(
        (
            one.units_used
            for one in _counted(claim, facts, limit)
            if start <= one.first <= line.first
        ),
        _ZERO,
    )
    used += sum(
        one.units
        for one in passed
        if one.line.procedure in limit.procedures and one.line.first >= start
    )
    return used


def _over(line: Line, used: Decimal, limit: FrequencyLimit) -> Fault:
    """Say that nothing is left, or how much."""
    told: dict[str, Fact] = {"code": line.procedure, "limit": limit.limit}
    if used < limit.limit:
        rule = "frequency_units_left"
        told |= {"left": limit.limit - used, "units": line.units}
    else:
        rule = "frequency_exceeded"
        told["units"] = used + line.units
    if limit.months is None:
        return fault(line.number, f"{rule}_in_year", limit.policy, **told)
    return fault(line.number, rule, limit.policy, months=limit.months, **told)


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
        if limit is None or line.unit_basis == MINUTES:
            continue
        units = line.units
        if limit.per_day and (at or facts.history.lines):
            units += _same_day(claim, at, facts)
        if units > limit.limit:
            yield fault(
                line.number,
                "units_exceeded",
                tables.sources["units"],
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
