"""Question 13: what does the member share, in the order of the cell, up to the maximum?"""

from __future__ import annotations

from collections.abc import Sequence

from coverwell.kernel.claims.limited import Limited, covered_days
from coverwell.kernel.claims.visit import was_admitted
from coverwell.kernel.claims.work import Asked, Work
from coverwell.kernel.cost_share.parts import Due, full_copay, take
from coverwell.kernel.cost_share.share import Shared
from coverwell.kernel.cost_share.simple import take_simple
from coverwell.kernel.plan.cost_share import Copay, Per
from coverwell.kernel.vocabulary.spread import spread


def member_share(asked: Asked, limited: Limited, work: Work) -> Shared:
    """Share the covered part of a line and remember what its visit and row took."""
    row, tally, purses = asked.row, asked.tally, asked.purses
    left = purses.deductible_left() if row.asks_deductible else 0
    taken_before = tally.copay
    whole_visit = None
    if asked.payable.plan.options.highest_copay_of_visit_only:
        whole_visit = asked.sitting.row("")
        taken_before = whole_visit.copay
    if row.simple is not None:
        uncut = take_simple(row.simple, limited.base, left, taken_before)
    else:
        due = _due(asked, limited, Due(left, taken_before), work)
        uncut = take(row.cell, limited.base, due)
        tally.carry = 0 if due.preset_copay is None else max(due.preset_copay - uncut.copay, 0)
    tally.copay += uncut[1]
    tally.coinsurance += uncut[2]
    if whole_visit is not None:
        whole_visit.copay += uncut[1]
    return Shared(uncut, left, purses.maximum_left())


def _due(asked: Asked, limited: Limited, due: Due, work: Work) -> Due:
    """Gather what a cell may ask for that counts days, visits, items or admission."""
    preset = work.presets.get(asked.line.number)
    return due._replace(
        coinsurance_taken=asked.tally.coinsurance,
        visits_before=limited.visits_before,
        days_before=days_before(asked, work),
        days=max(covered_days(asked, work), 1),
        units=max(int(asked.line.units), 1),
        admitted=_admitted(asked, work),
        preset_copay=None if preset is None else preset + asked.tally.carry,
    )


def days_before(asked: Asked, work: Work) -> int:
    """Count the days of a stay that earlier interim bills already covered."""
    stay, admitted = work.claim.institutional, asked.sitting.visit.admitted
    if stay is None or admitted is None:
        return 0
    return max((stay.statement.first - admitted).days, 0)


def _admitted(asked: Asked, work: Work) -> bool:
    """Only a cell that asks for it pays for looking the admission up."""
    if not asked.row.asks_admission:
        return False
    stated = asked.payable.admitted
    return was_admitted(asked.sitting.visit, work.facts.history) if stated is None else stated


def preset_copays(asked: Sequence[Asked], work: Work) -> dict[int, int]:
    """Spread the copay of a stay over its covered lines of a row by charge."""
    rows: dict[str, list[Asked]] = {}
    for one in asked:
        if _copay_of_stay(one) is not None:
            rows.setdefault(one.payable.cell.row.care, []).append(one)
    presets: dict[int, int] = {}
    for lines in rows.values():
        first, part = lines[0], _copay_of_stay(lines[0])
        if part is None:
            continue
        taken = first.tally.copay
        due = Due(days=covered_days(first, work), days_before=days_before(first, work))
        total = max(full_copay(part, due) - _taken_of(part, taken), 0)
        parts = spread(total, [one.line.charge for one in lines])
        presets.update((one.line.number, cut) for one, cut in zip(lines, parts, strict=True))
    return presets


def _taken_of(part: Copay, taken: int) -> int:
    """What earlier bills of the stay took counts against a copay per stay or a capped one."""
    return taken if part.per is Per.STAY or (part.cap and part.cap.amount) else 0


def _copay_of_stay(asked: Asked) -> Copay | None:
    return None if asked.sitting.visit.admitted is None else asked.row.copay_of_stay
