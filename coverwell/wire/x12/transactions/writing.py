"""What the writers by shape share: loops of a guide by name, and headers."""

from collections.abc import Iterator
from functools import cache

from coverwell.wire.x12.guide import Loop, guide_named
from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.shapes import Shape


@cache
def find_loop(name: str, loop_id: str) -> Loop:
    """The loop with this id in the guide with this name; KeyError when it has none."""
    waiting = [guide_named(name).body]
    while waiting:
        loop = waiting.pop(0)
        if loop.id == loop_id:
            return loop
        waiting += [m for group in loop.groups for m in group if isinstance(m, Loop)]
    raise KeyError(loop_id)


def header_segments(name: str, form: Shape, value: object) -> Iterator[str]:
    """What stands before the first loop that a reader cuts at."""
    body = find_loop(name, "")
    kept = [group for group in body.groups if not _cut(group[0])]
    yield from write_loop(Loop("", "", required=True, most=1, groups=tuple(kept)), form, value)


def _cut(member: object) -> bool:
    return isinstance(member, Loop) and member.entry.cut
