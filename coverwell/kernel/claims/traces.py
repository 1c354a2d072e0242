"""The compact trace of a decision, and its one-column text."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from operator import itemgetter

from coverwell.kernel.claims.decision import Trace
from coverwell.kernel.claims.ruling import Ruling
from coverwell.kernel.claims.touched import TOUCHES, UNTOUCHED
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


def trace_of(work: Work, rulings: tuple[Ruling, ...]) -> Trace:
    """Gather what was noted, and the ids of what was asked and changed nothing."""
    touched, unchanged = work.touched, []
    for at, line in enumerate(work.claim.lines):
        if not rulings[at].problems:
            unchanged.append((line.number, _unchanged(touched.get(line.number, 0))))
    if work.cuts:
        unchanged = [(line, _cut(line, rules, work.cuts)) for line, rules in unchanged]
    return Trace(tuple(sorted(work.notes, key=_line)), tuple(unchanged))


def _cut(line: int, rules: tuple[str, ...], cuts: Container[int]) -> tuple[str, ...]:
    """A line of which some units were left did not pass its edits."""
    return tuple(rule for rule in rules if rule != "edits_passed" or line not in cuts)


_line = itemgetter(0)


@lru_cache(maxsize=64)
def _unchanged(mask: int) -> tuple[str, ...]:
    """Return the ids of the rules whose bit is not set; question 1 to 11 passed."""
    return (*ASKED, *(none for rule, none in UNTOUCHED.items() if not mask & TOUCHES[rule]))
