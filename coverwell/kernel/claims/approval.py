"""Questions 8 and 9: does the policy hold, were approval and referral needed, are they there?"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.claims.day_tables import DayTables
from coverwell.kernel.claims.decision import ApprovalUse
from coverwell.kernel.claims.known import Known, age_on
from coverwell.kernel.claims.work import Work
from coverwell.kernel.plan.limit import Precert
from coverwell.kernel.plan.plan import Benefit, Plan, ReferralRule
from coverwell.kernel.policy.criteria import policy_holds
from coverwell.kernel.policy.precertification import Authorization, PrecertificationFacts, approval
from coverwell.kernel.policy.referral import ReferralFacts, referral
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.kernel.vocabulary.side import Side


class Approval(NamedTuple):
    """A problem, or a penalty in percent of the plan's payment, or neither; what approved it."""

    problem: Problem | None = None
    penalty: Decimal | None = None
    number: str = ""


NO_OBJECTION = Approval()


def approval_of(row: Benefit, known: Known, line: Line, work: Work) -> Approval:
    """Ask for approval where the row needs it; emergency and protected care never need it."""
    if row.precertification.need is Precert.NOT_REQUIRED or known.spared:
        return NO_OBJECTION
    tables = work.tables_on(line.first)
    if known.approved is None and tables is not None:
        return _looked_up(row, known, line, (tables, work))
    if known.approved is not False:
        return NO_OBJECTION
    missing = Finding("precertification_missing", ZERO, {"care": row.care}, row.says)
    return _without(row, known, work.problem(missing, line.number), work)


def _looked_up(row: Benefit, known: Known, line: Line, where: tuple[DayTables, Work]) -> Approval:
    """Look for an approval that fits."""
    tables, work = where
    facts = PrecertificationFacts(
        row.precertification,
        tables.precertification,
        given_left(work),
        known.side,
        row.says,
    )
    answer = approval(work.claim, line, row.care, facts)
    if answer.used is not None and answer.stands:
        work.approvals.append(ApprovalUse(answer.used.number, line.number, line.units))
        return Approval(number=answer.used.number)
    if answer.stands:
        return NO_OBJECTION
    return _without(row, known, work.problem(answer.finding, line.number), work)


def given_left(work: Work) -> tuple[Authorization, ...]:
    """Return the approvals on file less what earlier lines of the claim used of them."""
    given = work.facts.authorizations
    for use in work.approvals:
        given = tuple(
            one._replace(units_left=one.units_left - use.units)
            if one.number == use.number and one.units_left is not None
            else one
            for one in given
        )
    return given


def _without(row: Benefit, known: Known, missing: Problem, work: Work) -> Approval:
    """Say what a missing approval costs: in network the provider, out of network the member."""
    if known.side is Side.NETWORK:
        return Approval(missing)
    needed = row.precertification
    if needed.need is Precert.REDUCED:
        return Approval(penalty=needed.reduced_by)
    rule = "precertification_missing_out_of_network"
    found = Finding(rule, ZERO, {"care": row.care}, row.says)
    return Approval(work.problem(found, missing.line))


def is_referred(row: Benefit, plan: Plan, known: Known, asked: tuple[Line, Work]) -> bool:
    """Say whether a line has the referral that its row asks for, or is spared from it."""
    line, work = asked
    if not row.referral or plan.referral is ReferralRule.NOT_NEEDED:
        return True
    if known.spared or known.obstetric:
        return True
    tables = work.tables_on(line.first)
    if known.referred is not None or tables is None:
        return known.referred is not False
    facts = ReferralFacts(
        plan.referral,
        row.referral,
        work.facts.referrals,
        work.facts.person.primary_care_provider,
        tables.protection.no_referral,
        row.says,
    )
    return referral(work.claim, line, row.care, facts).stands


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


def policy_review(line: Line, work: Work) -> Problem | None:
    """Ask the coverage policy: the engine may say yes, otherwise a person decides."""
    tables = work.tables_on(line.first)
    if tables is None or line.procedure not in tables.policies:
        return None
    held = policy_holds(line, age_on(work.facts.person.birth, line.first), tables.policies)
    if held is None or held.holds:
        return None
    return work.problem(held.finding, line.number)
