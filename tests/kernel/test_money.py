"""Cents are whole, and they are rounded in one way only: half a cent goes up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.vocabulary.money import ZERO, Money, dollars


AMOUNTS = st.integers(0, 10**12).map(Money)
PERCENTS = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("amount", "percent", "share"),
    [("10.03", "20", "2.01"), ("283.33", "20", "56.67"), ("0.05", "10", "0.01"), ("0", "50", "0")],
)
def test_a_share_rounds_half_up(amount, percent, share):
    assert dollars(amount).share(Decimal(percent)) == dollars(share)


@given(amount=AMOUNTS, percent=PERCENTS)
def test_a_share_and_the_rest_are_at_most_a_cent_apart_from_the_whole(amount, percent):
    share, rest = amount.share(percent), amount.share(100 - percent)

    assert ZERO <= share <= amount
    assert 0 <= share + rest - amount <= 1


@given(amount=AMOUNTS, count=st.integers(0, 1000))
def test_whole_counts_multiply_exactly(amount, count):
    assert amount.times(Decimal(count)) == amount * count


@given(amount=AMOUNTS)
def test_an_amount_reads_back_as_written(amount):
    assert dollars(str(amount)) == amount


@given(first=AMOUNTS, second=AMOUNTS)
def test_sums_and_differences_stay_money(first, second):
    assert isinstance(first + second, Money)
    assert isinstance(first - second, Money)
    assert isinstance(sum((first, second), ZERO), Money)


@pytest.mark.parametrize("text", ["", "ten", "1.005", "-5", "$", "1.2.3", "1e3"])
def test_what_is_not_an_amount_is_refused(text):
    with pytest.raises(ValueError, match="is not an amount"):
        dollars(text)
