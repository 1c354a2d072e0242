"""Writes the segments of a value in the order of its guide."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from coverwell.wire.x12.guide import Element, Loop, Segment
from coverwell.wire.x12.pattern import is_adjacent_pair, note_places
from coverwell.wire.x12.shapes import Field, Many, One, Shape, joined, plain
from coverwell.wire.x12.writer import DELIMITERS, CannotWriteError


class _Source:
    """A value with its shape, and what of its repeated parts is not written yet."""

    def __init__(self, form: Shape, value: object) -> None:
        self.form, self.value = form, value
        self.left = {part.name: _values(part, value) for part in _parts(form)}


@cache
def _parts(form: Shape) -> tuple[Many, ...]:
    """The repeated parts of a shape, each once."""
    return tuple({part.name: part for part in form.manys.values()}.values())


class _Planned(NamedTuple):
    """A run of positions of a loop, and the shapes that speak of it (the first one decides)."""

    group: tuple[Segment | Loop, ...]
    owners: tuple[Shape, ...]
    of_loops: bool
    part: One | Many | None
    required: tuple[Segment, ...]


@cache
def _plan(loop: Loop, form: Shape) -> tuple[_Planned, ...]:
    """The positions of a loop that can have something to write."""
    found: list[_Planned] = []
    for group in loop.groups:
        ids = {member.id for member in group}
        forms = [one for one in _forms(form) if not ids.isdisjoint((*one.ones, *one.manys))]
        of_loops, name = isinstance(group[0], Loop), group[0].id
        part = None if of_loops or not forms else forms[0].ones.get(name, forms[0].manys.get(name))
        required = tuple(_required(group))
        if forms or required:
            found.append(_Planned(group, tuple(forms), of_loops, part, required))
    return tuple(found)


def _forms(form: Shape) -> list[Shape]:
    return [form, *(one for inner in form.inner.values() for one in _forms(inner))]


def _sources(form: Shape, value: object) -> dict[Shape, _Source]:
    """The value itself and the values inside it that are made from the same loop, by shape."""
    found = {form: _Source(form, value)}
    for name, inner in form.inner.items():
        below = getattr(value, name)
        if below is not None:
            found |= _sources(inner, below)
    return found


def write_loop(loop: Loop, form: Shape, value: object) -> Iterator[str]:
    """The segments of one loop and of the loops inside it, in the order of the guide.

    Raises CannotWriteError for a part of the value that the guide has no place for.
    """
    sources = _sources(form, value)
    for planned in _plan(loop, form):
        if planned.of_loops:
            for owner in planned.owners:
                if owner in sources:
                    yield from _loops(planned.group, sources[owner])
        else:
            source = sources.get(planned.owners[0]) if planned.owners else None
            yield from _segments(planned, source, value)
    for source in sources.values():
        for name, values in source.left.items():
            if values:
                text = f"The guide has no place for all {name} in loop {loop.id or 'header'}."
                raise CannotWriteError(text)


def _segments(planned: _Planned, source: _Source | None, value: object) -> Iterable[str]:
    """A run of segments with one id."""
    part = planned.part
    if source is None or part is None:
        return [_written(One(p.id, ()), p, value) for p in planned.required]
    if isinstance(part, One):
        return _only(part, planned.group, source.value)
    return _run(part, planned.group, source.left) if source.left[part.name] else ()


def _required(group: tuple[Segment | Loop, ...]) -> list[Segment]:
    return [p for p in group if isinstance(p, Segment) and p.required]


def _run(
    part: Many, group: tuple[Segment | Loop, ...], left: dict[str, list[object]]
) -> Iterator[str]:
    """The values that this run of segments takes, in their own order."""
    values, left[part.name] = left[part.name], []
    for value in values:
        for position in group:
            if isinstance(position, Segment):
                text = _one_written(part.shape, position, value)
                if _fits(position, text):
                    yield text
                    break
        else:
            left[part.name].append(value)


def _loops(group: tuple[Segment | Loop, ...], source: _Source) -> Iterator[str]:
    for loop in group:
        part = source.form.manys.get(loop.id) if isinstance(loop, Loop) else None
        if part is None or not isinstance(loop, Loop):
            continue
        values, source.left[part.name] = source.left[part.name], []
        for value in values:
            entry = loop.entry
            if not entry.qualifiers or _fits(entry, _one_written(part.shape, entry, value)):
                yield from write_loop(loop, part.shape, value)
            else:
                source.left[part.name].append(value)


def _values(part: Many, value: object) -> list[object]:
    found = getattr(value, part.name)
    if part.single:
        return [] if found is None or found == () else [found]
    return list(found)


def _fits(position: Segment, text: str) -> bool:
    """Is this the position for a segment with this code?"""
    if not position.qualifiers:
        return True
    values = text.split(DELIMITERS.element)
    code = values[1].split(DELIMITERS.component)[0] if len(values) > 1 else ""
    return code in position.qualifiers


def _only(part: One, group: tuple[Segment | Loop, ...], value: object) -> Iterable[str]:
    """The one segment of this id, if the value has anything for it or the guide requires it."""
    position = group[0]
    if not isinstance(position, Segment):
        return ()
    for item in part.fields if not position.required else ():
        if _of(value, item) not in _NOTHING:
            break
    else:
        if not position.required:
            return ()
    return (_written(part, position, value),)


_NOTHING = ("", None, ())


def _of(value: object, item: Field) -> object:
    owner = getattr(value, item.nested) if item.nested else value
    return None if owner is None else getattr(owner, item.name)


def _one_written(form: Shape, position: Segment, value: object) -> str:
    if form.codec:
        elements = [position.id, *map(_element, form.codec.write(value))]
        return DELIMITERS.element.join(elements).rstrip(DELIMITERS.element)
    for owner, source in _sources(form, value).items():
        if position.id in owner.ones:
            return _written(owner.ones[position.id], position, source.value)
    return _written(One(position.id, ()), position, value)


def _element(text: str) -> str:
    """An element that may be a composite."""
    for component in text.split(DELIMITERS.component):
        plain(component)
    return text


def _written(part: One, position: Segment, value: object) -> str:
    """One segment; a required element that has only one code is filled in from the guide."""
    constants, pairs = _template(position)
    elements = [*constants]
    inner: dict[int, list[str]] = {}
    for item in part.fields:
        given = _of(value, item)
        text = "" if given is None or given in ("", ()) else item.kind.write(given)
        if item.component:
            parts = inner.setdefault(
                item.element, [""] * len(position.elements[item.element - 1].parts)
            )
            parts[item.component - 1] = text
        elif text:
            elements[item.element - 1] = text
    for place, parts in inner.items():
        filled = [
            p or _constant(e)
            for p, e in zip(parts, position.elements[place - 1].parts, strict=True)
        ]
        elements[place - 1] = joined(tuple(filled)) if any(parts) else ""
    for first, code in pairs:
        if elements[first + 1] and not elements[first]:
            elements[first] = code
    return DELIMITERS.element.join([position.id, *elements]).rstrip(DELIMITERS.element)


@cache
def _template(position: Segment) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """What the guide alone says of a segment: elements, and qualifiers that follow their value."""
    pairs: list[tuple[int, str]] = []
    for note in filter(is_adjacent_pair, position.notes):
        first = note_places(note)[0] - 1
        codes = position.elements[first].codes
        if len(codes) == 1:
            pairs.append((first, next(iter(codes))))
    return tuple(_constant(element) for element in position.elements), tuple(pairs)


def _constant(element: Element) -> str:
    return next(iter(element.codes)) if element.usage == "R" and len(element.codes) == 1 else ""
