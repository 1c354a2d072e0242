"""Application advice (824, X186A1): what the content of a transaction set got, beyond its syntax.

`advice_of` says it from the findings of a reader: control totals, balances, and whatever else has
no place in a 999.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from coverwell.wire.x12.events import Transaction
from coverwell.wire.x12.findings import Finding, Level
from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.shapes import child, many, one, part, shape
from coverwell.wire.x12.transactions.common import Amount, Dated, Party, Reference
from coverwell.wire.x12.transactions.parts import (
    AMOUNT,
    MOMENT,
    ORGANIZATION,
    REFERENCE,
    ROW,
)
from coverwell.wire.x12.transactions.reading import Envelopes, Found, by_loop, read_values
from coverwell.wire.x12.transactions.writing import find_loop, header_segments
from coverwell.wire.x12.writer import Envelope, interchange, words


VERSION = "005010X186A1"
MOST_ERRORS = 500  # told of one transaction set


class ApplicationError(NamedTuple):
    """TED: the code (010 total out of balance, ...), words, and where: segment id, its ordinal
    from ST = 1, element and component, the bad value. context are the elements of CTX, RED.
    """

    code: str
    message: str = ""
    segment_id: str = ""
    segment: str = ""
    place: tuple[str, ...] = ()
    element_number: str = ""
    bad: str = ""
    new: str = ""
    context: tuple[tuple[str, ...], ...] = ()
    related: tuple[tuple[str, ...], ...] = ()


class Original(NamedTuple):
    """OTI: what is answered. code TA accepted, TE with errors, TR rejected (I.. for one item)."""

    code: str
    qualifier: str
    number: str
    sender: str = ""
    receiver: str = ""
    received: date | None = None
    time: str = ""
    group_control: str = ""
    set_control: str = ""
    set: str = ""
    version: str = ""


class Advice(NamedTuple):
    """Loop 2000: the answer to one transaction set or item."""

    original: Original
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    amounts: tuple[Amount, ...] = ()
    quantities: tuple[tuple[str, ...], ...] = ()
    errors: tuple[ApplicationError, ...] = ()


class Header824(NamedTuple):
    """BGN, submitter and receiver. action WQ: accept, U: reject, ..."""

    reference: str
    created: date | None
    time: str
    action: str
    purpose: str = "11"
    zone: str = ""
    original_reference: str = ""
    submitter: Party | None = None
    receiver: Party | None = None


_OTI = one(
    "OTI",
    "code qualifier number sender receiver received time group_control set_control set version",
)
_TED = one("TED", "code message:words segment_id segment place:parts element_number bad new")
_ERROR = shape(ApplicationError, _TED, many("CTX", "context", ROW), many("RED", "related", ROW))
HEADER = shape(
    Header824,
    one("BGN", "purpose reference created time zone original_reference - action"),
    child("1000A", "submitter", ORGANIZATION),
    child("1000B", "receiver", ORGANIZATION),
)
ADVICE = shape(
    Advice,
    part("original", shape(Original, _OTI)),
    many("REF", "references", REFERENCE),
    many("DTM", "dates", MOMENT),
    many("AMT", "amounts", AMOUNT),
    many("QTY", "quantities", ROW),
    many("2100", "errors", _ERROR),
)


def read_advice(chunks: Iterable[bytes]) -> Iterator[Found | Envelopes]:
    """For each transaction set a Found with its Header824, then one with each Advice."""
    return read_values(chunks, by_loop(VERSION, {"": HEADER, "2000": ADVICE}))


def write_advice(envelope: Envelope, header: Header824, advice: Iterable[Advice]) -> bytes:
    """One interchange with one 824. Raises CannotWriteError where a value does not fit."""
    return interchange(envelope, "AG", VERSION, [("824", list(_set(header, advice)))])


def _set(header: Header824, advice: Iterable[Advice]) -> Iterator[str]:
    yield from header_segments(VERSION, HEADER, header)
    loop = find_loop(VERSION, "2000")
    for one_ in advice:
        yield from write_loop(loop, ADVICE, one_)


def advice_of(transaction: Transaction, findings: Iterable[Finding]) -> Advice | None:
    """The answer to a transaction set from what was found in it; None when a 999 says it all."""
    told = [finding for finding in findings if finding.level is Level.APPLICATION]
    if not told:
        return None
    group = transaction.group
    rejected = any(finding.rejects for finding in told)
    original = Original(
        "TR" if rejected else "TE", "TN", transaction.control, group_control=group.control,
        set_control=transaction.control, set=transaction.set,
        version=(transaction.version or group.version)[:12],
    )  # fmt: skip
    return Advice(original, errors=tuple(map(_error, told[:MOST_ERRORS])))


def _error(finding: Finding) -> ApplicationError:
    place = tuple(str(at) for at in (finding.element, finding.component) if at)
    bad = words(finding.value, 99)
    return ApplicationError(
        finding.code, words(finding.message, 60), finding.segment_id,
        str(finding.segment) if finding.segment else "", place, "", bad,
    )  # fmt: skip
