"""Compiles one segment position to a regular expression for its whole segment.

The expression accepts exactly what `inspect.inspect` finds nothing wrong with; a property test
holds the two together. Values never contain a delimiter and every group is atomic, so matching
takes time proportional to the text, whatever the sender wrote.
"""

import re

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import Element, Segment


_DAY = (
    r"(?:\d{4}(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)"
    r"|02(?:0[1-9]|1\d|2[0-8]))"
    r"|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)0229)"
)
_TIME = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d\d{0,2})?"
# What each date/time qualifier promises of the element that follows it.
FORMATS = {
    "D8": _DAY,
    "DT": _DAY + r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?",
    "RD8": f"{_DAY}-{_DAY}",
    "TM": _TIME,
}
# 005010 front matter of the health care guides: at most ten digits, two of them cents.
MONEY = r"-?(?:\d{1,8}(?:\.\d{1,2})?|\.\d{1,2})"


def text_class(delimiters: Delimiters) -> str:
    """The characters that a value may hold: no control character, no delimiter."""
    return f"[^\\x00-\\x1f\\x7f{re.escape(delimiters.all)}]"


def value_pattern(element: Element, delimiters: Delimiters) -> str:
    """One simple value, not empty."""
    if element.codes and element.kind != "AP":
        return "(?:" + "|".join(sorted(map(re.escape, element.codes), key=len)[::-1]) + ")"
    least, most = element.least, element.most
    if element.kind == "N":
        return f"-?\\d{{{least},{most}}}"
    if element.kind == "R":
        return decimal_pattern(least, most)
    known = {"M": MONEY, "DT": _DAY, "TM": _TIME}
    return known.get(element.kind) or f"{text_class(delimiters)}{{{least},{most}}}"


def decimal_pattern(least: int, most: int) -> str:
    """A number of so many digits; the point and the sign do not count."""
    return (
        f"-?(?:\\d{{{least},{most}}}(?![.\\d])"
        f"|(?=[\\d.]{{{least + 1},{most + 1}}}(?![.\\d]))\\d*\\.\\d+)"
    )


def composite_edges(delimiters: Delimiters) -> tuple[str, str]:
    """What stands around a composite: it is not empty, and its last component is not."""
    ends = delimiters.element + delimiters.segment + delimiters.repetition
    return f"(?![{re.escape(ends)}])", f"(?<!{re.escape(delimiters.component)})"


def _composite(element: Element, delimiters: Delimiters) -> str:
    before, behind = composite_edges(delimiters)
    separator = re.escape(delimiters.component)
    body = _sequence(_units(element.parts, (), delimiters), separator, first="")
    return f"{before}{body}{behind}"


def _full(element: Element, delimiters: Delimiters) -> str:
    one = _composite(element, delimiters) if element.parts else value_pattern(element, delimiters)
    if element.repeats == 1 or not delimiters.repetition:
        return one
    return f"{one}(?:{re.escape(delimiters.repetition)}{one}){{0,{element.repeats - 1}}}"


# One element, or two that stand or fall together: usage, and each way to write it as a tuple of
# one or two values.
_Unit = tuple[str, list[tuple[str, ...]]]


def _dated(qualifier: Element, delimiters: Delimiters) -> list[tuple[str, ...]]:
    """A qualifier and the date or period that must look as it says."""
    free = f"{text_class(delimiters)}{{1,35}}"
    codes = sorted(qualifier.codes) or sorted(FORMATS)
    return [(code, FORMATS.get(code, free)) for code in codes]


def _units(
    elements: tuple[Element, ...], notes: tuple[str, ...], delimiters: Delimiters
) -> list[_Unit]:
    pairs = {int(note[1:3]) for note in notes if is_adjacent_pair(note)}
    units: list[_Unit] = []
    place = 0
    while place < len(elements):
        first, rest = elements[place], elements[place + 1 : place + 2]
        both = [first.usage, *(second.usage for second in rest)]
        if rest and rest[0].kind == "AP" and "-" not in both:
            units.append((first.usage, _dated(first, delimiters)))
            place += 2
        elif place + 1 in pairs and both == ["S", "S"]:
            units.append(("S", [(_full(first, delimiters), _full(rest[0], delimiters))]))
            place += 2
        else:
            form = "" if first.usage == "-" else _full(first, delimiters)
            units.append((first.usage, [(form,)]))
            place += 1
    return units


def _sequence(units: list[_Unit], separator: str, *, first: str) -> str:
    """The units in order; after the last required one each may end the segment."""
    tail, optional = "", True
    for place in range(len(units) - 1, -1, -1):
        usage, forms = units[place]
        lead = separator if place else first
        full = lead + _either([separator.join(form) for form in forms])
        empty = lead + separator * (len(forms[0]) - 1)
        if usage == "R":
            tail, optional = full + tail, False
        else:
            either = empty if usage == "-" else f"(?>{full}|{empty})"
            tail = f"(?:{either}{tail})?" if optional else either + tail
    return tail


