"""Reading a kept enrolment file: each set is applied whole, and a report says what came of it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

from coverwell.doors.edi_gateway.advice import Problem, found_in, keep_824, on_item, on_set
from coverwell.doors.edi_gateway.enrollment.read_834 import enrollee
from coverwell.doors.edi_gateway.held import Held
from coverwell.doors.edi_gateway.interchanges import Interchanges, Received
from coverwell.doors.edi_gateway.one_pass import one_pass
from coverwell.services.enrollment.apply import ImprobableError, Report, Roster, apply_roster
from coverwell.services.enrollment.limits import Refusal, enrollment_limits
from coverwell.services.enrollment.roster import Enrollee, Outcome, Result
from coverwell.services.files.keep import Answer, keep_answer
from coverwell.services.files.progress import note
from coverwell.wire.x12.events import Transaction, TransactionEnd
from coverwell.wire.x12.transactions.enrollment_834 import FULL_FILE, Header834, Member834
from coverwell.wire.x12.transactions.read_834 import read_enrollment
from coverwell.wire.x12.transactions.reading import Found


BATCH: Final = 500
UNLISTED: Final = "024"  # TED01: a reason that the list does not have
HEAD: Final = (
    "position", "subscriber number", "member id", "result", "last day", "claims after it", "why",
)  # fmt: skip


def receive_enrollment(file: int) -> Received:
    """Read an enrolment file of ours to its end; a finished or unknown one is left alone."""
    return one_pass(file, read_enrollment, Reading)


@dataclass(slots=True)
class Reading:
    """One pass over a file: its members, held back until their transaction set is whole.

    `segments` says where each member of the open set begins (INS), counted from ST = 1.
    """

    interchanges: Interchanges
    position: int = 0
    sets: int = 0
    applied: int = 0
    header: Header834 | None = None
    held: Held[Enrollee] = field(default_factory=Held)
    batch: list[Enrollee] = field(default_factory=list)
    unreadable: list[Outcome] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, event: object) -> None:
        """Take one event of the reader."""
        if isinstance(event, Found) and isinstance(event.value, Header834):
            self.header, self.held = event.value, Held()
            self.batch, self.unreadable, self.segments = [], [], []
        elif isinstance(event, Found) and isinstance(event.value, Member834) and self.header:
            self._hold(event, event.value, self.header)
        elif isinstance(event, TransactionEnd):
            self.sets += 1
            with closing(self.held):
                self._end_set(event)

    def finish(self) -> Received:
        """Say what the file came to."""
        refused = self.counts[Result.REFUSED.value]
        state = "read" if self.applied else "refused"
        said, file = self.interchanges.said, self.interchanges.story.id
        if not self.sets and not said:
            said.append("No enrolment was found in this file.")
        done = sum(self.counts.values()) - refused
        detail = {"accepted": done, "rejected": refused, "results": dict(self.counts)}
        note(file, state, {**detail, "findings": said})
        return Received(file, state, done, refused)

    def _hold(self, event: Found, member: Member834, header: Header834) -> None:
        self.position += 1
        self.segments.append(event.segment)
        one = enrollee(member, header, self.position)
        if not event.acceptable:
            self.interchanges.note(event.findings)
            self.unreadable.append(
                Outcome(one.position, one.sponsor_number, "", Result.REFUSED, "unreadable")
            )
            return
        self.batch.append(one)
        if len(self.batch) == BATCH:
            self.held.put(self.batch)
            self.batch = []

    def _end_set(self, event: TransactionEnd) -> None:
        """Apply a set whole, or nothing of it."""
        known, header = self.interchanges, self.header
        if self.batch:
            self.held.put(self.batch)
        self.header, self.batch = None, []
        if header is None or not known.usable or known.sender is None:
            return
        if not event.accepted:
            known.note(event.findings)
            known.said.append(f"Transaction set {event.transaction.control} was refused whole.")
            keep_824(known, found_in(event.transaction, event.findings))
            return
        if known.test:
            known.said.append("This is test data, or the sender is not live yet: not applied.")
            return
        full = header.action == FULL_FILE
        roster = Roster(header.date or known.mail.day, full, known.sender.accounts)
        try:
            report = apply_roster(self.held.batches(), roster)
        except ImprobableError as refused:
            known.said.append(str(refused))
            whole = Problem(UNLISTED, str(refused))
            keep_824(known, [on_set(event.transaction, [whole], number=header.reference)])
            return
        self.applied += 1
        self._report(Report((*self.unreadable, *report.outcomes)))
        self._advise(event.transaction, report)

    def _advise(self, transaction: Transaction, report: Report) -> None:
        """Tell the sender which members were understood and still not taken."""
        refused = [one for one in report.outcomes if one.result is Result.REFUSED]
        rules = enrollment_limits(self.interchanges.mail.day).refusals
        first = self.position - len(self.segments)
        items = (
            on_item(
                transaction,
                one.position - first,
                [_problem(rules[one.rule], self.segments[one.position - first - 1])],
                references=[("ZZ", one.sponsor_number)],
            )
            for one in refused
        )
        keep_824(self.interchanges, list(items))

    def _report(self, report: Report) -> None:
        """Keep what became of each member as a file that the sender fetches."""
        self.counts += report.counts
        file = self.interchanges.story.id
        name = f"enrollment-{file}-{self.sets}.csv"
        keep_answer(_csv(report, self.interchanges), Answer(file, "report", name))


def _problem(rule: Refusal, segment: int) -> Problem:
    return Problem(rule.advice, rule.english, "INS", segment)


def _csv(report: Report, known: Interchanges) -> Iterator[bytes]:
    rules = enrollment_limits(known.mail.day).refusals
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(HEAD)
    for one in report.outcomes:
        why = rules[one.rule].english if one.rule else ""
        last = "" if one.last is None else one.last.isoformat()
        table.writerow(
            (one.position, one.sponsor_number, one.member_id, one.result.value, last,
             one.claims or "", why)
        )  # fmt: skip
    yield text.getvalue().encode()
