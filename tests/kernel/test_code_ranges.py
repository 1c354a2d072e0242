"""Masks by code: one search answers for every range at once."""

from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.vocabulary.code_ranges import code_ranges, procedure_key


CODE = st.text("0123456789AB", min_size=1, max_size=5)
RANGES = st.lists(
    st.tuples(CODE, CODE, st.integers(0, 6)).map(lambda r: (min(r[:2]), max(r[:2]), r[2])),
    max_size=12,
)


@given(ranges=RANGES, code=CODE)
def test_the_mask_is_that_of_asking_every_range(ranges, code):
    slow = 1 << 9
    for low, high, rule in ranges:
        if low <= code and (code <= high or code.startswith(high)):
            slow |= 1 << rule

    assert code_ranges(ranges, 1 << 9).mask(code) == slow


def test_a_shorter_code_stands_for_all_that_begin_with_it():
    found = code_ranges([("Z12", "Z12", 0)], 0)

    assert [found.mask(code) for code in ("Z11", "Z12", "Z1231", "Z13")] == [0, 1, 1, 0]


def test_lettered_codes_sort_apart_from_numbers():
    assert procedure_key("99213") == "99213"
    assert procedure_key("J0120") == "J0120"
    assert not "00100" <= procedure_key("0042T") <= "01999"
