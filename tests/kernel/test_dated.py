"""Editions that hold from their first day until the next one begins."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.vocabulary.dated import Dated


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
EDITIONS = st.lists(DAYS, min_size=1, max_size=6, unique=True).map(sorted)


@given(firsts=EDITIONS, day=DAYS)
def test_the_edition_in_force_is_the_last_that_has_begun(firsts, day):
    dated = Dated(tuple(firsts), tuple(range(len(firsts))))
    begun = [at for at, first in enumerate(firsts) if first <= day]

    assert dated.on(day) == (begun[-1] if begun else None)
    assert dated.nearest(day) == (begun[-1] if begun else 0)


@pytest.mark.parametrize(
    "firsts", [(), (date(2026, 1, 1),) * 2, (date(2026, 1, 1), date(2025, 1, 1))]
)
def test_editions_that_are_out_of_order_are_refused(firsts):
    with pytest.raises(ValueError, match=r"edition|Edition|order"):
        Dated(firsts, tuple("ab"[: len(firsts)]))
