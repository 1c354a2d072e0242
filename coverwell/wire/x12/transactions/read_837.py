"""Reads 837 files to typed claims, in the order of the file and in constant memory."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from coverwell.wire.x12.events import (
    BinaryData,
    Group,
    GroupEnd,
    Interchange,
    InterchangeAnswer,
    InterchangeEnd,
    Piece,
    Stray,
    Transaction,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.text import day
from coverwell.wire.x12.transactions.bind import Level
from coverwell.wire.x12.transactions.bind_claim_837 import bind_claim
from coverwell.wire.x12.transactions.claim_837 import (
    BillingProvider,
    Claim837,
    Header837,
    Patient,
    Person,
    Subscriber,
)
from coverwell.wire.x12.transactions.common import Party


Event837 = (
    Interchange | Group | Header837 | Claim837 | TransactionEnd | GroupEnd | InterchangeEnd | Stray
)
MOST_BILLINGS = 256
_NOBODY = Party("")


def read_claims(chunks: Iterable[bytes], profile: Profile | None = None) -> Iterator[Event837]:
    """Claims and envelopes of 837 input. Bad claims come too, with the findings that reject them.

    A transaction set of another kind gives its TransactionEnd only. A TransactionEnd with a
    rejecting finding (SE missing or miscounted) takes back all claims of its set: commit after it.
    """
    return _Claims().read(chunks, profile)


class _Claims:
    """Holds the levels above the next claim."""

    def __init__(self) -> None:
        self.header: Header837 | None = None
        self.billing: BillingProvider | None = None
        self.subscriber: Subscriber | None = None
        self.patient: Patient | None = None
        self.unheard: list[Finding] = []  # of levels without a claim that could tell them
        self.billings: dict[tuple[str, ...], BillingProvider] = {}  # of this transaction set

    def read(self, chunks: Iterable[bytes], profile: Profile | None) -> Iterator[Event837]:
        for event in read(chunks, profile):
            if isinstance(event, Piece):
                found = self._piece(event)
                if found is not None:
                    yield found
            elif isinstance(event, Transaction):
                self.header = self.billing = self.subscriber = self.patient = None
                self.unheard, self.billings = [], {}
            elif isinstance(event, TransactionEnd) and self.unheard:
                yield replace(event, findings=(*event.findings, *self.unheard))
                self.unheard = []
            elif not isinstance(event, BinaryData | InterchangeAnswer):
                yield event

    def _piece(self, piece: Piece) -> Header837 | Claim837 | None:
        if piece.transaction.set != "837":
            return None
        if piece.loop == "2300":
            claim = self._claim(piece)
            if claim:
                self.unheard = []
            return claim
        self.unheard += piece.findings
        if piece.loop == "2000A":
            self.billing, self.subscriber, self.patient = self._billing(piece), None, None
        elif piece.loop == "":
            self.header = _header(piece)
            return self.header
        elif piece.loop == "2000B":
            self.subscriber, self.patient = _subscriber(piece), None
        elif piece.loop == "2000C":
            self.patient = _patient(piece)
        return None

    def _billing(self, piece: Piece) -> BillingProvider:
        """Many senders repeat it for every claim: only its HL differs, so it is bound once."""
        if piece.findings:
            return _billing(piece)
        texts = tuple(piece.texts[1:])
        if texts not in self.billings:
            if len(self.billings) >= MOST_BILLINGS:
                self.billings.clear()
            self.billings[texts] = _billing(piece)
        return self.billings[texts]

    def _claim(self, piece: Piece) -> Claim837 | None:
        if not (self.header and self.billing and self.subscriber):
            return None
        levels = (self.header, self.billing, self.subscriber, self.patient)
        findings = (
            *self.header.findings,
            *self.billing.findings,
            *self.subscriber.findings,
            *(self.patient.findings if self.patient else ()),
            *piece.findings,
        )
        return bind_claim(piece, levels, findings)


def _header(piece: Piece) -> Header837:
    level = Level(piece)
    submitter, receiver = level.party("41"), level.party("40")
    bht = level.first("BHT", 6)
    return Header837(
        piece.transaction,
        bht[2],
        bht[3],
        bht[4],
        bht[5],
        bht[6],
        submitter,
        receiver,
        tuple(piece.findings),
    )


def _billing(piece: Piece) -> BillingProvider:
    level = Level(piece)
    return BillingProvider(
        level.party("85") or _NOBODY,
        level.first("PRV", 3)[3],
        level.first("CUR", 2)[2],
        level.party("87"),
        level.party("PE"),
        tuple(piece.findings),
    )


def _person(level: Level, entity: str) -> Person:
    dmg, name = level.first("DMG", 3), level.party(entity) or Party(entity)
    if not level.has("PAT"):
        return Person(name, day(dmg[2]), dmg[3])
    pat = level.first("PAT", 9)
    return Person(name, day(dmg[2]), dmg[3], day(pat[6]), pat[8], pat[9] == "Y")


def _subscriber(piece: Piece) -> Subscriber:
    level = Level(piece)
    sbr = level.first("SBR", 9)
    person, payer = _person(level, "IL"), level.known("PR")
    return Subscriber(
        sbr[1], sbr[2], sbr[3], sbr[4], sbr[5], sbr[9], person, payer, tuple(piece.findings)
    )


def _patient(piece: Piece) -> Patient:
    level = Level(piece)
    return Patient(level.first("PAT", 1)[1], _person(level, "QC"), tuple(piece.findings))
