"""Lines of which a policy leaves some units: those are decided, the rest of the charge is denied.

Where a policy says how many units are paid, the units below its limit are paid however they are
billed (ADR 11): the line is decided as if it had been billed for them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from coverwell.kernel.claims.decision import Decision, LineDecision, Status, totals
from coverwell.kernel.claims.past import prior_lines
from coverwell.kernel.reasons.problem import Effect, Problem
from coverwell.kernel.vocabulary.claim import Adjustment, Claim, Line
from coverwell.kernel.vocabulary.money import Money


Cuts = Mapping[int, Problem]


def cuts_of(found: Iterable[Problem]) -> Cuts:
    """Return by line what leaves it the fewest units."""
    cuts: dict[int, Problem] = {}
    for one in found:
        if one.effect is Effect.CUT:
            cuts[one.line] = min(cuts.get(one.line, one), one, key=_left)
    return cuts


def _left(cut: Problem) -> Decimal:
    left = cut.finding.facts["left"]
    return left if isinstance(left, Decimal) else Decimal(0)


def with_units_left(claim: Claim, cuts: Cuts) -> Claim:
    """Return the claim as if its cut lines had been billed for the units that are left."""
    lines = tuple(
        _shorter(line, _left(cuts[line.number])) if line.number in cuts else line
        for line in claim.lines
    )
    return replace(claim, lines=lines)


def _shorter(line: Line, left: Decimal) -> Line:
    """The charge of the units left is their part of the line's, half a cent rounding up."""
    part, whole = int(left * 1000), int(line.units * 1000)
    charge = Money((2 * line.charge * part + whole) // (2 * whole))
    return replace(line, units=left, charge=charge)


def whole_again(decision: Decision, claim: Claim, cuts: Cuts) -> Decision:
    """Return the decision about the claim as it was billed: what was cut off is denied."""
    asked = {line.number: line for line in claim.lines}
    lines = tuple(
        _whole(line, asked[line.number], cuts[line.number]) if line.number in cuts else line
        for line in decision.lines
    )
    history = prior_lines(claim, lines) if decision.history else ()
    return replace(decision, lines=lines, totals=totals(lines), history=history)


def _whole(decided: LineDecision, line: Line, cut: Problem) -> LineDecision:
    rest = line.charge - decided.charge
    if decided.status is Status.PENDED:
        return decided._replace(charge=line.charge)
    if decided.status is Status.DENIED:
        first, *others = decided.adjustments or (Adjustment(cut.group, cut.code, Money(0)),)
        denied = (first._replace(amount=first.amount + rest), *others)
        return _bears(decided, first.group, rest)._replace(charge=line.charge, adjustments=denied)
    said = (Adjustment(cut.group, cut.code, rest),) if rest else ()
    return _bears(decided, cut.group, rest)._replace(
        charge=line.charge,
        adjustments=(*said, *decided.adjustments),
        remarks=(*decided.remarks, *cut.remarks),
        units_paid=_left(cut),
    )


def _bears(decided: LineDecision, group: str, rest: Money) -> LineDecision:
    """Lay the rest to who bears it: group PR is the member, any other the provider."""
    if group == "PR":
        return decided._replace(
            not_covered_member=decided.not_covered_member + rest,
            member_owes=decided.member_owes + rest,
        )
    return decided._replace(not_covered_provider=decided.not_covered_provider + rest)
