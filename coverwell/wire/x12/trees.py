"""The loops of a piece as a tree of places, worked out once for each form of a piece (`forms`)."""

from dataclasses import dataclass, field
from functools import cache

from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.forms import Form, Forms
from coverwell.wire.x12.guide import Guide, Loop, Segment


@dataclass(slots=True, eq=False)
class Node:
    """A loop as it stands in a piece: its segments with their places, and the loops inside it."""

    loop: Loop
    segments: list[tuple[Segment, int]] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)


@cache
def trees(guide: Guide, *, header: bool) -> Forms[Node]:
    """The trees of the pieces of a guide. What belongs to loops around a piece is left out.

    header: the pieces stand before the first loop that a reader cuts at.
    """
    opened, inside = loops_of_guide(guide)

    def work_out(form: Form) -> Node:
        first = next((place for place in form if place is not None), None)
        opens = opened.get(first, guide.body) if first else guide.body
        top = Node(guide.body if header and opens.id else opens)  # there may be several bodies
        stack = [top]
        for at, position in enumerate(form):
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
                stack[-1].segments.append((position, at))
        return top

    return Forms(work_out)


def tree(piece: Piece, guide: Guide) -> Node:
    """The tree of a piece."""
    return trees(guide, header=not piece.loop)[piece.form]


@cache
def loops_of_guide(guide: Guide) -> tuple[dict[Segment, Loop], dict[Loop, frozenset[Loop]]]:
    """The loop that each entry segment opens, and the loops that stand directly in each loop."""
    opened: dict[Segment, Loop] = {}
    inside: dict[Loop, frozenset[Loop]] = {}
    waiting = [guide.body]
    while waiting:
        loop = waiting.pop()
        if loop in inside:
            continue
        below = [member for group in loop.groups for member in group if isinstance(member, Loop)]
        inside[loop] = frozenset(below)
        waiting += below
        opened |= {member.entry: member for member in below}
    return opened, inside
