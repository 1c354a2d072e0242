"""The premium of a family for a month, in parts of the month in which nothing changed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from coverwell.kernel.premiums.rates import Insured, PlanRates, PremiumRules, Proration
from coverwell.kernel.vocabulary.money import ZERO, Money


SELF, SPOUSE = "18", "01"
_MIDDLE = 15


class Premium(NamedTuple):
    """What is due for one plan from a day to a day of a month (cents)."""

    plan: str
    tier: str
    first: date
    last: date
    amount: Money


class NoRateError(ValueError):
    """A plan without a rate; the argument is its key."""


def premiums(month: date, family: Sequence[Insured], rules: PremiumRules) -> list[Premium]:
    """Return what a family owes for a month (its first day). NoRateError: a plan has no rate."""
    return [
        one
        for plan in dict.fromkeys(one.plan for one in family)
        for one in _of_plan(month, plan, [one for one in family if one.plan == plan], rules)
    ]


def _of_plan(
    month: date, plan: str, insured: Sequence[Insured], rules: PremiumRules
) -> Iterator[Premium]:
    days = monthrange(month.year, month.month)[1]
    end = month.replace(day=days)
    for first, last, covered in _parts(month, end, insured, rules.proration):
        rates = rules.plans.get(plan)
        if rates is None:
            raise NoRateError(plan)
        tier, whole = _monthly(covered, rates, rules, first)
        count = (last - first).days + 1
        # Half a cent rounds up, once for each part of the month.
        amount = Money((2 * whole * count + days) // (2 * days))
        yield Premium(plan, tier, first, last, amount)


def _parts(
    month: date, end: date, insured: Sequence[Insured], proration: Proration
) -> Iterator[tuple[date, date, list[Insured]]]:
    """Cut a month where somebody's cover begins or ends; other rules ask one day for all of it."""
    if proration is not Proration.DAILY:
        asked = month if proration is Proration.FIRST else month.replace(day=_MIDDLE)
        covered = [one for one in insured if one.covered(asked)]
        if covered:
            yield month, end, covered
        return
    next_day = timedelta(days=1)
    starts = {month, *(one.first for one in insured)}
    starts |= {one.last + next_day for one in insured if one.last is not None}
    cuts = sorted(day for day in starts if month <= day <= end)
    for at, first in enumerate(cuts):
        last = cuts[at + 1] - next_day if at + 1 < len(cuts) else end
        covered = [one for one in insured if one.covered(first)]
        if covered:
            yield first, last, covered


def _monthly(
    covered: Sequence[Insured], rates: PlanRates, rules: PremiumRules, day: date
) -> tuple[str, Money]:
    """Return the tier and the premium of a whole month for who is covered."""
    if rates.base is None:
        tier = tier_of(covered)
        return tier, rates.tiers[tier]
    base, year = rates.base, date(day.year, 1, 1)
    # The age on the day on which the year of the rates, or else the cover, begins.
    ages = {one.person: age_on(one.born, max(year, one.first)) for one in covered}
    adults = [age for age in ages.values() if age >= rules.child_under]
    children = sorted((age for age in ages.values() if age < rules.child_under), reverse=True)
    charged = [*adults, *children[: rules.children_counted]]
    return "by age", sum((base.times(rules.factor(age)) for age in charged), ZERO)


def tier_of(covered: Sequence[Insured]) -> str:
    """Name the tier of who is covered; where the subscriber is not, the eldest stands in."""
    spouse = any(one.relationship == SPOUSE for one in covered)
    children = sum(one.relationship not in (SELF, SPOUSE) for one in covered)
    if not any(one.relationship == SELF for one in covered):
        spouse, children = False, len(covered) - 1
    if spouse and children:
        return "family"
    if spouse:
        return "employee and spouse"
    return "employee and children" if children else "employee"


def age_on(born: date, day: date) -> int:
    """Count the whole years of a person's life on a day."""
    return max(day.year - born.year - ((day.month, day.day) < (born.month, born.day)), 0)
