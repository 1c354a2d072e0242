"""Matches all segments of one position at once, with google-re2 where it is installed.

The exact patterns (`pattern`) look around themselves, which only the slower standard engine can.
Most segments of most files are plain, and for those a pattern without looking around says the
same: what it accepts, the exact one accepts too (a test holds the two together). Only where it
does not accept is the exact one asked.
"""

import re

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import Element, Segment
from coverwell.wire.x12.pattern import (
    composite_edges,
    decimal_pattern,
    is_adjacent_pair,
    note_places,
    patterns_for,
    segment_body,
)


try:
    import re2
except ImportError:  # the extra `fast` is not installed
    re2 = None


_SMALL = 1_000  # characters that the standard engine has matched before re2 is asked
_LARGEST = 6_000  # characters of a pattern; larger ones cost more to compile than they save


def quick_pattern(segment: Segment, delimiters: Delimiters) -> str:
    """A pattern that accepts most of what the exact one does, and nothing else.

    It may be trusted for text without an empty element or component at the end of its segment or
    composite (`ends_empty`). Empty where there is none.
    """
    elements = _unnoted(segment)
    if elements is None or not all(_plain(element) for element in elements):
        return ""
    text = segment_body(segment.id, elements, segment.notes, delimiters)
    for least, most in {(e.least, e.most) for e in _flat(elements) if e.kind == "R"}:
        text = text.replace(decimal_pattern(least, most), _decimal(least, most))
    for edge in composite_edges(delimiters):
        text = text.replace(edge, "")
    text = text.replace("(?>", "(?:") + re.escape(delimiters.segment)
    return text if len(text) <= _LARGEST else ""


def _unnoted(segment: Segment) -> tuple[Element, ...] | None:
    """The elements up to where a syntax note could be broken; None when that is too early."""
    kept = len(segment.elements)
    for note in segment.notes:
        places = [p for p in note_places(note) if segment.elements[p - 1].usage != "-"]
        needed = all(segment.elements[p - 1].usage == "R" for p in places)
        if not places or needed or is_adjacent_pair(note):
            continue
        if note[0] == "R":
            if not any(segment.elements[p - 1].usage == "R" for p in places):
                return None
        else:
            head = note_places(note)[0]
            safe = sorted(places)[1] if note[0] == "E" and len(places) > 1 else min(places)
            kept = min(kept, (head if note[0] in "CL" else safe) - 1)
    rest = segment.elements[kept:]
    return None if any(e.usage == "R" for e in rest) else segment.elements[:kept]


def _plain(element: Element) -> bool:
    """Is an empty composite excluded by its parts, where it must not be empty?"""
    if not element.parts or (element.usage != "R" and element.repeats == 1):
        return True
    return any(part.usage == "R" for part in element.parts)


def _flat(elements: tuple[Element, ...]) -> list[Element]:
    return [part for element in elements for part in (element.parts or (element,))]


def _decimal(least: int, most: int) -> str:
    """Numbers whose digits are no more than allowed however they are shared."""
    if least > 1 or most < 2:
        return f"-?\\d{{{least},{most}}}"
    return f"-?(?:\\d{{1,{most}}}|\\d{{0,{most - most // 2}}}\\.\\d{{1,{most // 2}}})"


def _compiled(text: str) -> "re.Pattern[bytes] | None":
    if re2 is None or not text:
        return None
    options = re2.Options()
    options.never_capture, options.log_errors = True, False
    options.encoding = re2.Options.Encoding.LATIN1
    try:
        found: re.Pattern[bytes] = re2.compile(text.encode("latin-1"), options)
    except re2.error:  # too large for its memory
        return None
    return found


def _empty_ends(marks: Delimiters) -> str:
    """An empty element at the end of its segment, or component at the end of its composite."""
    element, component = re.escape(marks.element), re.escape(marks.component)
    ends = re.escape(marks.element + marks.repetition + marks.segment)
    return f"{element}{re.escape(marks.segment)}|{component}[{ends}]"


class Bulk:
    """The bulk matching of one set of delimiters."""

    def __init__(self, delimiters: Delimiters) -> None:
        self.exact = patterns_for(delimiters)
        element = re.escape(delimiters.element)
        end = re.escape(delimiters.segment)
        # What stands behind the qualifier XX.
        self.npis = re.compile(f"{element}XX{element}([^{element}{end}]*)")
        empty = _empty_ends(delimiters)
        self._empty = _compiled(empty) or re.compile(empty.encode("latin-1"))
        self._quick: dict[Segment, re.Pattern[bytes] | None] = {}
        self.delimiters = delimiters

    def all_match(self, segment: Segment, joined: str) -> bool:
        """Do all of these segments of one position, each with its terminator, have no fault?"""
        if len(joined) < _SMALL:
            return self.exact.many(segment).fullmatch(joined) is not None
        if segment not in self._quick:
            text = quick_pattern(segment, self.delimiters)
            self._quick[segment] = _compiled(f"(?:{text})*" if text else "")
        quick = self._quick[segment]
        if quick is not None and joined.isascii():
            data = joined.encode("ascii")
            if quick.fullmatch(data) and not self.ends_empty(data):
                return True
        return self.exact.many(segment).fullmatch(joined) is not None

    def ends_empty(self, joined: bytes) -> bool:
        """Does a segment or a composite end with an empty element or component?"""
        return self._empty.search(joined) is not None


_made: dict[Delimiters, Bulk] = {}


def bulk_for(delimiters: Delimiters) -> Bulk:
    """The process-wide matching for these delimiters; a few sets are kept, hostile ones go."""
    found = _made.get(delimiters)
    if found is None:
        if len(_made) >= 8:
            _made.clear()
        found = _made[delimiters] = Bulk(delimiters)
    return found


def forget() -> None:
    """Compile anew: the engine was changed (by a measurement)."""
    _made.clear()
