"""The compact trace of a decision, and its one-column text."""

from __future__ import annotations

from functools import lru_cache

from coverwell.kernel.claims.decision import Trace
from coverwell.kernel.claims.ruling import Ruling
from coverwell.kernel.claims.work import Work


ASKED = (
    "covered",
    "complete",
    "provider_payable",
    "not_seen_before",
    "in_time",
    "edits_passed",
    "care_covered",
    "policy_holds",
    "approved",
    "our_turn",
    "worth",
)
SHARED = (
    "limit_reached",
    "deductible",
    "copay",
    "coinsurance",
    "out_of_pocket_maximum",
    "precertification_penalty",
)


_BITS = {rule: 1 << at for at, rule in enumerate(SHARED)}


def trace_of(work: Work, rulings: tuple[Ruling, ...]) -> Trace:
    """Gather what was noted, and the ids of what was asked and changed nothing."""
    masks = dict.fromkeys((line.number for line in work.claim.lines), 0)
    for number, finding in work.notes:
        masks[number] |= _BITS.get(finding.rule, 0)
    unchanged = tuple(
        (line.number, _unchanged(masks[line.number]))
        for line, ruling in zip(work.claim.lines, rulings, strict=True)
        if not ruling.problems
    )
    return Trace(tuple(work.notes), unchanged)


@lru_cache(maxsize=64)
def _unchanged(mask: int) -> tuple[str, ...]:
    """Return the ids of the rules whose bit is not set; question 1 to 11 passed."""
    return (*ASKED, *(rule for rule, bit in _BITS.items() if not mask & bit))
