"""Looks at one segment by itself and says exactly what is wrong with it, in IK403 terms."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import Element, Segment
from coverwell.wire.x12.pattern import FORMATS, note_places, value_pattern
from coverwell.wire.x12.text import proper


class Fault(NamedTuple):
    """What is wrong with one element: its place, the code and plain words.

    The code is one of IK403, or the claim status code of a 277CA (three digits). repeat counts
    from 1 where the element is repeated, else it is 0.
    """

    element: int
    component: int
    code: str
    message: str
    value: str = ""
    warns: bool = False
    repeat: int = 0

    @property
    def is_status(self) -> bool:
        """True when the code is a claim status code."""
        return len(self.code) == 3 and self.code.isdigit()


_MESSAGES = {
    "1": "A required element is missing.",
    "2": "An element is missing that another element of this segment calls for.",
    "3": "The segment has more elements than the standard allows.",
    "4": "The value is too short.",
    "5": "The value is too long.",
    "6": "The value holds characters that its type does not allow.",
    "7": "The code is not one that may stand here.",
    "8": "The date is not valid.",
    "9": "The time is not valid.",
    "10": "Two elements stand together that exclude each other.",
    "12": "The element is repeated more often than it may be.",
    "13": "The element has more components than the standard allows.",
    "I10": "The guide does not use this element.",
}
_TRAILING = "The segment ends with empty elements; the last separators should be left out."


def _fault(element: int, component: int, code: str, value: str = "") -> Fault:
    return Fault(element, component, code, _MESSAGES[code], value, warns=code == "I10")


def inspect(segment: Segment, text: str, delimiters: Delimiters) -> list[Fault]:
    """Every fault of one segment's text (without terminator), in the order of its elements."""
    values = text.split(delimiters.element)[1:]
    faults: list[Fault] = []
    if values and not values[-1]:
        faults.append(Fault(0, 0, "", _TRAILING, warns=True))
        while values and not values[-1]:
            values.pop()
    surplus = enumerate(values[len(segment.elements) :], len(segment.elements) + 1)
    faults += [_fault(place, 0, "3", value) for place, value in surplus]
    values += [""] * (len(segment.elements) - len(values))
    before = ""
    for place, element in enumerate(segment.elements, 1):
        found = list(_element_faults(element, values[place - 1], before, place, delimiters))
        faults += found
        before = "" if found else values[place - 1]  # a wrong qualifier says nothing of a date
    told = {fault.element for fault in faults}
    faults += [fault for fault in _note_faults(segment, values) if fault.element not in told]
    return faults


def _element_faults(
    element: Element, value: str, before: str, place: int, delimiters: Delimiters
) -> Iterator[Fault]:
    if element.usage == "-":
        if value:
            yield _fault(place, 0, "I10", value)
    elif not value:
        if element.usage == "R":
            yield _fault(place, 0, "1")
    elif delimiters.repetition and delimiters.repetition in value:
        yield from _repeat_faults(element, value, place, delimiters)
    elif element.parts:
        yield from _composite_faults(element, value, place, delimiters)
    elif code := value_fault(element, value, before, delimiters):
        yield _fault(place, 0, code, value)


def _repeat_faults(
    element: Element, value: str, place: int, delimiters: Delimiters
) -> Iterator[Fault]:
    given = value.split(delimiters.repetition)
    if len(given) > element.repeats:
        yield _fault(place, 0, "12", value)
    elif "" in given:
        yield _fault(place, 0, "1", value)._replace(repeat=given.index("") + 1)
    else:
        for at, one in enumerate(given, 1):
            found = _element_faults(element, one, "", place, delimiters)
            yield from (fault._replace(repeat=at) for fault in found)


def _composite_faults(
    element: Element, value: str, place: int, delimiters: Delimiters
) -> Iterator[Fault]:
    parts = value.split(delimiters.component)
    if not parts[-1]:
        yield Fault(place, 0, "", _TRAILING, value, warns=True)
        while parts and not parts[-1]:
            parts.pop()
    if len(parts) > len(element.parts):
        yield _fault(place, 0, "13", value)
    parts += [""] * (len(element.parts) - len(parts))
    before = ""
    for at, (part, given) in enumerate(zip(element.parts, parts, strict=False), 1):
        found = list(_element_faults(part, given, before, place, delimiters))
        found += _unpaired(element, parts, at, place)
        yield from (fault._replace(component=at) for fault in found)
        before = "" if found else given


def _unpaired(element: Element, parts: list[str], at: int, place: int) -> Iterator[Fault]:
    """A date without the qualifier that says how it is written, or the other way round."""
    for date in (at, at + 1):  # this component is the date, or its qualifier
        if not 1 < date <= len(element.parts) or element.parts[date - 1].kind != "AP":
            continue
        pair = element.parts[date - 2 : date]
        other = parts[date - 1 if at < date else date - 2]
        if all(one.usage == "S" for one in pair) and other and not parts[at - 1]:
            yield _fault(place, 0, "2")


def value_fault(element: Element, value: str, before: str, delimiters: Delimiters) -> str:
    """The IK403 code of what is wrong with one simple value, or nothing."""
    if delimiters.component in value:
        return "13"
    if element.kind == "AP" and before:
        return _dated_fault(value, before)
    if element.codes:
        return "" if value in element.codes else "7"
    meant = proper(value)  # an accent in UTF-8 is one character of the element's length
    if re.fullmatch(value_pattern(element, delimiters), meant):
        return ""
    return _why(element, meant)


def _dated_fault(value: str, qualifier: str) -> str:
    form = FORMATS.get(qualifier)
    if form is None:
        return "" if len(value) <= 35 and value.isprintable() else "6"
    if re.fullmatch(form, value):
        return ""
    return "9" if qualifier == "TM" else "8"


def _why(element: Element, value: str) -> str:
    if element.kind in ("DT", "AP", "TM"):
        return "9" if element.kind == "TM" else "8"
    if element.kind in ("AN", "ID"):
        return _size(len(value), element) or "6"
    number = r"-?\d+" if element.kind == "N" else r"-?(?:\d+(?:\.\d+)?|\.\d+)"
    if not re.fullmatch(number, value, re.ASCII):
        return "6"
    if element.kind == "M":
        return "6" if len(value.partition(".")[2]) > 2 else "5"
    return _size(sum(map(str.isdigit, value)), element) or "6"


def _size(length: int, element: Element) -> str:
    if length < element.least:
        return "4"
    return "5" if length > element.most else ""


def _note_faults(segment: Segment, values: list[str]) -> Iterator[Fault]:
    """Breaks of the syntax notes, at the element that should be there or should not."""
    for note in segment.notes:
        places = note_places(note)
        used = [p for p in places if segment.elements[p - 1].usage != "-"]
        there = [p for p in places if values[p - 1]]
        if not used or all(segment.elements[p - 1].usage == "R" for p in used):
            continue  # a missing one of these is already a missing required element
        place = _broken(note[0], places, there)
        if place:
            yield _fault(place, 0, "10" if note[0] == "E" else "2")


def _broken(kind: str, places: tuple[int, ...], there: list[int]) -> int:
    """The place at fault, or 0."""
    missing = [place for place in places if place not in there]
    head = places[0] in there
    if kind == "E":
        return there[1] if len(there) > 1 else 0
    if kind == "R":
        return 0 if there else places[0]
    if kind == "L":
        return places[1] if head and len(there) == 1 else 0
    called_for = head if kind == "C" else bool(there)
    return missing[0] if called_for and missing else 0
