"""Is out-of-network care protected, so that the member pays as in network and no balance bill?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.kernel.vocabulary.side import Side


class Protection(Enum):
    """Which rule protects; the value is the rule id."""

    EMERGENCY = "protected_emergency"
    POST_STABILIZATION = "protected_post_stabilization"
    AT_NETWORK_FACILITY = "protected_at_network_facility"
    AIR_AMBULANCE = "protected_air_ambulance"
    WRONG_LISTING = "protected_wrong_listing"
    CONTINUITY = "protected_continuity"


@dataclass(frozen=True, slots=True)
class ProtectionFacts:
    """What is known besides the claim. `facility` is the facility's own side on the day.

    `listed_in_network`: our directory or answer called the provider in network. `continuity_until`
    is the last day on which ended network terms still hold for this person (45 CFR 149 and
    section 113 of the No Surprises Act: 90 days). `emergency_until` is the day before the
    patient was fit to travel and had agreed, where a stay began as an emergency.
    """

    facility: Side | None = None
    emergency: bool = False
    emergency_until: date | None = None
    listed_in_network: bool = False
    continuity_until: date | None = None


@dataclass(frozen=True, slots=True)
class ProtectionTables:
    """Dated codes: air ambulance, facility places, care whose protection no one can waive.

    `no_referral` are taxonomy prefixes of those to whom no plan may ask for a referral.
    """

    air_ambulance: frozenset[str]
    air_revenues: frozenset[str]
    ground_ambulance: frozenset[str]
    facility_places: frozenset[str]
    never_waived: tuple[str, ...]
    no_referral: tuple[str, ...]
    source: str


def protection(
    claim: Claim, line: Line, facts: ProtectionFacts, tables: ProtectionTables
) -> tuple[Protection, Finding] | None:
    """Return what protects a line of an out-of-network provider, or None."""
    # 45 CFR 149.30: ground ambulance is outside the act, whatever else is true.
    if line.procedure in tables.ground_ambulance:
        return None
    kind = _kind(claim, line, facts, tables)
    if kind is None:
        return None
    return kind, Finding(kind.value, ZERO, {"day": line.first}, tables.source)


def _kind(
    claim: Claim, line: Line, facts: ProtectionFacts, tables: ProtectionTables
) -> Protection | None:
    """Ask each rule in turn."""
    if _by_air(line, tables):
        return Protection.AIR_AMBULANCE
    if facts.emergency:
        return Protection.EMERGENCY
    if _after_stabilization(claim, line, facts, tables):
        return Protection.POST_STABILIZATION
    if _at_network_facility(claim, line, facts, tables):
        return Protection.AT_NETWORK_FACILITY
    return _of_the_plan(line, facts)


def _of_the_plan(line: Line, facts: ProtectionFacts) -> Protection | None:
    """Protect a member who relied on our directory, or whose network provider just left."""
    if facts.listed_in_network:
        return Protection.WRONG_LISTING
    if facts.continuity_until is not None and line.first <= facts.continuity_until:
        return Protection.CONTINUITY
    return None


def _by_air(line: Line, tables: ProtectionTables) -> bool:
    """Air ambulance is protected wherever it flew (45 CFR 149.130)."""
    return line.procedure in tables.air_ambulance or line.revenue in tables.air_revenues


def _after_stabilization(
    claim: Claim, line: Line, facts: ProtectionFacts, tables: ProtectionTables
) -> bool:
    """Care after an emergency stays one until the patient could travel and agreed (149.110)."""
    if facts.emergency_until is None or line.first > facts.emergency_until:
        return False
    return not (claim.notice_and_consent and _waivable(claim, line, tables))


def _at_network_facility(
    claim: Claim, line: Line, facts: ProtectionFacts, tables: ProtectionTables
) -> bool:
    """Out-of-network clinicians at a network facility (45 CFR 149.120)."""
    place = line.place or claim.place
    at_facility = claim.institutional is None and place in tables.facility_places
    if not at_facility or facts.facility is not Side.NETWORK:
        return False
    return not (claim.notice_and_consent and _waivable(claim, line, tables))


def _waivable(claim: Claim, line: Line, tables: ProtectionTables) -> bool:
    """Ancillary care (anesthesia, laboratory, …) cannot be consented away (45 CFR 149.420(b))."""
    return not claim.rendered_by(line).taxonomy.startswith(tables.never_waived)
