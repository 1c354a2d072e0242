"""The compact trace of a decision, and its one-column text."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from operator import itemgetter

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
    "no_policy_against",
    "approved",
    "our_turn",
    "worth",
)
# A rule that takes something -> the id that says that it took nothing.
UNTOUCHED = {
    "limit_reached": "within_limit",
    "deductible": "no_deductible",
    "copay": "no_copay",
    "coinsurance": "no_coinsurance",
    "out_of_pocket_maximum": "below_maximum",
    "precertification_penalty": "no_penalty",
}
_BITS = {rule: 1 << at for at, rule in enumerate(UNTOUCHED)}
_BITS["drug_deductible"] = _BITS["deductible"]


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
    if work.cuts:
        unchanged = tuple((line, _cut(line, rules, work.cuts)) for line, rules in unchanged)
    return Trace(tuple(sorted(work.notes, key=_line)), unchanged)


def _cut(line: int, rules: tuple[str, ...], cuts: Container[int]) -> tuple[str, ...]:
    """A line of which some units were left did not pass its edits."""
    return tuple(rule for rule in rules if rule != "edits_passed" or line not in cuts)


_line = itemgetter(0)


@lru_cache(maxsize=64)
def _unchanged(mask: int) -> tuple[str, ...]:
    """Return the ids of the rules whose bit is not set; question 1 to 11 passed."""
    return (*ASKED, *(none for rule, none in UNTOUCHED.items() if not mask & _BITS[rule]))
