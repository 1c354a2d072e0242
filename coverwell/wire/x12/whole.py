"""What is asked of a piece as a whole, once it is complete: levels, sums, repeats, situations."""

from coverwell.wire.x12.crosschecks import crosscheck_for
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level
from coverwell.wire.x12.guide import Guide
from coverwell.wire.x12.rules import (
    Levels,
    level_parents,
    sums_of,
    too_many,
    unbalanced,
    wide_loops,
)
from coverwell.wire.x12.situations import Rule, Rules
from coverwell.wire.x12.walker import COUNTED


MOST_FINDINGS = 200  # of one piece; a hostile file must not fill the memory with complaints


class Whole:
    """The checks of one transaction set, piece by piece."""

    def __init__(self, guide: Guide, rules: Rules, delimiters: Delimiters) -> None:
        self.delimiters = delimiters
        self.levels, self.crosscheck = Levels(), crosscheck_for(guide)
        self.parents, self.sums, self.wide = (
            level_parents(guide),
            sums_of(guide),
            wide_loops(guide),
        )
        self.rules = rules.of_levels

    def check(self, piece: Piece, triggers: list[tuple[int, Rule]]) -> None:
        """Add what is found to the findings of a complete piece."""
        loop = piece.loop
        if loop in self.parents:
            separator = self.delimiters.element
            piece.findings += self.levels.check(piece, self.parents, separator)
        if loop in self.sums:
            for sums in self.sums[loop]:
                piece.findings += unbalanced(piece, sums, self.delimiters.element)
        if triggers or loop in self.rules:
            self._situations(piece, triggers)
        if self.crosscheck is not None:
            piece.findings += self.crosscheck.piece(piece)
        if len(piece.texts) > COUNTED:
            piece.findings += too_many(piece, self.wide)
        if not piece.complete:
            piece.findings.append(_cut_short(piece))

    def _situations(self, piece: Piece, triggers: list[tuple[int, Rule]]) -> None:
        for rule in self.rules.get(piece.loop, ()):
            _note(piece, rule.of_piece(piece, self.delimiters))
        for at, rule in triggers:
            _note(piece, rule.finding(piece, at, self.delimiters))

    def end(self) -> list[Finding]:
        """What shows only when the set ends."""
        rest = self.crosscheck.end() if self.crosscheck is not None else ()
        return [*self.levels.end(), *rest]


def _note(piece: Piece, finding: Finding | None) -> None:
    if finding and len(piece.findings) < MOST_FINDINGS:
        piece.findings.append(finding)


def _cut_short(piece: Piece) -> Finding:
    text, at = "The file ends inside this part: it may be cut short.", piece.segment
    return Finding(Level.TRANSACTION, "2", text, segment=at, loop=piece.loop, offset=piece.offset)
