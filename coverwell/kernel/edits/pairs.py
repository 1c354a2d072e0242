"""Codes that are not paid together on one day by one provider, and codes not paid alone (NCCI)."""

from __future__ import annotations

from collections.abc import Iterable

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.vocabulary.claim import Claim, Line


def check_pairs(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Deny the column 2 code of a pair, unless a modifier that may part them stands on it."""
    pairs = tables.pairs if claim.institutional is None else tables.facility_pairs
    for line in claim.lines:
        partners = pairs.get(line.procedure)
        if partners is None:
            continue
        for code in _that_day(claim, line, facts):
            may_part = partners.get(code)
            if may_part is None or (may_part and not tables.bypass.isdisjoint(line.modifiers)):
                continue
            told = {"code": line.procedure, "with": code}
            yield fault(line.number, "pair_not_paid", tables.sources["pairs"], **told)
            break


def check_add_ons(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Deny a code that only adds to another one, where none of those was done that day."""
    for line in claim.lines:
        primaries = tables.add_ons.get(line.procedure)
        if primaries is not None and primaries.isdisjoint(_that_day(claim, line, facts)):
            yield fault(
                line.number, "add_on_alone", tables.sources["add_ons"], code=line.procedure
            )


def _that_day(claim: Claim, line: Line, facts: EditFacts) -> Iterable[str]:
    """Return the other codes of the same provider and day, on this claim and on earlier ones."""
    who = claim.rendered_by(line).npi
    for other in claim.lines:
        same_day = other.number != line.number and other.first == line.first
        if same_day and claim.rendered_by(other).npi == who:
            yield other.procedure
    for prior in facts.history.on(claim.person, line.first):
        another = prior.claim not in (claim.number, claim.replaces)
        if another and prior.rendering == who and not prior.denied:
            yield prior.procedure
