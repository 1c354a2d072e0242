"""What the parts of a cell take from an allowed amount, in the order in which the cell says it."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.plan.cost_share import (
    Cap,
    Coinsurance,
    Copay,
    CostShare,
    NoCharge,
    Part,
    Per,
    When,
)
from coverwell.kernel.vocabulary.money import Money


class Due(NamedTuple):
    """What the parts must know about a line (cents and counts).

    `copay_taken` and `coinsurance_taken` are what this row already took in the visit, day or
    stay that a copay or a cap belongs to. `visits_before` and `days_before` count what the row
    used this year before this visit. `preset_copay` is this line's part of a copay for a stay.
    """

    deductible_left: int = 0
    copay_taken: int = 0
    coinsurance_taken: int = 0
    visits_before: int = 0
    days_before: int = 0
    days: int = 1
    units: int = 1
    admitted: bool = False
    preset_copay: int | None = None


class Taken(NamedTuple):
    """The three parts of a member's share (cents)."""

    deductible: int = 0
    copay: int = 0
    coinsurance: int = 0

    @property
    def total(self) -> int:
        """Return the member's share."""
        return self[0] + self[1] + self[2]


NOTHING = Taken()


def take(cell: CostShare, amount: int, due: Due) -> Taken:
    """Apply a cell to an amount (cents) that is covered."""
    first, cap = cell.parts[0], _cap(cell.parts[0])
    if cap is None or (cap.days is None and cap.visits is None):
        return _in_order(cell.parts, cell.when, amount, due)
    if len(cell.parts) == 1 and cell.when is not When.WAIVED:
        return _alone(cell, cap, amount, due)
    inside = _inside(cap, amount, due)
    early = _in_order((first,), When.WAIVED, inside, due) if inside else NOTHING
    late = _in_order(cell.parts[1:], cell.when, amount - inside, due)
    return Taken(*(a + b for a, b in zip(early, late, strict=True)))


def _alone(cell: CostShare, cap: Cap, amount: int, due: Due) -> Taken:
    """Take a lone part 'for the first so many': what the cell says of the deductible is its own.

    What comes after the first so many bears no more than the deductible.
    """
    first = cell.when is not When.BETWEEN
    before = min(amount, due.deductible_left) if first else 0
    inside = _inside(cap, amount - before, due)
    part = _in_order(cell.parts, When.WAIVED, inside, due) if inside else NOTHING
    after = 0 if first else min(amount - part.total, due.deductible_left)
    return Taken(before + after, part.copay, part.coinsurance)


def _cap(part: Part) -> Cap | None:
    return None if isinstance(part, NoCharge) else part.cap


def _inside(cap: Cap, amount: int, due: Due) -> int:
    """Return the part of an amount that falls on the first so many visits or days."""
    if cap.visits is not None:
        return amount if due.visits_before < cap.visits else 0
    days = cap.days or 0
    within = min(max(days - due.days_before, 0), due.days)
    return (2 * amount * within + due.days) // (2 * due.days)


def _in_order(parts: tuple[Part, ...], when: When, amount: int, due: Due) -> Taken:
    deductible = copay = coinsurance = 0
    rest = amount
    if when is When.FIRST or when is When.DRUG_FIRST:
        deductible = min(rest, due.deductible_left)
        rest -= deductible
    for place, part in enumerate(parts):
        if isinstance(part, Copay):
            taken = min(rest, copay_due(part, due))
            copay += taken
            rest -= taken
        elif isinstance(part, Coinsurance):
            taken = coinsurance_due(part, rest, due)
            coinsurance += taken
            rest -= taken
        if place == 0 and when is When.BETWEEN:
            deductible = min(rest, due.deductible_left)
            rest -= deductible
    return Taken(deductible, copay, coinsurance)


def copay_due(part: Copay, due: Due) -> int:
    """Return the copay still due (cents): once per visit, day, stay or trip and benefit row."""
    if part.cap is None and part.per is Per.VISIT:
        return max(+part.amount - due.copay_taken, 0)
    if part.cap is not None and part.cap.waived_if_admitted and due.admitted:
        return 0
    if due.preset_copay is not None and part.per in (Per.STAY, Per.DAY):
        return due.preset_copay
    full = full_copay(part, due)
    repeats = part.per in (Per.FILL, Per.ITEM)
    return full if repeats else max(full - due.copay_taken, 0)


def full_copay(part: Copay, due: Due) -> int:
    """Return the copay of a whole visit, stay, trip or fill, its cap applied (cents)."""
    full = +part.amount * copay_count(part, due)
    if part.cap is not None and part.cap.amount is not None:
        return min(full, +part.cap.amount)
    return full


def copay_count(part: Copay, due: Due) -> int:
    """Count how many copays are due: per item its units, per day its days, else one."""
    if part.per is Per.ITEM:
        return due.units
    if part.per is not Per.DAY:
        return 1
    if part.cap is not None and part.cap.days is not None:
        return min(max(part.cap.days - due.days_before, 0), due.days)
    return due.days


def coinsurance_due(part: Coinsurance, rest: int, due: Due) -> int:
    """Return the coinsurance on what is left (cents), rounded half up once, its cap applied."""
    share = +Money(rest).share(part.percent)
    cap = part.cap
    if cap is None:
        return share
    if cap.waived_if_admitted and due.admitted:
        return 0
    if cap.amount is None:
        return share
    repeats = cap.per is None or cap.per in (Per.FILL, Per.ITEM)
    return min(share, +cap.amount if repeats else max(+cap.amount - due.coinsurance_taken, 0))


def cut(taken: Taken, left: int) -> Taken:
    """Keep a share within what is left of the maximum: coinsurance shrinks first, then copay."""
    deductible = min(taken.deductible, left)
    copay = min(taken.copay, left - deductible)
    return Taken(deductible, copay, min(taken.coinsurance, left - deductible - copay))
