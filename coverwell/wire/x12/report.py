"""What a reader found in a file, gathered: findings, sets, interchanges, and the answers to it."""

from __future__ import annotations

from datetime import datetime

from coverwell.wire.x12.advice import advice
from coverwell.wire.x12.events import (
    Event,
    GroupEnd,
    Interchange,
    InterchangeEnd,
    Piece,
    Stray,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding, Severity
from coverwell.wire.x12.transactions.ack_999 import (
    Acknowledger,
    Acknowledgment999,
    AcknowledgmentTA1,
    SetAnswer,
)
from coverwell.wire.x12.transactions.write_999 import write_999, write_ta1
from coverwell.wire.x12.writer import CannotWriteError, Envelope


class Report:
    """Takes the events of a reader; keeps at most so many findings, and counts them all."""

    def __init__(self, most: int, when: datetime) -> None:
        self.most, self.when = most, when
        self.findings: list[Finding] = []
        self.rejecting = self.warning = 0
        self.sets: list[SetAnswer] = []
        self.interchanges: list[AcknowledgmentTA1] = []
        self.opened: list[Interchange] = []
        self.answers: list[tuple[str, bytes]] = []
        self._listener = Acknowledger()
        self._groups: list[Acknowledgment999] = []
        self._open: Interchange | None = None

    def take(self, event: Event) -> None:
        """Take the next event."""
        if isinstance(event, Interchange):
            self._open, self._groups = event, []
            self.opened.append(event)
        elif isinstance(event, Stray):
            self._note(event.finding)
        elif isinstance(event, Piece | TransactionEnd | GroupEnd | InterchangeEnd):
            for finding in event.findings:
                self._note(finding)
        answer = self._listener.take(event)
        if isinstance(answer, Acknowledgment999):
            self.sets += answer.answers
            if answer.functional_id != "FA":  # a 999 is never answered with a 999
                self._groups.append(answer)
        elif isinstance(answer, AcknowledgmentTA1):
            self.interchanges.append(answer)
            self._answer(answer)

    def _note(self, finding: Finding) -> None:
        if finding.severity is Severity.REJECT:
            self.rejecting += 1
        else:
            self.warning += 1
        if len(self.findings) < self.most:
            self.findings.append(finding)

    def _answer(self, interchange: AcknowledgmentTA1) -> None:
        """What goes back to the sender of one interchange."""
        if self._open is None:
            return
        try:
            envelope = _back(self._open, self.when)
            if self._open.ack_requested or interchange.status != "A":
                self.answers.append(("TA1", write_ta1(envelope, [interchange])))
            if self._groups and interchange.status != "R":
                self.answers.append(("999", write_999(envelope, self._groups)))
        except CannotWriteError:
            return  # its sender cannot be answered: the ids of the ISA are unusable

    @property
    def rejected(self) -> bool:
        """True when something in the file cannot be accepted, or nothing was in it."""
        return bool(self.rejecting) or not self.interchanges

    def answer(self) -> bytes:
        """The TA1 and 999 that would be sent, one interchange after the other."""
        return b"".join(content for _, content in self.answers)


def _back(interchange: Interchange, when: datetime) -> Envelope:
    control = interchange.control
    return Envelope(
        interchange.receiver_qualifier,
        interchange.receiver,
        interchange.sender_qualifier,
        interchange.sender,
        when,
        int(control) if control.isdecimal() and len(control) <= 9 else 1,
        interchange.usage if interchange.usage in ("P", "T") else "T",
    )


def plain(f: Finding) -> dict[str, object]:
    """A finding as plain values; `value` is what was sent, which may be personal."""
    return {
        "severity": f.severity.value,
        "acknowledgment": f.level.value,
        "code": f.code,
        "message": f.message,
        "advice": advice(f),
        "loop": f.loop,
        "segment": f.segment,
        "segment_id": f.segment_id,
        "element": f.element,
        "component": f.component,
        "repeat": f.repeat,
        "offset": f.offset,
        "value": f.value,
    }
