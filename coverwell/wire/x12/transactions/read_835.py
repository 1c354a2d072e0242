"""Reads 835 files (X221A1): payments as streams of claims, or whole where they are small."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from coverwell.wire.x12.events import BinaryData, Piece, Transaction, TransactionEnd
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.guide import guide_named
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.transactions import bind_835
from coverwell.wire.x12.transactions.bind import readable
from coverwell.wire.x12.transactions.reading import Envelopes, Found
from coverwell.wire.x12.transactions.remit_835 import (
    ClaimPayment,
    ProviderAdjustment,
    Remittance835,
)
from coverwell.wire.x12.trees import tree


VERSION = "005010X221A1"


def read_remittances(chunks: Iterable[bytes]) -> Iterator[Found | Envelopes]:
    """In constant memory: for each transaction set a Found with its Remittance835 (no claims
    yet), then one with each Summary835 (LX), ClaimPayment and, at its end, ProviderAdjustment.

    What does not add up is a finding of the claim, or of the TransactionEnd, which then is not
    accepted and takes back all of its set: post after it.
    """
    for event in read(chunks):
        if not isinstance(event, Piece | BinaryData):
            yield event
        elif isinstance(event, Piece) and event.transaction.guide == VERSION:
            yield from _values(event)


def _values(piece: Piece) -> Iterator[Found]:
    marks = piece.transaction.group.interchange.delimiters
    delimiters = (marks.element, marks.component)
    node, texts = tree(piece, guide_named(VERSION)), readable(piece)
    if piece.loop == "2100":
        yield _found(piece, bind_835.claim(node, texts, delimiters))
    elif piece.loop == "2000":
        yield _found(piece, bind_835.summary(node, texts, marks.element))
    else:
        yield _found(piece, bind_835.header(node, texts, marks.element))
    for at, position in enumerate(piece.positions):
        if position is not None and position.id == "PLB":
            for one in bind_835.provider_adjustments([piece.texts[at]], delimiters):
                place = (piece.segment + at, piece.offsets[at])
                yield Found(one, piece.transaction, "", *place)


def _found(piece: Piece, value: object) -> Found:
    return Found(
        value, piece.transaction, piece.loop, piece.segment, piece.offset, tuple(piece.findings)
    )


@dataclass(frozen=True, slots=True)
class Read835:
    """A whole payment as it was read; accepted is False when the set as a whole is refused."""

    remittance: Remittance835
    transaction: Transaction
    findings: tuple[Finding, ...]
    accepted: bool


def whole_remittances(chunks: Iterable[bytes]) -> Iterator[Read835]:
    """Each payment with all its claims, held in memory: for files of ordinary size."""
    payment: Remittance835 | None = None
    claims: list[ClaimPayment] = []
    adjustments: list[ProviderAdjustment] = []
    findings: list[Finding] = []
    for event in read_remittances(chunks):
        if isinstance(event, Found):
            findings += event.findings
            if isinstance(event.value, Remittance835):
                payment, claims, adjustments = event.value, [], []
                findings = list(event.findings)
            elif isinstance(event.value, ClaimPayment):
                claims.append(event.value)
            elif isinstance(event.value, ProviderAdjustment):
                adjustments.append(event.value)
        elif isinstance(event, TransactionEnd) and payment:
            whole = replace(payment, claims=tuple(claims), adjustments=tuple(adjustments))
            told = (*findings, *event.findings)
            yield Read835(whole, event.transaction, told, event.accepted)
            payment = None
