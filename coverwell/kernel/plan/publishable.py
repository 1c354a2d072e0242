"""What must be mended before an edition is published, besides what the law refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from coverwell.kernel.plan.cost_share import CostShare, NoCharge, When
from coverwell.kernel.plan.limit import Limit
from coverwell.kernel.plan.plan import Benefit, Plan, ReferralRule
from coverwell.kernel.plan.problems import Problem


def unready(plan: Plan) -> tuple[Problem, ...]:
    """Return everything that keeps an edition from being published; all checks run."""
    found = [*_signed(plan), *_dated(plan), *contradictions(plan)]
    found += [problem for row in plan.benefits for problem in _when_said(row)]
    return tuple(found)


def contradictions(plan: Plan) -> tuple[Problem, ...]:
    """Return what head and rows say against each other, so that nobody can say what is meant."""
    found = list(_referral(plan))
    for row in plan.benefits:
        found += [*_deductibles(row, plan), *_shared(row, plan)]
    return tuple(found)


def _signed(plan: Plan) -> Iterator[Problem]:
    head = plan.head
    if not head.authored_by:
        yield Problem("Head", "'authored by' is missing. Name the person who wrote the plan.")
    if not head.checked_by:
        yield Problem("Head", "'checked by' is missing. Name the person who checked the plan.")
    elif head.checked_by.casefold() == head.authored_by.casefold():
        yield Problem("Head", "'checked by' is the author. Another person must check the plan.")
    if head.next_review is None:
        yield Problem("Head", "'next review' is missing. Write the date of the next review.")


def _dated(plan: Plan) -> Iterator[Problem]:
    first, last = plan.effective.first, plan.effective.last
    if last is None:
        yield Problem("Head", "'effective' has no last day. An edition is one plan year or less.")
    elif last >= date(first.year + 1, first.month, min(first.day, 28)) + timedelta(days=3):
        yield Problem("Head", "'effective' is longer than a plan year. Write an edition for each.")
    if last is not None and plan.year_of(last) > first:
        what = "'effective' crosses the beginning of a plan year. Say 'plan year', or end before."
        yield Problem("Head", what)


def _referral(plan: Plan) -> Iterator[Problem]:
    gated = [row.care for row in plan.benefits if row.referral]
    if plan.referral is ReferralRule.NOT_NEEDED:
        for care in gated:
            what = "asks for a referral, but the head says 'referral: not needed'."
            yield Problem(f"Row '{care}'", what)
        return
    if not gated:
        yield Problem("Head", "'referral' names a rule, but no row says 'referral: required'.")
    if plan.head.primary_care_provider != "required":
        what = "'referral' names a rule, so 'primary care provider' must be 'required'."
        yield Problem("Head", what)


def _cells(row: Benefit) -> Iterator[CostShare]:
    return (cell for cell in (*row.tiers, row.out_of_network) if cell is not None)


def _deductibles(row: Benefit, plan: Plan) -> Iterator[Problem]:
    whens = {cell.when for cell in _cells(row)}
    amounts = plan.amounts
    if When.DRUG_FIRST in whens and amounts.drug_deductible is None:
        yield Problem(f"Row '{row.care}'", "names a drug deductible, but the head has none.")
    medical = (amounts.deductible, amounts.out_of_network_deductible)
    if whens & {When.FIRST, When.BETWEEN} and medical == (None, None):
        yield Problem(f"Row '{row.care}'", "names a deductible, but the head has none.")


def _when_said(row: Benefit) -> Iterator[Problem]:
    for cell in _cells(row):
        if not cell.when_said and cell.parts != (NoCharge(),):
            what = f"'{cell.phrase()}' does not say whether the deductible comes first. Add "
            choices = "', after deductible' or ', deductible does not apply'."
            yield Problem(f"Row '{row.care}'", what + choices)


def _shared(row: Benefit, plan: Plan) -> Iterator[Problem]:
    for care in row.limit.shared_with if row.limit else ():
        other = plan.rows[care].limit
        if other is None or row.limit is None or not _same_limit(row, row.limit, other):
            what = f"shares its limit with '{care}', whose row does not say the same limit back."
            yield Problem(f"Row '{row.care}'", what)


def _same_limit(row: Benefit, own: Limit, other: Limit) -> bool:
    same = (own.quantity, own.counted, own.per) == (other.quantity, other.counted, other.per)
    return same and row.care in other.shared_with
