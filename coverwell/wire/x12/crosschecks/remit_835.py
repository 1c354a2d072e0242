"""835 (X221A1): line, claim and payment each add up (section 1.10.2.1 of the guide).

SVC02 - CAS of the line = SVC03; CLP03 - all CAS of the claim and its lines = CLP04; the sum of
CLP04 - the sum of PLB = BPR02. A difference is told once, where it arises: a claim is not blamed
for its lines, nor the payment for its claims.
"""

from collections.abc import Iterator
from functools import cache

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.crosschecks.base import (
    CODE_NOT_USED,
    DEPENDENT_ELEMENT_NOT_USED,
    OUT_OF_BALANCE,
    Crosscheck,
    finding,
    money,
)
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.guide import Segment, guide_named
from coverwell.wire.x12.situations import loops_of, positions_of


_MONEY = frozenset(("BPR", "CAS", "CLP", "PLB", "SVC"))
_REVERSAL = "22"


@cache
def _money_positions(guide: str) -> frozenset[Segment | None]:
    loops = loops_of(guide_named(guide).body)
    return frozenset(p for loop in loops for p in positions_of(loop) if p.id in _MONEY)


class Remit835(Crosscheck):
    """Adds up one transaction set as its pieces come."""

    def __init__(self) -> None:
        self.payment: tuple[Piece, int, int] | None = None
        self.paid = self.adjusted = 0
        self.explained = 0  # what claims that do not add up take from the payment
        self.unread = False

    def piece(self, piece: Piece) -> Iterator[Finding]:
        """Check a claim, or take note of the payment; amounts that cannot be read are reported."""
        separator = piece.transaction.group.interchange.delimiters.element
        found: list[Finding] = []
        try:
            self._add_up(piece, separator, found)
        except (ValueError, IndexError):
            self.unread = True
        return iter(found)

    def _add_up(self, piece: Piece, separator: str, found: list[Finding]) -> None:
        claim: _Claim | None = None
        texts, wanted = piece.texts, _money_positions(piece.transaction.guide)
        for at in [at for at, position in enumerate(piece.positions) if position in wanted]:
            values = texts[at].split(separator)
            name = values[0].upper()
            if name == "CAS" and claim:
                claim.take(values)
            elif name == "SVC" and claim:
                claim.line(at, values)
            elif name == "CLP":
                claim = _Claim(at, values)
            elif name == "PLB":
                self.unread = self.unread or len(values) % 2 == 0  # an amount is missing
                self.adjusted += sum(map(cents, values[4::2]))
            elif name == "BPR":
                self.payment = (piece, at, cents(values[2]))
                found += _payment(piece, at, values)
        if claim:
            found += claim.findings(piece)
            self.paid += claim.paid
            self.explained += claim.owed - claim.paid

    def end(self) -> Iterator[Finding]:
        """The payment against its claims and provider adjustments."""
        if self.payment is None or self.unread:
            return
        piece, at, stated = self.payment
        total = self.paid - self.adjusted
        if stated not in (total, total + self.explained):
            text = (
                f"BPR02 is {money(stated)}, but the claims less the provider adjustments come to "
                f"{money(total)}."
            )
            yield finding(piece, at, OUT_OF_BALANCE, text, element=2, level=Level.APPLICATION)


class _Claim:
    """One claim with its lines; amounts in cents."""

    def __init__(self, at: int, values: list[str]) -> None:
        self.at, self.status = at, values[2]
        self.charge, self.paid = cents(values[3]), cents(values[4])
        self.patient = values[5] if len(values) > 5 else ""
        self.taken = self.line_taken = 0
        self.lines: list[tuple[int, int, int, int]] = []  # place, charge, paid, adjustments
        self.open: tuple[int, int, int] | None = None

    def line(self, at: int, values: list[str]) -> None:
        """A line begins."""
        self._close()
        self.open = (at, cents(values[2]), cents(values[3]) if len(values) > 3 else 0)
        self.line_taken = 0

    def take(self, values: list[str]) -> None:
        """Adjustments of the open line, or of the claim."""
        taken = cents(values[3]) if len(values) < 7 else sum(map(cents, values[3::3]))
        self.taken += taken
        self.line_taken += taken

    def _close(self) -> None:
        if self.open:
            self.lines.append((*self.open, self.line_taken))
            self.open = None

    @property
    def owed(self) -> int:
        """What the claim should pay by its charge and adjustments."""
        return self.charge - self.taken

    def findings(self, piece: Piece) -> Iterator[Finding]:
        """The lines that do not add up, and the claim if they do not explain it."""
        self._close()
        explained = 0
        for at, charge, paid, taken in self.lines:
            if charge - taken != paid:
                explained += paid - (charge - taken)
                text = (
                    f"The line does not add up: SVC02 {money(charge)} less its adjustments "
                    f"{money(taken)} is not SVC03 {money(paid)}."
                )
                yield _balance(piece, at, 3, text)
        if self.paid - self.owed not in (0, explained):
            text = (
                f"The claim does not add up: CLP03 {money(self.charge)} less all adjustments "
                f"{money(self.taken)} is not CLP04 {money(self.paid)}."
            )
            yield _balance(piece, self.at, 4, text)
        charged = sum(line[1] for line in self.lines)
        if self.lines and charged != self.charge:
            text = f"The charges of the lines come to {money(charged)}, not to CLP03."
            yield _balance(piece, self.at, 3, text, Severity.WARN)
        if self.status == _REVERSAL and self.patient and cents(self.patient):
            text = "A reversal has no patient responsibility: CLP05 is not used."
            yield finding(
                piece, self.at, DEPENDENT_ELEMENT_NOT_USED, text,
                element=5, severity=Severity.WARN,
            )  # fmt: skip


def _balance(
    piece: Piece, at: int, element: int, text: str, severity: Severity = Severity.REJECT
) -> Finding:
    return finding(
        piece, at, OUT_OF_BALANCE, text,
        element=element, level=Level.APPLICATION, severity=severity,
    )  # fmt: skip


def _payment(piece: Piece, at: int, values: list[str]) -> Iterator[Finding]:
    amount = cents(values[2])
    if amount < 0:
        text = "BPR02 may not be negative: what is owed is carried forward (PLB FB)."
        yield _balance(piece, at, 2, text)
    if amount and len(values) > 4 and values[4] == "NON":
        text = "BPR04 NON says that nothing is paid, but BPR02 is not zero."
        yield finding(piece, at, CODE_NOT_USED, text, element=4, severity=Severity.WARN)
