"""Who pays first: one sentence a rule."""

from dataclasses import replace
from datetime import date

import pytest

from coverwell.kernel.coordination.order import (
    MedicareBasis,
    OrderRules,
    OtherCover,
    Standing,
    Work,
    order_of,
)
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.rulebook.load import rulebook


DAY = date(2026, 3, 2)
RULES = rulebook().order_of_payers.nearest(DAY)
EMPLOYEE = Standing(since=date(2020, 1, 1), birthday=(5, 17), employees=50)
THEIRS = OtherCover("Other Payer", Period(date(2015, 1, 1)), replace(EMPLOYEE, employees=0))


def first(ours: Standing, other: OtherCover, day: date = DAY) -> tuple[bool, str]:
    return tuple(order_of(ours, other, day, RULES))  # type: ignore[return-value]


def theirs(**more: object) -> OtherCover:
    return replace(THEIRS, standing=replace(THEIRS.standing, **more))  # type: ignore[arg-type]


def test_the_plan_that_covers_a_person_not_as_dependent_pays_first() -> None:
    assert first(EMPLOYEE, theirs(dependent=True)) == (True, "cob_not_as_dependent")
    dependent = replace(EMPLOYEE, dependent=True)
    assert first(dependent, THEIRS) == (False, "cob_not_as_dependent")


def test_active_cover_pays_before_retired_and_before_continued_cover() -> None:
    assert first(EMPLOYEE, theirs(work=Work.RETIRED)) == (True, "cob_active_first")
    retired = replace(EMPLOYEE, work=Work.RETIRED)
    assert first(retired, THEIRS) == (False, "cob_active_first")
    assert first(retired, theirs(work=Work.CONTINUED)) == (True, "cob_continued_last")


CHILD = Standing(dependent=True, child=True, birthday=(5, 17), since=date(2020, 1, 1))


def test_a_court_decree_comes_before_the_birthday() -> None:
    decreed = theirs(dependent=True, child=True, birthday=(9, 1), decreed=True)
    assert first(CHILD, decreed) == (False, "cob_court_decree")


@pytest.mark.parametrize(("birthday", "we"), [((9, 1), True), ((5, 16), False), ((1, 31), False)])
def test_a_childs_first_plan_is_of_the_parent_whose_birthday_comes_first_in_the_year(
    birthday: tuple[int, int], we: bool
) -> None:
    other = theirs(dependent=True, child=True, birthday=birthday)
    assert first(CHILD, other) == (we, "cob_birthday")


def test_otherwise_the_longer_cover_pays_first() -> None:
    assert first(EMPLOYEE, theirs(since=date(2021, 1, 1))) == (True, "cob_longer_cover")
    assert first(EMPLOYEE, theirs(since=date(2019, 1, 1))) == (False, "cob_longer_cover")


def medicare(basis: MedicareBasis, since: date | None = None) -> OtherCover:
    return OtherCover("Medicare", Period(date(2024, 1, 1)), medicare=basis, medicare_from=since)


@pytest.mark.parametrize(
    ("basis", "employees", "we"),
    [
        (MedicareBasis.AGE, 19, False),
        (MedicareBasis.AGE, 20, True),
        (MedicareBasis.DISABILITY, 99, False),
        (MedicareBasis.DISABILITY, 100, True),
    ],
)
def test_the_size_of_the_employer_decides_against_medicare(
    basis: MedicareBasis, employees: int, we: bool
) -> None:
    ours = replace(EMPLOYEE, employees=employees)
    assert order_of(ours, medicare(basis), DAY, RULES).first is we


def test_a_retired_person_has_medicare_first_whatever_the_employer() -> None:
    ours = Standing(work=Work.RETIRED, employees=5000)
    assert order_of(ours, medicare(MedicareBasis.AGE), DAY, RULES).first is False


@pytest.mark.parametrize(("since", "we"), [(date(2023, 10, 1), True), (date(2023, 9, 1), False)])
def test_we_pay_before_medicare_for_the_first_30_months_of_kidney_failure(
    since: date, we: bool
) -> None:
    assert order_of(EMPLOYEE, medicare(MedicareBasis.KIDNEY, since), DAY, RULES).first is we


def test_a_basis_without_a_rule_leaves_medicare_first() -> None:
    rules = OrderRules(("longer cover",), {}, "nobody's order")
    assert order_of(EMPLOYEE, medicare(MedicareBasis.AGE), DAY, rules).first is False


def test_another_order_is_another_file() -> None:
    """A state that asks about work before it asks about dependents."""
    rules = OrderRules(("active first", "not as dependent", "longer cover"), {}, "another order")
    retired = replace(EMPLOYEE, work=Work.RETIRED)
    assert first(retired, theirs(dependent=True)) == (True, "cob_not_as_dependent")
    asked = order_of(retired, theirs(dependent=True), DAY, rules)
    assert tuple(asked) == (False, "cob_active_first")
