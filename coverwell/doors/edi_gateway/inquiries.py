"""Files that ask: each question of a 270, 276 or 278 is answered in the order of the file.

The same reading serves a batch, whose answer waits in the mailbox, and a question in real time,
whose answer goes back at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from django.utils import timezone

from coverwell.doors.edi_gateway.authorizations.answer import reviewed
from coverwell.doors.edi_gateway.authorizations.asked import ReviewAsked, read_asked, write_told
from coverwell.doors.edi_gateway.authorizations.tell import unable as no_review
from coverwell.doors.edi_gateway.eligibility.ask import numbers_of as asker_numbers
from coverwell.doors.edi_gateway.eligibility.ask import question_of as coverage_question
from coverwell.doors.edi_gateway.eligibility.tell import refused_asker, unable
from coverwell.doors.edi_gateway.eligibility.tell import told as coverage_told
from coverwell.doors.edi_gateway.interchanges import FINISHED, Interchanges, Received, finished
from coverwell.doors.edi_gateway.mail import keep_in
from coverwell.doors.edi_gateway.quirks import profile_of
from coverwell.doors.edi_gateway.status.ask import numbers_of as provider_numbers
from coverwell.doors.edi_gateway.status.ask import question_of as status_question
from coverwell.doors.edi_gateway.status.tell import MAY_NOT_ASK, UNABLE, UNKNOWN_PROVIDER, refused
from coverwell.doors.edi_gateway.status.tell import told as status_told
from coverwell.services.acting import ENGINE, Actor
from coverwell.services.claims.status import claim_statuses
from coverwell.services.eligibility.answer import answer
from coverwell.services.eligibility.asker import Asker, asker_of
from coverwell.services.files import archive
from coverwell.services.files.progress import note
from coverwell.services.files.senders import Sender
from coverwell.services.files.show import show_file
from coverwell.services.files.turns import one_reader
from coverwell.wire.x12.events import InterchangeEnd, TransactionEnd
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.ack_999 import Acknowledger
from coverwell.wire.x12.transactions.claim_status import ANSWER as STATUS_ANSWER
from coverwell.wire.x12.transactions.claim_status import ClaimStatus
from coverwell.wire.x12.transactions.eligibility import Eligibility
from coverwell.wire.x12.transactions.read_claim_status import read_claim_status
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from coverwell.wire.x12.transactions.write_claim_status import write_claim_status
from coverwell.wire.x12.transactions.write_eligibility import write_answers
from coverwell.wire.x12.writer import CannotWriteError, Envelope


T = TypeVar("T", Eligibility, ClaimStatus, ReviewAsked)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How questions of a kind are read, answered and written."""

    asks: type[T]
    answers: str
    read: Callable[[Iterable[bytes], Profile], Iterator[object]]
    answer: Callable[[T, Sender, datetime], T]
    unable: Callable[[T, datetime], T]
    write: Callable[[Envelope, list[T]], bytes]


def receive_inquiry(file: int) -> Received:
    """Read a file of questions to its end; a finished or unknown one is left alone."""
    with one_reader(file):
        story = show_file(file, ENGINE)
        if story is None or story.direction != "in" or story.state in FINISHED:
            return finished(file, story)
        note(file, "reading", {})
        chunks = archive.read(story.sha256)
        if story.kind == "270":
            return Reading(Interchanges(story), ELIGIBILITY).read(chunks)
        if story.kind == "278":
            return Reading(Interchanges(story), REVIEWS).read(chunks)
        return Reading(Interchanges(story), CLAIM_STATUS).read(chunks)


