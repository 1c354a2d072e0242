"""Reimbursement policies: what is part of other care, and what needs notes or a look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.edits.person import age_on
from coverwell.kernel.vocabulary.claim import Claim, Line


def check_not_separate(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:  # noqa: ARG001
    """Deny codes that are part of other care."""
    for line in claim.lines:
        policy = tables.not_separate.get(line.procedure)
        if policy is not None:
            told = {"code": line.procedure, "policy": policy}
            yield fault(line.number, "not_separate", policy, **told)


def check_together(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Pend codes that need notes, or a clinician's look, beside certain others."""
    for line in claim.lines:
        for entry in tables.together.get(line.procedure, ()):
            if age_on(facts.person.birth, line.first) < entry.from_age:
                continue
            other = next((one for one in _others(claim, line) if one in entry.others), None)
            if other is not None:
                told = {"code": line.procedure, "with": other, "policy": entry.policy}
                yield fault(line.number, entry.rule, entry.policy, **told)
                break


def _others(claim: Claim, line: Line) -> Iterable[str]:
    """Return the other codes of that day on the claim."""
    for other in claim.lines:
        if other.number != line.number and other.first == line.first:
            yield other.procedure


def check_global(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Deny visits inside the days that a surgery's price includes (42 CFR 414.40)."""
    for line in claim.lines:
        if line.procedure in tables.global_visits and tables.global_bypass.isdisjoint(
            line.modifiers
        ):
            yield from _after_surgery(claim, line, facts, tables)


def _after_surgery(
    claim: Claim, line: Line, facts: EditFacts, tables: EditTables
) -> Iterable[Fault]:
    """Find the same clinician's surgery whose days reach the visit."""
    who = claim.rendered_by(line).npi
    for prior in facts.history.of(claim.person):
        days = tables.global_days.get(prior.procedure, 0)
        if not days or prior.denied or prior.rendering != who:
            continue
        if prior.first < line.first <= prior.first + timedelta(days=days):
            yield fault(
                line.number,
                "global_period",
                tables.sources["global"],
                surgery=prior.first,
                days=days,
            )
            return
