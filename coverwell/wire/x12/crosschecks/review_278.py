"""278 (X215, X216, X217): children that HL04 promises; periods and stays end after they begin.

Parents and numbers of levels are the reader's own (`rules.Levels`); what HCR and UM ask of their
neighbours are rules of the guides.
"""

from collections.abc import Iterator

from coverwell.wire.x12.crosschecks.base import CODE_NOT_USED, Crosscheck, finding
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Severity


_BAD_DATE = "8"
_ADMITTED, _DISCHARGED = "435", "096"


class Review278(Crosscheck):
    """Follows the levels of one transaction set."""

    def __init__(self) -> None:
        self.open: dict[str, tuple[Piece, str]] = {}  # HL01 of levels without a child so far

    def piece(self, piece: Piece) -> Iterator[Finding]:
        """A level: its parent has a child now; its dates must make sense."""
        separator = piece.transaction.group.interchange.delimiters.element
        first = piece.positions[0] if piece.positions else None
        if first is None or first.id != "HL":
            return
        hl = [*piece.texts[0].split(separator), *[""] * 4]
        above = self.open.pop(hl[2], None)
        if above and above[1] == "0":
            text = "HL04 says that this level has no children, but it has."
            yield finding(above[0], 0, CODE_NOT_USED, text, element=4, severity=Severity.WARN)
        if len(self.open) < _MOST_OPEN:
            self.open[hl[1]] = (_head(piece), hl[4])
        yield from _dates(piece, separator)

    def end(self) -> Iterator[Finding]:
        """Levels that promised children which never came."""
        for piece, child in self.open.values():
            if child == "1":
                text = "HL04 says that this level has children, but it has none."
                yield finding(piece, 0, CODE_NOT_USED, text, element=4, severity=Severity.WARN)


_MOST_OPEN = 1000  # a hostile file must not fill the memory with levels


def _head(piece: Piece) -> Piece:
    """The level without its content."""
    return Piece(
        piece.transaction, piece.loop, piece.segment, piece.offset,
        piece.texts[:1], piece.positions[:1], piece.offsets[:1],
    )  # fmt: skip


def _dates(piece: Piece, separator: str) -> Iterator[Finding]:
    stays: dict[str, str] = {}
    for at, position in enumerate(piece.positions):
        if position is None or position.id != "DTP":
            continue
        values = [*piece.texts[at].split(separator), *[""] * 4]
        first, _, last = values[3].partition("-")
        if last and first.isdigit() and last.isdigit() and last < first:
            yield finding(piece, at, _BAD_DATE, "The period ends before it begins.", element=3)
        stays[values[1]] = first
        ended = values[1] == _DISCHARGED and _ADMITTED in stays
        if ended and first.isdigit() and first[:8] < stays[_ADMITTED][:8]:
            yield finding(
                piece, at, _BAD_DATE, "The discharge is before the admission.", element=3
            )
