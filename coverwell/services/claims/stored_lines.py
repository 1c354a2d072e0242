"""A stored line, back in the kernel's words: what was asked, and what was decided."""

from __future__ import annotations

from coverwell.kernel.claims.decision import LineDecision, Status, Totals
from coverwell.kernel.vocabulary.claim import Adjustment, Line
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.side import Side
from coverwell.records.claims.models import DecisionLine


_SIDES = {side.value: side for side in Side}


def amounts_of(row: DecisionLine) -> Totals:
    """Read the amounts of a line (cents), in the order of the kernel's `Totals`."""
    return Totals(*(Money(int(amount)) for amount in row.amounts.split(",")))


def decided_line(row: DecisionLine) -> LineDecision:
    """Return the decision of a line as the kernel made it."""
    said, _, remarks = row.adjustments.partition("|")
    return LineDecision(
        number=row.line,
        status=Status(row.status),
        **amounts_of(row)._asdict(),
        adjustments=tuple(_adjustment(word) for word in said.split()),
        remarks=tuple(remarks.split()),
        care=row.care,
        side=_SIDES.get(row.side),
        column=row.column,
        counted=row.counted,
    )


def _adjustment(word: str) -> Adjustment:
    codes, _, amount = word.partition(":")
    group, _, code = codes.partition("-")
    return Adjustment(group, code, Money(int(amount)))


def asked_line(row: DecisionLine) -> Line:
    """Return the service line that was decided; parts that are not stored are empty."""
    return Line(
        number=row.line,
        charge=amounts_of(row).charge,
        first=row.first_on,
        last=row.last_on,
        units=row.units,
        procedure=row.procedure,
        modifiers=tuple(row.modifiers.split()),
        revenue=row.revenue,
        place=row.place,
        diagnoses=(row.diagnosis,) if row.diagnosis else (),
    )
