"""Writes the segments of a value in the order of its guide.

Which positions of a loop can have something to write, and from which part of a value, is worked
out once for each loop and shape: `LoopWriter` is a list of steps. A value then only goes through
them.
"""

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import NamedTuple, cast

from coverwell.wire.x12.guide import Loop, Segment
from coverwell.wire.x12.segment_writer import Writer, fixed, segment_writer, shape_segment
from coverwell.wire.x12.shapes import Many, One, Shape
from coverwell.wire.x12.writer import DELIMITERS, CannotWriteError


Values = Sequence[object]
MOST_KNOWN = 4_000  # values with amounts of single people come too: past this, forget
# A step takes the value with those inside it, what of its repeated parts is left, and the output.
Work = Callable[[list[object], list[Values], list[str]], None]


class Step(NamedTuple):
    """One step; it is passed over while the repeated part with this number (-1: none) is empty."""

    part: int
    work: Work


class _Part(NamedTuple):
    """A repeated part of the value with this number."""

    owner: int
    many: Many


class _Inside(NamedTuple):
    """A value of its own that is made from the same loop: whose field it is, and its shape."""

    owner: int
    name: str
    form: Shape


def _shapes_of(form: Shape) -> list[_Inside]:
    """The shape itself and those made from the same loop; each knows the number of its owner."""
    found = [_Inside(-1, "", form)]
    for at, one in enumerate(found):  # grows as it goes: the shapes inside those inside
        found += (_Inside(at, name, inner) for name, inner in one.form.inner.items())
    return found


class LoopWriter:
    """Writes the values of one shape to the segments of one loop and of the loops inside it."""

    def __init__(self, loop: Loop, form: Shape) -> None:
        self.loop = loop
        self.shapes = _shapes_of(form)
        self.parts: list[_Part] = []
        self.fetch: list[Callable[[object], Values]] = []  # for each owner all its parts at once
        for owner, (_, _, one) in enumerate(self.shapes):
            named = {part.name: part for part in one.manys.values()}
            self.parts += (_Part(owner, part) for part in named.values())
            self.fetch.append(_getter(tuple(named)))
        self.single = [at for at, part in enumerate(self.parts) if part.many.single]
        self.steps = [step for group in loop.groups for step in self._steps(group)]

    def write(self, value: object, out: list[str]) -> None:
        """Add the segments; CannotWriteError for what the guide has no place for."""
        owners: list[object] = [value]
        for at, name, _ in self.shapes[1:]:
            owners.append(None if owners[at] is None else getattr(owners[at], name))
        left: list[Values] = []
        for owner, fetch in zip(owners, self.fetch, strict=True):
            left += cast("Sequence[Values]", fetch(owner))
        for at in self.single:
            left[at] = () if left[at] is None or left[at] == () else (left[at],)
        for number, work in self.steps:
            if number < 0 or left[number]:
                work(owners, left, out)
        if any(left):
            names = (p.many.name for p, some in zip(self.parts, left, strict=True) if some)
            where = self.loop.id or "header"
            text = f"The guide has no place for all {next(names)} in loop {where}."
            raise CannotWriteError(text)

    def _steps(self, group: tuple[Segment | Loop, ...]) -> list[Step]:
        """What one run of positions needs; the first shape that speaks of it decides."""
        loops = tuple(one for one in group if isinstance(one, Loop))
        if loops:
            return [
                _loops(tuple((loop, self._number(at, form.manys[loop.id])) for loop in mine))
                for at, (_, _, form) in enumerate(self.shapes)
                if (mine := [loop for loop in loops if loop.id in form.manys])
            ]
        places = tuple(one for one in group if isinstance(one, Segment))
        required = [fixed(place) for place in places if place.required]
        for at, (_, _, form) in enumerate(self.shapes):
            part = form.ones.get(places[0].id, form.manys.get(places[0].id))
            if isinstance(part, One):
                return [_only(at, segment_writer(part, places[0]), required)]
            if part:
                return [_run(at, self._number(at, part), places, required)]
        return [_always(required)] if required else []

    def _number(self, owner: int, many: Many) -> "_Numbered":
        numbers = (
            at for at, p in enumerate(self.parts) if (p.owner, p.many.name) == (owner, many.name)
        )
        return _Numbered(next(numbers), many)


