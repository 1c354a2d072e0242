"""Benefit enrollment and maintenance (834, X220A1) in the standard's own words.

    for event in read_enrollment(chunks):
        if isinstance(event, Found) and isinstance(event.value, Member834): ...

Amounts are whole cents; dates that stand in DTP keep their qualifier and text (`Dated`).
"""

from datetime import date
from typing import NamedTuple

from coverwell.wire.x12.shapes import Shape, child, many, one, part, shape
from coverwell.wire.x12.transactions.common import (
    Address,
    Amount,
    Contact,
    Dated,
    Party,
    Reference,
    dated,
    reference,
)
from coverwell.wire.x12.transactions.parts import (
    AMOUNT,
    CITY,
    CONTACT,
    DATED,
    ORGANIZATION,
    PARTY,
    REFERENCE,
    ROW,
)


VERSION = "005010X220A1"
FULL_FILE, CHANGES, REPLACE = "4", "2", "RX"


class Quantity(NamedTuple):
    """A QTY segment: what is counted and how many, as sent."""

    qualifier: str
    value: str


class Account(NamedTuple):
    """Loop 1100C: account numbers of a broker or administrator."""

    number: str
    second: str = ""


class Broker(NamedTuple):
    """Loop 1000C: a broker (BO) or administrator (TV), and their accounts."""

    entity: str
    name: str
    id_qualifier: str
    id: str
    accounts: Account | None = None


class Header834(NamedTuple):
    """BGN to 1000C. action: 2 changes, 4 the full file (audit), RX replace. totals are QTY."""

    purpose: str
    reference: str
    date: date | None
    time: str
    action: str
    zone: str = ""
    original_reference: str = ""
    policy: str = ""
    dates: tuple[Dated, ...] = ()
    totals: tuple[Quantity, ...] = ()
    sponsor: Party | None = None
    payer: Party | None = None
    brokers: tuple[Broker, ...] = ()


class Language(NamedTuple):
    """LUI: a language, and its use: 5 reading, 6 writing, 7 speaking, 8 native."""

    qualifier: str
    code: str
    description: str = ""
    use: str = ""


class Employment(NamedTuple):
    """EC: up to three employment class codes."""

    first: str
    second: str = ""
    third: str = ""


class Income(NamedTuple):
    """ICM: how often (1 weekly, 4 monthly, 7 annual, H hourly), cents, hours, place, grade."""

    frequency: str
    wage: int
    hours: str = ""
    place: str = ""
    grade: str = ""


class Health(NamedTuple):
    """HLH: N none, S substance, T tobacco, X both; height in inches and weight in pounds."""

    condition: str
    height: str = ""
    weight: str = ""


class Demographics(NamedTuple):
    """DMG. races: each a composite of race or ethnicity code, list and industry code."""

    born: str
    sex: str
    marital_status: str = ""
    races: tuple[tuple[str, ...], ...] = ()
    citizenship: str = ""
    collection_qualifier: str = ""
    collection: str = ""

    @property
    def birthday(self) -> date | None:
        """The day of birth."""
        return Dated("", "D8", self.born).first


class Person834(NamedTuple):
    """Loop 2100A: the member. entity 74 says that identifying data are being corrected."""

    name: Party
    demographics: Demographics | None = None
    employment: tuple[Employment, ...] = ()
    income: Income | None = None
    amounts: tuple[Amount, ...] = ()
    health: Health | None = None
    languages: tuple[Language, ...] = ()


class Disability(NamedTuple):
    """Loop 2200: 1 short term, 2 long term, 3 permanent, 4 none; a diagnosis; its dates."""

    type: str
    diagnosis_qualifier: str = ""
    diagnosis: str = ""
    dates: tuple[Dated, ...] = ()


class Card(NamedTuple):
    """IDC: identification cards to be made; type D dental, H health, P prescription."""

    plan: str
    type: str
    copies: str = ""
    action: str = ""


class Change(NamedTuple):
    """PLA: why and since when a provider changes."""

    action: str
    entity: str
    effective: date | None
    reason: str


class Provider834(NamedTuple):
    """Loop 2310. relationship: 25 established, 26 not established, 72 unknown patient.

    streets are the lines of up to two N3; the address has the city (N4).
    """

    number: str
    entity: str
    kind: str
    relationship: str
    last: str = ""
    first: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""
    id_qualifier: str = ""
    id: str = ""
    streets: tuple[tuple[str, ...], ...] = ()
    address: Address | None = None
    contacts: tuple[Contact, ...] = ()
    change: Change | None = None


class OtherCoverage834(NamedTuple):
    """Loop 2320: order P, S, T or U; coordination 1 yes, 5 unknown, 6 no; what it covers."""

    order: str
    policy: str
    coordination: str
    services: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    insurers: tuple[Party, ...] = ()


class Coverage834(NamedTuple):
    """Loop 2300: one coverage; line HLT, DEN, VIS, PDG, ...; level EMP, ESP, FAM, IND, ..."""

    maintenance: str
    line: str
    plan: str = ""
    level: str = ""
    late_enrollee: str = ""
    dates: tuple[Dated, ...] = ()
    amounts: tuple[Amount, ...] = ()
    references: tuple[Reference, ...] = ()
    cards: tuple[Card, ...] = ()
    providers: tuple[Provider834, ...] = ()
    others: tuple[OtherCoverage834, ...] = ()

    @property
    def begins(self) -> date | None:
        """DTP 348."""
        found = dated(self.dates, "348")
        return found.first if found else None

    @property
    def ends(self) -> date | None:
        """DTP 349."""
        found = dated(self.dates, "349")
        return found.first if found else None


