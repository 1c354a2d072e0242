"""Reading a kept premium file: each payment is posted whole, and an 824 says what waits."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from coverwell.doors.edi_gateway.advice import Problem, found_in, keep_824, on_item, on_set
from coverwell.doors.edi_gateway.interchanges import Interchanges, Received
from coverwell.doors.edi_gateway.one_pass import one_pass
from coverwell.doors.edi_gateway.premiums.read_820 import Entity, payment
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.acting import Actor
from coverwell.services.billing.post import post_payment
from coverwell.services.billing.receipt import Payment, Posted
from coverwell.services.billing.rules import billing_rules
from coverwell.services.files.keep import Answer, keep_answer
from coverwell.services.files.progress import note
from coverwell.wire.x12.events import Transaction, TransactionEnd
from coverwell.wire.x12.transactions.premium_820 import Header820, Remitted
from coverwell.wire.x12.transactions.read_820 import read_premiums
from coverwell.wire.x12.transactions.reading import Found


DUPLICATE, OUT_OF_BALANCE = "DUP", "010"  # TED01
GATEWAY: Final = Actor("gateway", "engine")
HEAD: Final = ("trace", "part", "for", "paid", "posted", "waits", "why")


def receive_premiums(file: int) -> Received:
    """Read a premium file of ours to its end; a finished or unknown one is left alone."""
    return one_pass(file, read_premiums, Reading)


@dataclass(slots=True)
class Reading:
    """One pass over a file: a payment is held back until its transaction set is whole."""

    interchanges: Interchanges
    header: Header820 | None = None
    entities: list[Entity] = field(default_factory=list)
    sets: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, event: object) -> None:
        """Take one event of the reader."""
        if isinstance(event, Found) and isinstance(event.value, Header820):
            self.header, self.entities = event.value, []
        elif isinstance(event, Found) and isinstance(event.value, Remitted):
            self.entities.append(Entity(event.value, event.segment))
            if not event.acceptable:
                self.interchanges.note(event.findings)
                self.counts["faulty"] += 1
        elif isinstance(event, TransactionEnd):
            self.sets += 1
            self._end_set(event)
            self.header, self.entities = None, []

    def finish(self) -> Received:
        """Say what the file came to."""
        said, file = self.interchanges.said, self.interchanges.story.id
        if not self.sets and not said:
            said.append("No payment was found in this file.")
        posted, refused = self.counts["posted"], self.counts["refused"]
        state = "read" if posted or self.counts["again"] else "refused"
        detail = {"accepted": posted, "rejected": refused, "results": dict(self.counts)}
        note(file, state, {**detail, "findings": said})
        return Received(file, state, posted, refused)

    def _end_set(self, event: TransactionEnd) -> None:
        """Post a payment whole, or nothing of it: what a fault hides would not add up."""
        known, header = self.interchanges, self.header
        if header is None or not known.usable or known.sender is None:
            return
        if not event.accepted:
            known.note(event.findings)
            self._refuse(event, "was refused whole")
            keep_824(known, found_in(event.transaction, event.findings))
            return
        test = known.to is not None and known.to.usage == "T"
        if test or not known.sender.live:
            known.said.append("This is test data, or the sender is not live yet: not posted.")
            return
        paid = payment(header, self.entities)
        if paid is None or not paid.trace:
            words = "The parts do not come to BPR02, or TRN02 is missing."
            self._refuse(event, "does not come to its amount, or has no trace number (TRN02)")
            problem = Problem(OUT_OF_BALANCE, words, "BPR", 2, 2)
            keep_824(known, [on_set(event.transaction, [problem])])
            return
        self._post(event.transaction, paid)

    def _refuse(self, event: TransactionEnd, why: str) -> None:
        self.counts["refused"] += 1
        self.interchanges.said.append(f"Payment {event.transaction.control} {why}.")

    def _post(self, transaction: Transaction, paid: Payment) -> None:
        known = self.interchanges
        posted = post_payment(paid, known.mail.day, GATEWAY, known.story.id)
        if posted.again and posted.file != known.story.id:
            self._tell_again(transaction, paid, posted)
            return
        # Posted just now, or by an earlier reading that was interrupted: the answers are the same.
        self.counts.update(posted=1, waits=len(posted.waits))
        rules = billing_rules(known.mail.day).waits
        keep_824(
            known,
            [
                on_item(
                    transaction,
                    one.part.position,
                    [Problem(rules[one.rule].advice, rules[one.rule].english, "ENT",
                             one.part.segment)],
                    refused=False,
                    references=[("ZZ", one.part.said)],
                )
                for one in posted.waits
            ],
        )  # fmt: skip
        name = f"premiums-{known.story.id}-{self.sets}.csv"
        keep_answer(_csv(paid, posted, known), Answer(known.story.id, "report", name))

    def _tell_again(self, transaction: Transaction, paid: Payment, posted: Posted) -> None:
        """A trace that came in another file is told, and posted nowhere."""
        known = self.interchanges
        self.counts["again"] += 1
        known.said.append(f"Payment {paid.trace} came before: nothing is posted again.")
        words = "This trace number (TRN02) came before: nothing is posted."
        if posted.differs:
            words = "This trace number came before with another amount."
        keep_824(
            known,
            [on_set(transaction, [Problem(DUPLICATE, words, "TRN", 3, 2)], number=paid.trace)],
        )


def _csv(paid: Payment, posted: Posted, known: Interchanges) -> Iterator[bytes]:
    """The reconciliation report: what became of each part; its sums are the payment's."""
    rules = billing_rules(known.mail.day).waits
    waits = {one.part.position: one for one in posted.waits}
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(HEAD)
    for part in paid.parts:
        one = waits.get(part.position)
        rest = one.amount if one else Money(0)
        why = rules[one.rule].english if one else ""
        amounts = [_dollars(part.amount), _dollars(part.amount - rest), _dollars(rest)]
        table.writerow((paid.trace, part.position, part.said, *amounts, why))
    table.writerow((paid.trace, "", "all", _dollars(paid.amount), _dollars(posted.applied),
                    _dollars(posted.suspense), ""))  # fmt: skip
    yield text.getvalue().encode()


def _dollars(amount: int) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02}"
