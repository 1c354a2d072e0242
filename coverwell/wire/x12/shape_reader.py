"""Reads the segments of a piece to the value that its shape describes."""

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.guide import Guide, Loop, Segment, loops_of_guide
from coverwell.wire.x12.shapes import Field, Many, Shape, listed
from coverwell.wire.x12.text import proper


_MOST_ELEMENTS = 24  # no segment that is read here has more


@dataclass(slots=True)
class Node:
    """A loop as it stands in a piece: its segments and the loops inside it."""

    loop: Loop
    segments: list[tuple[Segment, str]] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)


def tree(piece: Piece, guide: Guide) -> Node:
    """The segments of a piece by loop. What belongs to loops around the piece is left out."""
    opened, inside = loops_of_guide(guide)
    first = next((p for p in piece.positions if p is not None), None)
    opens = opened.get(first, guide.body) if first else guide.body
    top = Node(opens if piece.loop or not opens.id else guide.body)
    stack = [top]
    texts = piece.texts if piece.ascii else [proper(text) for text in piece.texts]
    for position, text in zip(piece.positions, texts, strict=True):
        if position is None:
            continue
        loop = opened.get(position)
        if loop is not None and loop is not top.loop:
            while len(stack) > 1 and loop not in inside[stack[-1].loop]:
                stack.pop()
            node = Node(loop)
            stack[-1].children.append(node)
            stack.append(node)
        while len(stack) > 1 and stack[-1].loop.id != position.loop:
            stack.pop()
        if stack[-1].loop.id == position.loop:
            stack[-1].segments.append((position, text))
    return top


def read_node(form: Shape, node: Node, delimiters: Delimiters) -> object:
    """The value of a loop; what the sender left out or misspelled is empty."""
    found: dict[str, object] = {}
    nested: dict[str, dict[str, object]] = {}
    for position, text in node.segments:
        single = form.ones.get(position.id)
        if single:
            _read_fields(single.fields, text, delimiters, found, nested)
        elif position.id in form.manys:
            group = form.manys[position.id]
            _put(group, _read_segment(group.shape, position.id, text, delimiters), found)
    for below in node.children:
        into = form.manys.get(below.loop.id)
        if into:
            _put(into, read_node(into.shape, below, delimiters), found)
    for name, inner in form.inner.items():
        found[name] = read_node(inner, node, delimiters)
    return _made(form, found, nested)


def _put(into: Many, value: object, found: dict[str, object]) -> None:
    if into.single:
        found.setdefault(into.name, value)
    else:
        found[into.name] = (*listed(found.get(into.name, ())), value)


def _read_segment(form: Shape, segment_id: str, text: str, delimiters: Delimiters) -> object:
    if form.codec:
        values = text.replace(delimiters.component, ":").split(delimiters.element)[1:]
        return form.codec.read([*values, *[""] * (_MOST_ELEMENTS - len(values))])
    found: dict[str, object] = {}
    nested: dict[str, dict[str, object]] = {}
    _read_fields(form.ones[segment_id].fields, text, delimiters, found, nested)
    return _made(form, found, nested)


def _read_fields(
    fields: tuple[Field, ...],
    text: str,
    delimiters: Delimiters,
    found: dict[str, object],
    nested: dict[str, dict[str, object]],
) -> None:
    values = text.split(delimiters.element)
    for item in fields:
        if item.element >= len(values):
            break
        given = values[item.element]
        if item.component:
            parts = given.split(delimiters.component)
            given = parts[item.component - 1] if item.component <= len(parts) else ""
        if not given:
            continue
        value = item.kind.read(given, delimiters)
        if value is not None:
            into = nested.setdefault(item.nested, {}) if item.nested else found
            into.setdefault(item.name, value)


def _made(
    form: Shape, found: dict[str, object], nested: dict[str, dict[str, object]]
) -> NamedTuple:
    for name, parts in nested.items():
        found[name] = _filled(form.nested[name], parts)
    return _filled(form.make, found)


def _filled(make: type[NamedTuple], found: dict[str, object]) -> NamedTuple:
    """The named tuple of what was found, with a zero for each field that must be given."""
    base = _bases(make)
    return make._make([found.get(name, zero) for name, zero in base])


@cache
def _bases(make: type[NamedTuple]) -> tuple[tuple[str, object], ...]:
    """The fields of a named tuple, each with its default or its zero."""
    defaults = make._field_defaults
    hints = make.__annotations__
    return tuple((n, defaults[n] if n in defaults else _zero(hints[n])) for n in make._fields)


def _zero(hint: object) -> object:
    if hint in (str, int):
        return hint()
    return () if "tuple" in str(hint) and "None" not in str(hint) else None
