"""Turns the segments of a piece into the shared typed values."""

from collections.abc import Iterator, Sequence
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


class PartyForm(NamedTuple):
    """Where the segments of an NM1 loop stand; -1 where one is not there."""

    name: int
    street: int
    city: int
    taxonomy: int
    contacts: tuple[int, ...]
    references: tuple[int, ...]


def _party_form(ids: tuple[str, ...], ats: tuple[int, ...]) -> PartyForm:
    """From the segment ids of the loop and their places; of what stands twice the last counts."""
    last = dict(zip(ids, ats, strict=True))
    return PartyForm(
        ats[0],
        last.get("N3", -1),
        last.get("N4", -1),
        last.get("PRV", -1),
        tuple(at for name, at in zip(ids, ats, strict=True) if name == "PER"),
        tuple(at for name, at in zip(ids, ats, strict=True) if name == "REF"),
    )


def _party_at(texts: Sequence[str], form: PartyForm, separator: str) -> Party:
    name = texts[form.name].split(separator)
    if len(name) < 10:
        name += BLANK
    # Past the __new__ of the named tuple, as in bind_claim_837: every subscriber has a name.
    return tuple.__new__(Party, (
        name[1], name[2], name[3], name[4], name[5], name[7], name[8], name[9],
        _address(texts, form, separator) if form.street >= 0 or form.city >= 0 else None,
        tuple([contact(texts[at], separator) for at in form.contacts]) if form.contacts else (),
        tuple([reference_of(texts[at], separator) for at in form.references])
        if form.references
        else (),
        fields(texts[form.taxonomy], separator, 3)[3] if form.taxonomy >= 0 else "",
        name[6],
    ))  # fmt: skip


def _address(texts: Sequence[str], form: PartyForm, separator: str) -> Address:
    street = (texts[form.street] if form.street >= 0 else "").split(separator)
    city = (texts[form.city] if form.city >= 0 else "").split(separator)
    street += BLANK[:2]
    city += BLANK[:7]
    line1, line2 = street[1:3]
    return tuple.__new__(Address, (
        line1, line2, city[1], city[2], city[3], city[4], city[7], "", "",
    ))  # fmt: skip


@lru_cache(maxsize=1 << 10)
def _form_of_ids(ids: tuple[str, ...]) -> PartyForm:
    return _party_form(ids, tuple(range(len(ids))))


def party_of(texts: tuple[str, ...], separator: str) -> Party:
    """An NM1 loop from its segments."""
    ids = tuple([text.partition(separator)[0].upper() for text in texts])
    return _party_at(texts, _form_of_ids(ids), separator)


# The claims of one file share most of their providers.
known_party = lru_cache(maxsize=1 << 12)(party_of)


class _LevelForm(NamedTuple):
    """Where the segments of a header or level stand: the first of each id, and its parties."""

    first: dict[str, int]
    parties: dict[str, tuple[PartyForm, tuple[int, ...]]]


def _level_form(form: Form) -> _LevelForm:
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
    ids = [place.id if place else "" for place in form]
    parties = {
        entity: (_party_form(tuple(ids[at] for at in run), tuple(run)), tuple(run))
        for entity, run in runs.items()
    }
    return _LevelForm(first, parties)


_level_forms = Forms(_level_form)


class Level:
    """The segments of a header or level piece, by what they speak of."""

    def __init__(self, piece: Piece) -> None:
        self.separator = piece.transaction.group.interchange.delimiters.element
        self._texts = readable(piece)
        self._first, self._parties = _level_forms[piece.form]

    def party(self, entity: str) -> Party | None:
        """The party with this entity code, or None."""
        found = self._parties.get(entity)
        return _party_at(self._texts, found[0], self.separator) if found else None

    def known(self, entity: str) -> Party | None:
        """The same where many levels of a file name the same one: it is made once."""
        found = self._parties.get(entity)
        texts = [self._texts[at] for at in found[1]] if found else ()
        return known_party(tuple(texts), self.separator) if texts else None

    def has(self, segment_id: str) -> bool:
        """Is there a segment with this id?"""
        return segment_id in self._first

    def first(self, segment_id: str, most: int) -> list[str]:
        """The elements of the first segment with this id; empty ones when there is none."""
        at = self._first.get(segment_id)
        return BLANK if at is None else fields(self._texts[at], self.separator, most)