def _either(forms: list[str]) -> str:
    return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"


def is_adjacent_pair(note: str) -> bool:
    """Is this a "both or neither" note on two neighbours?"""
    return note[0] == "P" and len(note) == 5 and int(note[3:5]) == int(note[1:3]) + 1


def note_places(note: str) -> tuple[int, ...]:
    """The element places that a syntax note speaks of: P0304 -> (3, 4)."""
    return tuple(int(note[at : at + 2]) for at in range(1, len(note), 2))


def _note(note: str, elements: tuple[Element, ...], delimiters: Delimiters) -> str:
    """A look-ahead that refuses a segment which breaks the note; empty where it cannot break."""
    usages = {place: elements[place - 1].usage for place in note_places(note)}
    open_places = [place for place, usage in usages.items() if usage != "-"]
    if all(usages[place] == "R" for place in open_places) or is_adjacent_pair(note):
        return ""
    element, end = re.escape(delimiters.element), re.escape(delimiters.segment)
    there = {
        place: f"(?:[^{element}{end}]*{element}){{{place}}}[^{element}{end}]" for place in usages
    }
    head, *rest = note_places(note)
    some = "|".join(there[place] for place in rest)
    if note[0] == "R":
        return f"(?={there[head]}|{some})"
    if note[0] == "L":
        return f"(?:(?!{there[head]})|(?={some}))"
    if note[0] == "E":
        return f"(?!(?={there[head]})(?={some}))"
    needs = "".join(f"(?={there[place]})" for place in rest)
    then = f"(?:(?!{there[head]})|{needs})"
    return then if note[0] == "C" else f"(?:(?!{there[head]}|{some})|(?={there[head]}){needs})"


_DEEP = 4  # notes about elements from here on are asked only of segments that are so long


def _notes(segment: Segment, delimiters: Delimiters) -> str:
    """All look-aheads. Most segments are short: notes on late elements are passed over at once."""
    shallow, deep, first = "", "", 99
    for note in segment.notes:
        look = _note(note, segment.elements, delimiters)
        least = min(note_places(note))
        if look and least >= _DEEP and note[0] != "R":
            deep, first = deep + look, min(first, least)
        else:
            shallow += look
    if not deep:
        return shallow
    element, end = re.escape(delimiters.element), re.escape(delimiters.segment)
    return f"{shallow}(?:(?!(?:[^{element}{end}]*{element}){{{first}}})|{deep})"


def segment_body(
    segment_id: str, elements: tuple[Element, ...], notes: tuple[str, ...], delimiters: Delimiters
) -> str:
    """One segment without its terminator; of the notes only those that pair neighbours."""
    separator = re.escape(delimiters.element)
    units = _units(elements, notes, delimiters)
    while units and units[-1][0] == "-":
        units.pop()
    return segment_id + _sequence(units, separator, first=separator)


def segment_pattern(segment: Segment, delimiters: Delimiters) -> str:
    """One segment with its terminator."""
    notes = _notes(segment, delimiters)
    body = segment_body(segment.id, segment.elements, segment.notes, delimiters)
    end = re.escape(delimiters.segment)
    return f"{notes}{body}(?<!{re.escape(delimiters.element)}){end}"


class Patterns:
    """The compiled patterns of one set of delimiters, made when a position is first met."""

    def __init__(self, delimiters: Delimiters) -> None:
        self.delimiters = delimiters
        self._one: dict[Segment, re.Pattern[str]] = {}
        self._many: dict[Segment, re.Pattern[str]] = {}

    def one(self, segment: Segment) -> re.Pattern[str]:
        """Matches one segment of this position, terminator included."""
        found = self._one.get(segment)
        if found is None:
            found = self._one[segment] = re.compile(segment_pattern(segment, self.delimiters))
        return found

    def many(self, segment: Segment) -> re.Pattern[str]:
        """Matches any number of them, joined."""
        found = self._many.get(segment)
        if found is None:
            text = segment_pattern(segment, self.delimiters)
            found = self._many[segment] = re.compile(f"(?>{text})*+")
        return found


_made: dict[Delimiters, Patterns] = {}


def patterns_for(delimiters: Delimiters) -> Patterns:
    """The process-wide patterns for these delimiters; a few sets are kept, hostile ones go."""
    found = _made.get(delimiters)
    if found is None:
        if len(_made) >= 8:
            _made.clear()
        found = _made[delimiters] = Patterns(delimiters)
    return found
