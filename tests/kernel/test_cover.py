"""Is a person covered on a day, and by which edition?"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.coverage.cover import covered_on, last_dependent_day
from coverwell.kernel.vocabulary.member import Cover, Person
from coverwell.kernel.vocabulary.period import Period


ADULT = Person("M1", date(1980, 5, 4))
YEAR = Cover(Period(date(2026, 1, 1), date(2026, 12, 31)), "silver/2026-01-01")
OPEN = Cover(Period(date(2026, 3, 1)), "gold/2026-01-01")


def test_a_day_inside_the_span_is_covered_by_its_edition():
    found = covered_on(date(2026, 6, 1), (YEAR,), ADULT)

    assert found.cover is YEAR
    assert found.finding.rule == "covered"


def test_both_ends_of_a_span_are_covered():
    assert covered_on(date(2026, 1, 1), (YEAR,), ADULT).cover is YEAR
    assert covered_on(date(2026, 12, 31), (YEAR,), ADULT).cover is YEAR


def test_a_day_before_the_first_span_is_not_yet_covered():
    finding = covered_on(date(2025, 12, 31), (YEAR,), ADULT).finding

    assert finding.rule == "not_yet_covered"
    assert finding.facts["first"] == date(2026, 1, 1)


def test_a_day_after_the_last_span_tells_when_coverage_ended():
    finding = covered_on(date(2027, 1, 1), (YEAR,), ADULT).finding

    assert finding.rule == "coverage_ended"
    assert finding.facts["last"] == date(2026, 12, 31)


def test_an_end_that_was_learned_later_is_called_retroactive():
    span = Cover(YEAR.period, YEAR.edition, end_learned=date(2027, 2, 1))

    assert covered_on(date(2027, 1, 1), (span,), ADULT).finding.rule == (
        "coverage_ended_retroactively"
    )


def test_a_day_between_two_spans_is_after_the_earlier_one():
    later = Cover(Period(date(2027, 6, 1)), "silver/2027-01-01")

    assert covered_on(date(2027, 2, 1), (later, YEAR), ADULT).finding.rule == "coverage_ended"


def test_nobody_without_a_span_is_covered():
    assert covered_on(date(2026, 1, 1), (), ADULT).finding.rule == "never_covered"


def test_the_later_enrollment_wins_where_two_overlap():
    assert covered_on(date(2026, 5, 1), (YEAR, OPEN), ADULT).cover is OPEN


def test_the_waiting_period_is_not_covered_and_says_until_when():
    waiting = Cover(YEAR.period, YEAR.edition, waiting_until=date(2026, 1, 30))

    assert covered_on(date(2026, 1, 30), (waiting,), ADULT).finding.rule == "waiting_period"
    assert covered_on(date(2026, 1, 31), (waiting,), ADULT).cover is waiting


def test_a_member_found_unidentifiable_is_not_covered():
    nobody = Cover(YEAR.period, YEAR.edition, unidentifiable=True)

    assert covered_on(date(2026, 5, 1), (nobody,), ADULT).finding.rule == "member_not_identified"


def test_a_dependent_stays_to_the_end_of_the_month_of_the_26th_birthday():
    child = Person("M2", date(2000, 2, 10), dependent=True)

    assert covered_on(date(2026, 2, 28), (YEAR,), child).cover is YEAR
    assert covered_on(date(2026, 3, 1), (YEAR,), child).finding.rule == "dependent_over_age"


def test_a_disabled_dependent_has_no_age_limit():
    child = Person("M2", date(1990, 2, 10), dependent=True, disabled=True)

    assert covered_on(date(2026, 3, 1), (YEAR,), child).cover is YEAR


def test_a_december_birthday_ends_in_december():
    assert last_dependent_day(date(2000, 12, 5), 26) == date(2026, 12, 31)


@given(birth=st.dates(date(1990, 1, 1), date(2010, 12, 31)), age=st.integers(18, 30))
def test_the_last_day_of_a_dependent_is_the_last_of_a_month_on_or_after_the_birthday(birth, age):
    last = last_dependent_day(birth, age)

    assert (last + timedelta(days=1)).day == 1
    assert (last.year, last.month) == (birth.year + age, birth.month)
