"""Attachments (275) in the standard's own words: X210 for claims, X211 for services reviews, and
006020X314 for claims where a partner has moved on. Binary data come apart, in runs.
"""

from typing import NamedTuple

from coverwell.wire.x12.shapes import child, many, one, part, shape
from coverwell.wire.x12.transactions.common import Dated, Party, Reference
from coverwell.wire.x12.transactions.parts import DATED, PARTY, REFERENCE, ROW


CLAIM, REVIEW, CLAIM_6020 = "005010X210", "005010X211", "006020X314"


class Patient275(NamedTuple):
    """Loop 1000D: the patient, numbers of the claim or review (in the party), dates."""

    name: Party
    dates: tuple[Dated, ...] = ()


class Header275(NamedTuple):
    """BGN to 1000D. purpose: 02 sent unasked, 11 the answer to a request."""

    purpose: str
    reference: str
    date: str
    time: str = ""
    zone: str = ""
    original_reference: str = ""
    payer: Party | None = None
    submitter: Party | None = None
    provider: Party | None = None
    patient: Patient275 | None = None


class Control(NamedTuple):
    """TRN: the control number of the attachment (PWK06 of the claim), or of the request."""

    type: str
    number: str
    originator: str = ""
    supplement: str = ""


class Line275(NamedTuple):
    """Loop 2000A. asked are the elements of STC (R status and LOINC), service those of SVC."""

    number: str
    control: Control | None = None
    asked: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()
    service: tuple[str, ...] = ()
    dates: tuple[Dated, ...] = ()


class Data275(NamedTuple):
    """Loop 2110B: EFI (005010) or OOI (006020) as text, the encoding (BDS01), the length."""

    format: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    length: str = ""
    encoding: str = ""


class Document275(NamedTuple):
    """Loop 2100B: one document. form: HL a CDA, IA an image, MB several, TX text."""

    kind: str
    form: str
    version: str = ""
    submitted: Dated | None = None
    data: tuple[Data275, ...] = ()


class Attachment(NamedTuple):
    """One document with its data and all that stands above it."""

    header: Header275
    line: Line275
    document: Document275
    data: bytes


_PATIENT = shape(Patient275, part("name", PARTY), many("DTP", "dates", DATED))
HEADER = shape(
    Header275,
    one("BGN", "purpose reference date:text time zone original_reference"),
    child("1000A", "payer", PARTY),
    child("1000B", "submitter", PARTY),
    child("1000C", "provider", PARTY),
    child("1000D", "patient", _PATIENT),
)
LINE = shape(
    Line275,
    one("LX", "number"),
    child("TRN", "control", shape(Control, one("TRN", "type number originator supplement"))),
    many("STC", "asked", ROW),
    many("REF", "references", REFERENCE),
    child("SVC", "service", ROW),
    many("DTP", "dates", DATED),
)
_DATA = shape(
    Data275,
    child("EFI", "format", ROW),
    child("OOI", "object", ROW),
    one("BIN", "length"),
    one("BDS", "encoding length"),
)
DOCUMENT = shape(
    Document275,
    child("DTP", "submitted", DATED),
    one("CAT", "kind form version"),
    many("2110B", "data", _DATA),
)
