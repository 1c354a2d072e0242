"""Claim status: inquiry (276) and answer (277, X212), request for information (277, X213), and
the claim acknowledgment (277CA, X214) as it is read. One table for all of them.

A message is a branch: the payer, who asks or is told, the provider, the subscriber or patient,
perhaps a dependent. Claims stand with the innermost person. Amounts are cents.
"""

from datetime import date
from typing import NamedTuple

from coverwell.wire.x12.events import Transaction
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.shapes import Many, Shape, child, many, one, shape
from coverwell.wire.x12.transactions.common import (
    Address,
    Amount,
    Contact,
    Dated,
    Party,
    Reference,
    amount,
    reference,
)
from coverwell.wire.x12.transactions.parts import (
    AMOUNT,
    CITY,
    CONTACT,
    DATED,
    NAME_LOOP,
    REFERENCE,
    STREET,
)


STATUS_VERSION, REQUEST_VERSION, ACKNOWLEDGMENT_VERSION = "005010X212", "005010X213", "005010X214"
INQUIRY, ANSWER = f"{STATUS_VERSION}.276", f"{STATUS_VERSION}.277"


class Header(NamedTuple):
    """BHT. purpose: 13 request, 08 status, 48 suspended."""

    structure: str
    purpose: str
    reference: str
    date: date | None
    time: str
    kind: str = ""


class Status(NamedTuple):
    """STC: up to three codes, each (category, status code, entity, list), and what was decided.

    action: WQ accepted, U rejected (277CA only). For a request the code is a LOINC code.
    """

    code: tuple[str, ...]
    effective: date | None = None
    action: str = ""
    charge: int | None = None
    paid: int | None = None
    decided: date | None = None
    method: str = ""
    paid_on: date | None = None
    check: str = ""
    second: tuple[str, ...] = ()
    third: tuple[str, ...] = ()
    message: str = ""

    @property
    def codes(self) -> tuple[tuple[str, ...], ...]:
        """The codes that are there: category, status code, and perhaps entity and list."""
        return tuple(filter(None, (self.code, self.second, self.third)))

    @property
    def category(self) -> str:
        """The category of the first code: P1, F1, A2, R3, …"""
        return self.code[0] if self.code else ""


class Quantity(NamedTuple):
    """QTY: a count of a 277CA: 90, QA accepted; AA, QC rejected."""

    qualifier: str
    value: str


