"""What a family owes for a month: tiers, ages, and months that are covered in part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.premiums.month import NoRateError, age_on, premiums, tier_of
from coverwell.kernel.premiums.rates import Insured, PlanRates, PremiumRules, Proration
from coverwell.kernel.vocabulary.money import Money


TIERS = {
    "employee": Money(61_200),
    "employee and spouse": Money(128_520),
    "employee and children": Money(110_160),
    "family": Money(183_600),
}
CURVE = tuple(map(Decimal, ["0.765"] * 15 + ["0.9"] * 6 + ["1.000"] * 4 + ["1.3"] * 40))
RULES = PremiumRules(
    {"ppo": PlanRates(TIERS, None, "x"), "hmo": PlanRates({}, Money(39_800), "x")},
    CURVE, 3, 21, Proration.DAILY, "x",
)  # fmt: skip
NOVEMBER, YEAR = date(2026, 11, 1), date(2026, 1, 1)


def who(  # noqa: PLR0917 - what a test does not name is ordinary
    kind: str, person: int = 1, plan: str = "ppo", first: date = YEAR, last: date | None = None,
    born: date = date(1985, 6, 1),
) -> Insured:  # fmt: skip
    return Insured(person, kind, born, plan, first, last)


def due(*family: Insured, month: date = NOVEMBER, rules: PremiumRules = RULES) -> list[tuple]:
    return [(one.tier, one.first.day, one.last.day, one.amount) for one in
            premiums(month, family, rules)]  # fmt: skip


def test_who_is_covered_makes_the_tier():
    assert tier_of([who("18")]) == "employee"
    assert tier_of([who("18"), who("01")]) == "employee and spouse"
    assert tier_of([who("18"), who("19"), who("19")]) == "employee and children"
    assert tier_of([who("18"), who("01"), who("19")]) == "family"
    assert tier_of([who("19"), who("19")]) == "employee and children"
    assert tier_of([who("01")]) == "employee"


def test_a_whole_month_is_the_rate_itself():
    assert due(who("18"), who("01", 2)) == [("employee and spouse", 1, 30, 128_520)]


def test_a_spouse_who_joins_in_the_middle_is_charged_by_the_day():
    """15 of 30 days alone: 306.00; 15 days as two: 642.60."""
    joined = who("01", 2, first=date(2026, 11, 16))
    assert due(who("18"), joined) == [
        ("employee", 1, 15, 30_600),
        ("employee and spouse", 16, 30, 64_260),
    ]


def test_cover_that_ends_or_begins_is_charged_by_the_day():
    assert due(who("18", last=date(2026, 11, 10))) == [("employee", 1, 10, 20_400)]
    # 612.00 x 7 / 31 = 138.19..., half a cent up.
    july = date(2026, 7, 1)
    assert due(who("18", first=date(2026, 7, 25)), month=july) == [("employee", 25, 31, 13_819)]
    assert due(who("18", last=date(2026, 10, 31))) == []


@pytest.mark.parametrize(
    ("proration", "first", "charged"),
    [
        (Proration.FIRST, 1, True),
        (Proration.FIRST, 2, False),
        (Proration.MIDDLE, 15, True),
        (Proration.MIDDLE, 16, False),
    ],
)
def test_other_rules_ask_one_day_for_the_whole_month(proration, first, charged):
    rules = replace(RULES, proration=proration)
    family = who("18", first=date(2026, 11, first))
    assert due(family, rules=rules) == ([("employee", 1, 30, 61_200)] if charged else [])


def test_by_age_each_person_is_charged_and_of_young_children_the_three_oldest():
    """40 years: 517.40; a child of 12: 304.47; four children pay for three."""
    adult = who("18", plan="hmo")
    child = [who("19", n, "hmo", born=date(2014, 1, n)) for n in (2, 3, 4, 5)]
    assert due(adult) == [("by age", 1, 30, 51_740)]
    assert due(adult, *child[:1])[0][3] == 51_740 + 30_447
    assert due(adult, *child)[0][3] == 51_740 + 3 * 30_447


def test_the_age_is_that_on_the_day_on_which_the_year_or_the_cover_begins():
    turning = who("18", plan="hmo", born=date(2001, 7, 1))  # 24 on January 1, 25 in July
    assert due(turning)[0][3] == 39_800
    later = replace(turning, first=date(2026, 8, 1))
    assert due(later)[0][3] == 51_740
    assert age_on(date(2026, 12, 1), NOVEMBER) == 0


def test_a_plan_without_a_rate_is_named():
    with pytest.raises(NoRateError, match="gold"):
        due(who("18", plan="gold"))


DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(st.sampled_from(["18", "01", "19"]), DAYS, DAYS), max_size=5))
def test_the_parts_of_a_month_never_overlap_and_cover_the_days_on_which_somebody_is_covered(rows):
    family = [
        who(kind, at, first=min(a, b), last=max(a, b)) for at, (kind, a, b) in enumerate(rows)
    ]
    days = [
        one.first + timedelta(days=at)
        for one in premiums(NOVEMBER, family, RULES)
        for at in range((one.last - one.first).days + 1)
    ]
    november = {NOVEMBER + timedelta(days=at) for at in range(30)}
    covered = {day for day in november if any(one.covered(day) for one in family)}
    assert len(days) == len(set(days))
    assert set(days) == covered
