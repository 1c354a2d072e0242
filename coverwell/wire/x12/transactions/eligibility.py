"""Eligibility inquiry (270) and answer (271), X279A1: typed values, one table for both.

A message is a branch: the payer, who asks, the subscriber, perhaps a dependent. Inquiries hold
questions, answers hold benefits, or the reasons why there are none. Amounts are cents.
"""

from datetime import date
from typing import NamedTuple

from coverwell.wire.x12.events import Transaction
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.shapes import Many, Shape, child, many, one, part, recurring, shape
from coverwell.wire.x12.transactions.common import (
    Address,
    Amount,
    Contact,
    Dated,
    Party,
    Reference,
    Specialty,
    Trace,
)
from coverwell.wire.x12.transactions.parts import (
    AMOUNT,
    CITY,
    CONTACT,
    DATED,
    NAME_LOOP,
    REFERENCE,
    SPECIALTY,
    STREET,
    TRACE,
)


VERSION = "005010X279A1"
INQUIRY, ANSWER = f"{VERSION}.270", f"{VERSION}.271"


class Header(NamedTuple):
    """BHT. purpose: 13 request, 01 cancellation, 11 response, 06 confirmation."""

    purpose: str
    reference: str
    date: date | None
    time: str
    kind: str = ""


class Reject(NamedTuple):
    """AAA: why there is no answer. valid: Y when the request was right in form; C: correct it."""

    valid: str
    reason: str
    follow_up: str


class Named(NamedTuple):
    """Loop 2100A or 2100B: a party with its specialty and what was rejected about it."""

    party: Party | None
    specialty: Specialty | None = None
    rejects: tuple[Reject, ...] = ()


class Source(NamedTuple):
    """Loop 2000A: the payer."""

    named: Named | None
    rejects: tuple[Reject, ...] = ()

    @property
    def party(self) -> Party | None:
        """The payer."""
        return self.named.party if self.named else None


class Receiver(NamedTuple):
    """Loop 2000B: who asks."""

    named: Named | None

    @property
    def party(self) -> Party | None:
        """Who asks."""
        return self.named.party if self.named else None


class Relation(NamedTuple):
    """INS: how the person stands to the subscriber, what changed, the order of a birth."""

    is_subscriber: str
    relationship: str
    maintenance: str = ""
    reason: str = ""
    birth_order: str = ""


class Diagnoses(NamedTuple):
    """HI: up to eight (qualifier, code)."""

    first: tuple[str, ...]
    second: tuple[str, ...] = ()
    third: tuple[str, ...] = ()
    fourth: tuple[str, ...] = ()
    fifth: tuple[str, ...] = ()
    sixth: tuple[str, ...] = ()
    seventh: tuple[str, ...] = ()
    eighth: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that are there, in order."""
        return tuple(one[1] for one in self if len(one) > 1)


class Military(NamedTuple):
    """MPI: military service."""

    information: str
    status: str
    branch: str
    text: str = ""
    rank: str = ""
    format: str = ""
    period: str = ""


class Condition(NamedTuple):
    """III: a place of service (ZZ), a diagnosis (BF, BK) or an injury (GR, NI; text)."""

    list: str
    code: str
    category: str = ""
    text: str = ""


class Question(NamedTuple):
    """Loop 2110 of a 270: service types, or a procedure as (qualifier, code, modifiers…)."""

    service_types: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    coverage_level: str = ""
    pointers: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    places: tuple[Condition, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()


class Delivery(NamedTuple):
    """HSD: how much, how often, for how long."""

    quantity_qualifier: str = ""
    quantity: str = ""
    unit: str = ""
    sample: str = ""
    period: str = ""
    periods: str = ""
    pattern: str = ""
    time: str = ""


class Message(NamedTuple):
    """MSG: free text."""

    text: str


class Related(NamedTuple):
    """Loop 2120: who else is concerned: P3 primary care, PRP other payer, X3 reviewer, …"""

    entity: str
    kind: str = "2"
    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    id_qualifier: str = ""
    id: str = ""
    relationship: str = ""
    address: Address | None = None
    contacts: tuple[Contact, ...] = ()
    specialty: Specialty | None = None


class Benefit(NamedTuple):
    """Loop 2110 of a 271: one EB. percent is a fraction ("0.2"); network: Y in, N out, W both."""

    information: str
    coverage_level: str = ""
    service_types: tuple[str, ...] = ()
    insurance_type: str = ""
    plan: str = ""
    period: str = ""
    amount: int | None = None
    percent: str = ""
    quantity_qualifier: str = ""
    quantity: str = ""
    authorization: str = ""
    network: str = ""
    procedure: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    rejects: tuple[Reject, ...] = ()
    messages: tuple[Message, ...] = ()
    conditions: tuple[Condition, ...] = ()
    related: tuple[Related, ...] = ()

    @property
    def bracket(self) -> str:
        """LS and LE stand around loop 2120."""
        return "2120" if self.related else ""


class Insured(NamedTuple):
    """Loop 2100C or 2100D with its 2110: a person, what is asked and what is answered."""

    name: Party | None
    specialty: Specialty | None = None
    born: date | None = None
    sex: str = ""
    relation: Relation | None = None
    diagnoses: Diagnoses | None = None
    dates: tuple[Dated, ...] = ()
    military: Military | None = None
    rejects: tuple[Reject, ...] = ()
    questions: tuple[Question, ...] = ()
    benefits: tuple[Benefit, ...] = ()


class Person(NamedTuple):
    """Loop 2000C or 2000D: a person with the traces of the question."""

    insured: Insured | None
    traces: tuple[Trace, ...] = ()


class Eligibility(NamedTuple):
    """A question about one person, or its answer; what is missing in a rejected one is None.

    findings and transaction are the reader's; the writers do not look at them.
    """

    header: Header
    source: Source
    receiver: Receiver | None = None
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
        """The dependent, or else the subscriber."""
        return self.dependent or self.subscriber

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked about the patient."""
        insured = self.patient.insured if self.patient else None
        return insured.questions if insured else ()

    @property
    def benefits(self) -> tuple[Benefit, ...]:
        """What is answered about the patient."""
        insured = self.patient.insured if self.patient else None
        return insured.benefits if insured else ()


