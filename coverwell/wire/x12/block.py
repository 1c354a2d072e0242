"""One block of segments: their keys, the faults inside them, and the rules that they set off."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from coverwell.wire.x12.bulk import Bulk, bulk_for
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import KEYED_AT, Segment, standard
from coverwell.wire.x12.inspect import Fault, inspect
from coverwell.wire.x12.lists import Lists, list_faults
from coverwell.wire.x12.rules import is_npi, npi_places
from coverwell.wire.x12.situations import Rule, term_pattern
from coverwell.wire.x12.stream import Block


BAD_NPI = "562"  # the claim status code "National Provider Identifier"
_BLANK = " \t\r\n\x1a"


@lru_cache(maxsize=32)
def _key_pattern(delimiters: Delimiters, flags: int = 0) -> re.Pattern[str]:
    """The key behind every terminator: a segment id, with the code that tells positions apart
    where that is needed. It begins with a plain character, so the search skips from one to the
    next in C, and does not look at the rest of a segment.
    """
    element, end = re.escape(delimiters.element), re.escape(delimiters.segment)
    inner = re.escape(delimiters.component + delimiters.repetition)
    keyed = "|".join(sorted(standard().keyed - set(KEYED_AT)))
    part = f"{element}[^{element}{end}]{{0,12}}+"
    deep = "|".join(f"{name}(?:{part}){{{at}}}" for name, at in KEYED_AT.items())
    return re.compile(
        f"{end}[{re.escape(_blank(delimiters))}]*((?:{keyed}){element}"
        f"[^{element}{end}{inner}]{{0,12}}+|{deep}|[^{element}{end}]{{0,12}}+)",
        flags,
    )


def _blank(delimiters: Delimiters) -> str:
    """What may stand before a segment: whatever of it does not end one."""
    return _BLANK.replace(delimiters.segment, "")


@lru_cache(maxsize=32)
def _untidy(delimiters: Delimiters) -> re.Pattern[str]:
    """A segment that begins with a blank or in lower case, as some senders write them."""
    return re.compile(f"{re.escape(delimiters.segment)}[{re.escape(_blank(delimiters))}a-z]")


@lru_cache(maxsize=32)
def _lower_case(delimiters: Delimiters) -> re.Pattern[str]:
    """A segment id in lower case: no other letter stands there."""
    return re.compile(f"{re.escape(delimiters.segment)}[{_BLANK}]*[a-z]")


class Segments:
    """The segments of a block, each with its byte offset and key."""

    def __init__(self, block: Block, delimiters: Delimiters) -> None:
        end = delimiters.segment
        self.ascii = block.text.isascii()
        self.texts = block.text.split(end)
        self.texts.pop()
        lengths = [len(text) + 1 for text in self.texts]
        self.offsets = list(accumulate(lengths, initial=block.offset))
        self.offsets.pop()
        led = end + block.text  # so that each segment has a terminator before it
        flags = 0
        if _untidy(delimiters).search(led):
            self._strip(_blank(delimiters))
            flags = re.IGNORECASE if _lower_case(delimiters).search(led) else 0
        pattern = _key_pattern(delimiters, flags)
        self.keys: list[str] = pattern.findall(led)
        self.keys.pop()  # of nothing, behind the last terminator
        if len(self.keys) != len(self.texts):
            self.keys = [pattern.findall(end + text)[0] for text in self.texts]

    def _strip(self, blank: str) -> None:
        """Pass over line ends and indentation."""
        raw, self.texts = self.texts, [text.lstrip(blank) for text in self.texts]
        self.offsets = [
            at + len(text) - len(kept)
            for at, text, kept in zip(self.offsets, raw, self.texts, strict=True)
        ]


Place = Segment | None  # the position that a segment fills in its guide, if any


class Checks(NamedTuple):
    """What is asked of segments beyond the form of their elements: see `situations`, `lists`."""

    rules: Mapping[Segment, tuple[Rule, ...]]
    lists: Lists


class Judged:
    """A block with the position of each segment, and by its place what was found there."""

    def __init__(self, segments: Segments, positions: list[Place]) -> None:
        self.segments, self.positions = segments, positions
        self.faults: dict[int, list[Fault]] = {}
        self.triggers: dict[int, list[Rule]] = {}
        self.places: list[int] = []
        self.envelopes = 0
        self.unplaced = 0  # segments that fill no position: envelopes, and what is out of place

    def within(self, first: int, last: int) -> list[int]:
        """The places from first to before last that have something to say, in order."""
        return self.places[bisect_left(self.places, first) : bisect_left(self.places, last)]

    def places_of(self, position: Segment) -> list[int]:
        """Where the segments of one position stand."""
        return [at for at, one in enumerate(self.positions) if one is position]


class _Judge(NamedTuple):
    """The delimiters of a block, what is compiled for them, what is asked, what was found."""

    delimiters: Delimiters
    bulk: Bulk
    checks: Checks
    found: Judged

    def position(self, position: Segment, texts: list[str]) -> None:
        """All segments of one position at once; single ones only where something is found."""
        end, bulk, found = self.delimiters.segment, self.bulk, self.found
        joined = end.join(texts) + end
        if not bulk.all_match(position, joined):
            one = bulk.exact.one(position)
            for at, text in zip(found.places_of(position), texts, strict=True):
                if not one.fullmatch(text + end):
                    found.faults[at] = inspect(position, text, self.delimiters)
        rules, lists = self.checks
        element = npi_places(position)
        if element and not all(map(is_npi, set(bulk.npis.findall(joined)))):
            self._npis(found.places_of(position), element)
        if position in rules:
            for rule in rules[position]:
                self._set_off(rule, joined, position)
        if lists:
            self._lists(position, texts)

    def _set_off(self, rule: Rule, joined: str, position: Segment) -> None:
        pattern, found = term_pattern(rule.conditions[0], self.delimiters), self.found
        for at in found.places_of(position) if pattern.search(joined) else ():
            if pattern.match(found.segments.texts[at]):
                found.triggers.setdefault(at, []).append(rule)

    def _lists(self, position: Segment, texts: list[str]) -> None:
        faults, lists = self.found.faults, self.checks.lists
        for at, text in zip(self.found.places_of(position), texts, strict=True):
            if at not in faults:
                wrong = list(list_faults(position.id, text, lists, self.delimiters))
                if wrong:
                    faults[at] = wrong

    def _npis(self, places: list[int], element: int) -> None:
        for at in places:
            values = self.found.segments.texts[at].split(self.delimiters.element)
            if len(values) > element and values[element - 1] == "XX":
                if is_npi(values[element]):
                    continue
                message = "The National Provider Identifier fails its check digit."
                fault = Fault(element, 0, BAD_NPI, message, values[element])
                self.found.faults.setdefault(at, []).append(fault)


def judge(
    segments: Segments, positions: list[Place], delimiters: Delimiters, checks: Checks
) -> Judged:
    """The faults inside segments, and the situational rules that they set off."""
    found = Judged(segments, positions)
    groups: defaultdict[Place, list[str]] = defaultdict(list)
    for position, text in zip(positions, segments.texts, strict=True):
        groups[position].append(text)
    found.unplaced = len(groups.pop(None, ()))
    judged = _Judge(delimiters, bulk_for(delimiters), checks, found)
    for position, texts in groups.items():
        if position is not None:  # said to the type checker
            judged.position(position, texts)
    found.places = sorted(found.faults.keys() | found.triggers.keys())
    return found
