"""What follows from the form of a piece alone, worked out once for each form.

The form of a piece is the run of positions that its segments fill. The claims of a file share a
few forms, so where the lines, dates and amounts of a claim stand is found by one look-up in C,
not by asking every segment anew.
"""

from collections.abc import Callable
from typing import TypeVar

from coverwell.wire.x12.guide import Segment


Form = tuple[Segment | None, ...]
T = TypeVar("T")

MOST_FORMS = 4_000  # a hostile file could bring endless forms: past this, forget
LONGEST_FORM = 400  # segments; longer pieces are rare, and working them out is linear


class Forms(dict[Form, T]):
    """What was worked out, by form."""

    __slots__ = ("work_out",)

    def __init__(self, work_out: Callable[[Form], T]) -> None:
        super().__init__()
        self.work_out = work_out

    def __missing__(self, form: Form) -> T:
        """Work out a form that is new here."""
        found = self.work_out(form)
        if len(form) <= LONGEST_FORM:
            if len(self) >= MOST_FORMS:
                self.clear()
            self[form] = found
        return found
