"""Is it an emergency? Codes may only say yes; no list of codes may say no (45 CFR 149.110)."""

from __future__ import annotations

from dataclasses import dataclass

from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.money import ZERO


@dataclass(frozen=True, slots=True)
class EmergencyCodes:
    """Codes any of which says that a line was emergency care."""

    places: frozenset[str]
    revenues: frozenset[str]
    procedures: frozenset[str]
    admission_types: frozenset[str]
    source: str


def emergency(claim: Claim, line: Line, codes: EmergencyCodes) -> Finding | None:
    """Return the finding that says yes, or None: then nothing was said, a person may still."""
    if claim.institutional is None:
        return professional_emergency(line.place or claim.place, line.procedure, codes)
    return _at_facility(claim, codes)


def professional_emergency(place: str, procedure: str, codes: EmergencyCodes) -> Finding | None:
    """Ask the place and the procedure of a professional line."""
    if place in codes.places:
        return _yes("place", place, codes)
    if procedure in codes.procedures:
        return _yes("procedure", procedure, codes)
    return None


def _at_facility(claim: Claim, codes: EmergencyCodes) -> Finding | None:
    """A facility's claim is one visit: what one line shows holds for all of its lines."""
    if claim.institutional and claim.institutional.admission_type in codes.admission_types:
        return _yes("admission type", claim.institutional.admission_type, codes)
    for line in claim.lines:
        if line.revenue in codes.revenues:
            return _yes("revenue", line.revenue, codes)
        if line.procedure in codes.procedures:
            return _yes("procedure", line.procedure, codes)
    return None


def _yes(what: str, code: str, codes: EmergencyCodes) -> Finding:
    """Name the code that said yes."""
    return Finding("emergency", ZERO, {"what": what, "code": code}, codes.source)
