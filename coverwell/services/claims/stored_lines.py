"""A stored line, back in the kernel's words: what was asked, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coverwell.kernel.claims.decision import LineDecision, Status, Totals
from coverwell.kernel.vocabulary.claim import Adjustment, Line
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.side import Side
from coverwell.records.claims.models import DecisionLine


_SIDES = {side.value: side for side in Side}


def decided_line(row: DecisionLine) -> LineDecision:
    """Return the decision of a line as the kernel made it."""
    said = (row.line, row.status, row.amounts, row.adjustments, row.care, row.side, row.column)
    return line_decision(said)._replace(counted=row.counted, units_paid=row.units_paid)


def line_decision(said: Sequence[Any]) -> LineDecision:
    """Read number, status, amounts, adjustments, care, side and column as they are stored."""
    number, status, amounts, adjusted, care, side, column = said
    adjustments, _, remarks = adjusted.partition("|")
    return LineDecision(
        number=number,
        status=Status(status),
        **Totals(*(Money(int(amount)) for amount in amounts.split(",")))._asdict(),
        adjustments=tuple(_adjustment(word) for word in adjustments.split()),
        remarks=tuple(remarks.split()),
        care=care,
        side=_SIDES.get(side),
        column=column,
    )


def _adjustment(word: str) -> Adjustment:
    codes, _, amount = word.partition(":")
    group, _, code = codes.partition("-")
    return Adjustment(group, code, Money(int(amount)))


def asked_line(row: DecisionLine) -> Line:
    """Return the service line that was decided; parts that are not stored are empty."""
    return Line(
        number=row.line,
        charge=decided_line(row).charge,
        first=row.first_on,
        last=row.last_on,
        units=row.units,
        procedure=row.procedure,
        modifiers=tuple(row.modifiers.split()),
        revenue=row.revenue,
        place=row.place,
        diagnoses=(row.diagnosis,) if row.diagnosis else (),
        spots=tuple(row.spots.split("|")) if row.spots else (),
    )