class RecurringWriter(LoopWriter):
    """Remembers what each value was written as: the next message that holds it copies that."""

    def __init__(self, loop: Loop, form: Shape) -> None:
        super().__init__(loop, form)
        self.known: dict[object, list[str]] = {}

    def write(self, value: object, out: list[str]) -> None:
        """Add the segments; CannotWriteError for what the guide has no place for."""
        written = self.known.get(value)
        if written is None:
            written = []
            super().write(value, written)
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[value] = written
        out += written


class _Numbered(NamedTuple):
    """A repeated part and its number in a LoopWriter."""

    number: int
    many: Many


def _getter(names: tuple[str, ...]) -> Callable[[object], Values]:
    """Fetches these fields in one call; of a value that is not there, nothing."""
    if not names:
        return lambda _: ()
    nothing: Values = ((),) * len(names)
    get = attrgetter(*names)
    if len(names) == 1:
        return lambda value: nothing if value is None else (get(value),)
    return lambda value: nothing if value is None else get(value)


def _always(texts: list[str]) -> Step:
    return Step(-1, lambda _owners, _left, out: out.extend(texts))


def _only(owner: int, write: Writer, required: list[str]) -> Step:
    """A segment that stands once."""

    def step(owners: list[object], _: list[Values], out: list[str]) -> None:
        value = owners[owner]
        if value is None:
            out.extend(required)
            return
        text = write(value)
        if text:
            out.append(text)

    return Step(-1, step)


def _run(owner: int, part: _Numbered, places: tuple[Segment, ...], required: list[str]) -> Step:
    """The values that this run of segments takes, in their own order."""
    number = part.number
    ways = [(place.qualifiers, shape_segment(part.many.shape, place)) for place in places]

    def step(owners: list[object], left: list[Values], out: list[str]) -> None:
        if owners[owner] is None:
            out.extend(required)
        rest: list[object] = []
        for value in left[number]:
            for qualifiers, write in ways:
                text = write(value)
                if not qualifiers or _code(text) in qualifiers:
                    out.append(text)
                    break
            else:
                rest.append(value)
        left[number] = rest

    return Step(-1 if required else number, step)


def _loops(parts: tuple[tuple[Loop, _Numbered], ...]) -> Step:
    """The values that each of these loops takes, one loop after the other."""
    ways = [
        (
            part.number,
            loop.entry.qualifiers,
            shape_segment(part.many.shape, loop.entry),
            loop_writer(loop, part.many.shape),
        )
        for loop, part in parts
    ]

    def step(_: list[object], left: list[Values], out: list[str]) -> None:
        for number, qualifiers, entry, inside in ways:
            if not left[number]:
                continue
            rest: list[object] = []
            for value in left[number]:
                if not qualifiers or _code(entry(value)) in qualifiers:
                    inside.write(value, out)
                else:
                    rest.append(value)
            left[number] = rest

    return Step(parts[0][1].number if len(parts) == 1 else -1, step)


def _code(text: str) -> str:
    """What tells the positions of a segment apart: the first component behind its id."""
    values = text.split(DELIMITERS.element, 2)
    return values[1].split(DELIMITERS.component)[0] if len(values) > 1 else ""


@cache
def loop_writer(loop: Loop, form: Shape) -> LoopWriter:
    """The writer of a loop of a guide, made once per process."""
    return RecurringWriter(loop, form) if form.recurs else LoopWriter(loop, form)


def write_loop(loop: Loop, form: Shape, value: object) -> list[str]:
    """The segments of one loop and of the loops inside it, in the order of the guide.

    Raises CannotWriteError for a part of the value that the guide has no place for.
    """
    out: list[str] = []
    loop_writer(loop, form).write(value, out)
    return out
