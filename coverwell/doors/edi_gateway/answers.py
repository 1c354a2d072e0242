"""What a partner answers to what we sent: a 999, TA1 or 824 is kept, and what it refuses said.

Nothing is taken back here: our staff see on the file's page which of our messages was refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coverwell.doors.edi_gateway.interchanges import FINISHED, Interchanges, Received, finished
from coverwell.doors.edi_gateway.quirks import profile_of
from coverwell.services.acting import ENGINE
from coverwell.services.files import archive
from coverwell.services.files.progress import note
from coverwell.services.files.show import show_file
from coverwell.services.files.turns import one_reader
from coverwell.wire.x12.events import InterchangeAnswer, TransactionEnd
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.transactions.ack_999 import (
    Acknowledger,
    Acknowledgment999,
    AcknowledgmentTA1,
)
from coverwell.wire.x12.transactions.advice_824 import Advice, read_advice
from coverwell.wire.x12.transactions.read_999 import read_answers
from coverwell.wire.x12.transactions.reading import Found


_TAKEN: Final = frozenset("AE")  # AK901, IK501, TA104: taken, if with errors noted


def receive_answer(file: int) -> Received:
    """Read a partner's answer to its end; a finished or unknown one is left alone."""
    with one_reader(file):
        story = show_file(file, ENGINE)
        if story is None or story.direction != "in" or story.state in FINISHED:
            return finished(file, story)
        note(file, "reading", {})
        known, acknowledger = Interchanges(story), Acknowledger()
        accepted = rejected = 0
        for event in read(archive.read(story.sha256), profile_of(story)):
            if isinstance(event, InterchangeAnswer) and known.usable:
                accepted += 1
            elif isinstance(event, TransactionEnd) and known.usable:
                accepted, rejected = accepted + event.accepted, rejected + (not event.accepted)
                known.note(event.findings)
            known.take(event, acknowledger.take(event))
        if accepted:
            known.say(_refusals(story.sha256))
        elif not known.said:
            known.say(["No answer was found in this file."])
        state = "read" if accepted else "refused"
        note(file, state, {"accepted": accepted, "rejected": rejected, "findings": known.said})
        return Received(file, state, accepted, rejected)


def _refusals(sha256: str) -> Iterator[str]:
    """Say in words what of ours was not taken."""
    for answer in read_answers(archive.read(sha256)):
        if isinstance(answer, AcknowledgmentTA1):
            if answer.status not in _TAKEN:
                yield f"Our interchange {answer.control} was refused (TA1 {answer.code})."
        else:
            yield from _sets(answer)
    for found in read_advice(archive.read(sha256)):
        if isinstance(found, Found) and isinstance(found.value, Advice):
            yield from _advice(found.value)


def _sets(answer: Acknowledgment999) -> Iterator[str]:
    ours = f"our group {answer.control} ({answer.functional_id})"
    if answer.status not in _TAKEN:
        codes = ", ".join(answer.codes) or "no reason given"
        yield f"Of {ours} {answer.accepted} of {answer.received} sets were taken (AK9 {codes})."
    for one in answer.answers:
        if one.status in _TAKEN:
            continue
        where = "".join(f"; {note.segment_id} {note.segment} ({note.code})" for note in one.notes)
        codes = ", ".join(one.codes) or "no reason given"
        yield f"Set {one.control} of {ours} was refused (IK5 {codes}){where}."


def _advice(advice: Advice) -> Iterator[str]:
    original = advice.original
    for error in advice.errors:
        yield f"{original.code} {original.number}: {error.code} {error.message}".rstrip() + "."
