"""One block of segments: its keys, the steps they lead to, and the faults inside the segments."""

import re
from collections import defaultdict
from functools import lru_cache
from itertools import accumulate

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import Segment, standard
from coverwell.wire.x12.inspect import Fault, inspect
from coverwell.wire.x12.pattern import patterns_for
from coverwell.wire.x12.rules import is_npi, npi_places
from coverwell.wire.x12.stream import Block
from coverwell.wire.x12.walker import Step


_BLANK = " \t\r\n\x00"


@lru_cache(maxsize=32)
def _key_pattern(delimiters: Delimiters) -> re.Pattern[str]:
    """The key of every segment: its id, with the code that tells positions apart where needed."""
    element, end = re.escape(delimiters.element), re.escape(delimiters.segment)
    inner = re.escape(delimiters.component + delimiters.repetition)
    blank = "".join(sorted(set(_BLANK) - {delimiters.segment}))
    keyed = "|".join(sorted(standard().keyed - {"HL"}))
    part = f"{element}[^{element}{end}]{{0,12}}"
    return re.compile(
        f"[{re.escape(blank)}]*((?:{keyed}){element}[^{element}{end}{inner}]{{0,12}}"
        f"|HL{part}{part}{part}|[^{element}{end}]{{0,12}})[^{end}]*{end}"
    )


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
        if any(character in block.text for character in "\n\r\t\x00") or f"{end} " in block.text:
            self.texts = [text.lstrip(blank) for text in raw]
            shift = map(len, self.texts)
            self.offsets = [
                at + len(text) - kept
                for at, text, kept in zip(self.offsets, raw, shift, strict=False)
            ]
        else:
            self.texts = raw
        self.keys: list[str] = _key_pattern(delimiters).findall(block.text)
        if len(self.keys) != len(self.texts):
            one = _key_pattern(delimiters)
            self.keys = [one.findall(text + end)[0] for text in self.texts]


def element_faults(
    segments: Segments, steps: list[Step], delimiters: Delimiters
) -> dict[int, list[Fault]]:
    """The faults inside segments, by their place in the block."""
    groups: defaultdict[Segment | None, list[int]] = defaultdict(list)
    for at, step in enumerate(steps):
        groups[step.segment].append(at)
    groups.pop(None, None)
    texts, end = segments.texts, delimiters.segment
    patterns = patterns_for(delimiters)
    faults: dict[int, list[Fault]] = {}
    for position, places in groups.items():
        if position is None:
            continue
        joined = end.join([texts[at] for at in places]) + end
        if not patterns.many(position).fullmatch(joined):
            one = patterns.one(position)
            for at in places:
                if not one.fullmatch(texts[at] + end):
                    faults[at] = inspect(position, texts[at], delimiters)
        element = npi_places(position)
        if element and f"{delimiters.element}XX{delimiters.element}" in joined:
            _check_npis(texts, places, element, delimiters.element, faults)
    return faults


def _check_npis(
    texts: list[str],
    places: list[int],
    element: int,
    separator: str,
    faults: dict[int, list[Fault]],
) -> None:
    for at in places:
        values = texts[at].split(separator)
        if len(values) > element and values[element - 1] == "XX" and not is_npi(values[element]):
            message = "The National Provider Identifier fails its check digit."
            fault = Fault(element, 0, "562", message, values[element])
            faults.setdefault(at, []).append(fault)
