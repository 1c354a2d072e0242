"""May this provider be paid by this plan for this, or must somebody else pay first?"""

from __future__ import annotations

from collections.abc import Iterable

from coverwell.kernel.edits.facts import (
    GOOD_STANDING,
    EditFacts,
    EditTables,
    Fault,
    ProviderStanding,
)
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.vocabulary.claim import Claim, Line


# Related causes of the claim: employment, auto accident, other accident.
_ACCIDENTS = {"EM": "accident_work", "AA": "accident_auto", "OA": "accident_other"}


def check_provider(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Ask about sanction, credential, capitation and vendor for every line, then accidents."""
    own = facts.provider_by_line
    if own or facts.provider != GOOD_STANDING:
        for line in claim.lines:
            yield from _standing(line, own.get(line.number, facts.provider), tables.source)
    if claim.related_causes and not facts.accident_answered:
        for cause in claim.related_causes:
            if cause in _ACCIDENTS:
                yield fault(0, _ACCIDENTS[cause], tables.source)


def _standing(line: Line, standing: ProviderStanding, source: str) -> Iterable[Fault]:
    """Name everything that keeps the provider from being paid on the line's date."""
    since = standing.sanctioned_since
    if since is not None and line.first >= since:
        yield fault(line.number, "provider_sanctioned", source, since=since)
    if standing.eligible is not None and not standing.eligible.covers(line.first):
        yield fault(line.number, "provider_not_eligible", source, day=line.first)
    if standing.capitated:
        yield fault(line.number, "provider_capitated", source)
    if standing.vendor:
        yield fault(line.number, "carved_out", source, vendor=standing.vendor)
