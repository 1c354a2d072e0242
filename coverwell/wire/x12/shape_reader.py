"""Reads the segments of a piece to the value that its shape describes.

Which segment fills which field follows from the form of the piece (`forms`): it is worked out
once, as a plan, and reading a piece is then splitting segments at known places.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.forms import Form, Forms
from coverwell.wire.x12.guide import Guide
from coverwell.wire.x12.shapes import KINDS, Codec, Field, One, Shape
from coverwell.wire.x12.text import proper
from coverwell.wire.x12.trees import Node, trees


_MOST_ELEMENTS = 24  # no segment that is read here has more
_TEXT = KINDS["text"].read


class _Target(NamedTuple):
    """An element (and component) of a segment and the number of its field; read: None for text."""

    element: int
    component: int
    field: int
    nested: int
    read: Callable[[str, Delimiters], object] | None


class _Made(NamedTuple):
    """A named tuple, with what stands in fields that are not there."""

    make: type[NamedTuple]
    zeros: tuple[object, ...]

    def of(self, values: list[object]) -> object:
        """The value (past its own __new__, which is Python)."""
        return tuple.__new__(self.make, values)


class _Part(NamedTuple):
    """A field that is filled with the values of segments, or of loops inside."""

    field: int
    single: bool
    items: tuple["_Plan | _Coded", ...]


class _Plan(NamedTuple):
    """How a value is made: its own segments, the last first, and its parts.

    nested are the values inside it that are made from the same segments: field and maker.
    """

    made: _Made
    segments: tuple[tuple[int, tuple[_Target, ...]], ...]
    parts: tuple[_Part, ...]
    nested: tuple[tuple[int, _Made], ...]


class _Coded(NamedTuple):
    """A segment with a reader of its own."""

    at: int
    codec: Codec


@cache
def plans(form: Shape, guide: Guide, *, header: bool) -> Forms[_Plan]:
    """The plans of a shape for the pieces of a guide, by their form."""
    known = trees(guide, header=header)

    def work_out(positions: Form) -> _Plan:
        return _plan(form, known[positions])

    return Forms(work_out)


def read_piece(form: Shape, piece: Piece, guide: Guide) -> object:
    """The value of a piece; what the sender left out or misspelled is empty."""
    plan = plans(form, guide, header=not piece.loop)[piece.form]
    texts = piece.texts if piece.ascii else [proper(text) for text in piece.texts]
    return _read(plan, texts, piece.transaction.group.interchange.delimiters)


def _plan(form: Shape, node: Node) -> _Plan:
    ones = [(at, form.ones[place.id]) for place, at in node.segments if place.id in form.ones]
    items: dict[str, list[_Plan | _Coded]] = {}
    single: set[str] = set()
    for place, at in node.segments:
        into = form.manys.get(place.id) if place.id not in form.ones else None
        if into:
            items.setdefault(into.name, []).append(_segment_plan(into.shape, place.id, at))
            single |= {into.name} if into.single else set()
    for below in node.children:
        into = form.manys.get(below.loop.id)
        if into:
            items.setdefault(into.name, []).append(_plan(into.shape, below))
            single |= {into.name} if into.single else set()
    for name, inner in form.inner.items():
        items[name] = [_plan(inner, node)]
        single.add(name)
    return _planned(form, ones, items, single)


def _segment_plan(form: Shape, segment_id: str, at: int) -> "_Plan | _Coded":
    if form.codec:
        return _Coded(at, form.codec)
    return _planned(form, [(at, form.ones[segment_id])], {}, set())


def _planned(
    form: Shape,
    ones: list[tuple[int, One]],
    items: dict[str, list[_Plan | _Coded]],
    single: set[str],
) -> _Plan:
    number = form.make._fields.index
    nested = tuple(form.nested)
    parts = (_Part(number(name), name in single, tuple(found)) for name, found in items.items())
    return _Plan(
        _made(form.make),
        tuple((at, _targets(one.fields, form)) for at, one in reversed(ones)),
        tuple(parts),
        tuple((number(name), _made(form.nested[name])) for name in nested),
    )


def _targets(fields: tuple[Field, ...], form: Shape) -> tuple[_Target, ...]:
    nested = list(form.nested)
    found: list[_Target] = []
    for one in fields:
        make = form.nested[one.nested] if one.nested else form.make
        if one.name not in make._fields:
            continue  # a property, which is only written
        at = nested.index(one.nested) if one.nested else -1
        read = None if one.kind.read is _TEXT else one.kind.read
        place = make._fields.index(one.name)
        found.append(_Target(one.element, one.component, place, at, read))
    return tuple(found)


def _read(plan: _Plan, texts: list[str], marks: Delimiters) -> object:
    made, segments, parts, nested = plan
    values = [*made.zeros]
    inside: list[list[object] | None] = [None] * len(nested)
    for at, targets in segments:  # the last first, so that of two the first counts
        _fill(texts[at], targets, marks, values, inside, nested)
    for (field, maker), found in zip(nested, inside, strict=True):
        if found is not None:
            values[field] = maker.of(found)
    for field, single, items in parts:
        if single:
            values[field] = _item(items[0], texts, marks)
        else:
            values[field] = tuple([_item(item, texts, marks) for item in items])
    return made.of(values)


def _item(item: _Plan | _Coded, texts: list[str], marks: Delimiters) -> object:
    if isinstance(item, _Plan):
        return _read(item, texts, marks)
    text = texts[item.at]
    values = text.replace(marks.component, ":").split(marks.element)[1:]
    return item.codec.read([*values, *[""] * (_MOST_ELEMENTS - len(values))])


def _fill(  # noqa: PLR0913, PLR0917 - one segment into the values that are being made
    text: str,
    targets: tuple[_Target, ...],
    marks: Delimiters,
    values: list[object],
    inside: list[list[object] | None],
    nested: tuple[tuple[int, _Made], ...],
) -> None:
    elements = text.split(marks.element)
    there = len(elements)
    for element, component, field, into, read in targets:
        if element >= there:
            break
        given = elements[element]
        if component:
            parts = given.split(marks.component)
            given = parts[component - 1] if component <= len(parts) else ""
        if not given:
            continue
        value = read(given, marks) if read else given
        if value is None:
            continue
        if into < 0:
            values[field] = value
        else:
            found = inside[into]
            if found is None:
                found = inside[into] = [*nested[into][1].zeros]
            found[field] = value


@cache
def _made(make: type[NamedTuple]) -> _Made:
    """A named tuple, each of its fields with its default or its zero."""
    defaults, hints = make._field_defaults, make.__annotations__
    return _Made(
        make, tuple(defaults[n] if n in defaults else _zero(hints[n]) for n in make._fields)
    )


def _zero(hint: object) -> object:
    if hint in (str, int):
        return hint()
    return () if "tuple" in str(hint) and "None" not in str(hint) else None
