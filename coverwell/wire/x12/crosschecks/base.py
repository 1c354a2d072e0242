"""The interface of the checkers, and how they say what they found."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity


# IK304 and IK403 codes of the 999 for what depends on something else in the set.
DEPENDENT_SEGMENT_MISSING = "I6"
DEPENDENT_SEGMENT_NOT_USED = "I9"
DEPENDENT_ELEMENT_MISSING = "I9"
DEPENDENT_ELEMENT_NOT_USED = "I13"
CODE_NOT_USED = "7"
PATTERN_FAILS = "I12"
# TED01 codes of the 824 for content that the 999 does not speak of.
OUT_OF_BALANCE = "010"


class Crosscheck:
    """Rules of one transaction set; this one has none."""

    def piece(self, piece: Piece) -> Iterable[Finding]:  # noqa: ARG002 - the interface
        """What is wrong with a complete piece, seen with all that came before it."""
        return ()

    def end(self) -> Iterator[Finding]:
        """What is wrong with the set as a whole, once its SE has come."""
        return iter(())


def money(amount: int) -> str:
    """Cents as people write them: -150 -> -1.50."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02}"


def finding(  # noqa: PLR0913 - a finding has this many parts
    piece: Piece,
    at: int,
    code: str,
    message: str,
    *,
    element: int = 0,
    level: Level = Level.ELEMENT,
    severity: Severity = Severity.REJECT,
) -> Finding:
    """A finding about the segment at this place of a piece."""
    position, text = piece.positions[at], piece.texts[at]
    values = text.split(piece.transaction.group.interchange.delimiters.element)
    value = values[element] if 0 < element < len(values) else ""
    return Finding(
        level,
        code,
        message,
        severity,
        piece.segment + at,
        position.id if position else values[0].upper(),
        position.loop if position else piece.loop,
        element,
        0,
        value,
        piece.offsets[at],
    )
