"""The streaming reader: bytes in, events out, every fault reported where it stands.

A block of segments is read in three passes. The first follows the state machine of the guide over
the keys of the segments. The second matches the segments of each position in bulk, and looks at
single ones only where a match fails. The third hands out what is complete.
"""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.block import BAD_NPI, Checks, Judged, Place, Segments, judge
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.envelope import Envelope
from coverwell.wire.x12.events import (
    BinaryData,
    Event,
    GroupEnd,
    InterchangeAnswer,
    InterchangeEnd,
    Piece,
    Stray,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.guide import Guide, Segment, guide_for, guide_named
from coverwell.wire.x12.inspect import Fault
from coverwell.wire.x12.profile import Profile, rules_for
from coverwell.wire.x12.situations import Rule
from coverwell.wire.x12.stream import Binary, Block, Opening, Part, Unreadable, blocks
from coverwell.wire.x12.walker import (
    ENVELOPE,
    Misplaced,
    State,
    Step,
    machine_for,
    outside,
)
from coverwell.wire.x12.whole import MOST_FINDINGS, Whole


MOST_SEGMENTS = 20_000  # of one piece; no claim of any guide comes near this
MOST_LOST = 100_000  # segments in a row that belong nowhere: this is no longer X12


class Reader:
    """Reads one input. Feed it to `read`; each instance serves one stream."""

    def __init__(self, profile: Profile | None = None) -> None:
        self.profile = profile or Profile()
        self.rules: dict[Segment, tuple[Rule, ...]] = {}
        self.ruled: set[str] = set()  # the guides whose rules are there
        self.checks = Checks(self.rules, self.profile.lists)
        self.triggers: list[tuple[int, Rule]] = []  # in the open piece
        self.envelope = Envelope()
        self.delimiters = Delimiters()
        self.state: State = outside()
        self.guide: Guide | None = None
        self.piece: Piece | None = None
        self.counted = 0
        self.bad_header = False
        self.end = 0  # the byte behind what was read
        self.lost = 0  # segments since the last that found its place
        self.whole: Whole | None = None
        self.version = ""

    def read(self, parts: Iterable[Part]) -> Iterator[Event]:
        """The events of an input that is cut into blocks, in order."""
        for part in parts:
            if isinstance(part, Unreadable):
                yield Stray(part.finding)
            elif isinstance(part, Opening):
                yield from self._abandon()
                self.delimiters = part.delimiters
                self.state = outside()
                yield self.envelope.isa(part)
            elif isinstance(part, Binary):
                yield from self._data(part)
            elif part.text:
                self.end = part.offset + len(part.text) - part.cut_off
                yield from self._block(part)
                if self.lost > MOST_LOST:
                    text = f"{MOST_LOST} segments in a row belong nowhere; reading stopped."
                    yield Stray(Finding(Level.INTERCHANGE, "022", text, offset=self.end))
                    break
        yield from self._abandon()

    def _data(self, part: Binary) -> Iterator[Event]:
        """Binary data stand between the piece that names them and whatever follows."""
        transaction, piece = self.envelope.transaction, self.piece
        if piece is None or transaction is None:
            return
        if not piece.continued:
            yield from filter(None, [self._finish()])
            self.piece = Piece(transaction, piece.loop, self.counted + 1, piece.offsets[-1])
            self.piece.continued = True
        if part.fault and self.piece:
            self._report(_of_data(part.fault, self.piece, self.counted))
        yield BinaryData(transaction, part.data, part.offset, part.last)

    def _abandon(self) -> Iterator[Event]:
        """Close whatever is still open because its trailers never came."""
        yield from self._end_set(None, self.end)
        yield from filter(
            None, [self.envelope.ge(None, self.end), self.envelope.iea(None, self.end)]
        )

    def _block(self, block: Block) -> Iterator[Event]:
        segments = Segments(block, self.delimiters)
        positions, marks = self._follow(segments)
        judged = judge(segments, positions, self.delimiters, self.checks)
        judged.envelopes = sum([step.event in ENVELOPE for _, step in marks])
        if block.cut_off:
            self._note_cut_off(segments.offsets[-1])
        last = 0
        for at, step in marks:
            if at > last:
                self._extend(judged, last, at)
            last = at
            if step.event in ENVELOPE:
                last = at + 1
                yield from self._envelope(step, segments.texts[at], segments.offsets[at])
            else:
                done = self._inside(step, segments.offsets[at])
                if done is not None:
                    yield done
        if len(positions) > last:
            self._extend(judged, last, len(positions))
        if block.cut_off and self.piece:
            self.piece.complete = False  # the end of this claim may be missing

    def _note_cut_off(self, offset: int) -> None:
        text, severity = "The last segment has no terminator.", Severity.WARN
        self.envelope.note(Finding(Level.INTERCHANGE, "", text, severity, offset=offset))

    def _follow(self, segments: Segments) -> tuple[list[Place], list[tuple[int, Step]]]:
        """The first pass: the position of every segment, and the steps where something happens.

        This loop runs once for each segment of a file; whatever can wait stands outside it.
        """
        positions: list[Place] = []
        marks: list[tuple[int, Step]] = []
        state, place = self.state, positions.append
        for key in segments.keys:
            step = state[key]
            state = step.state
            if step.event:
                at = len(positions)
                marks.append((at, step))
                if step.event in ENVELOPE:
                    state = self._turn(step.event, segments.texts[at], state)
            place(step.segment)
        self.state = state
        return positions, marks

    def _turn(self, event: str, text: str, state: State) -> State:
        """The state behind an envelope segment. SE keeps what was missing for the third pass."""
        values = text.split(self.delimiters.element)
        if event == "GS":
            self.version = values[8] if len(values) > 8 else ""
        if event == "ST":
            version = values[3] if len(values) > 3 and values[3] else self.version
            guide = guide_for(version, values[1]) if len(values) > 1 and values[1] else None
            if guide:
                if guide.id not in self.ruled:
                    self.ruled.add(guide.id)
                    self.rules.update(rules_for(guide, self.profile).of_segments)
                return machine_for(guide).start()
        return state if event == "TA1" else outside()

    def _envelope(self, step: Step, text: str, offset: int) -> Iterator[Event]:
        """Open or close an envelope; an opening one closes what was left open before it."""
        values = text.split(self.delimiters.element)
        event, envelope = step.event, self.envelope
        if event == "SE":
            self._structure(step.state.unfinished(), offset)
            yield from self._end_set(values, offset)
        elif event == "TA1":
            ta1 = [*values, *[""] * 6]
            yield InterchangeAnswer(ta1[1], ta1[2], ta1[3], ta1[4], ta1[5], offset)
        elif event in ("GS", "ST", "GE", "IEA"):
            yield from self._end_set(None, offset)
            if event in ("GS", "IEA"):
                yield from filter(None, [envelope.ge(None, offset)])
            yield from filter(None, [self._open_or_close(event, values, offset)])

    def _open_or_close(self, event: str, values: list[str], offset: int) -> Event | None:
        if event == "GS":
            return self.envelope.gs(values, offset)
        if event == "GE":
            return self.envelope.ge(values, offset)
        if event == "IEA":
            return self.envelope.iea(values, offset)
        transaction = self.envelope.st(values, offset)
        self.counted, self.piece, self.bad_header, self.lost = 1, None, False, 0
        self.guide = guide_named(transaction.guide) if transaction and transaction.guide else None
        if transaction and self.guide:
            rules = rules_for(self.guide, self.profile)
            self.whole = Whole(self.guide, rules, self.delimiters)
            self.piece = Piece(transaction, "", 2, offset)
        return transaction

    def _end_set(self, values: list[str] | None, offset: int) -> Iterator[Event]:
        if self.envelope.transaction is None and self.piece is None:
            return
        if self.piece and values is None:
            self.piece.complete = False
        yield from filter(None, [self._finish()])
        if self.whole and values is not None:
            self.envelope.set_findings += self.whole.end()
        counted = self.counted if values is None else self.counted + 1
        end = self.envelope.se(values, counted, offset, bad_header=self.bad_header)
        yield from filter(None, [end])
        self.guide = self.whole = None

    def _inside(self, step: Step, offset: int) -> Piece | None:
        """A segment that starts a piece or stands where it should not; the piece that it ends."""
        if step.event != "cut" or step.segment is None or not self.piece:
            self._structure(step.faults, offset)
            return None
        if step.faults:  # what is missing belongs to the piece that ends here
            self._structure(tuple(fault for fault in step.faults if fault.code == "3"), offset)
        done = self._finish()
        transaction = self.envelope.transaction
        self.lost = 0
        if transaction:
            at = self.counted + 1
            self.piece = Piece(transaction, step.segment.loop, at, offset)
        if step.faults:
            self._structure(tuple(fault for fault in step.faults if fault.code != "3"), offset)
        return done

    def _structure(self, faults: tuple[Misplaced, ...], offset: int) -> None:
        for fault in faults:
            self._report(
                Finding(
                    Level.SEGMENT,
                    fault.code,
                    fault.message,
                    fault.severity,
                    self.counted + 1,
                    fault.segment_id,
                    fault.loop,
                    offset=offset,
                )
            )

    def _report(self, finding: Finding) -> None:
        if self.piece and len(self.piece.findings) < MOST_FINDINGS:
            self.piece.findings.append(finding)

    def _extend(self, judged: Judged, first: int, last: int) -> None:
        """Add a run of segments, at least one, to the open piece."""
        piece, segments = self.piece, judged.segments
        if piece and len(piece.texts) + last - first <= MOST_SEGMENTS:
            held = len(piece.texts)
            if not segments.ascii:
                piece.ascii = False
            if judged.unplaced > judged.envelopes:
                piece.lost = True
            texts, offsets = segments.texts[first:last], segments.offsets[first:last]
            positions = judged.positions[first:last]
            if held:
                piece.texts += texts
                piece.offsets += offsets
                piece.positions += positions
            else:
                piece.texts, piece.offsets, piece.positions = texts, offsets, positions
            for at in judged.within(first, last) if judged.places else ():
                ordinal = self.counted + 1 + at - first
                faults = judged.faults.get(at, [])
                self._elements(faults, judged.positions[at], ordinal, segments.offsets[at])
                rules = judged.triggers.get(at, ())
                self.triggers += [(held + at - first, rule) for rule in rules]
        else:
            self._refuse_run(segments.offsets[first], last - first)
        self.counted += last - first

    def _refuse_run(self, offset: int, count: int) -> None:
        """Segments that belong to no piece, or to one that is already too long to keep."""
        if self.piece or self.envelope.transaction is None:
            self.lost += count
        if self.piece:
            text = f"More than {MOST_SEGMENTS} segments without a new claim or level."
            loop, segment = self.piece.loop, self.counted + 1
            self._report(Finding(Level.SEGMENT, "5", text, segment=segment, loop=loop))
        elif self.envelope.transaction is None:
            text = "Segments outside a transaction set were passed over."
            severity = Severity.WARN
            self.envelope.note(Finding(Level.INTERCHANGE, "022", text, severity, offset=offset))

    def _elements(
        self, faults: list[Fault], position: Segment | None, ordinal: int, offset: int
    ) -> None:
        if position is None:
            return
        for fault in faults:
            level = Level.CLAIM if fault.is_status else Level.ELEMENT
            severity = Severity.WARN if fault.warns else Severity.REJECT
            if fault.code == BAD_NPI:
                claim = self.guide is not None and self.guide.set == "837"
                severity = self.profile.npi if claim else Severity.WARN
            elif fault.code == "7" and self.profile.tolerated:
                place = (position.id, fault.element, fault.component, fault.value)
                severity = Severity.WARN if self.profile.tolerates(*place) else severity
            self._report(
                Finding(
                    level,
                    fault.code,
                    fault.message,
                    severity,
                    ordinal,
                    position.id,
                    position.loop,
                    fault.element,
                    fault.component,
                    fault.value,
                    offset,
                    fault.repeat,
                )
            )

    def _finish(self) -> Piece | None:
        """The open piece, closed and checked as a whole."""
        piece, self.piece = self.piece, None
        triggers, self.triggers = self.triggers, []
        if piece is None or self.whole is None:
            return None
        if piece.continued and not (piece.texts or piece.findings):
            return None
        self.whole.check(piece, triggers)
        if not piece.loop:
            self.bad_header = piece.rejected
        return piece


def _of_data(fault: str, piece: Piece, segment: int) -> Finding:
    place = (segment, "BIN", piece.loop)
    return Finding(Level.ELEMENT, "7", fault, Severity.REJECT, *place, 1, offset=piece.offset)


def read(chunks: Iterable[bytes], profile: Profile | None = None) -> Iterator[Event]:
    """The events of an X12 input, in order; never raises for what a sender wrote.

    ValueError when the profile's own rules cannot be understood.
    """
    return Reader(profile).read(blocks(chunks))


def check(chunks: Iterable[bytes], profile: Profile | None = None) -> Iterator[Finding]:
    """Every finding of an X12 input, whatever transaction sets it holds."""
    return _findings(read(chunks, profile))


def check_written(isa: str, rest: str, delimiters: Delimiters) -> Iterator[Finding]:
    """Every finding of an interchange that we made: ISA with its terminator, and all the rest.

    The same walk and the same patterns as for what is read; only the search for the interchange
    in a stream of bytes is left out.
    """
    elements = isa[: -len(delimiters.segment)].split(delimiters.element)[1:]
    opening = Opening(tuple(elements[:15]), delimiters, 0, fixed=True)
    return _findings(Reader().read((opening, Block(rest, len(isa)))))


def _findings(events: Iterable[Event]) -> Iterator[Finding]:
    for event in events:
        if isinstance(event, Piece):  # nearly all of them are
            if event.findings:
                yield from event.findings
        elif isinstance(event, Stray):
            yield event.finding
        elif isinstance(event, _TELLING):
            yield from event.findings


_TELLING = (TransactionEnd, GroupEnd, InterchangeEnd)
