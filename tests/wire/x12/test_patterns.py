"""The bulk pattern of a position and the slow look at one segment always agree."""

import re
from collections.abc import Iterator
from importlib.resources import files
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.wire.x12.bulk import Bulk, quick_pattern
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import Element, Loop, Segment, guide_named, parse
from coverwell.wire.x12.inspect import inspect
from coverwell.wire.x12.pattern import Patterns


GUIDES = tuple(
    sorted(
        file.name.removesuffix(".txt")
        for file in (files("coverwell.wire.x12") / "guides").iterdir()
        if file.name[0].isdigit()
    )
)
DELIMITERS = Delimiters()
PATTERNS = Patterns(DELIMITERS)


def positions(loop: Loop) -> Iterator[Segment]:
    for group in loop.groups:
        for member in group:
            if isinstance(member, Segment):
                yield member
            else:
                yield from positions(member)


REPEATED = parse(
    "R1",
    "set 1\ngroup T\nbody\n  EB R1 =1/C ?IND/FAM S{3} S S S S S S S S S S( R R S )\n"
    "  DMG S1 ?D8 S S S S{4}( =RET R ) S\n  REF R1 =0F/1L{2} R{2}\n",
)
ALL = [place for name in GUIDES for place in dict.fromkeys(positions(guide_named(name).body))]
ALL += list(positions(REPEATED.body)) * 20
ODD = (
    "", "", "", "0", "1", "-1", "1.5", "1.555", ".5", "5.", "-", "12345678901", "123456789.1",
    "20260101", "20240229", "20230229", "20261301", "20260101-20260131", "2359", "2400",
    "202601012359", "D8", "RD8", "TM", "DT", "XX", "ABK", "HC", "Y", "N", "A" * 90, "a b",
    "\x07", "A:B", "A:", ":A", "A^B", "é", " ",
)  # fmt: skip
FITTING = {
    "N": ("1", "9"),
    "R": ("1", "2.5", "100"),
    "M": ("0", "10", "10.5", "-3.25"),
    "DT": ("20260101",),
    "TM": ("0930",),
    "AP": ("20260101", "20260101-20260102", "0930", "202601010930"),
}


def value(element: Element, chance: Random, odds: float) -> str:
    """A value that often fits the element, and sometimes does not."""
    if chance.random() < odds:
        return chance.choice(ODD)
    if element.usage == "-" or (element.usage == "S" and chance.random() < 0.6):
        return ""
    if element.repeats > 1 and chance.random() < 0.5:
        some = range(chance.randint(1, element.repeats + 1))
        return "^".join(single(element, chance, odds) for _ in some)
    return single(element, chance, odds)


def single(element: Element, chance: Random, odds: float) -> str:
    """A value that is there once."""
    if element.parts:
        text = ":".join(value(part, chance, odds) for part in element.parts)
        return text.rstrip(":") if chance.random() < 0.95 else text
    if element.codes:
        return chance.choice(sorted(element.codes))
    return chance.choice(FITTING.get(element.kind, ("A" * element.least,)))


def written(chance: Random) -> tuple[Segment, str]:
    """A segment of some guide, most often with no fault or one."""
    position = chance.choice(ALL)
    odds = chance.choice((0.0, 0.03, 0.2))
    values = [value(element, chance, odds) for element in position.elements]
    text = "*".join([position.id, *values])
    return position, chance.choice([text.rstrip("*")] * 8 + [text, text + "*X"])


def test_the_pattern_accepts_exactly_what_has_no_fault():
    chance = Random(20260105)  # noqa: S311 - a repeatable choice of cases
    outcomes = {True: 0, False: 0}
    for _ in range(6000):
        position, text = written(chance)
        matches = PATTERNS.one(position).fullmatch(text + "~") is not None
        faults = inspect(position, text, DELIMITERS)
        assert matches == (not faults), (position.loop, text, faults)
        outcomes[matches] += 1
    assert min(outcomes.values()) > 1500


def test_the_quick_pattern_accepts_nothing_that_has_a_fault():
    chance, bulk = Random(20260106), Bulk(DELIMITERS)  # noqa: S311
    quick = {place: quick_pattern(place, DELIMITERS) for place in dict.fromkeys(ALL)}
    taken = 0
    for _ in range(6000):
        position, text = written(chance)
        joined = text + "~"
        if not quick[position] or not joined.isascii() or bulk.ends_empty(joined.encode()):
            continue
        if re.fullmatch(quick[position], joined):
            taken += 1
            assert not inspect(position, text, DELIMITERS), (position.loop, text)
        many = joined * (1200 // len(joined) + 1)
        assert bulk.all_match(position, many) == (not inspect(position, text, DELIMITERS))
    assert taken > 1500
    assert sum(map(bool, quick.values())) > len(quick) * 0.8


@given(st.lists(st.sampled_from(["LX*1", "LX*22", "LX*A", "LX*", "LX"]), max_size=8))
def test_many_match_together_when_each_matches(texts):
    lx = next(place for place in ALL if place.id == "LX")
    joined = "".join(text + "~" for text in texts)
    each = all(PATTERNS.one(lx).fullmatch(text + "~") for text in texts)
    assert (PATTERNS.many(lx).fullmatch(joined) is not None) == each


@pytest.mark.parametrize("name", GUIDES)
def test_every_position_compiles_and_refuses_hostile_text_quickly(name):
    hostile = "A" * 50_000
    for place in dict.fromkeys(positions(guide_named(name).body)):
        assert PATTERNS.many(place).fullmatch(f"{place.id}*{hostile}~" * 2) is None
        assert PATTERNS.one(place).fullmatch(place.id + "*" * 5000 + "~") is None
