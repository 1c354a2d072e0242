"""The lines of a decision as later claims look back at them."""

from __future__ import annotations

from datetime import date

from coverwell.kernel.claims.decision import LineDecision, Status
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.history import PriorLine
from coverwell.kernel.vocabulary.record import new


# To look a member up in its class takes as long as making a record.
DENIED = Status.DENIED


def prior_lines(claim: Claim, decided: tuple[LineDecision, ...]) -> tuple[PriorLine, ...]:
    """Return one prior line a line, denied ones too: a duplicate of a denied line is known."""
    admitted = None
    if claim.institutional is not None and claim.institutional.inpatient:
        admitted = claim.institutional.admitted or claim.institutional.statement.first
    rendering = claim.rendering_or_billing.npi
    found = []
    for at, line in enumerate(claim.lines):
        who = line.rendering.npi or rendering
        found.append(_prior(claim, line, decided[at], (who, admitted)))
    return tuple(found)


def _prior(
    claim: Claim, line: Line, decided: LineDecision, of_claim: tuple[str, date | None]
) -> PriorLine:
    rendering, admitted = of_claim
    made = (
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
        rendering,
        line.diagnoses[0] if line.diagnoses else "",
        decided.status is DENIED,
        decided.care,
        decided.copay,
        decided.coinsurance,
        decided.counted,
        admitted,
        decided.units_paid,
        line.spots,
    )
    return new(PriorLine, made)
