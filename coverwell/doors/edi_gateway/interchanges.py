"""The envelopes of a kept file: who sent each interchange, and its TA1 and 999, kept once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils import timezone

from coverwell.doors.edi_gateway.mail import Mail, keep_999, keep_ta1
from coverwell.doors.edi_gateway.sniff import KINDS
from coverwell.services.files.numbers import GROUP, INTERCHANGE, MOST, SET, note_numbers
from coverwell.services.files.queue import READERS
from coverwell.services.files.senders import (
    Sender,
    recalled_sender,
    register_control_number,
    sender_of,
    why_unknown,
)
from coverwell.services.files.show import FileStory
from coverwell.services.partners.allowed import Refused
from coverwell.wire.x12.events import (
    Group,
    GroupEnd,
    Interchange,
    InterchangeEnd,
    Stray,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.transactions.ack_999 import Acknowledgment999, AcknowledgmentTA1


FINISHED = frozenset({"read", "decided", "duplicate", "refused", "sent"})
MOST_FINDINGS = 50
ACKNOWLEDGMENTS = "FA"  # GS01 of a 999, which is never answered with one
UNKNOWN_SENDER, DUPLICATE_NUMBER = "006", "025"  # TA105
# AK905 and IK502 of what a sender is not enrolled for: not supported, at all or in this version.
NOT_ENROLLED = {"transaction": ("1", "1"), "version": ("2", "I6")}


@dataclass(frozen=True, slots=True)
class Received:
    """What a reading came to."""

    file: int
    state: str
    accepted: int = 0
    rejected: int = 0


def finished(file: int, story: FileStory | None) -> Received:
    """What an earlier reading came to: its counts are said again, not lost."""
    if story is None:
        return Received(file, "unknown")
    detail = story.detail
    return Received(file, story.state, detail.get("accepted", 0), detail.get("rejected", 0))


@dataclass(slots=True)
class Interchanges:
    """What is known of the file's sender while it is read, and what was said to them.

    `to` is the open interchange; `usable` says whether what stands in it may be taken. `waits`:
    somebody waits for one answer, so that a question may be asked again, and a 999 is written only
    where something is wrong (CAQH CORE: in real time the answer, or else the 999). `trial`: it is
    only tried out, so that its control numbers are not used up. `takes`: the kind of group that is
    read, the kind of the file where nothing is said; a 999 refuses the others.
    """

    story: FileStory
    waits: bool = False
    trial: bool = False
    takes: str = ""
    mail: Mail = field(init=False)
    said: list[str] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    to: Interchange | None = None
    sender: Sender | None = None
    _seen: set[tuple[str, str, str]] = field(default_factory=set)
    _groups: list[Acknowledgment999] = field(default_factory=list)
    _controls: dict[tuple[str, str], None] = field(default_factory=dict)
    _refused: str = ""
    _not_enrolled: Refused | None = None

    def __post_init__(self) -> None:
        when = timezone.localtime(self.story.kept_at)
        self.mail = Mail(self.story.id, when, self.waits)
        self.takes = "" if self.trial else self.takes or self.story.kind

    @property
    def usable(self) -> bool:
        """Say whether what is open came from somebody enrolled for it, for the first time."""
        known = self.to is not None and self.sender is not None
        return known and not self._refused and self._not_enrolled is None

    @property
    def test(self) -> bool:
        """Say whether the open interchange is test data: read and answered, and nothing counts."""
        return self.mail.test

    def take(self, event: object, answer: Acknowledgment999 | AcknowledgmentTA1 | None) -> None:
        """Take an event of the reader and the acknowledgment that it completes."""
        self._number(event)
        if isinstance(event, Interchange):
            self._open(event)
        elif isinstance(event, Group):
            self._open_group(event)
        elif isinstance(event, Stray):
            self.note([event.finding])
        elif isinstance(event, GroupEnd):
            self.note(event.findings)
            if isinstance(answer, Acknowledgment999) and answer.functional_id != ACKNOWLEDGMENTS:
                self._groups.append(self._of_enrolled(answer))
        elif isinstance(event, InterchangeEnd):
            self._end(event, answer)

    def _end(self, event: InterchangeEnd, answer: object) -> None:
        """Answer an interchange, and note by which numbers its file is found."""
        if self.to is None:
            return
        self.note(event.findings)
        if isinstance(answer, AcknowledgmentTA1):
            self._keep_answers(self.to, answer)
        if not self.waits:
            note_numbers(self.story.id, self._controls)
        self.to = None

    def _number(self, event: object) -> None:
        """Remember each control number, so that the file is found by it."""
        if len(self._controls) >= MOST:
            return
        if isinstance(event, Interchange):
            self._controls[INTERCHANGE, event.control] = None
        elif isinstance(event, Group):
            self._controls[GROUP, event.control] = None
        elif isinstance(event, TransactionEnd):
            self._controls[SET, event.transaction.control] = None

    def note(self, findings: Iterable[Finding]) -> None:
        """Keep the first findings, in words, for whoever looks at the file."""
        self.say(map(str, findings))

    def say(self, words: Iterable[str]) -> None:
        """Say each of the first so many things, each once."""
        for told in words:
            if len(self.said) < MOST_FINDINGS and told not in self.said:
                self.said.append(told)

    def number(self, kind: str) -> int:
        """Return the next number of the answers of a kind to this file."""
        self.numbers[kind] += 1
        return self.numbers[kind] - 1

    def _open(self, event: Interchange) -> None:
        """Know the sender, and refuse a control number that was there before."""
        self.to, self._groups, self._refused = event, [], ""
        address = (event.sender_qualifier, event.sender, event.control)
        known = recalled_sender if self.waits else sender_of
        self.sender = known(event.sender_qualifier, event.sender, self.story)
        self.mail.sender, self._not_enrolled = self.sender, None
        self.mail.test = event.usage == "T" or (self.sender is not None and not self.sender.live)
        bad = next((finding for finding in event.findings if finding.rejects), None)
        if bad is not None:
            self._refused = bad.code
            self.say([f"Interchange refused. {bad}"])
        elif self.sender is None:
            self._refused = UNKNOWN_SENDER
            why = why_unknown(event.sender_qualifier, event.sender)
            self.say([why or _unknown(event)])
        elif not (self.waits or self.trial) and self._came_before(address):
            self._refused = DUPLICATE_NUMBER
            self.say([_came_before(event)])
        self._seen.add(address)

    def _open_group(self, event: Group) -> None:
        """See whether the sender is enrolled for a group of this kind and version."""
        kind = KINDS.get(event.functional_id.encode("latin-1", "replace"), "")
        self._not_enrolled = None
        if self.sender is not None and kind:
            self._not_enrolled = self.sender.enrolment.refused(kind, event.version)
        if self._not_enrolled is None and self.takes and kind != self.takes:
            self._not_enrolled = Refused("transaction", _not_here(event, kind, self.takes))
        if self._not_enrolled is not None:
            self.say([self._not_enrolled.words])

    def _of_enrolled(self, answer: Acknowledgment999) -> Acknowledgment999:
        """Refuse a group whole whose sender is not enrolled for it, whatever is right in it."""
        if self._not_enrolled is None:
            return answer
        group, each = NOT_ENROLLED[self._not_enrolled.rule]
        refused = tuple(
            replace(one, status="R", codes=(each,), notes=()) for one in answer.answers
        )
        return replace(answer, status="R", accepted=0, codes=(group,), answers=refused)

    def _came_before(self, address: tuple[str, str, str]) -> bool:
        return address in self._seen or not register_control_number(*address, self.story.id)

    def _keep_answers(self, to: Interchange, answer: AcknowledgmentTA1) -> None:
        if self._refused:
            answer = AcknowledgmentTA1(
                answer.control, answer.date, answer.time, "R", self._refused
            )
        if to.ack_requested or answer.status != "A":
            keep_ta1(self.mail, to, answer, self.number("TA1"))
        silent = self.waits and all(group.status == "A" for group in self._groups)
        if not self._refused and not silent:
            keep_999(self.mail, to, self._groups, self.number("999"))


def _unknown(sent: Interchange) -> str:
    """Say whom we do not know, and the two ways on."""
    return (
        f"We do not know the sender '{sent.sender_qualifier} {sent.sender}' that the ISA segment"
        " names (ISA05-06). Ask us to register it, or sign in as the office and send the file"
        " there."
    )


def _not_here(group: Group, kind: str, takes: str) -> str:
    """Say why a group is not read with the others of its file."""
    if kind in READERS:
        return f"This file is read as {takes}: send the {kind} in a file of its own."
    return f"We do not take what group {group.control} holds ({group.functional_id or 'no name'})."


def _came_before(sent: Interchange) -> str:
    """Say what a control number used twice means."""
    return (
        f"Interchange {sent.control} came before: nothing in it is taken again. A new file needs"
        " a new control number (ISA13)."
    )
