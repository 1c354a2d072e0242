"""Question 13: what does the member share, in the order of the cell, up to the maximum?"""

from __future__ import annotations

from coverwell.kernel.claims.limited import Limited, covered_days
from coverwell.kernel.claims.visit import was_admitted
from coverwell.kernel.claims.work import Asked, RowVisit, Work
from coverwell.kernel.cost_share.parts import Due, full_copay
from coverwell.kernel.cost_share.share import Shared, Terms, share
from coverwell.kernel.plan.cost_share import Copay, Per, When
from coverwell.kernel.vocabulary.spread import spread


def terms_of(asked: Asked, work: Work) -> Terms:
    """Put the cell, the amounts it fills and whose they are together."""
    federal = work.facts.self_only_maximum.get(asked.sharer.start.year)
    return Terms(asked.row.cell, asked.row.buckets, asked.sharer, federal)


def member_share(asked: Asked, limited: Limited, terms: Terms, work: Work) -> Shared:
    """Share the covered part of a line and remember what its visit and row took."""
    care = asked.payable.cell.row.care
    state = work.visit(asked.visit, care)
    left = 0
    if terms.cell.when is not When.WAIVED:
        left = work.running.left(terms.buckets.deductible, asked.sharer)
    due = _due(asked, limited, (state, left), work)
    shared = share(limited.base, terms, due, work.running)
    copay, coinsurance = shared.uncut.copay, shared.uncut.coinsurance
    carry = 0 if due.preset_copay is None else max(due.preset_copay - copay, 0)
    if copay or coinsurance or carry != state.carry:
        copays, coinsurances = state.copay + copay, state.coinsurance + coinsurance
        kept = RowVisit(copays, coinsurances, state.counted, state.opened, state.portion, carry)
        work.keep(asked.visit, care, kept)
    if asked.payable.plan.options.highest_copay_of_visit_only:
        whole = work.visit(asked.visit, "")
        work.keep(asked.visit, "", whole._replace(copay=whole.copay + copay))
    return shared


def _due(asked: Asked, limited: Limited, left: tuple[RowVisit, int], work: Work) -> Due:
    """Gather what the cell asks for; a plain cell asks only what its visit took."""
    state, deductible_left = left
    taken = state.copay
    if asked.payable.plan.options.highest_copay_of_visit_only:
        taken = work.visit(asked.visit, "").copay
    if asked.row.plain:
        return Due(deductible_left, taken)
    preset = work.presets.get(asked.line.number)
    return Due(
        deductible_left,
        copay_taken=taken,
        coinsurance_taken=state.coinsurance,
        visits_before=limited.visits_before,
        days_before=days_before(asked, work),
        days=max(covered_days(asked, work), 1),
        units=max(int(asked.line.units), 1),
        admitted=_admitted(asked, work),
        preset_copay=None if preset is None else preset + state.carry,
    )


def days_before(asked: Asked, work: Work) -> int:
    """Count the days of a stay that earlier interim bills already covered."""
    stay, admitted = work.claim.institutional, asked.visit.admitted
    if stay is None or admitted is None:
        return 0
    return max((stay.statement.first - admitted).days, 0)


def _admitted(asked: Asked, work: Work) -> bool:
    """Only a cell that asks for it pays for looking the admission up."""
    if not asked.row.asks_admission:
        return False
    stated = asked.payable.admitted
    return was_admitted(asked.visit, work.facts.history) if stated is None else stated


def preset_copays(asked: tuple[Asked, ...], work: Work) -> dict[int, int]:
    """Spread the copay of a stay over its covered lines of a row by charge."""
    rows: dict[str, list[Asked]] = {}
    for one in asked:
        if _copay_of_stay(one) is not None:
            rows.setdefault(one.payable.cell.row.care, []).append(one)
    presets: dict[int, int] = {}
    for care, lines in rows.items():
        first, part = lines[0], _copay_of_stay(lines[0])
        if part is None:
            continue
        taken = work.visit(first.visit, care).copay
        due = Due(days=covered_days(first, work), days_before=days_before(first, work))
        total = max(full_copay(part, due) - _taken_of(part, taken), 0)
        parts = spread(total, [one.line.charge for one in lines])
        presets.update((one.line.number, cut) for one, cut in zip(lines, parts, strict=True))
    return presets


def _taken_of(part: Copay, taken: int) -> int:
    """What earlier bills of the stay took counts against a copay per stay or a capped one."""
    return taken if part.per is Per.STAY or (part.cap and part.cap.amount) else 0


def _copay_of_stay(asked: Asked) -> Copay | None:
    return None if asked.visit.admitted is None else asked.row.copay_of_stay
