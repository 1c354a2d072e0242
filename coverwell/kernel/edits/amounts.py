"""Dates, units and charges that make sense."""

from __future__ import annotations

from collections.abc import Iterable

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.vocabulary.claim import Claim, Line


_LARGEST_UNITS = 99999


def check_amounts(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:  # noqa: ARG001
    """Check each line's dates against the day of receipt and the statement, units and charge."""
    inside = claim.institutional is not None
    for line in claim.lines:
        first = line.first
        if inside or first > claim.received or line.last < first:
            yield from _dates(claim, line, tables.source)
        if not 0 < line.units <= _LARGEST_UNITS:
            yield fault(line.number, "units_invalid", tables.source, units=line.units)
        if not 0 <= line.charge <= tables.largest_charge:
            yield fault(line.number, "charge_invalid", tables.source, charge=line.charge)


def _dates(claim: Claim, line: Line, source: str) -> Iterable[Fault]:
    """A service begins before it ends, before it is billed, and inside the statement."""
    if line.last < line.first:
        yield fault(line.number, "dates_invalid", source, first=line.first, last=line.last)
    if line.first > claim.received:
        yield fault(
            line.number, "date_in_future", source, first=line.first, received=claim.received
        )
    if claim.institutional is None:
        return
    period = claim.institutional.statement
    if not period.covers(line.first):
        facts = {"first": line.first, "from": period.first, "through": period.last or line.first}
        yield fault(line.number, "date_outside_statement", source, **facts)
