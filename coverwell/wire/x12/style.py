"""The same message as one partner wants it: its delimiters, line ends, capitals."""

from dataclasses import dataclass, field

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.writer import DELIMITERS, CannotWriteError


@dataclass(frozen=True, slots=True)
class Style:
    """How a receiver wants its messages. `line_end` stands behind each segment terminator."""

    delimiters: Delimiters = field(default_factory=Delimiters)
    line_end: str = ""
    capitals: bool = False


PLAIN = Style()


def styled(message: bytes, style: Style) -> bytes:
    """Write a message that the writers made in another style.

    CannotWriteError where a value holds one of the wanted delimiters: nobody could tell it from a
    delimiter, and no value is changed for the sake of a mark.
    """
    if style.capitals:
        message = message.upper()
    marks = style.delimiters.all
    if marks != DELIMITERS.all:
        taken = [mark for mark in set(marks) - set(DELIMITERS.all) if mark.encode() in message]
        if taken:
            raise CannotWriteError(f"A value holds '{taken[0]}', which this receiver has divide.")
        # All four at once: the new ones may be the old ones in other roles.
        message = message.translate(bytes.maketrans(DELIMITERS.all.encode(), marks.encode()))
    if style.line_end:
        end = style.delimiters.segment.encode()
        message = message.replace(end, end + style.line_end.encode())
    return message
