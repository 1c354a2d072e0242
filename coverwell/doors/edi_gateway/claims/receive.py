"""Reading a kept claim file: each claim is accepted or rejected, then everything is answered.

Every step may be interrupted: a file that is read again goes on where it stopped, takes each claim
once, and keeps the same answers.
"""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

from django.utils import timezone

from coverwell.doors.edi_gateway.claims.answers import (
    Batch,
    Mail,
    keep_277ca,
    keep_999,
    keep_ta1,
)
from coverwell.doors.edi_gateway.claims.held import Held
from coverwell.doors.edi_gateway.claims.parse import Step, parsed
from coverwell.services.acting import ENGINE
from coverwell.services.claims.accept import accept
from coverwell.services.claims.memory import rare_collections
from coverwell.services.claims.proposed import Proposed, Source
from coverwell.services.files import archive
from coverwell.services.files.progress import note
from coverwell.services.files.senders import Sender, register_control_number, sender_of
from coverwell.services.files.show import FileStory, show_file
from coverwell.services.files.turns import one_reader
from coverwell.wire.x12.events import (
    GroupEnd,
    Interchange,
    InterchangeEnd,
    Stray,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.transactions.ack_999 import Acknowledgment999, AcknowledgmentTA1
from coverwell.wire.x12.transactions.claim_837 import Header837
from coverwell.wire.x12.transactions.read_837 import Event837


FINISHED = frozenset({"read", "decided", "duplicate", "refused", "sent"})
MOST_FINDINGS = 50
UNKNOWN_SENDER, DUPLICATE_NUMBER = "006", "025"  # TA105


@dataclass(frozen=True, slots=True)
class Received:
    """What a reading came to."""

    file: int
    state: str
    accepted: int = 0
    rejected: int = 0


def receive(file: int) -> Received:
    """Read a file of ours to its end; a finished or unknown one is left alone."""
    with one_reader(file), rare_collections():
        story = show_file(file, ENGINE)
        if story is None or story.direction != "in" or story.state in FINISHED:
            return _finished(file, story)
        note(file, "reading", {})
        reading = Reading(story)
        for step in parsed(archive.read(story.sha256), reading.mail.day, story.size):
            reading.take(step)
        return reading.finish()


def _finished(file: int, story: FileStory | None) -> Received:
    """What an earlier reading came to: its counts are said again, not lost."""
    if story is None:
        return Received(file, "unknown")
    detail = story.detail
    return Received(file, story.state, detail.get("accepted", 0), detail.get("rejected", 0))


@dataclass(slots=True)
class Reading:
    """One pass over a file."""

    story: FileStory
    mail: Mail = field(init=False)
    position: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    groups: list[Acknowledgment999] = field(default_factory=list)
    interchange: Interchange | None = None
    sender: Sender | None = None
    header: Header837 | None = None
    held: Held = field(default_factory=Held)
    first: int = 1
    refused: str = ""

    def __post_init__(self) -> None:
        self.mail = Mail(self.story.id, timezone.localtime(self.story.kept_at))

    def take(self, step: Step | list[Proposed]) -> None:
        """Take one step of the parser."""
        if not isinstance(step, Step):
            self.position = step[-1].position
            self.held.put(step)
            return
        event = step.event
        if isinstance(event, Interchange):
            self._open(event)
        elif isinstance(event, Header837):
            self.header, self.held, self.first = event, Held(), self.position + 1
        elif isinstance(event, TransactionEnd):
            with closing(self.held):
                self._end_set(event)
        elif isinstance(event, Stray):
            self._say([event.finding])
        self._answer(event, step.answer)

    def finish(self) -> Received:
        """Say what the file came to."""
        accepted, rejected = self.counts["accepted"], self.counts["rejected"]
        state = "read" if accepted or rejected or self.counts["taken"] else "refused"
        if not self.position and not self.said:
            self.said.append("No claim was found in this file.")
        detail = {"accepted": accepted, "rejected": rejected, "findings": self.said}
        note(self.story.id, state, detail)
        return Received(self.story.id, state, accepted, rejected)

    def _open(self, event: Interchange) -> None:
        """Know the sender, and refuse a control number that was there before."""
        self.interchange, self.groups, self.refused = event, [], ""
        address = (event.sender_qualifier, event.sender, event.control)
        self.sender = sender_of(event.sender_qualifier, event.sender, self.story)
        if self.sender is None:
            self.refused = UNKNOWN_SENDER
            self.said.append("We do not know the sender that the ISA segment names (ISA05-06).")
        elif address in self.seen or not register_control_number(*address, self.story.id):
            self.refused = DUPLICATE_NUMBER
            self.said.append(f"Interchange {event.control} came before: its claims are not taken.")
        self.seen.add(address)

    def _end_set(self, event: TransactionEnd) -> None:
        """Hand the claims of a set on, a batch in a transaction; or drop a set that is refused."""
        held, header, to = self.held, self.header, self.interchange
        self.held, self.header = Held(), None
        if header is None or to is None or self.refused or self.sender is None:
            return
        if not event.accepted:
            self._say((*event.findings, *header.findings))
            self.said.append(_refusal(event))
            return
        source = Source(
            self.story.id,
            self.mail.day,
            self.sender.tax_ids,
            header.is_test or not self.sender.live,
        )
        for batch in held.batches():
            taken = accept(batch, source)
            self.counts.update(accepted=taken.accepted, rejected=taken.rejected)
        self.counts["taken"] += 1
        answered = Batch(header, self.first, self.position)
        self.numbers["277CA"] += keep_277ca(self.mail, to, answered, self.numbers["277CA"])

    def _answer(
        self, event: Event837, answer: Acknowledgment999 | AcknowledgmentTA1 | None
    ) -> None:
        """Collect the 999 of each group; at the end of the interchange, keep all answers."""
        if isinstance(event, GroupEnd):
            self._say(event.findings)
            if isinstance(answer, Acknowledgment999):
                self.groups.append(answer)
        if not isinstance(event, InterchangeEnd) or self.interchange is None:
            return
        self._say(event.findings)
        if isinstance(answer, AcknowledgmentTA1):
            self._keep_answers(self.interchange, answer)
        self.interchange = None

    def _keep_answers(self, to: Interchange, answer: AcknowledgmentTA1) -> None:
        if self.refused:
            answer = AcknowledgmentTA1(answer.control, answer.date, answer.time, "R", self.refused)
        if to.ack_requested or answer.status != "A":
            keep_ta1(self.mail, to, answer, self._number("TA1"))
        if not self.refused:
            keep_999(self.mail, to, self.groups, self._number("999"))

    def _number(self, kind: str) -> int:
        self.numbers[kind] += 1
        return self.numbers[kind] - 1

    def _say(self, findings: tuple[Finding, ...] | list[Finding]) -> None:
        for finding in findings:
            if len(self.said) < MOST_FINDINGS:
                self.said.append(str(finding))


def _refusal(event: TransactionEnd) -> str:
    """Why nothing of a transaction set is used."""
    said = f"Transaction set {event.transaction.control} was refused whole."
    if event.transaction.guide:
        return said
    version = event.transaction.version or event.transaction.group.version
    return f"{said} We read 005010X222A1 and 005010X223A2, not '{version[:12]}'."
