"""837: what other payers paid and adjusted adds up to the charges (section 1.4.4 of the guides).

For each other payer: the charge of a line = SVD02 + CAS of the line; AMT*D = the sum of SVD02 -
CAS of the claim (loop 2320); the charge of the claim = AMT*D + all CAS. A difference is told once,
where it arises. A payer that says what it paid and nothing of the rest is only noted: such claims
come, and can be decided.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.crosschecks.base import (
    DEPENDENT_SEGMENT_MISSING,
    PATTERN_FAILS,
    Crosscheck,
    finding,
    money,
)
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.guide import Segment, guide_named
from coverwell.wire.x12.situations import loops_of, positions_of


OUT_OF_BALANCE = "400"  # claim status code of the 277CA
_CHARGE = {"SV1": 2, "SV2": 3, "SV3": 2}
_PAID = "D"


@dataclass(slots=True)
class _Adjudication:
    """Loop 2430: what a payer paid and adjusted of a line (cents)."""

    at: int
    payer: str
    paid: int
    adjusted: int = 0


@dataclass(slots=True)
class _Line:
    charge: int
    number: int
    adjudications: list[_Adjudication] = field(default_factory=list)


@dataclass(slots=True)
class _Payer:
    """Loop 2320: `at` is its SBR, `paid_at` its AMT*D."""

    at: int
    id: str = ""
    paid: int = 0
    paid_at: int = 0
    adjusted: int = 0


class Claim837Coordination(Crosscheck):
    """Adds up each claim that other payers decided before."""

    def piece(self, piece: Piece) -> Iterator[Finding]:
        """Check a claim; amounts that cannot be read are reported elsewhere."""
        if piece.loop != "2300" or _opening(piece.transaction.guide) not in piece.positions:
            return iter(())
        try:
            return iter(list(_Claim(piece).findings()))
        except (ValueError, IndexError):
            return iter(())


class _Claim:
    """The amounts of one claim."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.charge = 0
        self.payers: list[_Payer] = []
        self.lines: list[_Line] = []
        separator = piece.transaction.group.interchange.delimiters.element
        wanted = _wanted(piece.transaction.guide)
        for at, position in enumerate(piece.positions):
            take = wanted.get(position)
            if take is not None:
                take(self, at, piece.texts[at].split(separator))

    def claim(self, _: int, values: list[str]) -> None:
        """CLM."""
        self.charge = _amount(values[2])

    def other(self, at: int, _: list[str]) -> None:
        """SBR of loop 2320."""
        self.payers.append(_Payer(at))

    def claim_adjusted(self, _: int, values: list[str]) -> None:
        """CAS of loop 2320."""
        self.payers[-1].adjusted += _adjusted(values)

    def amount(self, at: int, values: list[str]) -> None:
        """AMT of loop 2320."""
        if values[1] == _PAID:
            self.payers[-1].paid, self.payers[-1].paid_at = _amount(values[2]), at

    def payer(self, _: int, values: list[str]) -> None:
        """NM1 of loop 2330B."""
        self.payers[-1].id = values[9]

    def line(self, _: int, values: list[str]) -> None:
        """SV1, SV2 or SV3."""
        charge = _amount(values[_CHARGE[values[0].upper()]])
        self.lines.append(_Line(charge, len(self.lines) + 1))

    def adjudication(self, at: int, values: list[str]) -> None:
        """SVD."""
        self.lines[-1].adjudications.append(_Adjudication(at, values[1], _amount(values[2])))

    def line_adjusted(self, _: int, values: list[str]) -> None:
        """CAS of loop 2430."""
        self.lines[-1].adjudications[-1].adjusted += _adjusted(values)

    def findings(self) -> Iterator[Finding]:
        """What does not add up, payer by payer."""
        known = {payer.id for payer in self.payers}
        for line in self.lines:
            for one in line.adjudications:
                if one.payer and one.payer not in known:
                    text = "SVD01 names none of the other payers of the claim (2330B NM109)."
                    yield finding(
                        self.piece, one.at, PATTERN_FAILS, text,
                        element=1, severity=Severity.WARN,
                    )  # fmt: skip
        for payer in self.payers:
            yield from self._of_payer(payer)

    def _of_payer(self, payer: _Payer) -> Iterator[Finding]:
        own = [
            (line, [one for one in line.adjudications if one.payer == payer.id])
            for line in self.lines
        ]
        said = [one for _, of_line in own for one in of_line]
        wrong = [(line, of_line) for line, of_line in own if of_line and _too_much(line, of_line)]
        for line, of_line in wrong:
            yield _line_balance(self.piece, line, of_line)
        if not payer.paid_at:
            if said:
                yield _unpaid(self.piece, payer)
            return
        lines_paid = sum(one.paid for one in said)
        apart = lines_paid - payer.adjusted - payer.paid
        explained = sum(_too_much(line, of_line) for line, of_line in wrong)
        if said and apart not in (0, explained):
            text = (
                f"AMT*D {money(payer.paid)} is not what this payer paid for the lines (SVD02), "
                f"{money(lines_paid)}, less its adjustments of the claim, {money(payer.adjusted)}."
            )
            yield _balance(self.piece, payer.paid_at, text)
        elif not wrong:
            yield from self._whole(payer, sum(one.adjusted for one in said), explained=bool(said))

    def _whole(self, payer: _Payer, lines_adjusted: int, *, explained: bool) -> Iterator[Finding]:
        """The charge of the claim against all that this payer says."""
        adjusted = payer.adjusted + lines_adjusted
        if self.charge == payer.paid + adjusted:
            return
        text = (
            f"CLM02 {money(self.charge)} is not what this payer paid (AMT*D), "
            f"{money(payer.paid)}, and adjusted (CAS), {money(adjusted)}."
        )
        told = explained or adjusted
        severity = Severity.REJECT if told else Severity.WARN
        yield _balance(self.piece, payer.paid_at, text, severity)


