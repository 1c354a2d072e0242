"""Questions 2 to 6: every edit runs, and every fault is laid to its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from coverwell.kernel.claims.cut import cuts_of
from coverwell.kernel.claims.ruling import Ruling
from coverwell.kernel.claims.work import Work
from coverwell.kernel.edits.facts import EditFacts
from coverwell.kernel.edits.run import run_edits
from coverwell.kernel.reasons.problem import Effect, Problem


CLEAN: Mapping[int, tuple[Problem, ...]] = {}


def faults_by_line(work: Work) -> Mapping[int, tuple[Problem, ...]]:
    """Run the edits, where there is a rulebook; a fault of the claim is one of each line."""
    claim, facts = work.claim, work.facts
    if facts.tables is None or facts.provider is None:
        return _by_line(work, facts.judged) if facts.judged else CLEAN
    asked = EditFacts(
        facts.person,
        facts.history,
        facts.provider.standing,
        facts.provider.filing_days,
        facts.filing_exceptions,
        facts.accident_answered,
        {line: one.standing for line, one in facts.provider_by_line.items()},
    )
    found = run_edits(claim, asked, facts.tables.edits.nearest(claim.lines[0].first))
    if found and any(one.effect is Effect.CUT for one in found):
        work.cuts = cuts_of(found)
        found = tuple(one for one in found if one.effect is not Effect.CUT)
    return _by_line(work, (*found, *facts.judged)) if found or facts.judged else CLEAN


def _by_line(work: Work, found: tuple[Problem, ...]) -> Mapping[int, tuple[Problem, ...]]:
    """Keep the order of the questions within each line."""
    return {
        line.number: tuple(one for one in found if one.line in (0, line.number))
        for line in work.claim.lines
    }


def without_released(rulings: Sequence[Ruling], work: Work) -> list[Ruling]:
    """Drop what a person has answered; only what was pending can be answered so."""
    released = work.facts.released
    return [
        replace(
            ruling,
            problems=tuple(
                one
                for one in ruling.problems
                if one.effect is Effect.DENY or (one.finding.rule, line.number) not in released
            ),
        )
        for line, ruling in zip(work.claim.lines, rulings, strict=True)
    ]
