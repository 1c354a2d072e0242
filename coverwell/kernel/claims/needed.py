"""Before a service: does it need approval or a referral? The same tables as for its claim."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from coverwell.kernel.claims.day_tables import day_tables
from coverwell.kernel.claims.facts import NOT_STATED, ClaimFacts, ProviderFacts, Tables
from coverwell.kernel.claims.known import Known, Question, looked_up
from coverwell.kernel.plan.plan import Benefit, Plan, ReferralRule
from coverwell.kernel.policy.precertification import needs_approval
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.side import Side


class Need(Enum):
    """What stands before a service."""

    REQUIRED = "required"
    NOT_REQUIRED = "not needed"
    SPARED = "spared"
    NOT_COVERED = "not covered"


class Needed(NamedTuple):
    """The answer for one line: its kind of care, and the plan's own sentence about it.

    `referral`: whether a primary care provider's referral is needed as well.
    """

    line: int
    need: Need
    care: str
    side: Side
    says: str = ""
    referral: bool = False


class Planned(NamedTuple):
    """A planned claim, the plan that covers its first day, and who gives the care."""

    claim: Claim
    facts: ClaimFacts
    plan: Plan
    provider: ProviderFacts
    tables: Tables


def needed(planned: Planned) -> tuple[Needed, ...]:
    """Answer for every line of a planned claim."""
    return tuple(_needed(line, planned) for line in planned.claim.lines)


def _needed(line: Line, planned: Planned) -> Needed:
    tables = day_tables(planned.tables, line.first)
    asked = Question(planned.claim, line, planned.facts, tables, planned.provider)
    known = looked_up(asked, NOT_STATED)
    row = next((planned.plan.rows[key] for key in known.chain if key in planned.plan.rows), None)
    if row is None or _cell_missing(row, known):
        return Needed(line.number, Need.NOT_COVERED, known.chain[0], known.side)
    referral = row.referral and planned.plan.referral is not ReferralRule.NOT_NEEDED
    free = known.spared or known.obstetric
    wanted = needs_approval(
        line.procedure, row.care, row.precertification, tables.precertification
    )
    need = Need.NOT_REQUIRED if not wanted else Need.SPARED if known.spared else Need.REQUIRED
    return Needed(line.number, need, row.care, known.side, row.says, referral and not free)


def _cell_missing(row: Benefit, known: Known) -> bool:
    """Say whether the row pays nothing on this side."""
    if known.side is Side.OUT:
        return row.out_of_network is None
    return row.tiers[min(known.tier, len(row.tiers) - 1)] is None
