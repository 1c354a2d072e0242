"""Reads transaction sets that are trees of HL levels: a level at a time, with those above it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count
from typing import NamedTuple

from coverwell.wire.x12.events import BinaryData, Piece, Transaction, TransactionEnd
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.guide import Guide, Loop, guide_named
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.shape_reader import read_piece
from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.shapes import Shape
from coverwell.wire.x12.transactions.reading import Envelopes
from coverwell.wire.x12.transactions.writing import find_loop, header_segments, level_loop
from coverwell.wire.x12.writer import segment


Shapes = Mapping[str, Shape]  # loop of the level ("": the header) -> shape


class Branch(NamedTuple):
    """A level with those above it: their loops and values, outermost first, and the header.

    leaf: no level stands below it. findings are those of all its levels.
    """

    header: object
    loops: tuple[str, ...]
    levels: tuple[object, ...]
    leaf: bool
    findings: tuple[Finding, ...] = ()
    transaction: Transaction | None = None


class _Level(NamedTuple):
    depth: int
    loop: str
    value: object
    findings: tuple[Finding, ...]


class LevelReader:
    """Turns the pieces of some transaction sets into branches. shapes: by guide."""

    def __init__(self, shapes: Mapping[str, Shapes], profile: Profile | None = None) -> None:
        self.shapes, self.profile = shapes, profile
        self.header: _Level | None = None
        self.open: list[_Level] = []
        self.waiting = False  # the innermost level has not been handed out yet
        self.transaction: Transaction | None = None

    def read(self, chunks: Iterable[bytes]) -> Iterator[Envelopes | Branch]:
        """Branches and envelopes in order; other transaction sets give their envelopes only."""
        for event in read(chunks, self.profile):
            if isinstance(event, Piece):
                if event.transaction.guide in self.shapes:
                    yield from self._piece(event)
                continue
            if isinstance(event, BinaryData):
                continue
            if isinstance(event, TransactionEnd):
                yield from self._flush(leaf=True)
            elif isinstance(event, Transaction):
                self.transaction, self.header, self.open, self.waiting = event, None, [], False
            yield event

    def _piece(self, piece: Piece) -> Iterator[Branch]:
        form = self.shapes[piece.transaction.guide].get(piece.loop)
        if form is None:
            return
        guide = guide_named(piece.transaction.guide)
        depth = _depths(guide).get(piece.loop, 0)
        value = read_piece(form, piece, guide)
        level = _Level(depth, piece.loop, value, tuple(piece.findings))
        if not piece.loop:
            self.header = level
            return
        yield from self._flush(leaf=not self.open or depth <= self.open[-1].depth)
        while self.open and self.open[-1].depth >= depth:
            self.open.pop()
        self.open.append(level)
        self.waiting = True

    def _flush(self, *, leaf: bool) -> Iterator[Branch]:
        if not self.waiting or self.header is None:
            return
        self.waiting = False
        findings = [*self.header.findings]
        for one in self.open:
            findings += one.findings
        loops = tuple(one.loop for one in self.open)
        levels = tuple(one.value for one in self.open)
        header = self.header.value
        yield Branch(header, loops, levels, leaf, tuple(findings), self.transaction)


@cache
def _depths(guide: Guide) -> Mapping[str, int]:
    """How deep each HL loop of a guide stands."""
    found: dict[str, int] = {}

    def walk(loop: Loop, depth: int) -> None:
        for group in loop.groups:
            for member in group:
                if isinstance(member, Loop) and member.entry.id == "HL":
                    found[member.id] = depth
                    walk(member, depth + 1)

    walk(guide.body, 1)
    return found


class _Node(NamedTuple):
    loop: str
    value: object
    below: "list[_Node]"


def write_levels(name: str, shapes: Shapes, branches: Iterable[Branch]) -> Iterator[str]:
    """The segments between ST and SE of one transaction set; the branches share one header.

    Levels that are the same in neighbouring branches are written once; the last one is always
    new. Raises CannotWriteError for what the guide has no place for.
    """
    top = _Node("", None, [])
    header: object = None
    path: list[_Node] = []
    for branch in branches:
        header = branch.header
        kept = 0
        for node, loop, value in zip(path, branch.loops[:-1], branch.levels[:-1], strict=False):
            if node.loop != loop or node.value != value:
                break
            kept += 1
        path = path[:kept]
        for loop, value in list(zip(branch.loops, branch.levels, strict=True))[kept:]:
            node = _Node(loop, value, [])
            (path[-1] if path else top).below.append(node)
            path.append(node)
    yield from header_segments(name, shapes[""], header)
    numbers = count(1)
    for node in top.below:
        out: list[str] = []  # not yielded from level to level: each would pass each segment on
        _write(name, shapes, node, ("", numbers), out)
        yield from out


def _write(
    name: str, shapes: Shapes, node: _Node, at: tuple[str, Iterator[int]], out: list[str]
) -> None:
    """Add a level and those below it; `at` is the number of its parent, and the next numbers."""
    parent, numbers = at
    loop, number = find_loop(name, node.loop), str(next(numbers))
    code = next(iter(sorted(loop.entry.elements[2].codes)[::-1]))
    child = loop.entry.elements[3]
    told = "1" if node.below else "0"
    given = told if child.usage == "R" or told in child.codes else ""
    out.append(segment("HL", number, parent, code, given))
    out += write_loop(level_loop(name, node.loop), shapes[node.loop], node.value)
    for below in node.below:
        _write(name, shapes, below, (number, numbers), out)