class Category(NamedTuple):
    """Loop 2750: what a member is reported under."""

    name: str
    reference: Reference | None = None
    date: Dated | None = None


class Reported(NamedTuple):
    """Loop 2710: a numbered reporting category."""

    number: str
    category: Category | None = None


class Reporting(NamedTuple):
    """Loop 2700: all reporting categories of a member."""

    categories: tuple[Reported, ...] = ()


class Member834(NamedTuple):
    """Loop 2000. maintenance: 001 change, 021 add, 024 end, 025 reinstate, 030 audit."""

    subscriber: str
    relationship: str
    maintenance: str
    reason: str = ""
    benefit_status: str = ""
    medicare: str = ""
    medicare_reason: str = ""
    cobra_event: str = ""
    employment_status: str = ""
    student: str = ""
    handicapped: str = ""
    died: str = ""
    confidential: str = ""
    birth_sequence: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    person: Person834 | None = None
    incorrect: Person834 | None = None
    parties: tuple[Party, ...] = ()
    disabilities: tuple[Disability, ...] = ()
    coverages: tuple[Coverage834, ...] = ()
    reporting: Reporting | None = None

    @property
    def is_subscriber(self) -> bool:
        """INS01."""
        return self.subscriber == "Y"

    @property
    def subscriber_number(self) -> str:
        """REF 0F, which ties a family together."""
        return reference(self.references, "0F")

    @property
    def policy_number(self) -> str:
        """REF 1L."""
        return reference(self.references, "1L")

    def party(self, entity: str) -> Party | None:
        """31 mailing address, 36 employer, M8 school, S3 custodial parent, ..."""
        return next((party for party in self.parties if party.entity == entity), None)


_QUANTITY = shape(Quantity, one("QTY", "qualifier value"))
_BROKER = shape(
    Broker,
    one("N1", "entity name:words id_qualifier id"),
    child("1100C", "accounts", shape(Account, one("ACT", "number - - - - second"))),
)
HEADER = shape(
    Header834,
    one("BGN", "purpose reference date time zone original_reference - action"),
    one("REF", "- policy"),
    many("DTP", "dates", DATED),
    many("QTY", "totals", _QUANTITY),
    child("1000A", "sponsor", ORGANIZATION),
    child("1000B", "payer", ORGANIZATION),
    many("1000C", "brokers", _BROKER),
)
_DEMOGRAPHICS = shape(
    Demographics,
    one(
        "DMG",
        "- born sex marital_status races:eachparts citizenship - - - collection_qualifier "
        "collection",
    ),
)
_PERSON = shape(
    Person834,
    part("name", PARTY),
    child("DMG", "demographics", _DEMOGRAPHICS),
    many("EC", "employment", shape(Employment, one("EC", "first second third"))),
    child("ICM", "income", shape(Income, one("ICM", "frequency wage hours place grade"))),
    many("AMT", "amounts", AMOUNT),
    child("HLH", "health", shape(Health, one("HLH", "condition height weight"))),
    many(
        "LUI",
        "languages",
        shape(Language, one("LUI", "qualifier code description:words use")),
    ),
)
_CHANGE = shape(Change, one("PLA", "action entity effective - reason"))
_PROVIDER = shape(
    Provider834,
    one("LX", "number"),
    one(
        "NM1",
        "entity kind last:words first:words middle:words prefix:words suffix:words id_qualifier "
        "id relationship",
    ),
    many("N3", "streets", ROW),
    CITY,
    many("PER", "contacts", CONTACT),
    child("PLA", "change", _CHANGE),
    address=Address,
)
_OTHER = shape(
    OtherCoverage834,
    one("COB", "order policy coordination services:each"),
    many("REF", "references", REFERENCE),
    many("DTP", "dates", DATED),
    many("2330", "insurers", PARTY),
)
_COVERAGE = shape(
    Coverage834,
    one("HD", "maintenance - line plan level - - - late_enrollee"),
    many("DTP", "dates", DATED),
    many("AMT", "amounts", AMOUNT),
    many("REF", "references", REFERENCE),
    many("IDC", "cards", shape(Card, one("IDC", "plan type copies action"))),
    many("2310", "providers", _PROVIDER),
    many("2320", "others", _OTHER),
)
_CATEGORY = shape(
    Category,
    one("N1", "- name:words"),
    child("REF", "reference", REFERENCE),
    child("DTP", "date", DATED),
)
_REPORTED = shape(Reported, one("LX", "number"), child("2750", "category", _CATEGORY))
_DISABILITY = shape(
    Disability,
    one("DSB", "type - - - - - diagnosis_qualifier diagnosis"),
    many("DTP", "dates", DATED),
)
MEMBER: Shape = shape(
    Member834,
    one(
        "INS",
        "subscriber relationship maintenance reason benefit_status medicare+medicare_reason+- "
        "cobra_event employment_status student handicapped - died confidential - - - "
        "birth_sequence",
    ),
    many("REF", "references", REFERENCE),
    many("DTP", "dates", DATED),
    child("2100A", "person", _PERSON),
    child("2100B", "incorrect", _PERSON),
    many("2100C 2100D 2100E 2100F 2100G 2100H", "parties", PARTY),
    many("2200", "disabilities", _DISABILITY),
    many("2300", "coverages", _COVERAGE),
    child("2700", "reporting", shape(Reporting, many("2710", "categories", _REPORTED))),
)
