"""Writes 999 acknowledgments (X231A1) and TA1 segments."""

from collections.abc import Iterator

from coverwell.wire.x12.transactions.ack_999 import (
    Acknowledgment999,
    AcknowledgmentTA1,
    SegmentNote,
    SetAnswer,
)
from coverwell.wire.x12.writer import (
    DELIMITERS,
    Envelope,
    composite,
    interchange,
    isa,
    segment,
    words,
)


VERSION = "005010X231A1"


def write_999(envelope: Envelope, answers: list[Acknowledgment999]) -> bytes:
    """One interchange with one 999 for each functional group that it answers."""
    sets = (("999", list(_acknowledgment(answer))) for answer in answers)
    return interchange(envelope, "FA", VERSION, sets)


def write_ta1(envelope: Envelope, answers: list[AcknowledgmentTA1]) -> bytes:
    """One interchange that holds TA1 segments only."""
    parts = [
        segment("TA1", answer.control, answer.date, answer.time, answer.status, answer.code)
        for answer in answers
    ]
    parts += [segment("IEA", "0", f"{envelope.control:09}"), ""]
    return (isa(envelope) + DELIMITERS.segment.join(parts)).encode("ascii")


def _acknowledgment(answer: Acknowledgment999) -> Iterator[str]:
    yield segment("AK1", _name(answer.functional_id, 2), _number(answer.control),
                  words(answer.version, 12))  # fmt: skip
    for one in answer.answers:
        yield from _set(one)
    counts = map(str, (answer.included, answer.received, answer.accepted))
    yield segment("AK9", answer.status, *counts, *answer.codes)


def _set(answer: SetAnswer) -> Iterator[str]:
    control = words(answer.control, 9).rjust(4, "0")  # AK202 has four to nine characters
    yield segment("AK2", _name(answer.set, 3), control, words(answer.version, 35))
    for note in answer.notes:
        yield from _segment(note)
    yield segment("IK5", answer.status, *answer.codes)


def _name(text: str, length: int) -> str:
    """A code of this length; where the sender wrote something else, what says so: ZZ."""
    known = words(text, length)
    return known if len(known) == length else "Z" * length


def _number(text: str) -> str:
    """A control number that the 999 can carry; 0 for one that is none."""
    return text if text.isascii() and text.isdecimal() and len(text) <= 9 else "0"


def _segment(note: SegmentNote) -> Iterator[str]:
    known = words(note.segment_id, 3)
    yield segment("IK3", known if len(known) > 1 else "ZZ", str(note.segment), note.loop[:4],
                  note.code)  # fmt: skip
    for element in note.elements:
        if not element.element:
            continue
        place = composite(
            str(element.element), str(element.component or ""), str(element.repeat or "")
        )
        yield segment("IK4", place, "", element.code, words(element.value, 99))