class Line(NamedTuple):
    """A service line; procedure is (qualifier, code, modifiers…)."""

    procedure: tuple[str, ...]
    charge: int | None = None
    paid: int | None = None
    revenue: str = ""
    units: str = ""
    statuses: tuple[Status, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()

    @property
    def control(self) -> str:
        """The line control number (REF FJ)."""
        return reference(self.references, "FJ")


class Answer(NamedTuple):
    """Loop 2210D of a request: how and where the answer is wanted."""

    report: str = ""
    transmission: str = ""
    copies: str = ""
    entity: str = ""
    last: str = ""
    id_qualifier: str = ""
    id: str = ""
    contacts: tuple[Contact, ...] = ()
    address: Address | None = None


class Claim(NamedTuple):
    """Loop 2200D or 2200E: one claim asked about, answered, acknowledged or in question."""

    trace: str
    statuses: tuple[Status, ...] = ()
    references: tuple[Reference, ...] = ()
    amounts: tuple[Amount, ...] = ()
    dates: tuple[Dated, ...] = ()
    lines: tuple[Line, ...] = ()
    answer: Answer | None = None

    @property
    def payer_number(self) -> str:
        """The payer's claim number (REF 1K)."""
        return reference(self.references, "1K")

    @property
    def charge(self) -> int | None:
        """The charge asked about (AMT T3), or answered (STC04)."""
        asked = amount(self.amounts, "T3")
        return next((s.charge for s in self.statuses if s.charge is not None), asked)


class Batch(NamedTuple):
    """Loop 2200A, B or C: what is said of a transmission, a batch, or a provider's part of it."""

    trace: str
    statuses: tuple[Status, ...] = ()
    references: tuple[Reference, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    amounts: tuple[Amount, ...] = ()
    dates: tuple[Dated, ...] = ()


class Side(NamedTuple):
    """Loop 2000A, B or C: payer, asker or provider (perhaps under two numbers)."""

    parties: tuple[Party, ...]
    batch: Batch | None = None

    @property
    def party(self) -> Party | None:
        """The first name of this side."""
        return self.parties[0] if self.parties else None


class Person(NamedTuple):
    """Loop 2000D or 2000E: subscriber, patient or dependent, and claims."""

    name: Party | None
    born: date | None = None
    sex: str = ""
    claims: tuple[Claim, ...] = ()


class ClaimStatus(NamedTuple):
    """What is asked or said about the claims of one person, or at a level above when that is all.

    findings and transaction are the reader's; the writers do not look at them.
    """

    header: Header
    payer: Side
    asker: Side | None = None
    provider: Side | None = None
    subscriber: Person | None = None
    dependent: Person | None = None
    findings: tuple[Finding, ...] = ()
    transaction: Transaction | None = None

    @property
    def acceptable(self) -> bool:
        """False when a finding about this message or the levels above it rejects it."""
        return not any(finding.rejects for finding in self.findings)

    @property
    def patient(self) -> Person | None:
        """The dependent, or else the subscriber or patient."""
        return self.dependent or self.subscriber

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the patient."""
        return self.patient.claims if self.patient else ()


_STATUS = shape(
    Status,
    one(
        "STC",
        "code:parts effective action charge paid decided method paid_on check second:parts "
        "third:parts message:words",
    ),
)
_PROCEDURE = one("SVC", "procedure:parts charge paid revenue - - units")
_LINE = shape(
    Line,
    _PROCEDURE,
    many("STC", "statuses", _STATUS),
    many("REF", "references", REFERENCE),
    many("DTP", "dates", DATED),
)
_ANSWER = shape(
    Answer,
    one("PWK", "report transmission copies"),
    many("PER", "contacts", CONTACT),
    one("N1", "entity last:words id_qualifier id"),
    STREET,
    CITY,
    address=Address,
)
_QUANTITY = shape(Quantity, one("QTY", "qualifier value"))
_BATCH = shape(
    Batch,
    one("TRN", "- trace"),
    many("STC", "statuses", _STATUS),
    many("REF", "references", REFERENCE),
    many("QTY", "quantities", _QUANTITY),
    many("AMT", "amounts", AMOUNT),
    many("DTP", "dates", DATED),
)


def _claim(*inside: Many) -> Shape:
    return shape(
        Claim,
        one("TRN", "- trace"),
        many("STC", "statuses", _STATUS),
        many("REF", "references", REFERENCE),
        many("AMT", "amounts", AMOUNT),
        many("DTP", "dates", DATED),
        *inside,
    )


def _side(letter: str) -> Shape:
    return shape(
        Side,
        many(f"2100{letter}", "parties", NAME_LOOP),
        child(f"2200{letter}", "batch", _BATCH),
    )


def _person(letter: str, claim: Shape) -> Shape:
    name, claims = f"2100{letter}", many(f"2200{letter}", "claims", claim)
    return shape(Person, one("DMG", "- born:date sex"), child(name, "name", NAME_LOOP), claims)


def _shapes(claim: Shape) -> dict[str, Shape]:
    return {
        "": shape(Header, one("BHT", "structure purpose reference date time kind")),
        "2000A": _side("A"),
        "2000B": _side("B"),
        "2000C": _side("C"),
        "2000D": _person("D", claim),
        "2000E": _person("E", claim),
    }


_LINES = many("2210D 2210E 2220D 2220E", "lines", _LINE)
SHAPES = {
    INQUIRY: _shapes(_claim(_LINES)),
    ANSWER: _shapes(_claim(_LINES)),
    ACKNOWLEDGMENT_VERSION: _shapes(_claim(_LINES)),
    REQUEST_VERSION: _shapes(
        _claim(many("2220D", "lines", _LINE), child("2210D", "answer", _ANSWER))
    ),
}
