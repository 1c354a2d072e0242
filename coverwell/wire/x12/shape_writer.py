"""Writes the segments of a value in the order of its guide."""

from collections.abc import Iterator

from coverwell.wire.x12.guide import Element, Loop, Segment
from coverwell.wire.x12.pattern import is_adjacent_pair, note_places
from coverwell.wire.x12.shapes import Field, Many, One, Shape, joined, plain
from coverwell.wire.x12.writer import DELIMITERS, CannotWriteError


class _Source:
    """A value with its shape, and what of its repeated parts is not written yet."""

    def __init__(self, form: Shape, value: object) -> None:
        self.form, self.value = form, value
        parts = {part.name: part for part in form.manys.values()}
        self.left = {name: _values(part, value) for name, part in parts.items()}

    def knows(self, name: str) -> bool:
        """Does this shape speak of the segment or loop with this id?"""
        return name in self.form.ones or name in self.form.manys


def _sources(form: Shape, value: object) -> list[_Source]:
    """The value itself and the values inside it that are made from the same loop."""
    found = [_Source(form, value)]
    for name, inner in form.inner.items():
        below = getattr(value, name)
        if below is not None:
            found += _sources(inner, below)
    return found


def write_loop(loop: Loop, form: Shape, value: object) -> Iterator[str]:
    """The segments of one loop and of the loops inside it, in the order of the guide.

    Raises CannotWriteError for a part of the value that the guide has no place for.
    """
    sources = _sources(form, value)
    for group in loop.groups:
        if isinstance(group[0], Segment):
            yield from _segments(group, group[0].id, sources, value)
        else:
            for source in sources:
                yield from _loops(group, source)
    for name in (name for source in sources for name, values in source.left.items() if values):
        text = f"The guide has no place for all {name} in loop {loop.id or 'header'}."
        raise CannotWriteError(text)


def _segments(
    group: tuple[Segment | Loop, ...], segment_id: str, sources: list[_Source], value: object
) -> Iterator[str]:
    """A run of segments with one id."""
    source = next((x for x in sources if x.knows(segment_id)), None)
    if source is None:
        yield from (_written(One(p.id, ()), p, value) for p in _required(group))
    elif segment_id in source.form.ones:
        yield from _only(source.form.ones[segment_id], group, source.value)
    else:
        yield from _run(source.form.manys[segment_id], group, source.left)


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
            if _fits(loop.entry, _one_written(part.shape, loop.entry, value)):
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


def _only(part: One, group: tuple[Segment | Loop, ...], value: object) -> Iterator[str]:
    """The one segment of this id, if the value has anything for it or the guide requires it."""
    for position in group:
        if isinstance(position, Segment):
            said = any(_of(value, item) not in ("", None, ()) for item in part.fields)
            if said or position.required:
                yield _written(part, position, value)
            return


def _of(value: object, item: Field) -> object:
    owner = getattr(value, item.nested) if item.nested else value
    return None if owner is None else getattr(owner, item.name)


def _one_written(form: Shape, position: Segment, value: object) -> str:
    if form.codec:
        elements = [position.id, *map(_element, form.codec.write(value))]
        return DELIMITERS.element.join(elements).rstrip(DELIMITERS.element)
    for source in _sources(form, value):
        if position.id in source.form.ones:
            return _written(source.form.ones[position.id], position, source.value)
    return _written(One(position.id, ()), position, value)


def _element(text: str) -> str:
    """An element that may be a composite."""
    for component in text.split(DELIMITERS.component):
        plain(component)
    return text


def _written(part: One, position: Segment, value: object) -> str:
    """One segment; a required element that has only one code is filled in from the guide."""
    elements = [_constant(element) for element in position.elements]
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
    for note in filter(is_adjacent_pair, position.notes):
        first, second = (place - 1 for place in note_places(note))
        if elements[second] and not elements[first] and len(position.elements[first].codes) == 1:
            elements[first] = next(iter(position.elements[first].codes))
    return DELIMITERS.element.join([position.id, *elements]).rstrip(DELIMITERS.element)


def _constant(element: Element) -> str:
    return next(iter(element.codes)) if element.usage == "R" and len(element.codes) == 1 else ""
