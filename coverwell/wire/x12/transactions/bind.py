"""Turns the segments of a piece into the shared typed values."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.guide import Segment
from coverwell.wire.x12.text import proper
from coverwell.wire.x12.transactions.common import (
    Address,
    Adjustment,
    Contact,
    Party,
    Procedure,
    Reference,
)


PADDING = 24  # no segment of the standard has more elements; saves every length check


def money(text: str) -> int:
    """Cents; 0 for text that is no amount (which its own finding rejects)."""
    try:
        return cents(text)
    except ValueError:
        return 0


def rows(piece: Piece) -> Iterator[tuple[Segment, list[str], int]]:
    """Each placed segment, its elements (padded with empty ones), and its place in the piece."""
    separator = piece.transaction.group.interchange.delimiters.element
    padding = separator * PADDING
    at = -1
    for text, position in zip(piece.texts, piece.positions, strict=True):
        at += 1
        if position is not None:
            yield position, (proper(text) + padding).split(separator), at


def procedure(text: str, delimiters: Delimiters) -> Procedure | None:
    """A C003 composite, or None when it is empty."""
    if not text:
        return None
    parts = text.split(delimiters.component)
    if len(parts) == 2:
        return Procedure(parts[0], parts[1])
    parts += [""] * (7 - len(parts))
    return Procedure(parts[0], parts[1], tuple(filter(None, parts[2:6])), parts[6])


def adjustments(values: list[str]) -> Iterator[Adjustment]:
    """The up to six reasons of a CAS segment."""
    for at in range(2, 18, 3):
        if not values[at]:
            break
        yield Adjustment(values[1], values[at], money(values[at + 1]), values[at + 2])


def contact(values: list[str]) -> Contact:
    """A PER segment."""
    numbers = ((values[at], values[at + 1]) for at in (3, 5, 7) if values[at])
    return Contact(values[1], values[2], tuple(numbers))


class PartyBuilder:
    """Gathers the segments of an NM1 loop."""

    __slots__ = ("_city", "_contacts", "_references", "_street", "loop", "name", "taxonomy")

    def __init__(self, loop: str, values: list[str]) -> None:
        self.loop = loop
        self.name = values
        self.taxonomy = ""
        self._street: list[str] | None = None
        self._city: list[str] | None = None
        self._contacts: list[Contact] = []
        self._references: list[Reference] = []

    def add(self, segment_id: str, values: list[str]) -> None:
        """Take one further segment of the loop."""
        if segment_id == "N3":
            self._street = values
        elif segment_id == "N4":
            self._city = values
        elif segment_id == "REF":
            self._references.append(Reference(values[1], values[2]))
        elif segment_id == "PER":
            self._contacts.append(contact(values))
        elif segment_id == "PRV":
            self.taxonomy = values[3]

    def _address(self) -> Address | None:
        street, city = self._street, self._city
        if street is None and city is None:
            return None
        line1, line2 = street[1:3] if street else ("", "")
        if city is None:
            return Address(line1, line2)
        return Address(line1, line2, city[1], city[2], city[3], city[4], city[7])

    def done(self) -> Party:
        """The finished party."""
        n = self.name
        return Party(
            n[1],
            n[2],
            n[3],
            n[4],
            n[5],
            n[7],
            n[8],
            n[9],
            self._address(),
            tuple(self._contacts),
            tuple(self._references),
            self.taxonomy,
        )


def parties(piece: Piece, skip: Iterable[str] = ()) -> dict[str, Party]:
    """Every NM1 loop of a header or level piece, by its entity code."""
    found: dict[str, PartyBuilder] = {}
    current: PartyBuilder | None = None
    for position, values, _ in rows(piece):
        if position.id == "NM1":
            current = found[values[1]] = PartyBuilder(position.loop, values)
        elif current and position.loop == current.loop and position.id not in skip:
            current.add(position.id, values)
    return {entity: builder.done() for entity, builder in found.items()}
