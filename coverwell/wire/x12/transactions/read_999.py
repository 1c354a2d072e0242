"""Reads the answers that partners send: 999 (X231A1) and TA1, to the values that we write."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from coverwell.wire.x12.events import GroupEnd, InterchangeAnswer, Piece, TransactionEnd
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.transactions.ack_999 import (
    Acknowledgment999,
    AcknowledgmentTA1,
    ElementNote,
    SegmentNote,
    SetAnswer,
)
from coverwell.wire.x12.transactions.bind import fields


VERSION = "005010X231A1"


def read_answers(chunks: Iterable[bytes]) -> Iterator[Acknowledgment999 | AcknowledgmentTA1]:
    """Every 999 and TA1 of an input, in order.

    A 999 whose own transaction set is not accepted (cut short, say) is left out: what it says of
    our files cannot be trusted, and the partner will be asked for it again.
    """
    answer: Acknowledgment999 | None = None
    for event in read(chunks):
        if isinstance(event, InterchangeAnswer):
            yield AcknowledgmentTA1(
                event.control, event.date, event.time, event.status, event.code
            )
        elif isinstance(event, Piece) and event.transaction.guide == VERSION:
            answer = _taken(answer, event)
        elif isinstance(event, TransactionEnd) and answer:
            if event.accepted:
                yield answer
            answer = None
        elif isinstance(event, GroupEnd):
            answer = None


def _taken(answer: Acknowledgment999 | None, piece: Piece) -> Acknowledgment999:
    """The acknowledgment with what one piece adds: AK1, a set (AK2 to IK5), AK9."""
    marks = piece.transaction.group.interchange.delimiters
    answer = answer or Acknowledgment999("", "", "", "", 0, 0, 0)
    for position, text in zip(piece.positions, piece.texts, strict=True):
        values = fields(text, marks.element, 9)
        name = position.id if position else ""
        if name == "AK1":
            answer = replace(answer, functional_id=values[1], control=values[2], version=values[3])
        elif name == "AK9":
            counts = [int(v) if v.isdecimal() else 0 for v in values[2:5]]
            codes = tuple(filter(None, values[5:10]))
            answer = replace(
                answer, status=values[1], included=counts[0], received=counts[1],
                accepted=counts[2], codes=codes,
            )  # fmt: skip
        elif name:
            answers = _told(answer.answers, name, values, marks.component)
            answer = replace(answer, answers=answers)
    return answer


def _told(
    answers: tuple[SetAnswer, ...], name: str, values: list[str], component: str
) -> tuple[SetAnswer, ...]:
    """The answers with one more segment of the last: AK2 begins one, IK3, IK4, IK5 add to it."""
    if name == "AK2":
        return (*answers, SetAnswer(values[1], values[2], values[3], ""))
    if not answers:
        return answers
    *before, last = answers
    if name == "IK5":
        last = replace(last, status=values[1], codes=tuple(filter(None, values[2:7])))
    elif name == "IK3":
        ordinal = int(values[2]) if values[2].isdecimal() else 0
        note = SegmentNote(values[1], ordinal, values[3], values[4])
        last = replace(last, notes=(*last.notes, note))
    elif name == "IK4" and last.notes:
        *notes, open_note = last.notes
        elements = (*open_note.elements, _element(values, component))
        last = replace(last, notes=(*notes, replace(open_note, elements=elements)))
    return (*before, last)


def _element(values: list[str], component: str) -> ElementNote:
    element, part, repeat = (
        int(x) if x.isdecimal() else 0 for x in fields(values[1], component, 2)[:3]
    )
    return ElementNote(element, part, values[3], values[4], repeat)
