"""Was approval needed before this service, and is it there?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from coverwell.kernel.plan.limit import Precert, Precertification
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side


class Authorization(NamedTuple):
    """An approval that was given. Empty `procedures` or `providers` stand for any.

    `providers` are tax ids or NPIs. `units_left` None means without a count. `nobody_inside`: it
    was given because no network provider can do this.
    """

    number: str
    person: str
    period: Period
    procedures: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    units_left: Decimal | None = None
    nobody_inside: bool = False


@dataclass(frozen=True, slots=True)
class PrecertificationList:
    """A dated list. Where the list names codes of a kind of care, only those need approval;
    a kind of care that it does not name needs it for every line of a row that requires it.
    """

    by_care: Mapping[str, frozenset[str]]
    source: str


class Approval(Enum):
    """What was found; the value is the rule id of an answer in network."""

    NOT_NEEDED = "precertification_not_needed"
    SPARED = "precertification_spared"
    FOUND = "precertification_found"
    MISSING = "precertification_missing"
    EXCEEDED = "precertification_exceeded"
    WRONG = "precertification_wrong"


class Approved(NamedTuple):
    """The outcome, its finding, and the approval whose units the line uses."""

    outcome: Approval
    finding: Finding
    used: Authorization | None = None

    @property
    def stands(self) -> bool:
        """Say whether nothing is missing."""
        return self.outcome in (Approval.NOT_NEEDED, Approval.SPARED, Approval.FOUND)


@dataclass(frozen=True, slots=True)
class PrecertificationFacts:
    """The row's rule, the list in force, the approvals on file, and the provider's side.

    `spared`: emergency or protected care, of which no approval may be asked (45 CFR 149.110).
    """

    needed: Precertification
    listed: PrecertificationList
    given: tuple[Authorization, ...]
    side: Side
    says: str
    spared: bool = False


def approval(claim: Claim, line: Line, care: str, facts: PrecertificationFacts) -> Approved:
    """Find the approval of a line; one that fits is enough, whatever number the claim states."""
    if not needs_approval(line.procedure, care, facts.needed, facts.listed):
        return _found(Approval.NOT_NEEDED, facts, care=care)
    if facts.spared:
        return _found(Approval.SPARED, facts, care=care)
    fitting = [one for one in facts.given if fits(one, claim, line)]
    enough = next((one for one in fitting if _has_left(one, line)), None)
    if enough is not None:
        return _found(Approval.FOUND, facts, enough, number=enough.number)
    if fitting:
        left = fitting[0].units_left or Decimal(0)
        told: dict[str, Fact] = {"number": fitting[0].number, "left": left, "units": line.units}
        return _found(Approval.EXCEEDED, facts, fitting[0], **told)
    return _absent(claim, line, care, facts)


def needs_approval(
    procedure: str, care: str, needed: Precertification, listed: PrecertificationList
) -> bool:
    """Ask the plan's row, then the list."""
    if needed.need is Precert.NOT_REQUIRED:
        return False
    codes = listed.by_care.get(care)
    return codes is None or procedure in codes


def fits(given: Authorization, claim: Claim, line: Line) -> bool:
    """Say whether an approval is for this person, day, code and provider."""
    if given.person != claim.person or not given.period.covers(line.first):
        return False
    if given.procedures and line.procedure not in given.procedures:
        return False
    who = {claim.billing.tin, claim.billing.npi, claim.rendered_by(line).npi, claim.facility.npi}
    return not given.providers or not given.providers.isdisjoint(who)


def _has_left(given: Authorization, line: Line) -> bool:
    """Say whether the approval still has the line's units."""
    return given.units_left is None or line.units <= given.units_left


def _absent(claim: Claim, line: Line, care: str, facts: PrecertificationFacts) -> Approved:
    """Tell a number that is for something else from no approval at all."""
    stated = line.authorization or claim.authorization
    if stated and any(one.number == stated for one in facts.given):
        return _found(Approval.WRONG, facts, number=stated)
    return _found(Approval.MISSING, facts, care=care)


def _found(
    outcome: Approval,
    facts: PrecertificationFacts,
    used: Authorization | None = None,
    **told: Fact,
) -> Approved:
    """Write the finding; a missing approval has a rule of its own out of network."""
    rule = outcome.value
    if outcome is Approval.MISSING and facts.side is Side.OUT:
        rule = "precertification_missing_out_of_network"
    return Approved(outcome, Finding(rule, ZERO, told, facts.says or facts.listed.source), used)


def notice_due(admitted: date) -> Period:
    """Return the days in which an emergency admission should be notified: 48 hours, whole days.

    It never changes what is paid for emergency or protected care (45 CFR 149.110(c)).
    """
    return Period(admitted, date.fromordinal(admitted.toordinal() + 2))