REJECT = shape(Reject, one("AAA", "valid - reason follow_up"))
_NAMED = shape(
    Named,
    part("party", NAME_LOOP),
    child("PRV", "specialty", SPECIALTY),
    many("AAA", "rejects", REJECT),
)
_CONDITION = shape(Condition, one("III", "list code category text:words"))
_QUESTION = shape(
    Question,
    one("EQ", "service_types:each procedure:parts coverage_level - pointers:parts"),
    many("AMT", "amounts", AMOUNT),
    many("III", "places", _CONDITION),
    many("REF", "references", REFERENCE),
    many("DTP", "dates", DATED),
)
_RELATED = shape(
    Related,
    one(
        "NM1",
        "entity kind last:words first:words middle:words - suffix:words id_qualifier id "
        "relationship",
    ),
    STREET,
    CITY,
    many("PER", "contacts", CONTACT),
    child("PRV", "specialty", SPECIALTY),
    address=Address,
)
_BENEFIT = shape(
    Benefit,
    one(
        "EB",
        "information coverage_level service_types:each insurance_type plan:words period amount "
        "percent quantity_qualifier quantity authorization network procedure:parts "
        "pointers:parts",
    ),
    many(
        "HSD",
        "deliveries",
        shape(
            Delivery,
            one("HSD", "quantity_qualifier quantity unit sample period periods pattern time"),
        ),
    ),
    many("REF", "references", REFERENCE),
    many("DTP", "dates", DATED),
    many("AAA", "rejects", REJECT),
    many("MSG", "messages", shape(Message, one("MSG", "text:words"))),
    many("2115C 2115D", "conditions", _CONDITION),
    one("LS", "bracket"),
    many("2120C 2120D", "related", _RELATED),
    one("LE", "bracket"),
)
BENEFIT = recurring(_BENEFIT)
_EIGHT = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def _insured(inside: Many) -> Shape:
    """A person; inside are the loops 2110."""
    return shape(
        Insured,
        part("name", NAME_LOOP),
        child("PRV", "specialty", SPECIALTY),
        many("AAA", "rejects", REJECT),
        one("DMG", "- born:date sex"),
        child(
            "INS",
            "relation",
            shape(
                Relation,
                one(
                    "INS",
                    "is_subscriber relationship maintenance reason - - - - - - - - - - - - "
                    "birth_order",
                ),
            ),
        ),
        child(
            "HI",
            "diagnoses",
            shape(Diagnoses, one("HI", " ".join(f"{name}:parts" for name in _EIGHT))),
        ),
        many("DTP", "dates", DATED),
        child(
            "MPI",
            "military",
            shape(Military, one("MPI", "information status branch text:words rank format period")),
        ),
        inside,
    )


def _shapes(inside: Many) -> dict[str, Shape]:
    insured, traces = _insured(inside), many("TRN", "traces", TRACE)
    return {
        "": shape(Header, one("BHT", "- purpose reference date time kind")),
        "2000A": shape(Source, many("AAA", "rejects", REJECT), child("2100A", "named", _NAMED)),
        "2000B": shape(Receiver, child("2100B", "named", _NAMED)),
        "2000C": shape(Person, traces, child("2100C", "insured", insured)),
        "2000D": shape(Person, traces, child("2100D", "insured", insured)),
    }


SHAPES = {
    INQUIRY: _shapes(many("2110C 2110D", "questions", _QUESTION)),
    ANSWER: _shapes(many("2110C 2110D", "benefits", BENEFIT)),
}
