"""The bulk pattern of a position and the slow look at one segment always agree."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import Element, Loop, Segment, guide_for
from coverwell.wire.x12.inspect import inspect
from coverwell.wire.x12.pattern import Patterns


GUIDES = ("005010X222A1", "005010X223A2", "005010X221A1", "005010X231A1", "005010X214")
DELIMITERS = Delimiters()
PATTERNS = Patterns(DELIMITERS)


def positions(loop: Loop) -> Iterator[Segment]:
    for group in loop.groups:
        for member in group:
            if isinstance(member, Segment):
                yield member
            else:
                yield from positions(member)


ALL = [place for name in GUIDES for place in dict.fromkeys(positions(guide_for(name).body))]
ODD = st.sampled_from(
    [
        "", "", "", "0", "1", "-1", "1.5", "1.555", ".5", "5.", "-", "12345678901", "123456789.1",
        "20260101", "20240229", "20230229", "20261301", "20260101-20260131", "2359", "2400",
        "202601012359", "D8", "RD8", "TM", "DT", "XX", "ABK", "HC", "Y", "N", "A" * 90, "a b",
        "\x07", "A:B", "A:", ":A", "A^B", "é", " ",
    ]
)  # fmt: skip


def value(element: Element) -> st.SearchStrategy[str]:
    """A value that often fits the element, and often does not."""
    if element.parts:
        parts = st.tuples(*(value(part) for part in element.parts))
        joined = parts.map(lambda texts: ":".join(texts).rstrip(":"))
        return st.one_of(joined, parts.map(":".join), ODD)
    fitting = {
        "N": st.integers(0, 9).map(str),
        "R": st.sampled_from(["1", "2.5", "100"]),
        "M": st.sampled_from(["0", "10", "10.5", "-3.25"]),
        "DT": st.just("20260101"),
        "TM": st.just("0930"),
        "AP": st.sampled_from(["20260101", "20260101-20260102", "0930", "202601010930"]),
    }.get(element.kind, st.just("A" * element.least))
    if element.codes:
        fitting = st.sampled_from(sorted(element.codes))
    if element.usage == "R":
        return st.one_of(fitting, fitting, fitting, ODD)
    return st.one_of(st.just(""), st.just(""), fitting, ODD)


@st.composite
def written(draw: st.DrawFn) -> tuple[Segment, str]:
    position = draw(st.sampled_from(ALL))
    values = [draw(value(element)) for element in position.elements]
    text = "*".join([position.id, *values])
    return position, draw(st.sampled_from([text.rstrip("*"), text.rstrip("*"), text + "*X", text]))


@settings(max_examples=400, deadline=None)
@given(written())
def test_the_pattern_accepts_exactly_what_has_no_fault(case):
    position, text = case
    matches = PATTERNS.one(position).fullmatch(text + "~") is not None
    faults = inspect(position, text, DELIMITERS)
    assert matches == (not faults), (position.loop, text, faults)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["LX*1", "LX*22", "LX*A", "LX*", "LX"]), max_size=8))
def test_many_match_together_when_each_matches(texts):
    lx = next(place for place in ALL if place.id == "LX")
    joined = "".join(text + "~" for text in texts)
    each = all(PATTERNS.one(lx).fullmatch(text + "~") for text in texts)
    assert (PATTERNS.many(lx).fullmatch(joined) is not None) == each


@pytest.mark.parametrize("name", GUIDES)
def test_every_position_compiles_and_refuses_hostile_text_quickly(name):
    hostile = "A" * 50_000
    for place in dict.fromkeys(positions(guide_for(name).body)):
        assert PATTERNS.many(place).fullmatch(f"{place.id}*{hostile}~" * 2) is None
        assert PATTERNS.one(place).fullmatch(place.id + "*" * 5000 + "~") is None
