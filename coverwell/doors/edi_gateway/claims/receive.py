"""Reading a kept claim file: each claim is accepted or rejected, then everything is answered.

Every step may be interrupted: a file that is read again goes on where it stopped, takes each claim
once, and keeps the same answers.
"""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

from coverwell.doors.edi_gateway.claims.answers import Batch, keep_277ca
from coverwell.doors.edi_gateway.claims.estimates_835 import keep_estimates
from coverwell.doors.edi_gateway.claims.parse import Step, parsed
from coverwell.doors.edi_gateway.claims.words import refusal
from coverwell.doors.edi_gateway.held import Held
from coverwell.doors.edi_gateway.interchanges import FINISHED, Interchanges, Received, finished
from coverwell.doors.edi_gateway.quirks import profile_of
from coverwell.services.acting import ENGINE
from coverwell.services.claims.accept import accept
from coverwell.services.claims.memory import rare_collections
from coverwell.services.claims.proposed import Proposed, Source
from coverwell.services.estimates.predetermine import predetermine
from coverwell.services.files import archive
from coverwell.services.files.progress import note
from coverwell.services.files.show import show_file
from coverwell.services.files.turns import one_reader
from coverwell.wire.x12.events import Interchange, TransactionEnd
from coverwell.wire.x12.transactions.claim_837 import Header837


def receive(file: int) -> Received:
    """Read a file of ours to its end; a finished or unknown one is left alone."""
    with one_reader(file), rare_collections():
        story = show_file(file, ENGINE)
        if story is None or story.direction != "in" or story.state in FINISHED:
            return finished(file, story)
        note(file, "reading", {})
        reading = Reading(Interchanges(story, takes="837"))
        day = reading.interchanges.mail.day
        for step in parsed(archive.read(story.sha256), day, story.size, profile_of(story)):
            reading.take(step)
        return reading.finish()


@dataclass(slots=True)
class Reading:
    """One pass over a file: its claims, held back until their transaction set is whole."""

    interchanges: Interchanges
    position: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    header: Header837 | None = None
    held: Held[Proposed] = field(default_factory=Held)
    first: int = 1

    def take(self, step: Step | list[Proposed]) -> None:
        """Take one step of the parser."""
        if not isinstance(step, Step):
            self.position = step[-1].position
            self.held.put(step)
            return
        event = step.event
        if isinstance(event, Header837):
            self.header, self.held, self.first = event, Held(), self.position + 1
        elif isinstance(event, TransactionEnd):
            with closing(self.held):
                self._end_set(event)
        self.interchanges.take(event, step.answer)

    def finish(self) -> Received:
        """Say what the file came to."""
        accepted, rejected = self.counts["accepted"], self.counts["rejected"]
        state = "read" if accepted or rejected or self.counts["taken"] else "refused"
        said, file = self.interchanges.said, self.interchanges.story.id
        if not self.position and not said:
            said.append("No claim was found in this file.")
        note(file, state, {"accepted": accepted, "rejected": rejected, "findings": said})
        return Received(file, state, accepted, rejected)

    def _end_set(self, event: TransactionEnd) -> None:
        """Hand the claims of a set on, a batch in a transaction; or drop a set that is refused."""
        held, header, known = self.held, self.header, self.interchanges
        self.held, self.header = Held(), None
        to, sender = known.to, known.sender
        if to is None or sender is None or not known.usable:
            return
        if header is None or not event.accepted:
            known.say(refusal(event, header, held))
            return
        source = Source(known.story.id, known.mail.day, sender.tax_ids, known.test)
        self.counts["taken"] += 1
        answered = Batch(header, self.first, self.position)
        known.numbers["277CA"] += self._taken(held, source, to, answered)

    def _taken(self, held: Held[Proposed], source: Source, to: Interchange, what: Batch) -> int:
        """Take the claims of a set in and answer each; returns how many 277CA that took."""
        known, asked = self.interchanges, False
        for batch in held.batches():
            asks = [one for one in batch if one.asks]
            if asks:
                # What only asks is no claim: it is answered, and nothing of it is decided.
                asked = True
                self.counts.update(answered=predetermine(asks, source))
                batch = [one for one in batch if not one.asks]  # noqa: PLW2901 - the claims of it
            if batch:
                taken = accept(batch, source)
                self.counts.update(accepted=taken.accepted, rejected=taken.rejected)
        if asked:
            number = known.numbers["835"]
            known.numbers["835"] += keep_estimates(known.mail, to, what.first, what.last, number)
        return keep_277ca(known.mail, to, what, known.numbers["277CA"])
