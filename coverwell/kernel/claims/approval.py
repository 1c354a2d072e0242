"""Question 9: was approval or a referral needed, and is it there?"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.claims.codes import problem
from coverwell.kernel.plan.limit import Precert
from coverwell.kernel.plan.plan import Benefit, Plan, ReferralRule
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.side import Side


class Approval(NamedTuple):
    """A problem, or a penalty in percent of the plan's payment, or neither."""

    problem: Problem | None = None
    penalty: Decimal | None = None


NO_OBJECTION = Approval()


def without_precertification(row: Benefit, side: Side, line: int) -> Approval:
    """Say what a missing approval costs: in network the provider, out of network the member."""
    needed = row.precertification
    if needed.need is Precert.NOT_REQUIRED:
        return NO_OBJECTION
    facts = {"care": row.care}
    if side is Side.NETWORK:
        return Approval(problem("precertification_missing", line, facts, row.says))
    if needed.need is Precert.REDUCED:
        return Approval(penalty=needed.reduced_by)
    rule = "precertification_missing_out_of_network"
    return Approval(problem(rule, line, facts, row.says))


def share_side(row: Benefit, plan: Plan, side: Side, *, referred: bool) -> Side:
    """Return the side whose column shares the line: point of service asks for a referral.

    The price stays the provider's: only the share moves to the other column.
    """
    if not row.referral or plan.referral is not ReferralRule.GATE:
        return side
    if side is Side.NETWORK:
        return Side.NETWORK if referred else Side.OUT
    opened = referred and plan.options.referral_opens_out_of_network
    return Side.NETWORK if opened else Side.OUT


def without_referral(row: Benefit, plan: Plan, line: int) -> Problem | None:
    """Deny a line whose plan requires a referral that is not there."""
    if not row.referral or plan.referral is not ReferralRule.REQUIRED:
        return None
    return problem("referral_missing", line, {"care": row.care}, row.says)
