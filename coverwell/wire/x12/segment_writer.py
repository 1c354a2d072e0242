"""Makes one segment from a value: what the table and the guide say of it is worked out once.

What is left for each value: its fields are fetched in one call, and written with one look for
separators over all of them.
"""

from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter
from typing import NamedTuple, cast

from coverwell.wire.x12.guide import Element, Segment
from coverwell.wire.x12.pattern import is_adjacent_pair, note_places
from coverwell.wire.x12.shapes import KINDS, Field, One, Shape, joined, plain
from coverwell.wire.x12.writer import DELIMITERS


Writer = Callable[[object], str]  # a value to its segment; empty when there is nothing to write
_TEXT, _MONEY = KINDS["text"].write, KINDS["money"].write


class _Source(NamedTuple):
    """A value or a value inside it, its fields in one call, and where each goes and how.

    A target is an element, a component (0: the whole element), and what makes the text: None for
    plain text.
    """

    nested: str
    fields: Callable[[object], tuple[object, ...]]
    targets: tuple[tuple[int, int, Callable[[object], str] | None], ...]

    def fill(self, value: object, elements: list[str], inner: dict[int, dict[int, str]]) -> bool:
        """Put the texts of a value where they go; False when it has none."""
        owner = getattr(value, self.nested) if self.nested else value
        if owner is None:
            return False
        texts: list[str] = []
        some = False
        for (place, component, make), given in zip(self.targets, self.fields(owner), strict=True):
            if not given and given != 0:  # an amount of nothing is written
                continue
            some = True
            text = make(given) if make else str(given)
            if not make:
                texts.append(text)
            if component:
                inner.setdefault(place, {})[component] = text
            else:
                elements[place] = text
        plain("".join(texts))  # one look for separators
        return some


def _source(nested: str, fields: tuple[Field, ...]) -> _Source:
    targets = (
        (f.element, f.component, None if f.kind.write is _TEXT else f.kind.write) for f in fields
    )
    return _Source(nested, _getter(tuple(f.name for f in fields)), tuple(targets))


def _getter(names: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    only = attrgetter(*names)
    return lambda value: (only(value),)


@cache
def segment_writer(part: One, position: Segment) -> Writer:
    """Writes the one segment of a position; a required element that has only one code is filled
    in from the guide. Nothing is written where the value has nothing and the guide asks nothing.
    """
    constants, pairs = _template(position)
    names = dict.fromkeys(field.nested for field in part.fields)
    sources = tuple(
        _source(name, tuple(f for f in part.fields if f.nested == name)) for name in names
    )
    start, separator = (position.id, *constants), DELIMITERS.element
    plainly = _plain_writer(start, sources[0], position) if _is_simple(sources, pairs) else None
    if plainly:
        return plainly

    def write(value: object) -> str:
        elements = [*start]
        inner: dict[int, dict[int, str]] = {}
        some = position.required
        for source in sources:
            some = source.fill(value, elements, inner) or some
        if not some:
            return ""
        for place, parts in inner.items():
            elements[place] = _composite(position.elements[place - 1].parts, parts)
        for first, code in pairs:
            if elements[first + 1] and not elements[first]:
                elements[first] = code
        return separator.join(elements).rstrip(separator)

    return write


def _is_simple(sources: tuple[_Source, ...], pairs: tuple[tuple[int, str], ...]) -> bool:
    whole = len(sources) == 1 and not sources[0].nested and not pairs
    return whole and not any(component for _, component, _ in sources[0].targets)


def _plain_writer(start: tuple[str, ...], source: _Source, position: Segment) -> Writer:
    """Most segments are whole elements of one value. If their text has no more separators than
    there are elements, and no other mark, none came with a value: one look tells that.
    """
    element, component, repetition, end = DELIMITERS
    required, joints, fields = position.required, len(start) - 1, source.fields
    places = tuple(place for place, _, _ in source.targets)
    makes = tuple(make for _, _, make in source.targets)
    amounts = tuple(at for at, make in enumerate(makes) if make is _MONEY)

    def write(value: object) -> str:
        elements: list[object] = [*start]
        some, values = required, fields(value)
        for place, make, given in zip(places, makes, values, strict=True):
            if given:  # most fields of most values are empty
                some = True
                elements[place] = make(given) if make else given
        for at in amounts:
            if values[at] == 0:
                some, elements[places[at]] = True, "0"
        if not some:
            return ""
        text = element.join(cast("list[str]", elements))
        odd = component in text or repetition in text or end in text or not text.isascii()
        if odd or text.count(element) != joints:
            source.fill(value, [*start], {})  # tells marks that were made from those that came
        return text.rstrip(element)

    return write


def _composite(parts: Iterable[Element], given: dict[int, str]) -> str:
    return joined(tuple(given.get(at) or _constant(part) for at, part in enumerate(parts, 1)))


@cache
def _template(position: Segment) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """What the guide alone says of a segment: elements, and qualifiers that follow their value
    by their place.
    """
    pairs: list[tuple[int, str]] = []
    for note in filter(is_adjacent_pair, position.notes):
        first = note_places(note)[0]
        codes = position.elements[first - 1].codes
        if len(codes) == 1:
            pairs.append((first, next(iter(codes))))
    return tuple(_constant(element) for element in position.elements), tuple(pairs)


def _constant(element: Element) -> str:
    return next(iter(element.codes)) if element.usage == "R" and len(element.codes) == 1 else ""


@cache
def fixed(position: Segment) -> str:
    """A segment of which the guide alone says everything."""
    return segment_writer(One(position.id, ()), position)(None)


@cache
def shape_segment(form: Shape, position: Segment) -> Writer:
    """Writes the segment of this position for a shape that is a segment by itself, or a loop
    that it opens.
    """
    codec = form.codec
    if codec is not None:
        return lambda value: _coded(position.id, codec.write(value))
    for path, owner in _owners(form):
        if position.id in owner.ones:
            write = segment_writer(owner.ones[position.id], position)
            return _inside(path, write, position) if path else write
    return lambda _: fixed(position)


def _owners(form: Shape, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Shape]]:
    """A shape and those made from the same loop, with the names that lead to their values."""
    found = [(path, form)]
    for name, inner in form.inner.items():
        found += _owners(inner, (*path, name))
    return found


def _inside(path: tuple[str, ...], write: Writer, position: Segment) -> Writer:
    def inside(value: object) -> str:
        for name in path:
            value = None if value is None else getattr(value, name)
        return fixed(position) if value is None else write(value)

    return inside


def _coded(segment_id: str, elements: list[str]) -> str:
    for element in elements:
        plain(element.replace(DELIMITERS.component, ""))  # it may be a composite
    return DELIMITERS.element.join([segment_id, *elements]).rstrip(DELIMITERS.element)