def _too_much(line: _Line, said: list[_Adjudication]) -> int:
    """What a payer paid and adjusted of a line beyond its charge (cents)."""
    return sum(one.paid + one.adjusted for one in said) - line.charge


def _line_balance(piece: Piece, line: _Line, said: list[_Adjudication]) -> Finding:
    paid, adjusted = sum(one.paid for one in said), sum(one.adjusted for one in said)
    text = (
        f"The charge of line {line.number}, {money(line.charge)}, is not what this payer paid "
        f"(SVD02), {money(paid)}, and adjusted (CAS), {money(adjusted)}."
    )
    return _balance(piece, said[0].at, text)


def _balance(piece: Piece, at: int, text: str, severity: Severity = Severity.REJECT) -> Finding:
    return finding(
        piece, at, OUT_OF_BALANCE, text, element=2, level=Level.CLAIM, severity=severity
    )


def _unpaid(piece: Piece, payer: _Payer) -> Finding:
    text = "This payer decided lines (SVD), but what it paid for the claim is missing (AMT*D)."
    return Finding(
        Level.SEGMENT, DEPENDENT_SEGMENT_MISSING, text, Severity.WARN,
        piece.segment + payer.at, "AMT", "2320", offset=piece.offsets[payer.at],
    )  # fmt: skip


def _adjusted(values: list[str]) -> int:
    return _amount(values[3]) if len(values) < 7 else sum(map(cents, filter(None, values[3::3])))


def _amount(text: str) -> int:
    """An amount that must be there; ValueError where it is missing or none."""
    return cents(text or "none")


_Take = Callable[[_Claim, int, list[str]], None]
_TAKES: dict[tuple[str, str], _Take] = {
    ("2300", "CLM"): _Claim.claim,
    ("2320", "SBR"): _Claim.other,
    ("2320", "CAS"): _Claim.claim_adjusted,
    ("2320", "AMT"): _Claim.amount,
    ("2330B", "NM1"): _Claim.payer,
    ("2400", "SV1"): _Claim.line,
    ("2400", "SV2"): _Claim.line,
    ("2400", "SV3"): _Claim.line,
    ("2430", "SVD"): _Claim.adjudication,
    ("2430", "CAS"): _Claim.line_adjusted,
}


@cache
def _wanted(guide: str) -> dict[Segment | None, _Take]:
    places = (p for loop in loops_of(guide_named(guide).body) for p in positions_of(loop))
    return {p: _TAKES[p.loop, p.id] for p in places if (p.loop, p.id) in _TAKES}


@cache
def _opening(guide: str) -> Segment:
    """The segment that begins what another payer says."""
    return next(place for place, take in _wanted(guide).items() if place and take is _Claim.other)
