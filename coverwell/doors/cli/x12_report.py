"""What `coverwell x12 check` found in a file: gathered, told in words or as JSON, answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from coverwell.wire.x12 import Finding, Interchange, Severity, TransactionEnd, advice
from coverwell.wire.x12.events import Event, GroupEnd, InterchangeEnd, Piece, Stray
from coverwell.wire.x12.transactions.ack_999 import (
    Acknowledger,
    Acknowledgment999,
    AcknowledgmentTA1,
    SetAnswer,
)
from coverwell.wire.x12.transactions.write_999 import write_999, write_ta1
from coverwell.wire.x12.writer import CannotWriteError, Envelope


_WORDS = {"A": "accepted", "E": "accepted, with errors noted", "R": "rejected", "P": "in part"}


class Report:
    """Takes the events of a reader; keeps at most so many findings, and counts them all."""

    def __init__(self, most: int, when: datetime) -> None:
        self.most, self.when = most, when
        self.findings: list[Finding] = []
        self.rejecting = self.warning = 0
        self.sets: list[SetAnswer] = []
        self.interchanges: list[AcknowledgmentTA1] = []
        self.answers: list[bytes] = []
        self._listener = Acknowledger()
        self._groups: list[Acknowledgment999] = []
        self._open: Interchange | None = None

    def take(self, event: Event) -> None:
        """Take the next event."""
        if isinstance(event, Interchange):
            self._open, self._groups = event, []
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
                self.answers.append(write_ta1(envelope, [interchange]))
            if self._groups and interchange.status != "R":
                self.answers.append(write_999(envelope, self._groups))
        except CannotWriteError:
            return  # its sender cannot be answered: the ids of the ISA are unusable

    @property
    def rejected(self) -> bool:
        """True when something in the file cannot be accepted, or nothing was in it."""
        return bool(self.rejecting) or not self.interchanges

    def answer(self) -> bytes:
        """The TA1 and 999 that would be sent, one interchange after the other."""
        return b"".join(self.answers)


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


def as_text(report: Report, name: str, *, values: bool) -> Iterator[str]:
    """The report in sentences."""
    for finding in report.findings:
        kind = "REJECTED" if finding.rejects else "warning "
        yield f"{kind}  {finding}"
        if values and finding.value:
            yield f"          sent: {finding.value!r}"
        if advice(finding):
            yield f"          {advice(finding)}"
    kept = len(report.findings)
    if report.rejecting + report.warning > kept:
        yield f"… and {report.rejecting + report.warning - kept:,} more findings"
    for one in report.sets:
        version = f" ({one.version})" if one.version else ""
        yield f"Transaction set {one.set} {one.control}{version}: {_WORDS[one.status]}"
    for interchange in report.interchanges:
        yield f"Interchange {interchange.control}: {_WORDS[interchange.status]}"
    counted = f"{report.rejecting:,} rejecting, {report.warning:,} warning"
    if not report.interchanges:
        yield f"{name}: no X12 interchange was found; {counted}."
    else:
        verdict = "rejected, in whole or in part" if report.rejected else "accepted"
        yield f"{name}: {verdict}; {counted}."


def as_json(report: Report, name: str) -> dict[str, object]:
    """The report as plain values."""
    return {
        "file": name,
        "accepted": not report.rejected,
        "rejecting": report.rejecting,
        "warning": report.warning,
        "interchanges": [
            {"control": one.control, "status": one.status, "code": one.code}
            for one in report.interchanges
        ],
        "sets": [
            {
                "set": one.set,
                "control": one.control,
                "version": one.version,
                "status": one.status,
                "codes": list(one.codes),
            }
            for one in report.sets
        ],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(f: Finding) -> dict[str, object]:
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
