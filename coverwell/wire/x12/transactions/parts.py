"""The shapes of what many transaction sets share: numbers, dates, contacts, parties."""

from coverwell.wire.x12.amounts import cents, dollars
from coverwell.wire.x12.shapes import Shape, coded, many, one, shape
from coverwell.wire.x12.transactions.claim_837 import HealthCode
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
from coverwell.wire.x12.writer import DELIMITERS, composite, words


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


CONTACT = coded(_read_contact, _write_contact)


def _read_moment(values: list[str]) -> Dated:
    """A DTM segment: a day, or a period as DTM05 says."""
    if values[4]:
        return Dated(values[0], values[4], values[5])
    return Dated(values[0], "D8", values[1])


def _write_moment(value: Dated) -> list[str]:
    if value.format == "D8":
        return [value.qualifier, value.value]
    return [value.qualifier, "", "", "", value.format, value.value]


MOMENT = coded(_read_moment, _write_moment)


def _read_row(values: list[str]) -> tuple[str, ...]:
    while values and not values[-1]:
        values.pop()
    return tuple(values)


# A segment as the text of its elements; composites have a colon between their components.
ROW = coded(_read_row, list)


def _read_codes(values: list[str]) -> tuple[HealthCode, ...]:
    return tuple(_code(value) for value in values if value)


def _code(text: str) -> HealthCode:
    parts = [*text.split(DELIMITERS.component), *[""] * 9]
    worth = cents(parts[4]) if parts[4].isdecimal() else None
    return HealthCode(parts[0], parts[1], parts[2], parts[3], worth, parts[8])


def _write_codes(values: tuple[HealthCode, ...]) -> list[str]:
    return [
        composite(
            code.qualifier, code.code, code.date_format, code.date,
            "" if code.amount is None else dollars(code.amount), "", "", "",
            code.present_on_admission,
        )
        for code in values
    ]  # fmt: skip


CODES = coded(_read_codes, _write_codes)

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
