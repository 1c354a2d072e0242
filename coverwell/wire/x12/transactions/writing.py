"""What the writers by shape share: loops of a guide by name, and headers."""

from functools import cache

from coverwell.wire.x12.guide import Loop, guide_named
from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.shapes import Shape


@cache
def find_loop(version: str, loop_id: str, purpose: str = "") -> Loop:
    """The loop with this id; KeyError when the guide has none.

    purpose is BHT02, for guides that have several bodies.
    """
    guide = guide_named(version)
    bodies = [guide.body]
    if purpose:
        alternatives = [one for group in guide.body.groups for one in group]
        bodies = [x for x in alternatives if isinstance(x, Loop) and x.entry.takes("BHT", purpose)]
    waiting = bodies[:1]
    while waiting:
        loop = waiting.pop(0)
        if loop.id == loop_id:
            return loop
        waiting += [m for group in loop.groups for m in group if isinstance(m, Loop)]
    raise KeyError(loop_id)


def header_segments(name: str, form: Shape, value: object) -> list[str]:
    """What stands before the first loop that a reader cuts at."""
    return write_loop(_header_loop(name), form, value)


@cache
def _header_loop(name: str) -> Loop:
    body = find_loop(name, "")
    kept = tuple(group for group in body.groups if not _cut(group[0]))
    return Loop("", "", required=True, most=1, groups=kept)


@cache
def level_loop(version: str, loop_id: str, purpose: str = "") -> Loop:
    """An HL loop without its HL, which is numbered apart, and without the levels inside it."""
    loop = find_loop(version, loop_id, purpose)
    inside = tuple(group for group in loop.groups[1:] if not _cut(group[0]))
    return Loop(loop.id, loop.title, loop.required, loop.most, inside)


def _cut(member: object) -> bool:
    return isinstance(member, Loop) and member.entry.cut
