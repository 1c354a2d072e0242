"""Reading a kept 275: each document goes to the archive while it is read, in constant memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from coverwell.doors.edi_gateway.advice import Problem, found_in, keep_824, on_item
from coverwell.doors.edi_gateway.attachments.read_275 import Plain, loinc_of, names, office_of
from coverwell.doors.edi_gateway.interchanges import FINISHED, Interchanges, Received, finished
from coverwell.doors.edi_gateway.quirks import profile_of
from coverwell.services.acting import ENGINE, Actor
from coverwell.services.attachments.keep import Arrived, Content, Saved, keep_documents, store
from coverwell.services.attachments.place import Names
from coverwell.services.files import archive
from coverwell.services.files.progress import note
from coverwell.services.files.show import show_file
from coverwell.services.files.turns import one_reader
from coverwell.services.rulebook.attachments import Refusal, attachment_rules
from coverwell.wire.x12.events import (
    BinaryData,
    InterchangeEnd,
    Transaction,
    TransactionEnd,
)
from coverwell.wire.x12.transactions.ack_999 import Acknowledger
from coverwell.wire.x12.transactions.advice_824 import Advice
from coverwell.wire.x12.transactions.attachment_275 import (
    REVIEW,
    Document275,
    Header275,
    Line275,
)
from coverwell.wire.x12.transactions.read_275 import read_attachments
from coverwell.wire.x12.transactions.reading import Found


NOTHING: Final = Header275("", "", "")


class Item(NamedTuple):
    """A document of the open set: its content, what stood above it, its segment from ST = 1."""

    content: Content
    line: Line275
    segment: int


def receive_attachments(file: int) -> Received:
    """Read a file of documents to its end; a finished or unknown one is left alone."""
    with one_reader(file):
        story = show_file(file, ENGINE)
        if story is None or story.direction != "in" or story.state in FINISHED:
            return finished(file, story)
        note(file, "reading", {})
        return Reading(Interchanges(story)).read(archive.read(story.sha256))


@dataclass(slots=True)
class Reading:
    """One pass over a file: documents are stored as they pass, and saved with their set."""

    interchanges: Interchanges
    acknowledger: Acknowledger = field(default_factory=Acknowledger)
    header: Header275 = NOTHING
    line: Line275 = field(default_factory=lambda: Line275(""))
    document: Found | None = None
    items: list[Item] = field(default_factory=list)
    position: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    advice: list[Advice] = field(default_factory=list)

    def read(self, chunks: Iterable[bytes]) -> Received:
        """Take every event, and say what the file came to."""
        events: Iterator[object] = iter(
            read_attachments(chunks, profile_of(self.interchanges.story))
        )
        for event in events:
            answer = self.acknowledger.take(event)
            if isinstance(event, BinaryData):
                self._store(event, events)
            elif isinstance(event, Found):
                self._take(event)
            elif isinstance(event, TransactionEnd):
                self._end_set(event)
            elif isinstance(event, InterchangeEnd):
                keep_824(self.interchanges, self.advice)
                self.advice = []
            self.interchanges.take(event, answer)
        return self._finish()

    def _take(self, event: Found) -> None:
        if not event.acceptable:
            self.interchanges.note(event.findings)
        if isinstance(event.value, Header275):
            self.header, self.items = event.value, []
        elif isinstance(event.value, Line275):
            self.line = event.value
        elif isinstance(event.value, Document275):
            self.document = event

    def _store(self, first: BinaryData, events: Iterator[object]) -> None:
        """Let the data run into the archive; they never lie in memory as a whole."""
        above = self.document
        said = above.value if above and isinstance(above.value, Document275) else None
        plain = Plain(self._runs(first, events))
        chunks = plain.of(said) if said else plain.runs
        content = store(chunks, self.interchanges.mail.day)
        if plain.faulty:
            content = replace(content, refused="encoding")
        self.items.append(Item(content, self.line, above.segment if above else 0))

    def _runs(self, first: BinaryData, events: Iterator[object]) -> Iterator[bytes]:
        run: object = first
        while isinstance(run, BinaryData):
            yield run.data
            if run.last:
                return
            run = next(events, None)
            self.acknowledger.take(run)

    def _end_set(self, event: TransactionEnd) -> None:
        """Save the documents of a set, or drop a set that is refused; its bytes stay kept."""
        known, items = self.interchanges, self.items
        self.items, self.document = [], None
        first, self.position = self.position, self.position + len(items)
        if not known.usable or known.sender is None:
            return
        if not event.accepted:
            known.note(event.findings)
            known.say([f"Transaction set {event.transaction.control} was refused whole."])
            self.counts["refused"] += len(items)
            self.advice += found_in(event.transaction, event.findings)
            return
        if known.test:
            known.say(["This is test data, or the sender is not live yet: no document counts."])
            self.counts["tested"] += len(items)
            return
        office = office_of(self.header, known.sender)
        approval = event.transaction.guide == REVIEW
        arrived = [
            self._arrived(one, names(self.header, one.line, office, approval=approval), first + at)
            for at, one in enumerate(items, start=1)
        ]
        saved = keep_documents(arrived, Actor(known.story.kept_by, "engine"))
        self._tell(event.transaction, list(zip(items, arrived, saved, strict=True)))

    def _arrived(self, one: Item, said: Names, position: int) -> Arrived:
        known = self.interchanges
        rules, loinc = attachment_rules(known.mail.day), loinc_of(one.line)
        kind = rules.kind_of("", loinc)
        return Arrived(
            one.content,
            said,
            known.story.channel,
            known.mail.day,
            name=f"{known.story.id}-{position}.{rules.ending(one.content.media_type)}",
            report=kind.report if kind else "",
            loinc=loinc,
            file=known.story.id,
            position=position,
            partner=known.sender.partner if known.sender else 0,
        )

    def _tell(
        self, transaction: Transaction, documents: list[tuple[Item, Arrived, Saved]]
    ) -> None:
        """Tell the sender, by an 824, which documents are refused or cannot be laid to a claim."""
        rules = attachment_rules(self.interchanges.mail.day)
        for number, (item, arrived, saved) in enumerate(documents, start=1):
            self.counts["refused" if saved.refused else "taken"] += 1
            wrong = [rules.refusals[saved.refused]] if saved.refused else []
            wrong += [rules.unplaced[saved.unplaced]] if saved.unplaced else []
            self.interchanges.say(f"Document {number}: {one.words['en']}" for one in wrong)
            problems = [_problem(one, item.segment) for one in wrong if one.advice]
            if problems:
                named = [("EJ", arrived.names.patient_account), ("ZZ", arrived.names.control)]
                self.advice.append(
                    on_item(transaction, number, problems, refused=bool(saved.refused),
                            references=named)
                )  # fmt: skip

    def _finish(self) -> Received:
        file, said = self.interchanges.story.id, self.interchanges.said
        taken, refused = self.counts["taken"], self.counts["refused"]
        if not self.position and not said:
            said.append("No document was found in this file.")
        state = "read" if taken or self.counts["tested"] else "refused"
        note(file, state, {"accepted": taken, "rejected": refused, "findings": said})
        return Received(file, state, taken, refused)


def _problem(rule: Refusal, segment: int) -> Problem:
    return Problem(rule.advice, rule.words["en"], "CAT", segment)
