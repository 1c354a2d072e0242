"""Saying the amounts of a line as adjustments: charge = plan paid + sum of adjustments."""

from __future__ import annotations

from coverwell.kernel.claims.bill import Bill
from coverwell.kernel.claims.decision import LineDecision, Status
from coverwell.kernel.claims.limited import Limited
from coverwell.kernel.claims.ruling import Ruling
from coverwell.kernel.claims.work import Asked
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Adjustment, Line
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.record import new
from coverwell.kernel.vocabulary.side import Side


# To look a member up in its class takes as long as making a record.
OUT = Side.OUT
PAID = Status.PAID


def paid_line(asked: Asked, limited: Limited, bill: Bill) -> LineDecision:
    """Return the decision of a covered line; what it is worth less than charged comes first."""
    line, worth, cell = asked.line, asked.worth, asked.payable.cell
    charge, reductions = line.charge, worth.reductions
    gap = +charge - bill.allowed
    balance = 0
    if gap > 0 and cell.side is OUT and not (bill.second or worth.protected):
        balance = gap
        if reductions:
            balance -= sum(+item.amount for item in reductions)
    deductible, copay, coinsurance = bill.taken
    said = _price_adjustments(charge, reductions, bill, balance)
    amounts = (
        charge,
        Money(bill.allowed),
        Money(bill.base),
        Money(deductible) if deductible else ZERO,
        Money(copay) if copay else ZERO,
        Money(coinsurance) if coinsurance else ZERO,
        ZERO,
        ZERO,
        Money(bill.beyond) if bill.beyond else ZERO,
        Money(bill.penalty) if bill.penalty else ZERO,
        Money(balance) if balance else ZERO,
        Money(bill.excess if bill.second else gap - balance),
        Money(bill.other) if bill.other else ZERO,
        Money(bill.plan),
        Money(bill.member) if bill.member else ZERO,
        Money(bill.member + bill.beyond + bill.penalty + balance),
    )
    told = (
        (*said, *_member_adjustments(limited, bill)),
        worth.remarks,
        cell.row.care,
        cell.side,
        cell.column,
        limited.counted,
        None,
    )
    return new(LineDecision, (line.number, PAID, *amounts, *told))


def _member_adjustments(limited: Limited, bill: Bill) -> list[Adjustment]:
    """Say the member's parts; nothing is said of nothing."""
    found: list[Adjustment] = []
    deductible, copay, coinsurance = bill.taken
    if bill.beyond:
        lifetime = limited.cut_by is not None and limited.cut_by.limit.per.lifetime
        found.append(Adjustment("PR", "35" if lifetime else "119", Money(bill.beyond)))
    if bill.penalty:
        found.append(Adjustment("PR", "197", Money(bill.penalty)))
    if deductible:
        found.append(new(Adjustment, ("PR", "1", Money(deductible))))
    if copay:
        found.append(new(Adjustment, ("PR", "3", Money(copay))))
    if coinsurance:
        found.append(new(Adjustment, ("PR", "2", Money(coinsurance))))
    return found


def _price_adjustments(
    charge: Money, reductions: tuple[Adjustment, ...], bill: Bill, balance: int
) -> tuple[Adjustment, ...]:
    """Say what lies between charge and allowed: who is first, or the contract, or a balance."""
    if bill.second:
        return _other_payer_adjustments(charge, bill)
    rest = +charge - bill.allowed
    if reductions:
        rest -= sum(+item.amount for item in reductions)
    if not rest:
        return reductions
    if rest < 0:
        # 94: processed in excess of charges; a DRG or per diem may be more than was charged.
        return (*reductions, Adjustment("CO", "94", Money(rest)))
    return (*reductions, new(Adjustment, ("PR" if balance else "CO", "45", Money(rest))))


def _other_payer_adjustments(charge: Money, bill: Bill) -> tuple[Adjustment, ...]:
    """Say what the first payer leaves nothing of, and what nobody pays."""
    first = +charge - bill.plan - bill.member - bill.beyond - bill.penalty - bill.excess
    said = (Adjustment("OA", "23", Money(first)),) if first else ()
    return (*said, Adjustment("CO", "45", Money(bill.excess))) if bill.excess else said


def denied_line(line: Line, ruling: Ruling, denial: Problem) -> LineDecision:
    """Return the decision of a denied line: its whole charge, the member's or the provider's."""
    members = denial.group == "PR"
    remarks = (*denial.remarks, *_other_remarks(ruling, denial))
    return LineDecision(
        line.number,
        Status.DENIED,
        line.charge,
        not_covered_member=line.charge if members else ZERO,
        not_covered_provider=ZERO if members else line.charge,
        member_owes=line.charge if members else ZERO,
        adjustments=(Adjustment(denial.group, denial.code, line.charge),) if line.charge else (),
        remarks=remarks,
        care=ruling.care,
        side=ruling.side,
    )


def _other_remarks(ruling: Ruling, denial: Problem) -> tuple[str, ...]:
    """Say every fault under the same code at once: the sender corrects them together."""
    found: dict[str, None] = {}
    for one in ruling.problems:
        if one is not denial and (one.group, one.code) == (denial.group, denial.code):
            found.update(dict.fromkeys(one.remarks))
    return tuple(remark for remark in found if remark not in denial.remarks)


def pended_line(line: Line, ruling: Ruling) -> LineDecision:
    """Return a line that waits: nothing of it is decided."""
    return LineDecision(
        line.number, Status.PENDED, line.charge, care=ruling.care, side=ruling.side
    )
