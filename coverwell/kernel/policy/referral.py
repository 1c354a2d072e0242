"""Is the primary care provider's referral needed, and is it there?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from coverwell.kernel.plan.plan import ReferralRule
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.kernel.vocabulary.period import Period


class Referral(NamedTuple):
    """A referral to a provider (tax ids or NPIs) or to anybody of a specialty (taxonomy prefixes).

    Both empty stand for anybody. `visits_left` None means without a count.
    """

    number: str
    person: str
    period: Period
    providers: frozenset[str] = frozenset()
    specialties: tuple[str, ...] = ()
    visits_left: int | None = None


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """The plan's rule, whether the row is behind it, and what spares a line from it.

    `primary_care` is the NPI or tax id of the member's own primary care provider; `obstetric`
    are the taxonomy prefixes that need no referral (42 USC 300gg-19a(d)).
    """

    rule: ReferralRule
    row_needs_it: bool
    given: tuple[Referral, ...]
    primary_care: str
    obstetric: tuple[str, ...]
    says: str
    emergency: bool = False
    protected: bool = False


class Referred(NamedTuple):
    """Whether the line may have the in-network benefit level, and why."""

    stands: bool
    finding: Finding


def referral(claim: Claim, line: Line, care: str, facts: ReferralFacts) -> Referred:
    """Ask the exceptions first, then look for a referral that fits."""
    if facts.rule is ReferralRule.NOT_NEEDED or not facts.row_needs_it:
        return _told("referral_not_needed", facts, care=care)
    waived = _waived(claim, line, facts)
    if waived:
        return _told(waived, facts)
    for given in facts.given:
        if _fits(given, claim, line):
            return _told("referral_found", facts, number=given.number)
    missing = "referral_level" if facts.rule is ReferralRule.GATE else "referral_missing"
    return Referred(False, _told(missing, facts, care=care).finding)  # noqa: FBT003


def _waived(claim: Claim, line: Line, facts: ReferralFacts) -> str:
    """Name the exception that spares the line, or ''."""
    who = claim.rendered_by(line)
    if facts.emergency:
        return "referral_waived_emergency"
    if facts.protected:
        return "referral_waived_protected"
    if facts.primary_care and facts.primary_care in (who.npi, who.tin, claim.billing.tin):
        return "referral_waived_primary_care"
    if who.taxonomy.startswith(facts.obstetric):
        return "referral_waived_obstetrics"
    return ""


def _fits(given: Referral, claim: Claim, line: Line) -> bool:
    """Say whether a referral is for this person, day and provider, and has a visit left."""
    if given.person != claim.person or not given.period.covers(line.first):
        return False
    if given.visits_left is not None and given.visits_left < 1:
        return False
    who = claim.rendered_by(line)
    if not given.providers and not given.specialties:
        return True
    named = {claim.billing.tin, claim.billing.npi, who.npi}
    by_specialty = bool(given.specialties) and who.taxonomy.startswith(given.specialties)
    return by_specialty or not given.providers.isdisjoint(named)


def _told(rule: str, facts: ReferralFacts, **told: Fact) -> Referred:
    """Write a finding after which the line stands."""
    return Referred(True, Finding(rule, ZERO, told, facts.says))  # noqa: FBT003
