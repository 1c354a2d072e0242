"""The arithmetic under every share: exact, half up, and nothing lost in spreading."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.cost_share.limits import months_before
from coverwell.kernel.cost_share.parts import Due, Taken, cut, take
from coverwell.kernel.plan.read_cell import read_cell
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.spread import spread


amounts = st.integers(-(10**9), 10**9)
percents = st.decimals(0, 200, places=3, allow_nan=False)


@given(amounts, percents)
def test_a_share_is_the_exact_product_rounded_half_up(cents: int, percent: Decimal) -> None:
    exact = Decimal(cents) * percent * Decimal("0.01")
    assert Money(cents).share(percent) == exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=8))
def test_what_is_spread_still_sums_to_the_whole(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    if sum(weights):
        fair = [total * weight // sum(weights) for weight in weights]
        assert all(0 <= part - low <= 1 for part, low in zip(parts, fair, strict=True))


@given(
    st.sampled_from(
        [
            "no charge",
            "$35 copay",
            "20% coinsurance, after deductible",
            "$50 copay, then deductible, then 20% coinsurance",
            "$100 copay per day for the first 3 days, then 10% coinsurance, after deductible",
            "30% coinsurance, up to $90 per visit",
        ]
    ),
    st.integers(0, 10**6),
    st.integers(0, 10**5),
    st.integers(1, 9),
)
def test_a_share_is_never_more_than_the_amount(
    cell: str, amount: int, left: int, days: int
) -> None:
    read = read_cell(cell)
    assert read is not None
    taken = take(read, amount, Due(deductible_left=left, days=days))
    assert 0 <= taken.total <= amount
    assert taken.deductible <= left


def test_copay_then_deductible_then_coinsurance_are_taken_in_that_order() -> None:
    cell = read_cell("$50 copay, then deductible, then 20% coinsurance")
    assert cell is not None
    assert take(cell, 100_000, Due(deductible_left=50_000)) == Taken(50_000, 5_000, 9_000)


def test_after_the_deductible_comes_first() -> None:
    cell = read_cell("$50 copay, then 20% coinsurance, after deductible")
    assert cell is not None
    assert take(cell, 100_000, Due(deductible_left=50_000)) == Taken(50_000, 5_000, 9_000)
    assert take(cell, 52_000, Due(deductible_left=50_000)) == Taken(50_000, 2_000, 0)


def test_days_beyond_the_first_ones_are_shared_by_the_next_part() -> None:
    cell = read_cell("$100 copay per day for the first 3 days, then 10% coinsurance")
    assert cell is not None
    assert take(cell, 100_000, Due(days=5)) == Taken(0, 30_000, 4_000)


@given(st.builds(Taken, *[st.integers(0, 10**6)] * 3), st.integers(0, 10**6))
def test_a_cut_share_fits_and_keeps_the_deductible_longest(taken: Taken, left: int) -> None:
    kept = cut(taken, left)
    assert kept.total == min(taken.total, left)
    assert kept.coinsurance == 0 or (kept.deductible, kept.copay) == taken[:2]
    assert kept.copay == 0 or kept.deductible == taken.deductible


def test_so_many_months_back_is_the_same_day_or_the_months_last() -> None:
    assert months_before(date(2026, 3, 2), 36) == date(2023, 3, 2)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)
