"""What is asked of a piece as a whole, once it is complete: levels, sums, repeats, situations."""

from functools import lru_cache
from typing import NamedTuple

from coverwell.wire.x12.crosschecks import crosscheck_for
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level
from coverwell.wire.x12.forms import Form, Forms
from coverwell.wire.x12.guide import Guide
from coverwell.wire.x12.rules import (
    Levels,
    Places,
    Wide,
    level_parents,
    places_of,
    sums_of,
    too_many,
    unbalanced,
    wide_loops,
)
from coverwell.wire.x12.situations import Rule, Rules


MOST_FINDINGS = 200  # of one piece; a hostile file must not fill the memory with complaints


class _Asked(NamedTuple):
    """What is asked of the pieces of one form: of most of them nothing, or one sum."""

    level: bool
    sums: tuple[Places, ...]
    rules: tuple[Rule, ...]
    wide: tuple[Wide, ...]


@lru_cache(maxsize=64)
def _asked_by(guide: Guide, rules: Rules) -> Forms[_Asked]:
    parents, wide = level_parents(guide), wide_loops(guide)

    def work_out(form: Form) -> _Asked:
        loop = next((place.loop for place in form if place is not None and place.cut), "")
        sums = (places_of(one, form) for one in sums_of(guide).get(loop, ()))
        return _Asked(
            loop in parents,
            tuple(one for one in sums if one.lines),
            tuple(rule for rule in rules.of_levels.get(loop, ()) if rule.may_fail(form)),
            tuple(one for one in wide if form.count(one.loop.entry) > one.loop.most),
        )

    return Forms(work_out)


class Whole:
    """The checks of one transaction set, piece by piece."""

    def __init__(self, guide: Guide, rules: Rules, delimiters: Delimiters) -> None:
        self.delimiters = delimiters
        self.levels, self.crosscheck = Levels(), crosscheck_for(guide)
        self.parents, self.asked = level_parents(guide), _asked_by(guide, rules)

    def check(self, piece: Piece, triggers: list[tuple[int, Rule]]) -> None:
        """Add what is found to the findings of a complete piece."""
        asked = self.asked[piece.form]
        if asked.level:
            piece.findings += self.levels.check(piece, self.parents, self.delimiters.element)
        for sums in asked.sums:
            piece.findings += unbalanced(piece, sums, self.delimiters.element)
        for rule in asked.rules:
            _note(piece, rule.of_piece(piece, self.delimiters))
        for at, rule in triggers:
            _note(piece, rule.finding(piece, at, self.delimiters))
        if self.crosscheck is not None:
            piece.findings += self.crosscheck.piece(piece)
        if asked.wide:
            piece.findings += too_many(piece, asked.wide)
        if not piece.complete:
            piece.findings.append(_cut_short(piece))

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
