"""Settling the line that most lines are, in one step instead of part by part.

Its cell is a copay or a coinsurance or both, its row has no limit, nobody pays before us, nothing
is missing, nothing protects it, it is worth no more than its charge, and the out-of-pocket maximum
cuts nothing. Every other line is settled by `settle`, and a plain one would come out the same
there: a test settles all lines both ways.
"""

from __future__ import annotations

from coverwell.kernel.claims.decision import LineDecision, Status
from coverwell.kernel.claims.work import Asked, Work
from coverwell.kernel.cost_share.simple import take_simple
from coverwell.kernel.reasons.finding import Fact
from coverwell.kernel.vocabulary.claim import Adjustment
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.record import new
from coverwell.kernel.vocabulary.side import Side


# To look a member up in its class takes as long as making a record.
OUT = Side.OUT
PAID = Status.PAID


def settle_plain(asked: Asked, work: Work) -> LineDecision | None:
    """Decide the money of a plain line and post what it uses; None: it is not plain."""
    row, payable, worth, line = asked.row, asked.payable, asked.worth, asked.line
    simple, allowed = row.simple, worth.allowed
    if simple is None or not row.plain or worth.protected or worth.reductions:
        return None
    if payable.penalty is not None or payable.answer is not None:
        return None
    gap = +line.charge - allowed
    if gap < 0 or worth.base != allowed:
        return None
    tally, purses = asked.tally, asked.purses
    left = purses.deductible_left() if row.asks_deductible else 0
    deductible, copay, coinsurance = take_simple(simple, +allowed, left, tally.copay)
    member = deductible + copay + coinsurance
    if member and member > purses.maximum_left():
        return None
    for finding in worth.found:
        work.found(line.number, finding)
    adjustments: list[Adjustment] = []
    outside = payable.cell.side is OUT
    if gap:
        adjustments.append(new(Adjustment, ("PR" if outside else "CO", "45", Money(gap))))
    if member:
        tally.copay += copay
        tally.coinsurance += coinsurance
        purses.post(deductible, member, line.number)
        _say(asked, (deductible, copay, coinsurance), left, adjustments, work)
    return _decision(asked, adjustments, (deductible, copay, coinsurance, member, gap))


def _say(
    asked: Asked,
    parts: tuple[int, int, int],
    left: int,
    adjustments: list[Adjustment],
    work: Work,
) -> None:
    """Note the parts of the member's share, and say them as adjustments."""
    deductible, copay, coinsurance = parts
    number, payable = asked.line.number, asked.payable
    if deductible:
        took = Money(deductible)
        went: dict[str, Fact] = {
            "taken": took,
            "before": Money(left),
            "after": Money(left - deductible),
        }
        work.note(number, asked.purses.what, went, payable.plan.head.source, took)
        adjustments.append(new(Adjustment, ("PR", "1", took)))
    if copay:
        took = Money(copay)
        work.note(number, "copay", {"taken": took}, payable.cell.row.says, took)
        adjustments.append(new(Adjustment, ("PR", "3", took)))
    if coinsurance:
        took = Money(coinsurance)
        facts: dict[str, Fact] = {"taken": took}
        if asked.row.percent is not None:
            of = Money(asked.worth.allowed - deductible - copay)
            facts = {"taken": took, "percent": asked.row.percent, "of": of}
        work.note(number, "coinsurance", facts, payable.cell.row.says, took)
        adjustments.append(new(Adjustment, ("PR", "2", took)))


def _decision(
    asked: Asked, adjustments: list[Adjustment], amounts: tuple[int, int, int, int, int]
) -> LineDecision:
    """Write the amounts down; out of network what is charged above them is the member's."""
    deductible, copay, coinsurance, member, gap = amounts
    line, worth, cell = asked.line, asked.worth, asked.payable.cell
    outside = cell.side is OUT
    share = Money(member) if member else ZERO
    made = (
        line.number,
        PAID,
        line.charge,
        worth.allowed,
        worth.base,
        Money(deductible) if deductible else ZERO,
        Money(copay) if copay else ZERO,
        Money(coinsurance) if coinsurance else ZERO,
        ZERO,
        ZERO,
        ZERO,
        ZERO,
        Money(gap) if gap and outside else ZERO,
        Money(gap) if gap and not outside else ZERO,
        ZERO,
        Money(+worth.allowed - member) if member else worth.allowed,
        share,
        Money(member + gap) if gap and outside else share,
        tuple(adjustments),
        worth.remarks,
        cell.row.care,
        cell.side,
        cell.column,
        0,
        None,
    )
    return new(LineDecision, made)
