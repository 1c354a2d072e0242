"""Turns the shared typed values into segments."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from coverwell.wire.x12.amounts import dollars
from coverwell.wire.x12.transactions.common import (
    Address,
    Adjustment,
    Contact,
    Party,
    Procedure,
    Reference,
)
from coverwell.wire.x12.writer import CannotWriteError, composite, segment, words


def day(when: date) -> str:
    """CCYYMMDD."""
    return when.isoformat().replace("-", "")


def procedure(value: Procedure | None) -> str:
    """A C003 composite; empty for None."""
    if value is None:
        return ""
    modifiers = [*value.modifiers, "", "", "", ""]
    if len(value.modifiers) > 4:
        raise CannotWriteError("A procedure has at most four modifiers.")
    return composite(value.qualifier, value.code, *modifiers[:4], words(value.description, 80))


def address(value: Address | None) -> Iterator[str]:
    """N3 and N4; nothing for None."""
    if value is None:
        return
    if value.line1:
        yield segment("N3", words(value.line1, 55), words(value.line2, 55))
    if value.city:
        yield segment(
            "N4", words(value.city, 30), value.state, value.postal_code, value.country, "", "",
            value.subdivision,
        )  # fmt: skip


def contact(value: Contact) -> str:
    """A PER segment; numbers without their punctuation."""
    numbers = [part for pair in value.numbers for part in pair]
    return segment("PER", value.function, words(value.name, 60), *numbers)


def reference(value: Reference) -> str:
    """A REF segment."""
    return segment("REF", value.qualifier, value.value, words(value.description, 80))


def name(party: Party) -> str:
    """An NM1 segment."""
    return segment(
        "NM1", party.entity, party.kind, words(party.last, 60), words(party.first, 35),
        words(party.middle, 25), words(party.prefix, 10), words(party.suffix, 10),
        party.id_qualifier, party.id,
    )  # fmt: skip


def party(value: Party | None, *, order: str = "A R P") -> Iterator[str]:
    """An NM1 loop, its parts in the order a guide wants: V PRV, A address, R REF, P PER."""
    if value is None:
        return
    yield name(value)
    for part in order.split():
        if part == "A":
            yield from address(value.address)
        elif part == "R":
            yield from map(reference, value.references)
        elif part == "P":
            yield from map(contact, value.contacts)
        elif value.taxonomy:
            yield segment("PRV", part, "PXC", value.taxonomy)


def adjustments(values: Iterable[Adjustment]) -> Iterator[str]:
    """CAS segments: one for each run of a group, six reasons at most in each."""
    for group, run in groupby(values, key=lambda adjustment: adjustment.group):
        reasons = list(run)
        for at in range(0, len(reasons), 6):
            triples = ((r.reason, dollars(r.amount), r.quantity) for r in reasons[at : at + 6])
            yield segment("CAS", group, *(value for triple in triples for value in triple))
