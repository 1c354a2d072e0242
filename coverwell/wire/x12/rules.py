"""Checks that look across elements or segments: sums, level order, check digits, large repeats."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.guide import ANY, Balance, Guide, Loop, Segment
from coverwell.wire.x12.walker import COUNTED


@lru_cache(maxsize=1 << 16)
def is_npi(text: str) -> bool:
    """A National Provider Identifier: ten digits that pass Luhn behind 80840."""
    if not re.fullmatch(r"[12]\d{9}", text, re.ASCII):
        return False
    total = 24  # what the prefix 80840 adds
    for place, digit in enumerate(map(int, text)):
        doubled = digit * 2 if place % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


@cache
def wide_loops(guide: Guide) -> tuple[Loop, ...]:
    """Loops whose limit is too large for the walker to count and that do not start a piece."""
    found: dict[str, Loop] = {}
    waiting = [guide.body]
    while waiting:
        for group in waiting.pop().groups:
            for member in group:
                if isinstance(member, Loop) and member.id not in found:
                    found[member.id] = member
                    waiting.append(member)
    wide = (loop for loop in found.values() if COUNTED < loop.most < ANY)
    return tuple(loop for loop in wide if not loop.entry.cut)


def too_many(piece: Piece, loops: tuple[Loop, ...]) -> Iterator[Finding]:
    """Loops that stand more often than their large limit."""
    for loop in loops:
        if len(piece.positions) <= loop.most:
            continue
        places = [i for i, p in enumerate(piece.positions) if p is loop.entry]
        if len(places) > loop.most:
            text = f"Loop {loop.id} ({loop.title}) may stand {loop.most} times at most."
            at = places[loop.most]
            yield Finding(
                Level.SEGMENT,
                "4",
                text,
                Severity.REJECT,
                piece.segment + at,
                loop.entry.id,
                loop.id,
                offset=piece.offsets[at],
            )


@cache
def money_places(guide: Guide, balance: Balance) -> tuple[Segment, Segment]:
    """The position of the total and the position of the lines."""
    found: dict[tuple[str, str], Segment] = {}
    waiting = [guide.body]
    while waiting:
        for group in waiting.pop().groups:
            for member in group:
                if isinstance(member, Loop):
                    waiting.append(member)
                else:
                    found[member.loop, member.id] = member
    return found[balance.loop, balance.total], found[balance.line_loop, balance.line]


def unbalanced(piece: Piece, guide: Guide, balance: Balance, separator: str) -> list[Finding]:
    """A total that is not the sum of its lines; nothing when one of them is missing."""
    lost = (f.segment_id == balance.line for f in piece.findings if f.code == "3")
    if any(lost):
        return []
    total_place, line_place = money_places(guide, balance)
    lines: list[int] = []
    total, at = 0, balance.line_element
    try:
        for position, text in zip(piece.positions, piece.texts, strict=True):
            if position is line_place:
                lines.append(cents(text.split(separator, at + 1)[at]))
            elif position is total_place:
                total = cents(text.split(separator)[balance.total_element] or "none")
    except (ValueError, IndexError):
        return []  # the amount itself is already reported
    if not lines or total == sum(lines):
        return []
    text = (
        f"The total in {balance.total}{balance.total_element:02} is not the sum of the lines "
        f"({balance.line}{balance.line_element:02}): {_money(total)} against {_money(sum(lines))}."
    )
    return [
        Finding(
            Level.CLAIM,
            "400",
            text,
            Severity.REJECT,
            piece.segment,
            balance.total,
            balance.loop,
            balance.total_element,
            offset=piece.offset,
        )
    ]


def _money(amount: int) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02}"


Parents = dict[str, frozenset[str]]


class _Open(NamedTuple):
    """An open level: its loop, HL01 as sent and as counted, HL04, and where it stands."""

    loop: str
    number: str
    ordinal: str
    child: str
    segment: int
    offset: int


class Levels:
    """Follows the HL segments of one transaction set: numbers in order, parents that exist,
    and levels below where HL04 says so.
    """

    def __init__(self) -> None:
        self.count = 0
        self.open: list[_Open] = []  # outermost first
        self.parents: set[int] = set()  # the counts of levels that have one below them

    def check(self, piece: Piece, parents: Parents, separator: str) -> Iterator[Finding]:
        """Faults of the HL that opens this piece. parents: each level's loop to those above."""
        values = [*piece.texts[0].split(separator), "", "", ""]
        self.count += 1
        above = parents.get(piece.loop, frozenset())
        while self.open and self.open[-1].loop not in above:
            yield from self._closed(self.open.pop())
        wrong = any(f.segment_id == "HL" and f.element == 4 for f in piece.findings)
        child = "" if wrong else values[4]  # said already
        level = _Open(piece.loop, values[1], str(self.count), child, piece.segment, piece.offset)
        if self.open:
            yield from self._below(self.open[-1])
        if self.open and values[2] not in self.open[-1][1:3]:
            text = "HL02 does not name the level above this one."
            severity = Severity.REJECT if values[2] else Severity.WARN
            yield _of_level(level, 2, values[2], text, severity)
        if values[1] != level.ordinal:
            text = "HL01 does not count the levels of this transaction set from 1."
            yield _of_level(level, 1, values[1], text, Severity.WARN)
        self.open.append(level)
        lost = _unplaced(piece, separator)
        if lost:
            self.count += lost
            self.parents.add(int(level.ordinal))

    def end(self) -> Iterator[Finding]:
        """Faults that show when no level follows."""
        while self.open:
            yield from self._closed(self.open.pop())

    def _below(self, above: _Open) -> Iterator[Finding]:
        if above.child == "0" and int(above.ordinal) not in self.parents:
            text = "HL04 says that no level stands below this one, but one does."
            yield _of_level(above, 4, above.child, text, Severity.WARN)
        self.parents.add(int(above.ordinal))

    def _closed(self, level: _Open) -> Iterator[Finding]:
        if level.child == "1" and int(level.ordinal) not in self.parents:
            text = "HL04 says that a level stands below this one, but none does."
            yield _of_level(level, 4, level.child, text, Severity.WARN)
        self.parents.discard(int(level.ordinal))


def _unplaced(piece: Piece, separator: str) -> int:
    """How many levels in a piece have no place in the guide; they count all the same."""
    if None not in piece.positions:
        return 0
    pairs = zip(piece.positions, piece.texts, strict=True)
    return sum(position is None and text.startswith(f"HL{separator}") for position, text in pairs)


def _of_level(level: _Open, element: int, value: str, text: str, severity: Severity) -> Finding:
    at, loop, offset = level.segment, level.loop, level.offset
    return Finding(Level.ELEMENT, "7", text, severity, at, "HL", loop, element, 0, value, offset)


@cache
def level_parents(guide: Guide) -> Parents:
    """Each HL loop and the HL loops it may stand in."""
    found: dict[str, frozenset[str]] = {}

    def walk(loop: Loop) -> None:
        for group in loop.groups:
            for member in group:
                if isinstance(member, Loop) and member.entry.id == "HL":
                    found[member.id] = found.get(member.id, frozenset()) | {loop.id}
                    walk(member)
                elif isinstance(member, Loop) and not member.id:
                    walk(member)  # one of several bodies

    walk(guide.body)
    return found


_NPI_AT = {"NM1": 9, "N1": 4}


def npi_places(segment: Segment) -> int:
    """The element that may hold an NPI in segments of this position, or 0."""
    at = _NPI_AT.get(segment.id, 0)
    return at if at and "XX" in segment.elements[at - 2].codes else 0
