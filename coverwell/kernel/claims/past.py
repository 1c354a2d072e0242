"""The lines of a decision as later claims look back at them."""

from __future__ import annotations

from coverwell.kernel.claims.decision import LineDecision, Status
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.history import PriorLine


def prior_lines(claim: Claim, decided: tuple[LineDecision, ...]) -> tuple[PriorLine, ...]:
    """Return one prior line a line, denied ones too: a duplicate of a denied line is known."""
    return tuple(_prior(claim, line, of) for line, of in zip(claim.lines, decided, strict=True))


def _prior(claim: Claim, line: Line, decided: LineDecision) -> PriorLine:
    admitted = None
    if claim.institutional is not None and claim.institutional.inpatient:
        admitted = claim.institutional.admitted or claim.institutional.statement.first
    return PriorLine(
        claim.number,
        line.number,
        claim.person,
        line.first,
        line.last,
        line.charge,
        line.procedure,
        line.modifiers,
        line.revenue,
        line.units,
        line.place or claim.place,
        claim.billing.tin,
        claim.rendered_by(line).npi,
        line.diagnoses[0] if line.diagnoses else "",
        decided.status is Status.DENIED,
        decided.care,
        decided.copay,
        decided.coinsurance,
        decided.counted,
        admitted,
        decided.units_paid,
    )
