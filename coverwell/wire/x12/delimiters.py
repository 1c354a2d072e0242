"""The four characters that an interchange declares in its ISA segment."""

from typing import NamedTuple


class Delimiters(NamedTuple):
    """Element, component and repetition separators and the segment terminator.

    repetition is empty in interchanges before version 00402, which had none. A named tuple, since
    every compiled pattern is found by it: its hash is made in C.
    """

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"

    @property
    def all(self) -> str:
        """All of them in one string."""
        return self.element + self.component + self.repetition + self.segment
