"""Answers to a kept file: where they go, how they are numbered, and its TA1 and 999."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from coverwell.doors.edi_gateway.quirks import written_for
from coverwell.services.files.keep import Answer, keep_answer
from coverwell.services.files.numbers import INTERCHANGE, note_numbers
from coverwell.services.files.senders import Sender
from coverwell.services.partners.quirks import NONE
from coverwell.services.payer.read import payer
from coverwell.wire.x12.events import Interchange
from coverwell.wire.x12.transactions.ack_999 import Acknowledgment999, AcknowledgmentTA1
from coverwell.wire.x12.transactions.write_999 import write_999, write_ta1
from coverwell.wire.x12.writer import CannotWriteError, Envelope, words


_QUALIFIER = re.compile(r"[A-Z0-9]{2}")
_SIX, _FOUR, _NINE = (re.compile(rf"[0-9]{{{count}}}") for count in (6, 4, 9))
KINDS: Final = ("TA1", "999", "277CA", "271", "277", "824", "278", "835")
"""What is mailed. The place of a kind is part of its control numbers: there is room for eight."""


def control_number(of: int, kind: str, number: int) -> int:
    """Return ISA13 of a message about file or payment `of`; no two kinds share one."""
    return ((of * 8 + KINDS.index(kind)) * 1000 + number) % 1_000_000_000 or 1


class Written(NamedTuple):
    """An answer that was written, and what must happen in the transaction that keeps it."""

    kind: str
    name: str
    content: bytes
    also: Callable[[], object]


@dataclass(slots=True)
class Mail:
    """Where the answers of one file go, and those that were written in this reading.

    Numbers follow from the file, so that a file that is read again has the same answers. `sender`
    is who sent the open interchange, who is written to as it asked; `test`: nothing of it counts.
    `waits`: somebody waits, who is told which answer goes back at once; all are kept thereafter.
    """

    file: int
    when: datetime
    waits: bool = False
    written: list[Written] = field(default_factory=list, compare=False)
    sender: Sender | None = None
    test: bool = False

    @property
    def day(self) -> date:
        """The day on which the file came."""
        return self.when.date()

    def envelope(self, to: Interchange, kind: str, number: int) -> Envelope:
        """Address an answer to who sent the interchange."""
        us, quirks = payer(self.day), self.sender.quirks if self.sender else NONE
        control = control_number(self.file, kind, number)
        return Envelope(
            "ZZ",
            us.payer_id,
            *(quirks.receiver or _address(to)),
            self.when,
            control,
            "T" if self.test or to.usage == "T" else "P",
            group_receiver=quirks.group_receiver,
            group_control=max(control % 1_000_000, 1),
        )


def _address(to: Interchange) -> tuple[str, str]:
    """Answer to the address that a file came from; what no ISA can hold, to its letters."""
    known = _QUALIFIER.fullmatch(to.sender_qualifier)
    return to.sender_qualifier if known else "ZZ", words(to.sender, 15) or "UNKNOWN"


def keep_ta1(mail: Mail, to: Interchange, answer: AcknowledgmentTA1, number: int) -> None:
    """Answer an interchange; what of its ISA no TA1 can repeat is left out."""
    envelope = mail.envelope(to, "TA1", number)
    fit = replace(
        answer,
        control=answer.control if _NINE.fullmatch(answer.control) else "0" * 9,
        date=answer.date if _SIX.fullmatch(answer.date) else f"{mail.when:%y%m%d}",
        time=answer.time if _FOUR.fullmatch(answer.time) else f"{mail.when:%H%M}",
    )
    keep_in(mail, "TA1", number, write_ta1(envelope, [fit]))


def keep_999(mail: Mail, to: Interchange, answers: list[Acknowledgment999], number: int) -> None:
    """Answer the functional groups of an interchange; with a TA1 where they cannot be named."""
    if not answers:
        return
    try:
        content = write_999(mail.envelope(to, "999", number), answers)
    except CannotWriteError:
        # What the GS or ST calls itself is no text of the standard, so a 999 cannot repeat it.
        unreadable = AcknowledgmentTA1(to.control, to.date, to.time, "R", "024")
        keep_ta1(mail, to, unreadable, number + 1)
    else:
        keep_in(mail, "999", number, content)


def keep_in(
    mail: Mail, kind: str, number: int, content: bytes, also: Callable[[], object] = lambda: None
) -> None:
    """Keep an answer to a file, and do in its transaction what must happen with it."""
    if mail.sender is not None:
        content = written_for(content, mail.sender.delimiters, mail.sender.quirks)
    written = Written(kind, f"{kind}-{mail.file}-{number}.x12", content, also)
    mail.written.append(written)
    if not mail.waits:
        lay_ready(mail.file, written)


def lay_ready(file: int, written: Written) -> None:
    """Keep an answer to a file where its sender fetches it."""
    answer = Answer(file, written.kind, written.name)
    kept = keep_answer([written.content], answer, written.also)
    # ISA has a fixed length: its control number is always at the same place.
    note_numbers(kept.id, [(INTERCHANGE, written.content[90:99].decode("ascii", "replace"))])
