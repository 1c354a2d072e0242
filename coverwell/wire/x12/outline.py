"""A file as an indented outline: envelopes, loops by name, segments in words, findings.

for line in outline(chunks):
    print("  " * line.depth + line.text)
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import (
    Event,
    Group,
    GroupEnd,
    Interchange,
    InterchangeEnd,
    Piece,
    Stray,
    Transaction,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.guide import Guide, Loop, Segment, guide_named
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.text import day
from coverwell.wire.x12.transactions.bind import readable
from coverwell.wire.x12.trees import loops_of_guide


class Line(NamedTuple):
    """One line of an outline. kind: envelope, loop, segment or finding."""

    depth: int
    kind: str
    text: str
    finding: Finding | None = None


class LoopStack:
    """Follows the segments of one transaction set and knows which loops are open."""

    def __init__(self, guide: Guide) -> None:
        self.opened, self.inside = loops_of_guide(guide)
        self.loops: list[Loop] = [guide.body]

    def enter(self, position: Segment | None) -> Loop | None:
        """Move to a segment; the loop that it opens, or None."""
        if position is None:
            return None
        loop = self.opened.get(position)
        if loop is None:
            while len(self.loops) > 1 and self.loops[-1].id != position.loop:
                self.loops.pop()
            return None
        while len(self.loops) > 1 and loop not in self.inside[self.loops[-1]]:
            self.loops.pop()
        self.loops.append(loop)
        return loop


def outline(chunks: Iterable[bytes], profile: Profile | None = None) -> Iterator[Line]:
    """The lines of a file, in order and in flat memory."""
    stack: LoopStack | None = None
    for event in read(chunks, profile):
        if isinstance(event, Transaction):
            stack = LoopStack(guide_named(event.guide)) if event.guide else None
        if isinstance(event, Piece):
            if stack:
                yield from _piece(event, stack)
        else:
            yield from _envelope(event)


def _envelope(event: Event) -> Iterator[Line]:
    if isinstance(event, Interchange):
        kind = "test" if event.usage == "T" else "production"
        text = f"{event.sender} to {event.receiver}, {event.date} {event.time}, {kind}"
        yield Line(0, "envelope", f"Interchange {event.control}: {text}")
    elif isinstance(event, Group):
        text = f"{event.sender} to {event.receiver}, guide {event.version}"
        yield Line(1, "envelope", f"Group {event.control} ({event.functional_id}): {text}")
    elif isinstance(event, Transaction):
        yield Line(2, "envelope", f"Transaction set {event.set}, number {event.control}")
    elif isinstance(event, Stray):
        yield _found(event.finding, 0)
    elif isinstance(event, TransactionEnd):
        yield from (_found(finding, 3) for finding in event.findings)
        yield Line(2, "envelope", f"End of the transaction set: {event.segments} segments")
    elif isinstance(event, GroupEnd | InterchangeEnd):
        depth = 2 if isinstance(event, GroupEnd) else 1
        yield from (_found(finding, depth) for finding in event.findings)


def _found(finding: Finding, depth: int) -> Line:
    return Line(depth, "finding", f"! {finding}", finding)


def _piece(piece: Piece, stack: LoopStack) -> Iterator[Line]:
    delimiters = piece.transaction.group.interchange.delimiters
    by_segment: dict[int, list[Finding]] = {}
    for finding in piece.findings:
        by_segment.setdefault(finding.segment, []).append(finding)
    for at, (position, text) in enumerate(zip(piece.positions, readable(piece), strict=True)):
        loop = stack.enter(position)
        depth = len(stack.loops) + 2
        if loop:
            yield Line(depth - 1, "loop", f"{loop.id}  {loop.title}")
        yield Line(depth, "segment", in_words(position, text, delimiters))
        for finding in by_segment.pop(piece.segment + at, ()):
            yield _found(finding, depth + 1)
    for rest in by_segment.values():
        yield from (_found(finding, 3) for finding in rest)


def in_words(position: Segment | None, text: str, delimiters: Delimiters) -> str:
    """A segment as people read it: its id, what it is, and its values."""
    segment_id, *values = text.split(delimiters.element)
    title = position.title if position else "not known here"
    kinds = [element.kind for element in position.elements] if position else []
    kinds += [""] * (len(values) - len(kinds))
    shown = [_shown(v, kind, delimiters) for v, kind in zip(values, kinds, strict=False) if v]
    return f"{segment_id:<3} {title}: {' | '.join(shown)}"


def _shown(value: str, kind: str, delimiters: Delimiters) -> str:
    if kind in ("AP", "DT"):
        days = [day(part) if len(part) == 8 else None for part in value.split("-")]
        return " to ".join(f"{one:%Y-%m-%d}" for one in days if one) if all(days) else value
    if delimiters.repetition:
        value = value.replace(delimiters.repetition, ", ")
    return value.replace(delimiters.component, " ").strip()
