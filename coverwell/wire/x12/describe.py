"""What a guide asks, as plain rows for people: its segments, its codes, its situational rules.

from coverwell.wire.x12.describe import described

for loop, says in described("005010X222A1").rules:
    print(loop, says)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from coverwell.wire.x12.guide import ANY, Element, Guide, Loop, Segment, guide_for
from coverwell.wire.x12.situations import rules_of


MOST_CODES: Final = 12
"""A longer list of codes is a code set of its own: it is counted, not printed."""


class SegmentRow(NamedTuple):
    """One segment position; `required` in its loop; `most` 0: any number; codes in words."""

    loop: str
    title: str
    segment: str
    required: bool
    most: int
    codes: tuple[str, ...]


class Described(NamedTuple):
    """A guide: the versions that are read as it, its segments in order, and its rules in words."""

    version: str
    set: str
    group: str
    also: tuple[str, ...]
    segments: tuple[SegmentRow, ...]
    rules: tuple[tuple[str, str], ...]


def described(version: str, set_id: str = "") -> Described:
    """Describe the guide of a version and set; LookupError where there is none."""
    guide = guide_for(version, set_id)
    if guide is None:
        raise LookupError(f"There is no guide {version} {set_id}.".replace(" .", "."))
    rules = dict.fromkeys((one.loop.id, one.message) for one in rules_of(guide).all)
    return Described(
        version,
        guide.set,
        guide.group,
        guide.also,
        tuple(_segments(guide)),
        tuple((loop or "header", said) for loop, said in rules if said),
    )


def _segments(guide: Guide) -> Iterator[SegmentRow]:
    seen: set[int] = set()
    yield from _of_loop(guide.body, seen)


def _of_loop(loop: Loop, seen: set[int]) -> Iterator[SegmentRow]:
    # Subscriber and patient share one loop: it is told once.
    if id(loop) in seen:
        return
    seen.add(id(loop))
    for group in loop.groups:
        for member in group:
            if isinstance(member, Loop):
                yield from _of_loop(member, seen)
            else:
                yield _row(member)


def _row(one: Segment) -> SegmentRow:
    most = 0 if one.most >= ANY else one.most
    codes = tuple(_codes(one.id, one.elements))
    return SegmentRow(one.loop or "header", one.title, one.id, one.required, most, codes)


def _codes(name: str, elements: tuple[Element, ...], joint: str = "") -> Iterator[str]:
    """Say which codes an element takes: `CLM07 A/B/C`, `SV101-1 ER/HC/IV/WK`."""
    for at, element in enumerate(elements, 1):
        place = f"{name}{joint}{at:02d}" if not joint else f"{name}{joint}{at}"
        if element.usage == "-":
            continue
        if element.parts:
            yield from _codes(place, element.parts, "-")
        elif 0 < len(element.codes) <= MOST_CODES:
            yield f"{place} {'/'.join(sorted(element.codes))}"
