"""Was this service decided before? Rejected and reversed originals are not in the history."""

from __future__ import annotations

from collections.abc import Iterable

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.history import PriorLine


def check_duplicates(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Deny an exact match and pend a near one, unless a modifier says that it was done again."""
    codes: set[str] = set()
    history = facts.history
    for at, line in enumerate(claim.lines):
        again = line.procedure in codes
        codes.add(line.procedure)
        priors = history.on(claim.person, line.first) if history.lines else ()
        if not priors and not again:
            continue
        if not tables.repeats.isdisjoint(line.modifiers):
            continue
        found = _before(claim, line, priors, tables) or _within(claim, at, tables)
        if found is not None:
            yield found


def _before(
    claim: Claim, line: Line, priors: tuple[PriorLine, ...], tables: EditTables
) -> Fault | None:
    """Compare with the person's other lines of that day; a replaced claim is not another."""
    near: PriorLine | None = None
    for prior in priors:
        if prior.denied or prior.claim in (claim.number, claim.replaces):
            continue
        if not _same_service(claim, line, prior):
            continue
        if prior.charge == line.charge and set(prior.modifiers) == set(line.modifiers):
            return _told("duplicate", line, prior, tables)
        if near is None and line.procedure and _unparted(line, prior, tables):
            near = prior
    return None if near is None else _told("near_duplicate", line, near, tables)


def _told(rule: str, line: Line, prior: PriorLine, tables: EditTables) -> Fault:
    """Name the claim and line that were decided."""
    return fault(
        line.number, rule, tables.sources["modifiers"], claim=prior.claim, number=prior.number
    )


def _same_service(claim: Claim, line: Line, prior: PriorLine) -> bool:
    """Same code, days, units, tooth, office, clinician; distinct units are distinct services."""
    return (
        prior.procedure == line.procedure
        and prior.revenue == line.revenue
        and prior.last == line.last
        and prior.units == line.units
        and prior.spots == line.spots
        and prior.billing_tin == claim.billing.tin
        and prior.rendering == claim.rendered_by(line).npi
    )


def _unparted(line: Line, prior: PriorLine, tables: EditTables) -> bool:
    """Say whether no modifier tells the two apart (left and right, reading and equipment)."""
    differ = set(line.modifiers) ^ set(prior.modifiers)
    return tables.distinct.isdisjoint(differ) and tables.repeats.isdisjoint(prior.modifiers)


def _within(claim: Claim, at: int, tables: EditTables) -> Fault | None:
    """Compare with the earlier lines of the same claim; a bare revenue line may repeat."""
    line = claim.lines[at]
    if not line.procedure:
        return None
    for other in claim.lines[:at]:
        if other.procedure == line.procedure and _equal(claim, line, other):
            return fault(
                line.number, "duplicate_in_claim", tables.sources["modifiers"], number=other.number
            )
    return None


def _equal(claim: Claim, line: Line, other: Line) -> bool:
    """Say whether two lines of a claim are the same in all that is compared."""
    return (
        (other.first, other.last, other.units, other.charge, other.revenue)
        == (line.first, line.last, line.units, line.charge, line.revenue)
        and set(other.modifiers) == set(line.modifiers)
        and other.spots == line.spots
        and claim.rendered_by(other).npi == claim.rendered_by(line).npi
    )
