"""The 999 acknowledgment (X231A1) and the TA1: typed values, and how they follow from findings."""

from collections import defaultdict
from dataclasses import dataclass

from coverwell.wire.x12.events import (
    Group,
    GroupEnd,
    Interchange,
    InterchangeEnd,
    Piece,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding, Level


_TOLD_ELSEWHERE = frozenset((Level.CLAIM, Level.APPLICATION))  # by a 277CA or an 824
_IN_ERROR = "I5"  # IK502: segments of the set break the guide
MOST_SEGMENTS = 500  # reported for one transaction set; the sender has enough to do with these


@dataclass(frozen=True, slots=True)
class ElementNote:
    """IK4: element, component, repeat counted from 1 (0: none), IK403 code, the bad value."""

    element: int
    component: int
    code: str
    value: str = ""
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class SegmentNote:
    """IK3: a segment, its ordinal from ST = 1, its loop, the IK304 code, its elements at fault."""

    segment_id: str
    segment: int
    loop: str
    code: str
    elements: tuple[ElementNote, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """AK2 to IK5: status A accepted, E accepted with errors noted, R rejected."""

    set: str
    control: str
    version: str
    status: str
    codes: tuple[str, ...] = ()
    notes: tuple[SegmentNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledgment999:
    """The answer to one functional group. status P: some of its sets were rejected."""

    functional_id: str
    control: str
    version: str
    status: str
    included: int
    received: int
    accepted: int
    codes: tuple[str, ...] = ()
    answers: tuple[SetAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class AcknowledgmentTA1:
    """The answer to one interchange: A accepted, E with errors, R rejected; and the TA105 code."""

    control: str
    date: str
    time: str
    status: str
    code: str = "000"


def notes_of(findings: tuple[Finding, ...]) -> tuple[SegmentNote, ...]:
    """The IK3 and IK4 notes of findings, one note a segment, in the order of the file."""
    places: defaultdict[tuple[int, str, str, str], list[ElementNote]] = defaultdict(list)
    for finding in findings:
        if finding.level is Level.SEGMENT and finding.code:
            places[finding.segment, finding.segment_id, finding.loop, finding.code] += ()
        elif finding.level is Level.ELEMENT and finding.code:
            note = ElementNote(
                finding.element, finding.component, finding.code, finding.value, finding.repeat
            )
            places[finding.segment, finding.segment_id, finding.loop, "8"].append(note)
    found = sorted(places.items(), key=lambda place: (place[0][0], place[0][3]))
    return tuple(
        SegmentNote(segment_id, segment, loop, code, tuple(dict.fromkeys(elements)))
        for (segment, segment_id, loop, code), elements in found[:MOST_SEGMENTS]
    )


class Acknowledger:
    """Listens to the events of a reader and answers groups (999) and interchanges (TA1).

    Give it every event of `read` or `read_claims`; it holds the answers of one group at a time.
    """

    def __init__(self) -> None:
        self._findings: dict[Finding, None] = {}  # ordered, each once
        self._answers: list[SetAnswer] = []
        self._refused = False

    def take(self, event: object) -> Acknowledgment999 | AcknowledgmentTA1 | None:
        """The answer that this event completes, if any."""
        if isinstance(event, Interchange):
            self._refused = any(finding.rejects for finding in event.findings)
        elif isinstance(event, Group):
            self._answers = []
        elif isinstance(event, TransactionEnd):
            self._end(event)
        elif isinstance(event, GroupEnd):
            return self._group(event)
        elif isinstance(event, InterchangeEnd):
            return self._interchange(event)
        else:
            self._collect(event)
        return None

    def _collect(self, event: object) -> None:
        found = getattr(event, "findings", ())
        if isinstance(event, Piece) or isinstance(found, tuple):
            for finding in found:
                if len(self._findings) < 4 * MOST_SEGMENTS:
                    self._findings[finding] = None

    def _end(self, event: TransactionEnd) -> None:
        found = (*self._findings, *event.findings)
        self._findings = {}
        notes = notes_of(found)
        told = any(finding.level not in _TOLD_ELSEWHERE and finding.code for finding in found)
        status = "R" if not event.accepted else "E" if told else "A"
        codes = [f.code for f in event.findings if f.level is Level.TRANSACTION and f.code]
        if notes:
            codes.append("5")
        elif status == "R" and not codes:
            codes.append(_IN_ERROR)  # what the 824 tells in full
        transaction = event.transaction
        version = transaction.version
        unique = tuple(dict.fromkeys(codes))[:5]
        self._answers.append(
            SetAnswer(transaction.set, transaction.control, version, status, unique, notes)
        )

    def _group(self, event: GroupEnd) -> Acknowledgment999:
        group, answers = event.group, tuple(self._answers)
        accepted = sum(answer.status != "R" for answer in answers)
        codes = [f.code for f in event.findings if f.level is Level.GROUP and f.code]
        included = event.claimed if event.claimed >= 0 else event.sets
        return Acknowledgment999(
            group.functional_id,
            group.control,
            group.version,
            _group_status(answers, accepted, bool(codes)),
            included,
            event.sets,
            accepted,
            tuple(dict.fromkeys(codes))[:5],
            answers,
        )

    def _interchange(self, event: InterchangeEnd) -> AcknowledgmentTA1:
        interchange = event.interchange
        code = next((f.code for f in event.findings if f.rejects and f.code), "")
        code = code or next((f.code for f in event.findings if f.code), "000")
        status = "R" if self._refused else "A" if code == "000" else "E"
        return AcknowledgmentTA1(
            interchange.control, interchange.date, interchange.time, status, code
        )


def _group_status(answers: tuple[SetAnswer, ...], accepted: int, faulty: bool) -> str:  # noqa: FBT001
    if accepted < len(answers):
        return "P" if accepted else "R"
    if faulty or any(answer.status == "E" for answer in answers):
        return "E"
    return "A"
