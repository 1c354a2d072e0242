"""The shapes of what many transaction sets share: numbers, dates, contacts, parties."""

from coverwell.wire.x12.shapes import Shape, coded, many, one, shape
from coverwell.wire.x12.transactions.common import (
    Address,
    Amount,
    Contact,
    Dated,
    Party,
    Procedure,
    Reference,
    Specialty,
    Trace,
)
from coverwell.wire.x12.writer import DELIMITERS, words


REFERENCE = shape(Reference, one("REF", "qualifier value description:words"))
DATED = shape(Dated, one("DTP", "qualifier format value"))
AMOUNT = shape(Amount, one("AMT", "qualifier amount"))


def _read_contact(values: list[str]) -> Contact:
    pairs = [(values[at], values[at + 1]) for at in (2, 4, 6)]
    while pairs and not pairs[-1][0]:
        pairs.pop()
    return Contact(values[0], values[1], tuple(pairs))


def _write_contact(value: Contact) -> list[str]:
    numbers = [part for pair in value.numbers for part in pair]
    return [value.function, words(value.name, 60), *numbers]


CONTACT = coded(Contact, _read_contact, _write_contact)


def _read_moment(values: list[str]) -> Dated:
    """A DTM segment: a day, or a period as DTM05 says."""
    if values[4]:
        return Dated(values[0], values[4], values[5])
    return Dated(values[0], "D8", values[1])


def _write_moment(value: Dated) -> list[str]:
    if value.format == "D8":
        return [value.qualifier, value.value]
    return [value.qualifier, "", "", "", value.format, value.value]


MOMENT = coded(Dated, _read_moment, _write_moment)

STREET = one("N3", "address.line1:words address.line2:words")
CITY = one(
    "N4",
    "address.city:words address.state address.postal_code address.country "
    "address.location_qualifier address.location address.subdivision",
)
_NAME = one(
    "NM1",
    "entity kind last:words first:words middle:words prefix:words suffix:words id_qualifier id",
)
PARTY: Shape = shape(
    Party,
    _NAME,
    STREET,
    CITY,
    many("PER", "contacts", CONTACT),
    many("REF", "references", REFERENCE),
    one("PRV", "- - taxonomy"),
    address=Address,
)
# The same where PRV speaks of more than a taxonomy code, and has a value of its own.
NAME_LOOP: Shape = shape(
    Party,
    _NAME,
    STREET,
    CITY,
    many("PER", "contacts", CONTACT),
    many("REF", "references", REFERENCE),
    address=Address,
)
SPECIALTY = shape(Specialty, one("PRV", "role qualifier id"))
TRACE = shape(Trace, one("TRN", "kind number originator division"))
# An N1 loop: an organization by name and number.
ORGANIZATION: Shape = shape(
    Party,
    one("N1", "entity last:words id_qualifier id"),
    STREET,
    CITY,
    many("PER", "contacts", CONTACT),
    many("REF", "references", REFERENCE),
    address=Address,
)


def procedure_text(value: Procedure) -> str:
    """A C003 composite from its parts."""
    parts = [value.qualifier, value.code, *value.modifiers]
    parts += [""] * (6 - len(parts)) + [words(value.description, 80)]
    return DELIMITERS.component.join(parts).rstrip(DELIMITERS.component)
