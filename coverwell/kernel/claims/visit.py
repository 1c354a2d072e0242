"""What was already taken and counted in the visit or stay that a line belongs to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.history import History, PriorLine


class Visit(NamedTuple):
    """A visit is person, day, billing tax id and rendering provider; a stay has its admission."""

    person: str
    day: date
    billing_tin: str
    rendering: str
    admitted: date | None = None


class Before(NamedTuple):
    """What a benefit row, or the whole visit, already took (cents), and whether it counted."""

    copay: int = 0
    coinsurance: int = 0
    counted: bool = False


NEVER = Before()


def visit_of(claim: Claim, line: Line) -> Visit:
    """Name the visit or, on an inpatient claim, the stay of a line."""
    if claim.institutional is not None and claim.institutional.inpatient:
        admitted = claim.institutional.admitted or claim.institutional.statement.first
        return Visit(claim.person, admitted, claim.billing.tin, "", admitted)
    rendering = claim.rendered_by(line).npi
    return Visit(claim.person, line.first, claim.billing.tin, rendering)


def before(visit: Visit, care: str, history: History) -> Before:
    """Sum what earlier claims took for the row in the same visit; care '' means every row."""
    lines = (
        history.on(visit.person, visit.day) if visit.admitted is None else _stay(visit, history)
    )
    if not lines:
        return NEVER
    same = [line for line in lines if _same(line, visit) and care in ("", line.care)]
    return Before(
        sum(line.copay for line in same),
        sum(line.coinsurance for line in same),
        any(line.counted for line in same),
    )


def _stay(visit: Visit, history: History) -> tuple[PriorLine, ...]:
    return tuple(line for line in history.of(visit.person) if line.admitted == visit.admitted)


def _same(line: PriorLine, visit: Visit) -> bool:
    if line.denied or line.billing_tin != visit.billing_tin:
        return False
    if visit.admitted is not None:
        return line.admitted == visit.admitted
    return line.admitted is None and line.rendering == visit.rendering


def was_admitted(visit: Visit, history: History) -> bool:
    """Say whether an earlier claim shows an admission on the day of the visit or the next."""
    days = (visit.day, visit.day + timedelta(days=1))
    return any(line.admitted in days for day in days for line in history.on(visit.person, day))
