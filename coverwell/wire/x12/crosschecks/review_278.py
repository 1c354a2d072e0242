"""278 (X215, X216, X217): periods and stays end after they begin.

Levels, their numbers and their children are the reader's own (`rules.Levels`); what HCR and UM
ask of their neighbours are rules of the guides.
"""

from collections.abc import Iterator

from coverwell.wire.x12.crosschecks.base import Crosscheck, finding
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding


_BAD_DATE = "8"
_ADMITTED, _DISCHARGED = "435", "096"


class Review278(Crosscheck):
    """Looks at the dates of each level."""

    def piece(self, piece: Piece) -> Iterator[Finding]:
        """Periods that run backwards, and discharges before their admission."""
        return _dates(piece, piece.transaction.group.interchange.delimiters.element)


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