@dataclass(slots=True)
class Reading(Generic[T]):
    """One pass over a file of questions."""

    interchanges: Interchanges
    kind: Kind[T]
    waiting: list[T] = field(default_factory=list)
    answered: list[tuple[T, T]] = field(default_factory=list)
    count: int = 0
    faulty: int = 0

    def read(self, chunks: Iterable[bytes]) -> Received:
        """Take every event, keep every answer, and say what the file came to."""
        state = self.answer(chunks, profile_of(self.interchanges.story))
        file = self.interchanges.story.id
        note(file, state, self.detail)
        return Received(file, state, self.count, self.faulty)

    def answer(self, chunks: Iterable[bytes], profile: Profile) -> str:
        """Take every event and write every answer; return what the file came to (FileEvent)."""
        acknowledger = Acknowledger()
        for event in self.kind.read(chunks, profile):
            said = acknowledger.take(event)
            if isinstance(event, self.kind.asks):
                self.waiting.append(event)
            elif isinstance(event, TransactionEnd):
                self._end_set(event)
            elif isinstance(event, InterchangeEnd):
                self._tell()
            self.interchanges.take(event, said)
        findings = self.interchanges.said
        if not self.count and not self.faulty and not findings:
            findings.append("No question was found in this file.")
        return "read" if self.count else "refused"

    @property
    def detail(self) -> dict[str, Any]:
        """What is noted with the state of the file."""
        said = self.interchanges.said
        return {"accepted": self.count, "rejected": self.faulty, "findings": said}

    def _end_set(self, event: TransactionEnd) -> None:
        """Answer the questions of a set; those with a fault are the 999's to tell."""
        asked, self.waiting = self.waiting, []
        known = self.interchanges
        if not event.accepted or not known.usable or known.sender is None:
            known.note(event.findings)
            self.faulty += len(asked)
            return
        now = timezone.localtime()
        test = known.to is not None and known.to.usage == "T"
        sender = replace(known.sender, live=known.sender.live and not test)
        for one in asked:
            if one.acceptable:
                self.answered.append((one, self.kind.answer(one, sender, now)))
                self.count += 1
            else:
                known.note(one.findings)
                self.faulty += 1

    def _tell(self) -> None:
        known, answered = self.interchanges, self.answered
        self.answered = []
        if answered and known.to is not None:
            kind = self.kind.answers
            number = known.number(kind)
            envelope = known.mail.envelope(known.to, kind, number)
            written = self._written(envelope, answered)
            if written:
                keep_in(known.mail, kind, number, written)

    def _written(self, envelope: Envelope, answered: list[tuple[T, T]]) -> bytes:
        """Write all answers; one that the guide has no room for never keeps the others back.

        Empty where none of them can be written.
        """
        try:
            return self.kind.write(envelope, [said for _, said in answered])
        except CannotWriteError:
            now = timezone.localtime()
            # Even "unable" repeats who was asked about: what no answer can repeat has none.
            tried = (
                said if self._can_be_written(envelope, said) else self.kind.unable(asked, now)
                for asked, said in answered
            )
            good = [said for said in tried if self._can_be_written(envelope, said)]
            self.interchanges.say(["An answer could not be written: our staff look at it."])
            return self.kind.write(envelope, good) if good else b""

    def _can_be_written(self, envelope: Envelope, said: T) -> bool:
        try:
            self.kind.write(envelope, [said])
        except CannotWriteError:
            return False
        return True


def _coverage(asked: Eligibility, sender: Sender, when: datetime) -> Eligibility:
    asker = asker_of(*asker_numbers(asked), sender.tax_ids)
    if asker.refused:
        return refused_asker(asked, asker.refused, when)
    question = coverage_question(asked, asker.tax_id)
    return coverage_told(asked, answer(question, when.date(), _actor(sender)), when)


def _status(asked: ClaimStatus, sender: Sender, when: datetime) -> ClaimStatus:
    asker: Asker = asker_of(*provider_numbers(asked), sender.tax_ids)
    if asker.refused == "not_allowed":
        return refused(asked, MAY_NOT_ASK, when)
    if not asker.tax_id:
        return refused(asked, UNKNOWN_PROVIDER, when)
    # As the office itself: row-level security shows its own claims and no others.
    office = Actor(_actor(sender).user, "provider", tax_ids=frozenset({asker.tax_id}))
    found = [
        (one, claim_statuses(status_question(one, asked), when.date(), office))
        for one in asked.claims
    ]
    return status_told(asked, found, when)


def _reviewed(asked: ReviewAsked, sender: Sender, when: datetime) -> ReviewAsked:
    return reviewed(asked, sender, when, _actor(sender))


def _actor(sender: Sender) -> Actor:
    return Actor(f"partner {sender.partner}", "engine")


def _write_277(envelope: Envelope, answers: list[ClaimStatus]) -> bytes:
    return write_claim_status(envelope, STATUS_ANSWER, answers)


def _no_status(asked: ClaimStatus, when: datetime) -> ClaimStatus:
    return refused(asked, UNABLE, when)


ELIGIBILITY: Final = Kind(Eligibility, "271", read_eligibility, _coverage, unable, write_answers)
CLAIM_STATUS: Final = Kind(ClaimStatus, "277", read_claim_status, _status, _no_status, _write_277)
REVIEWS: Final = Kind(ReviewAsked, "278", read_asked, _reviewed, no_review, write_told)
