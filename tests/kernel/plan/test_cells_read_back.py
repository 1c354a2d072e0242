"""Every cell, limit and amount of the grammar prints the words that it was read from."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.plan.cost_share import (
    Coinsurance,
    Copay,
    CostShare,
    NoCharge,
    Per,
    When,
    cell_phrase,
)
from coverwell.kernel.plan.read_cell import read_cell
from coverwell.kernel.plan.read_limit import read_amount, read_limit, read_precertification
from coverwell.kernel.vocabulary.money import Money


money = st.integers(0, 10_000_000).map(lambda cents: str(Money(cents)))
percent = st.integers(0, 400).map(lambda q: f"{(Decimal(q) / 4).normalize():f}%")
per = st.sampled_from(["", *(f" per {one.value}" for one in Per)])
number = st.integers(2, 400)
cap = st.one_of(
    st.just(""),
    st.builds(lambda m, p: f", up to {m}{p}", money, per),
    st.builds(lambda n, w: f" for the first {n} {w}", number, st.sampled_from(["days", "visits"])),
    st.sampled_from([" for the first 1 visit", " for the first 1 day", " waived if admitted"]),
)
part = st.one_of(
    st.just("no charge"),
    st.builds(lambda m, p, c: f"{m} copay{p}{c}", money, per, cap),
    st.builds(lambda p, c: f"{p} coinsurance{c}", percent, cap),
)
then = st.one_of(st.just(""), part.map(lambda words: f", then {words}"))
when = st.sampled_from(
    ["", ", after deductible", ", after drug deductible", ", deductible does not apply"]
)
cells = st.one_of(
    st.just("not covered"),
    st.builds("{}{}{}".format, part, then, when),
    st.builds("{}, then deductible{}".format, part, then),
)
care = st.sampled_from(["physical therapy", "speech therapy", "x-ray"])
limits = st.builds(
    "{} {}{}".format,
    st.one_of(
        st.builds("{} {}".format, number, st.sampled_from(["visits", "days", "items"])),
        st.sampled_from(["1 visit", "1 day", "1 item"]),
        money.map(lambda amount: f"{amount} allowance"),
    ),
    st.one_of(
        st.sampled_from(["per year", "per lifetime", "per 1 month"]),
        st.integers(2, 60).map(lambda months: f"per {months} months"),
    ),
    st.lists(care, unique=True, max_size=3).map(lambda c: f" with {', '.join(c)}" if c else ""),
)


@given(cells)
def test_a_cell_of_the_grammar_reads_back_word_for_word(cell):
    assert cell_phrase(read_cell(cell)) == cell


@given(limits)
def test_a_limit_of_the_grammar_reads_back_word_for_word(limit):
    assert read_limit(limit).phrase() == limit


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["", ", aggregate"]))
def test_an_amount_of_the_head_reads_back_word_for_word(person, more, rule):
    text = f"{Money(person)} person, {Money(person + more)} family{rule}"

    assert read_amount(text).phrase() == text


@pytest.mark.parametrize(
    "text",
    [
        "not required",
        "required",
        "required, or not covered",
        "required, or benefit reduced by 50%",
    ],
)
def test_a_precertification_rule_reads_back_word_for_word(text):
    assert read_precertification(text).phrase() == text


def test_a_cell_takes_its_parts_in_the_order_they_are_written():
    cell = read_cell(
        "$150 copay per day for the first 3 days, then 20% coinsurance, after deductible"
    )

    assert isinstance(cell.parts[0], Copay)
    assert cell.parts[0].per is Per.DAY
    assert cell.parts[0].cap.days == 3
    assert cell.parts[1] == Coinsurance(Decimal(20))
    assert cell.when is When.FIRST


def test_a_deductible_can_stand_between_two_parts():
    cell = read_cell("$50 copay, then deductible, then 20% coinsurance")

    assert cell.when is When.BETWEEN
    assert len(cell.parts) == 2


def test_a_cell_without_a_when_is_free_of_the_deductible():
    assert read_cell("no charge") == CostShare((NoCharge(),), When.WAIVED)
    assert read_cell("no charge") == read_cell("no charge, deductible does not apply")


def test_a_copay_without_a_per_is_per_visit():
    assert read_cell("$30 copay") == read_cell("$30 copay per visit")


def test_case_and_blanks_carry_no_meaning():
    assert read_cell(" 20%  Coinsurance, after deductible").phrase() == (
        "20% coinsurance, after deductible"
    )


@pytest.mark.parametrize(
    ("wrong", "suggestion"),
    [
        ("20% after ded", "20% coinsurance, after deductible"),
        ("$30", "$30 copay, deductible does not apply"),
        ("$30/visit ded waived", "$30 copay, deductible does not apply"),
        ("10% rx ded", "10% coinsurance, after drug deductible"),
        ("$50 + 20% after deductible", "$50 copay, then 20% coinsurance, after deductible"),
        ("free of charge", "no charge"),
        ("N/A", "not covered"),
        ("thirty bucks", "$30 copay, deductible does not apply"),
        ("", "$30 copay, deductible does not apply"),
    ],
)
def test_a_cell_outside_the_grammar_is_refused_with_one_that_would_be_read(wrong, suggestion):
    with pytest.raises(ValueError, match="is not a cost share") as refused:
        read_cell(wrong)

    assert f"Try '{suggestion}'." in str(refused.value)
    assert cell_phrase(read_cell(suggestion)) == suggestion


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(ValueError, match="Try '"):
        read_cell(f"{text}!")


@pytest.mark.parametrize("wrong", ["101% coinsurance", "$30 copay for the first 0 visits"])
def test_impossible_figures_are_refused(wrong):
    with pytest.raises(ValueError, match=r"more than all of it|counts nothing"):
        read_cell(wrong)


@pytest.mark.parametrize(
    ("wrong", "suggestion"),
    [
        ("60 visits/yr", "60 visits per year"),
        ("$1500", "$1500 allowance per year"),
        ("max 30 days", "30 days per year"),
    ],
)
def test_a_limit_outside_the_grammar_is_refused_with_one_that_would_be_read(wrong, suggestion):
    with pytest.raises(ValueError, match="is not a limit") as refused:
        read_limit(wrong)

    assert suggestion in str(refused.value)
    assert read_limit(suggestion)


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ("$500/$1,000", "$500 person, $1,000 family"),
        ("$1,000 person, $500 family", "less than one person"),
        ("$1,000 person, aggregate", "without a family amount"),
    ],
)
def test_an_amount_that_makes_no_sense_is_refused(wrong, advice):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the advice is compared below
        read_amount(wrong)

    assert advice in str(refused.value)


def test_a_head_that_says_aggregate_makes_every_amount_aggregate_unless_it_says_embedded():
    assert read_amount("$1 person, $2 family", family="aggregate").aggregate
    assert not read_amount("$1 person, $2 family, embedded", family="aggregate").aggregate
    assert not read_amount("$1 person, $2 family").aggregate
