"""One block of segments: their keys, the faults inside them, and the rules that they set off."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from coverwell.wire.x12.bulk import bulk_for
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import KEYED_AT, Segment, standard
from coverwell.wire.x12.inspect import Fault, inspect
from coverwell.wire.x12.lists import Lists, list_faults
from coverwell.wire.x12.rules import is_npi, npi_places
from coverwell.wire.x12.situations import Rule, term_pattern
from coverwell.wire.x12.stream import Block
from coverwell.wire.x12.walker import Step


BAD_NPI = "562"  # the claim status code "National Provider Identifier"
_BLANK = " \t\r\n\x1a"


@lru_cache(maxsize=32)
def _key_pattern(delimiters: Delimiters, flags: int = 0) -> re.Pattern[str]:
    """The key of every segment: its id, with the code that tells positions apart where needed."""
    element, end = re.escape(delimiters.element), re.escape(delimiters.segment)
    inner = re.escape(delimiters.component + delimiters.repetition)
    blank = "".join(sorted(set(_BLANK) - {delimiters.segment}))
    keyed = "|".join(sorted(standard().keyed - set(KEYED_AT)))
    part = f"{element}[^{element}{end}]{{0,12}}"
    deep = "|".join(f"{name}(?:{part}){{{at}}}" for name, at in KEYED_AT.items())
    return re.compile(
        f"[{re.escape(blank)}]*((?:{keyed}){element}[^{element}{end}{inner}]{{0,12}}"
        f"|{deep}|[^{element}{end}]{{0,12}})[^{end}]*{end}",
        flags,
    )


@lru_cache(maxsize=32)
def _lower_case(delimiters: Delimiters) -> re.Pattern[str]:
    """A segment id in lower case, as some senders write them: no other letter stands there."""
    return re.compile(f"{re.escape(delimiters.segment)}[{_BLANK}]*[a-z]")


class Segments:
    """The segments of a block, each with its byte offset and key."""

    def __init__(self, block: Block, delimiters: Delimiters) -> None:
        end = delimiters.segment
        self.ascii = block.text.isascii()
        raw = block.text.split(end)
        raw.pop()
        self.offsets = list(accumulate([len(text) + 1 for text in raw], initial=block.offset))
        self.offsets.pop()
        blank = "".join(set(_BLANK) - {end})
        if any(character in block.text for character in "\n\r\t\x1a") or f"{end} " in block.text:
            self.texts = [text.lstrip(blank) for text in raw]
            shift = map(len, self.texts)
            self.offsets = [
                at + len(text) - kept
                for at, text, kept in zip(self.offsets, raw, shift, strict=False)
            ]
        else:
            self.texts = raw
        lower = re.IGNORECASE if _lower_case(delimiters).search(block.text) else 0
        one = _key_pattern(delimiters, lower)
        self.keys: list[str] = one.findall(block.text)
        if len(self.keys) != len(self.texts):
            self.keys = [one.findall(text + end)[0] for text in self.texts]


class Checks(NamedTuple):
    """What is asked of segments beyond the form of their elements: see `situations`, `lists`."""

    rules: Mapping[Segment, tuple[Rule, ...]]
    lists: Lists


class Judged:
    """A block with the position of each segment, and by its place what was found there."""

    def __init__(self, segments: Segments, positions: list[Segment | None]) -> None:
        self.segments, self.positions = segments, positions
        self.faults: dict[int, list[Fault]] = {}
        self.triggers: dict[int, list[Rule]] = {}
        self.places: list[int] = []

    def within(self, first: int, last: int) -> list[int]:
        """The places from first to before last that have something to say, in order."""
        return self.places[bisect_left(self.places, first) : bisect_left(self.places, last)]

    def places_of(self, position: Segment) -> list[int]:
        """Where the segments of one position stand."""
        return [at for at, one in enumerate(self.positions) if one is position]


def judge(segments: Segments, steps: list[Step], delimiters: Delimiters, checks: Checks) -> Judged:
    """The faults inside segments, and the situational rules that they set off."""
    positions = [step.segment for step in steps]
    found = Judged(segments, positions)
    groups: defaultdict[Segment | None, list[str]] = defaultdict(list)
    for position, text in zip(positions, segments.texts, strict=True):
        groups[position].append(text)
    for position, texts in groups.items():
        if position is not None:
            _judge_position(position, texts, delimiters, checks, found)
    found.places = sorted(found.faults.keys() | found.triggers.keys())
    return found


def _judge_position(
    position: Segment, texts: list[str], delimiters: Delimiters, checks: Checks, found: Judged
) -> None:
    """All segments of one position at once; single ones only where something is found."""
    end, bulk = delimiters.segment, bulk_for(delimiters)
    joined = end.join(texts) + end
    if not bulk.all_match(position, joined):
        one = bulk.exact.one(position)
        for at, text in zip(found.places_of(position), texts, strict=True):
            if not one.fullmatch(text + end):
                found.faults[at] = inspect(position, text, delimiters)
    element = npi_places(position)
    if element and not all(map(is_npi, set(_npis(delimiters).findall(joined)))):
        _check_npis(found.places_of(position), element, delimiters.element, found)
    for rule in checks.rules.get(position, ()):
        _set_off(rule, joined, position, delimiters, found)
    if checks.lists:
        places = found.places_of(position)
        _check_lists(position, texts, places, delimiters, checks.lists, found.faults)


def _set_off(
    rule: Rule, joined: str, position: Segment, delimiters: Delimiters, found: Judged
) -> None:
    pattern = term_pattern(rule.conditions[0], delimiters)
    for at in found.places_of(position) if pattern.search(joined) else ():
        if pattern.match(found.segments.texts[at]):
            found.triggers.setdefault(at, []).append(rule)


@lru_cache(maxsize=32)
def _npis(delimiters: Delimiters) -> re.Pattern[str]:
    """What stands behind the qualifier XX."""
    element, end = re.escape(delimiters.element), re.escape(delimiters.segment)
    return re.compile(f"{element}XX{element}([^{element}{end}]*)")


def _check_lists(  # noqa: PLR0913, PLR0917 - like its neighbours
    position: Segment,
    texts: list[str],
    places: list[int],
    delimiters: Delimiters,
    lists: Lists,
    faults: dict[int, list[Fault]],
) -> None:
    for at, text in zip(places, texts, strict=True):
        if at not in faults:
            wrong = list(list_faults(position.id, text, lists, delimiters))
            if wrong:
                faults[at] = wrong


def _check_npis(places: list[int], element: int, separator: str, found: Judged) -> None:
    for at in places:
        values = found.segments.texts[at].split(separator)
        if len(values) > element and values[element - 1] == "XX" and not is_npi(values[element]):
            message = "The National Provider Identifier fails its check digit."
            fault = Fault(element, 0, BAD_NPI, message, values[element])
            found.faults.setdefault(at, []).append(fault)
