"""The 277CA claim acknowledgment (X214): typed values, and writing them.

Every claim of an 837 is answered before any is decided: accepted into adjudication (categories A1,
A2) or rejected (A3, A6, A7, A8), with the claim status code that says why and whom it concerns.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from coverwell.wire.x12.amounts import dollars
from coverwell.wire.x12.transactions.common import Party, Procedure
from coverwell.wire.x12.transactions.remit_835 import Period
from coverwell.wire.x12.transactions.unbind import day, name, procedure
from coverwell.wire.x12.writer import Envelope, composite, interchange, segment, words


VERSION = "005010X214"
ACCEPTING = frozenset(("A0", "A1", "A2", "A5"))


@dataclass(frozen=True, slots=True)
class Status:
    """A status: category (A2, A7, …), claim status code (20, 562, …), entity it is about."""

    category: str
    code: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class LineStatus:
    """Loop 2220D: one service line and what is wrong with it. charge in cents."""

    procedure: Procedure
    charge: int
    statuses: tuple[Status, ...]
    revenue: str = ""
    units: str = ""
    control: str = ""
    service: Period | None = None


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """Loops 2000D to 2200D: one claim. trace is CLM01; payer_number REF 1K; charge in cents."""

    patient: Party
    trace: str
    charge: int
    statuses: tuple[Status, ...]
    payer_number: str = ""
    clearinghouse_number: str = ""
    type_of_bill: str = ""
    service: Period | None = None
    message: str = ""
    lines: tuple[LineStatus, ...] = ()

    @property
    def accepted(self) -> bool:
        """True when no status rejects the claim."""
        return ACCEPTING.issuperset([status.category for status in self.statuses])


@dataclass(frozen=True, slots=True)
class ProviderStatuses:
    """Loop 2000C: the claims of one billing provider."""

    provider: Party
    claims: tuple[ClaimStatus, ...]


@dataclass(frozen=True, slots=True)
class ClaimAcknowledgment:
    """One 277CA: the payer's answer to one batch. batch is BHT03 of the 837; trace is our own."""

    payer: Party
    receiver: Party
    reference: str
    trace: str
    batch: str
    created: str
    received: date
    processed: date
    providers: tuple[ProviderStatuses, ...]

    @property
    def claims(self) -> tuple[ClaimStatus, ...]:
        """Every claim answered."""
        return tuple(claim for one in self.providers for claim in one.claims)


def write_277ca(envelope: Envelope, answers: Iterable[ClaimAcknowledgment]) -> bytes:
    """One interchange with one 277 for each batch; CannotWriteError where a value does not fit."""
    sets = (("277", list(_answer(answer))) for answer in answers)
    return interchange(envelope, "HN", VERSION, sets)


def _answer(answer: ClaimAcknowledgment) -> Iterator[str]:
    processed = day(answer.processed)
    yield segment("BHT", "0085", "08", answer.reference, processed, answer.created, "TH")
    yield segment("HL", "1", "", "20", "1")
    yield name(answer.payer)
    yield segment("TRN", "1", answer.trace)
    yield segment("DTP", "050", "D8", day(answer.received))
    yield segment("DTP", "009", "D8", processed)
    yield segment("HL", "2", "1", "21", "1" if answer.providers else "0")
    yield name(answer.receiver)
    yield segment("TRN", "2", answer.batch)
    charges = sum(claim.charge for claim in answer.claims)
    yield _status((Status("A1", "19", "PR"),), processed, charges, accepted=True)
    yield from _totals(answer.claims, "90", "AA")
    level = 2
    for one in answer.providers:
        level += 1
        yield from _provider(one, level)
        parent = level
        for claim in one.claims:
            level += 1
            yield segment("HL", str(level), str(parent), "PT")
            yield from _claim(claim, processed)


def _provider(one: ProviderStatuses, level: int) -> Iterator[str]:
    yield segment("HL", str(level), "2", "19", "1" if one.claims else "0")
    yield name(one.provider)
    yield segment("TRN", "1", "0")
    yield from _totals(one.claims, "QA", "QC")


def _totals(claims: tuple[ClaimStatus, ...], accepted: str, rejected: str) -> Iterator[str]:
    good: list[int] = []
    bad: list[int] = []
    for claim in claims:
        (good if claim.accepted else bad).append(claim.charge)
    if good:
        yield segment("QTY", accepted, str(len(good)))
    if bad:
        yield segment("QTY", rejected, str(len(bad)))
    if good:
        yield segment("AMT", "YU", dollars(sum(good)))
    if bad:
        yield segment("AMT", "YY", dollars(sum(bad)))


def _status(
    statuses: tuple[Status, ...], when: str, charge: int, *, accepted: bool, message: str = ""
) -> str:
    codes = [composite(s.category, s.code, s.entity) for s in statuses[:3]] + ["", ""]
    return segment(
        "STC", codes[0], when, "WQ" if accepted else "U", dollars(charge), "", "", "", "", "",
        codes[1], codes[2], words(message, 264),
    )  # fmt: skip


def _claim(claim: ClaimStatus, when: str) -> Iterator[str]:
    yield name(claim.patient)
    yield segment("TRN", "2", claim.trace)
    for at in range(0, len(claim.statuses), 3):
        some = claim.statuses[at : at + 3]
        text = "" if at else claim.message
        yield _status(some, when, claim.charge, accepted=claim.accepted, message=text)
    if claim.payer_number:
        yield segment("REF", "1K", claim.payer_number)
    if claim.clearinghouse_number:
        yield segment("REF", "D9", claim.clearinghouse_number)
    if claim.type_of_bill:
        yield segment("REF", "BLT", claim.type_of_bill)
    yield from _service(claim.service)
    for line in claim.lines:
        yield from _line(line, when, accepted=claim.accepted)


def _service(service: Period | None) -> Iterator[str]:
    if service is None:
        return
    first, last = day(service.first), day(service.last or service.first)
    if first == last:
        yield segment("DTP", "472", "D8", first)
    else:
        yield segment("DTP", "472", "RD8", f"{first}-{last}")


def _line(line: LineStatus, when: str, *, accepted: bool) -> Iterator[str]:
    yield segment(
        "SVC", procedure(line.procedure), dollars(line.charge), "", line.revenue, "", "",
        line.units,
    )  # fmt: skip
    for at in range(0, len(line.statuses), 3):
        yield _status(line.statuses[at : at + 3], when, line.charge, accepted=accepted)
    if line.control:
        yield segment("REF", "FJ", line.control)
    yield from _service(line.service)
