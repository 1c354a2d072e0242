"""Turns the segments of a piece into the shared typed values."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.forms import Form, Forms
from coverwell.wire.x12.text import proper
from coverwell.wire.x12.transactions.common import (
    Address,
    Adjustment,
    Contact,
    Dated,
    Party,
    Procedure,
    Reference,
)


BLANK = [""] * 32  # the elements of a segment that is not there


def fields(text: str, separator: str, most: int) -> list[str]:
    """The elements of a segment up to place `most` at least, so that no length needs checking."""
    values = text.split(separator)
    short = most + 1 - len(values)
    return values + BLANK[:short] if short > 0 else values


def readable(piece: Piece) -> list[str]:
    """The segments of a piece with accents as the sender meant them."""
    if piece.ascii:
        return piece.texts
    return [proper(text) for text in piece.texts]


@lru_cache(maxsize=1 << 15)
def money(text: str) -> int:
    """Cents; 0 for text that is no amount (which its own finding rejects)."""
    try:
        return cents(text)
    except ValueError:
        return 0


@lru_cache(maxsize=1 << 12)
def procedure(text: str, component: str) -> Procedure | None:
    """A C003 composite, or None when it is empty."""
    if not text:
        return None
    parts = fields(text, component, 6)
    return Procedure(parts[0], parts[1], tuple(filter(None, parts[2:6])), parts[6])


@lru_cache(maxsize=1 << 12)
def date_of(text: str, separator: str) -> Dated:
    """A DTP segment; claims of one file share most of their dates."""
    values = fields(text, separator, 3)
    return Dated(values[1], values[2], values[3])


def adjustments(text: str, separator: str) -> Iterator[Adjustment]:
    """The up to six reasons of a CAS segment."""
    values = fields(text, separator, 19)
    for at in range(2, 18, 3):
        if not values[at]:
            break
        yield Adjustment(values[1], values[at], money(values[at + 1]), values[at + 2])


def reference_of(text: str, separator: str) -> Reference:
    """A REF segment."""
    values = text.split(separator, 4)
    if len(values) == 3:  # nearly all of them; see bind_claim_837 for the way they are made
        return tuple.__new__(Reference, (values[1], values[2], ""))
    values += BLANK[:3]
    return Reference(values[1], values[2], values[3])


def contact(text: str, separator: str) -> Contact:
    """A PER segment."""
    values = fields(text, separator, 8)
    numbers = ((values[at], values[at + 1]) for at in (3, 5, 7) if values[at])
    return Contact(values[1], values[2], tuple(numbers))


def _address(street: list[str], city: list[str]) -> Address:
    line1, line2 = street[1:3] if street else ("", "")
    if not city:
        return Address(line1, line2)
    return Address(line1, line2, city[1], city[2], city[3], city[4], city[7])


def party_of(texts: tuple[str, ...], separator: str) -> Party:
    """An NM1 loop from its segments."""
    name = fields(texts[0], separator, 9)
    street: list[str] = []
    city: list[str] = []
    contacts: list[Contact] = []
    references: list[Reference] = []
    taxonomy = ""
    for text in texts[1:]:
        segment_id = text[:3].upper()
        if segment_id[:2] == "N3":
            street = fields(text, separator, 2)
        elif segment_id[:2] == "N4":
            city = fields(text, separator, 7)
        elif segment_id == "REF":
            references.append(reference_of(text, separator))
        elif segment_id == "PRV":
            taxonomy = fields(text, separator, 3)[3]
        elif segment_id == "PER":
            contacts.append(contact(text, separator))
    _, entity, kind, last, first, middle, prefix, suffix, qualifier, number, *_ = name
    address = _address(street, city) if street or city else None
    return tuple.__new__(Party, (
        entity, kind, last, first, middle, suffix, qualifier, number, address,
        tuple(contacts), tuple(references), taxonomy, prefix,
    ))  # fmt: skip


known_party = lru_cache(maxsize=1 << 12)(party_of)


class _Parties(NamedTuple):
    """Where the segments of a header or level stand: the first of each id, and its parties."""

    first: dict[str, int]
    runs: dict[str, tuple[int, ...]]


def _parties(form: Form) -> _Parties:
    first: dict[str, int] = {}
    runs: dict[str, list[int]] = {}
    open_run: list[int] = []
    loop = "none yet"
    for at, place in enumerate(form):
        if place is None:
            continue
        first.setdefault(place.id, at)
        if place.id == "NM1":
            loop, open_run = place.loop, [at]
            runs |= dict.fromkeys(place.qualifiers, open_run)
        elif place.loop == loop:
            open_run.append(at)
    return _Parties(first, {entity: tuple(run) for entity, run in runs.items()})


_forms = Forms(_parties)


class Level:
    """The segments of a header or level piece, by what they speak of."""

    def __init__(self, piece: Piece) -> None:
        self.separator = piece.transaction.group.interchange.delimiters.element
        self._texts = readable(piece)
        self._first, self._runs = _forms[piece.form]

    def party(self, entity: str) -> Party | None:
        """The party with this entity code, or None."""
        run = self._runs.get(entity)
        return party_of(tuple([self._texts[at] for at in run]), self.separator) if run else None

    def known(self, entity: str) -> Party | None:
        """The same where many levels of a file name the same one: it is made once."""
        run = self._runs.get(entity)
        return known_party(tuple([self._texts[at] for at in run]), self.separator) if run else None

    def has(self, segment_id: str) -> bool:
        """Is there a segment with this id?"""
        return segment_id in self._first

    def first(self, segment_id: str, most: int) -> list[str]:
        """The elements of the first segment with this id; empty ones when there is none."""
        at = self._first.get(segment_id)
        return BLANK if at is None else fields(self._texts[at], self.separator, most)
