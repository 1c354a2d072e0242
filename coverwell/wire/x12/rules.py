"""Checks that look across elements or segments: sums, level order, check digits, large repeats."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.forms import Form
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


class Wide(NamedTuple):
    """A loop whose limit is too large for the walker to count, and the loop it stands in."""

    loop: Loop
    parent: Loop


@cache
def wide_loops(guide: Guide) -> tuple[Wide, ...]:
    """Loops with such a limit that do not start a piece."""
    found: dict[str, Wide] = {}
    waiting = [guide.body]
    while waiting:
        parent = waiting.pop()
        for group in parent.groups:
            for member in group:
                if isinstance(member, Loop) and member.id not in found:
                    found[member.id] = Wide(member, parent)
                    waiting.append(member)
    wide = (one for one in found.values() if COUNTED < one.loop.most < ANY)
    return tuple(one for one in wide if not one.loop.entry.cut)


def too_many(piece: Piece, wide: tuple[Wide, ...]) -> Iterator[Finding]:
    """Loops that stand more often than their large limit in one instance of their parent."""
    for loop, parent in wide:
        at = _beyond(piece.form, loop, parent)
        if at >= 0:
            text = f"Loop {loop.id} ({loop.title}) may stand {loop.most} times at most."
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


def _beyond(form: Form, loop: Loop, parent: Loop) -> int:
    """The place of the first instance above the limit, or -1."""
    count, entry, start = 0, loop.entry, parent.entry
    for at, place in enumerate(form):
        if place is entry:
            count += 1
            if count > loop.most:
                return at
        elif place is start:
            count = 0
    return -1


class Sums(NamedTuple):
    """A balance of a guide with the positions of its total and of its lines."""

    balance: Balance
    total: Segment
    line: Segment


@cache
def sums_of(guide: Guide) -> dict[str, tuple[Sums, ...]]:
    """The balances of a guide by the loop that they are asked of."""
    places: dict[tuple[str, str], Segment] = {}
    waiting = [guide.body]
    while waiting:
        for group in waiting.pop().groups:
            for member in group:
                if isinstance(member, Loop):
                    waiting.append(member)
                else:
                    places[member.loop, member.id] = member
    found: dict[str, tuple[Sums, ...]] = {}
    for one in guide.balances:
        sums = Sums(one, places[one.loop, one.total], places[one.line_loop, one.line])
        found[one.loop] = (*found.get(one.loop, ()), sums)
    return found


class Places(NamedTuple):
    """Where the total and the lines of a balance stand in a form; no lines: nothing to add up."""

    sums: Sums
    total: int
    lines: tuple[int, ...]


def places_of(sums: Sums, form: Form) -> Places:
    """Where a balance finds its amounts in the pieces of a form."""
    totals = [at for at, place in enumerate(form) if place is sums.total]
    lines = tuple(at for at, place in enumerate(form) if place is sums.line)
    return Places(sums, totals[0], lines) if totals else Places(sums, 0, ())


def unbalanced(piece: Piece, places: Places, separator: str) -> list[Finding]:
    """A total that is not the sum of its lines; nothing when one of them is missing or wrong."""
    (balance, _, _), total_at, line_ats = places
    texts, at = piece.texts, balance.line_element
    try:
        added = sum([cents(texts[line].split(separator, at + 1)[at]) for line in line_ats])
        total = cents(texts[total_at].split(separator)[balance.total_element] or "none")
    except (ValueError, IndexError):
        return []  # the amount itself is already reported
    if total == added:
        return []
    if any(f.segment_id == balance.line for f in piece.findings if f.code == "3"):
        return []
    text = (
        f"The total in {balance.total}{balance.total_element:02} is not the sum of the lines "
        f"({balance.line}{balance.line_element:02}): {_money(total)} against {_money(added)}."
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


_SHORT = ("", "", "", "")  # what an HL may leave out


class Levels:
    """Follows the HL segments of one transaction set: numbers in order, parents that exist,
    and levels below where HL04 says so.
    """

    def __init__(self) -> None:
        self.count = 0
        self.open: list[_Open] = []  # outermost first
        self.parents: set[str] = set()  # the ordinals of levels that have one below them

    def check(self, piece: Piece, parents: Parents, separator: str) -> list[Finding]:
        """Faults of the HL that opens this piece. parents: each level's loop to those above."""
        found: list[Finding] = []
        self.count += 1
        opened = self.open
        self._close(parents.get(piece.loop, frozenset()), found)
        _, number, parent, _, child, *_ = (*piece.texts[0].split(separator, 5), *_SHORT)
        ordinal = str(self.count)
        if piece.findings and any(f.segment_id == "HL" and f.element == 4 for f in piece.findings):
            child = ""  # said already
        # Past the __new__ of the named tuple, which is Python: every subscriber has a level.
        level = tuple.__new__(
            _Open, (piece.loop, number, ordinal, child, piece.segment, piece.offset)
        )
        if opened:
            _, named, counted, told, _, _ = opened[-1]
            if told != "0" and parent in (named, counted):  # as nearly always
                self.parents.add(counted)
            else:
                found += self._below(opened[-1], level, parent)
        if number != ordinal:
            text = "HL01 does not count the levels of this transaction set from 1."
            found.append(_of_level(level, 1, number, text, Severity.WARN))
        opened.append(level)
        lost = _unplaced(piece, separator) if piece.lost else 0
        if lost:
            self.count += lost
            self.parents.add(ordinal)
        return found

    def _close(self, above: frozenset[str], found: list[Finding]) -> None:
        """Close the levels that the next one does not stand in."""
        while self.open and self.open[-1].loop not in above:
            closed = self.open.pop()
            if closed.child == "1" and closed.ordinal not in self.parents:
                found.append(_childless(closed))
            self.parents.discard(closed.ordinal)

    def end(self) -> list[Finding]:
        """Faults that show when no level follows."""
        left, self.open = self.open[::-1], []
        return [
            _childless(one) for one in left if one.child == "1" and one.ordinal not in self.parents
        ]

    def _below(self, above: _Open, level: _Open, parent: str) -> list[Finding]:
        found: list[Finding] = []
        if above.child == "0" and above.ordinal not in self.parents:
            text = "HL04 says that no level stands below this one, but one does."
            found.append(_of_level(above, 4, above.child, text, Severity.WARN))
        self.parents.add(above.ordinal)
        if parent not in (above.number, above.ordinal):
            text = "HL02 does not name the level above this one."
            severity = Severity.REJECT if parent else Severity.WARN
            found.append(_of_level(level, 2, parent, text, severity))
        return found


def _childless(level: _Open) -> Finding:
    text = "HL04 says that a level stands below this one, but none does."
    return _of_level(level, 4, level.child, text, Severity.WARN)


def _unplaced(piece: Piece, separator: str) -> int:
    """How many levels in a piece have no place in the guide; they count all the same."""
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


@cache
def npi_places(segment: Segment) -> int:
    """The element that may hold an NPI in segments of this position, or 0."""
    at = _NPI_AT.get(segment.id, 0)
    return at if at and "XX" in segment.elements[at - 2].codes else 0
