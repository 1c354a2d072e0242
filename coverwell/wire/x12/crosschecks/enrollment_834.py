"""834 (X220A1): control totals, and what INS asks of the rest of a member."""

from collections import Counter
from collections.abc import Iterator

from coverwell.wire.x12.crosschecks.base import (
    CODE_NOT_USED,
    DEPENDENT_ELEMENT_MISSING,
    DEPENDENT_SEGMENT_MISSING,
    OUT_OF_BALANCE,
    Crosscheck,
    finding,
)
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity


_COUNTED = {"TO": "members", "ET": "subscribers", "DT": "dependents"}
_SELF, _ENDS, _AUDIT, _FULL_FILE, _COBRA = "18", "024", "030", "4", "C"


class Enrollment834(Crosscheck):
    """Counts members against QTY of the header; looks at each member by itself."""

    def __init__(self) -> None:
        self.stated: dict[str, tuple[Piece, int, str]] = {}
        self.counts: Counter[str] = Counter()
        self.action = ""

    def piece(self, piece: Piece) -> Iterator[Finding]:
        """A header is remembered; a member is counted and judged."""
        separator = piece.transaction.group.interchange.delimiters.element
        if piece.loop == "2000":
            yield from self._member(piece, separator)
        elif not piece.loop:
            self._header(piece, separator)

    def _header(self, piece: Piece, separator: str) -> None:
        for at, position in enumerate(piece.positions):
            if position is None or position.id not in ("QTY", "BGN"):
                continue
            values = [*piece.texts[at].split(separator), *[""] * 8]
            if position.id == "QTY":
                self.stated.setdefault(values[1], (piece, at, values[2]))
            else:
                self.action = values[8]

    def _member(self, piece: Piece, separator: str) -> Iterator[Finding]:
        ins = [*piece.texts[0].split(separator), *[""] * 8]
        self.counts["TO"] += 1
        self.counts["ET" if ins[1] == "Y" else "DT"] += 1
        yield from _insured(piece, ins, self.action)
        if ins[3] == _ENDS and not _says_end(piece, separator):
            text = "A termination gives no end: DTP 357 of the member or DTP 349 of a coverage."
            yield finding(
                piece, 0, DEPENDENT_SEGMENT_MISSING, text,
                level=Level.SEGMENT, severity=Severity.WARN,
            )  # fmt: skip

    def end(self) -> Iterator[Finding]:
        """The control totals that do not count the members of the set."""
        for code, (piece, at, value) in self.stated.items():
            counted = self.counts[code]
            number = _number(value)  # what is no number is already reported
            if code in _COUNTED and number not in (-1, counted):
                text = f"QTY {code} should be {counted}, the number of {_COUNTED[code]}."
                yield finding(piece, at, OUT_OF_BALANCE, text, element=2, level=Level.APPLICATION)


def _number(text: str) -> int:
    whole, _, part = text.partition(".")
    digits = whole.isascii() and whole.isdigit() and len(whole) < 16
    return int(whole) if digits and not part.strip("0") else -1


def _insured(piece: Piece, ins: list[str], action: str) -> Iterator[Finding]:
    if (ins[1] == "Y") != (ins[2] == _SELF) and ins[1] in ("Y", "N"):
        text = "INS02 is 18, self, for a subscriber (INS01 Y) and for nobody else."
        yield finding(piece, 0, CODE_NOT_USED, text, element=2)
    if ins[5] == _COBRA and not ins[7]:
        text = "A member under COBRA needs the qualifying event."
        yield finding(piece, 0, DEPENDENT_ELEMENT_MISSING, text, element=7, severity=Severity.WARN)
    if action == _FULL_FILE and ins[3] != _AUDIT:
        text = "BGN08 says full file, so INS03 should be 030, audit."
        yield finding(piece, 0, CODE_NOT_USED, text, element=3, severity=Severity.WARN)


def _says_end(piece: Piece, separator: str) -> bool:
    ends = (f"DTP{separator}357{separator}", f"DTP{separator}349{separator}")
    return any(text.upper().startswith(ends) for text in piece.texts)
