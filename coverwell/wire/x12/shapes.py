"""Says once how the segments of a loop are a typed value, for `shape_reader` and `shape_writer`.

    COVERAGE = shape(
        Coverage,
        one("HD", "maintenance - line plan level"),
        many("DTP", "dates", DATED),
        many("2310", "providers", PROVIDER),
    )

`one` names the elements of a segment that stands once: `-` skips an element, `a+b` names the
components of a composite, `address.city` a field of a nested value, and a suffix says how text
becomes a value (`:words` for names and free text, `:each` of a repeated element, `:parts`; money
and days are known from the standard). `many` makes a tuple of the values of a segment or loop that
may be repeated. Which segment stands where, and in which order, is the guide's to say: writing
walks the guide.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, TypeVar, cast

from coverwell.wire.x12.amounts import cents, dollars
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import Element, standard
from coverwell.wire.x12.text import day
from coverwell.wire.x12.writer import DELIMITERS, CannotWriteError, words


T = TypeVar("T")


class Kind(NamedTuple):
    """How the text of an element becomes a value, and back; `zero` is what stands for no text."""

    read: Callable[[str, Delimiters], object]
    write: Callable[[object], str]
    zero: object


def _cents(text: str, _: Delimiters) -> int | None:
    try:
        return cents(text)
    except ValueError:
        return None


def _parts(text: str, delimiters: Delimiters) -> tuple[str, ...]:
    return tuple(text.split(delimiters.component))


def _each(text: str, delimiters: Delimiters) -> tuple[str, ...]:
    return tuple(text.split(delimiters.repetition) if delimiters.repetition else [text])


def _each_parts(text: str, delimiters: Delimiters) -> tuple[tuple[str, ...], ...]:
    return tuple(_parts(one, delimiters) for one in _each(text, delimiters))


_ELEMENT, _COMPONENT, _REPETITION, _SEGMENT = DELIMITERS


def plain(value: object) -> str:
    """Text without separators: an identifier that lost one would name somebody else."""
    text = str(value)
    inside = _ELEMENT in text or _COMPONENT in text or _REPETITION in text or _SEGMENT in text
    if inside or not text.isascii():
        raise CannotWriteError("A value holds a separator or a character outside ASCII.")
    return text


def listed(value: object) -> list[object]:
    return list(value) if isinstance(value, tuple) else [value]


def joined(value: object) -> str:
    return DELIMITERS.component.join(map(plain, listed(value))).rstrip(DELIMITERS.component)


def _repeated(value: object) -> str:
    return DELIMITERS.repetition.join(map(plain, listed(value)))


def _repeated_parts(value: object) -> str:
    return DELIMITERS.repetition.join(map(joined, listed(value)))


def _dollars(value: object) -> str:
    return dollars(value) if isinstance(value, int) else plain(value)


def _day(value: object) -> str:
    return f"{value:%Y%m%d}" if isinstance(value, date) else plain(value)


KINDS = {
    "text": Kind(lambda text, _: text, plain, ""),
    "words": Kind(lambda text, _: text, lambda value: words(str(value), 264), ""),
    "money": Kind(_cents, _dollars, None),
    "date": Kind(lambda text, _: day(text), _day, None),
    "parts": Kind(_parts, joined, ()),
    "each": Kind(_each, _repeated, ()),
    "eachparts": Kind(_each_parts, _repeated_parts, ()),
}


class Field(NamedTuple):
    """One element (component 0) or component of a segment, and the field that holds it."""

    element: int
    component: int
    nested: str
    name: str
    kind: Kind


def _kind(word: str, element: Element) -> tuple[str, Kind]:
    name, _, kind = word.partition(":")
    known = {"M": "money", "DT": "date", "C": "parts"}
    return name, KINDS[kind or known.get(element.kind, "text")]


def _fields(segment_id: str, names: str) -> tuple[Field, ...]:
    found: list[Field] = []
    for place, word in enumerate(names.split(), 1):
        element = standard().segments[segment_id][place - 1]
        inner = word.split("+")
        for at, part in enumerate(inner, 1):
            if part == "-":
                continue
            base = element.parts[at - 1] if len(inner) > 1 else element
            name, kind = _kind(part, base)
            nested, _, last = name.rpartition(".")
            found.append(Field(place, at if len(inner) > 1 else 0, nested, last, kind))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class One:
    """A segment that stands once in its loop."""

    id: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A segment or loops whose values are collected; entity is the field that tells them apart."""

    ids: tuple[str, ...]
    name: str
    shape: "Shape"
    single: bool = False


@dataclass(frozen=True, slots=True)
class Codec:
    """A segment whose value is no plain list of fields: from and to its elements after the id."""

    read: Callable[[list[str]], object]
    write: Callable[[object], list[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """How one loop, or one segment by itself, is a value.

    `recurs`: many messages hold the same values, so what one of them is written as is remembered.
    """

    make: type[NamedTuple]
    codec: Codec | None = None
    ones: dict[str, One] = field(default_factory=dict)
    manys: dict[str, Many] = field(default_factory=dict)
    nested: dict[str, type[NamedTuple]] = field(default_factory=dict)
    inner: dict[str, "Shape"] = field(default_factory=dict)
    recurs: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A value of its own that is made from segments of the same loop."""

    name: str
    shape: Shape


def one(segment_id: str, names: str) -> One:
    """A segment that stands once: the names of its elements in order."""
    return One(segment_id, _fields(segment_id, names))


def many(ids: str, name: str, shape: Shape) -> Many:
    """Segments (or loops: several ids, any order) whose values become a tuple."""
    return Many(tuple(ids.split()), name, shape)


def child(one_id: str, name: str, shape: Shape) -> Many:
    """A loop or segment that stands once: its value, or None."""
    return Many((one_id,), name, shape, single=True)


def part(name: str, shape: Shape) -> Part:
    """A value of its own that is made from segments of the same loop."""
    return Part(name, shape)


def shape(make: type[NamedTuple], *parts: One | Many | Part, **nested: type[NamedTuple]) -> Shape:
    """A shape from its parts; nested says what makes the values of dotted names."""
    ones = {part.id: part for part in parts if isinstance(part, One)}
    manys = {name: part for part in parts if isinstance(part, Many) for name in part.ids}
    inner = {part.name: part.shape for part in parts if isinstance(part, Part)}
    return Shape(make, None, ones, manys, nested, inner)


def recurring(form: Shape) -> Shape:
    """The same shape, of values that many messages share: the benefits of a plan."""
    return replace(form, recurs=True)


def coded(read: Callable[[list[str]], T], write: Callable[[T], list[str]]) -> Shape:
    """The shape of a segment with a reader and a writer of its own."""
    return Shape(NamedTuple, Codec(read, lambda value: write(cast("T", value))))
