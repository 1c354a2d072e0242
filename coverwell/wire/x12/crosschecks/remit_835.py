"""835 (X221A1): line, claim and payment each add up (section 1.10.2.1 of the guide).

SVC02 - CAS of the line = SVC03; CLP03 - all CAS of the claim and its lines = CLP04; the sum of
CLP04 - the sum of PLB = BPR02. A difference is told once, where it arises: a claim is not blamed
for its lines, nor the payment for its claims.
"""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.crosschecks.base import (
    CODE_NOT_USED,
    OUT_OF_BALANCE,
    Crosscheck,
    finding,
    money,
)
from coverwell.wire.x12.crosschecks.claim_835 import (
    Places,
    balance,
    claim_findings,
    claim_of,
    places_in,
    sound,
)
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.forms import Forms


_places = Forms(places_in)


class Remit835(Crosscheck):
    """Adds up one transaction set as its pieces come."""

    def __init__(self) -> None:
        self.payment: tuple[Piece, int, int] | None = None
        self.paid = self.adjusted = 0
        self.explained = 0  # what claims that do not add up take from the payment
        self.unread = False

    def piece(self, piece: Piece) -> Iterable[Finding]:
        """Check a claim, or take note of the payment; amounts that cannot be read are reported."""
        found: list[Finding] = []
        try:
            self._add_up(piece, _places[piece.form], found)
        except (ValueError, IndexError):
            self.unread = True
        return found

    def _add_up(self, piece: Piece, places: Places, found: list[Finding]) -> None:
        separator = piece.transaction.group.interchange.delimiters.element
        for at in places.payments:
            values = piece.texts[at].split(separator)
            self.payment = (piece, at, cents(values[2]))
            found += _payment(piece, at, values)
        if places.claim >= 0:
            paid = _sound(piece, places, separator)
            if paid < 0:
                claim = claim_of(piece, places, separator)
                found += claim_findings(piece, claim)
                paid = claim.paid
                self.explained += claim.owed - claim.paid
            self.paid += paid
        for at in places.plb:
            values = piece.texts[at].split(separator)
            self.unread = self.unread or len(values) % 2 == 0  # an amount is missing
            self.adjusted += sum(map(cents, values[4::2]))

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


def _sound(piece: Piece, places: Places, separator: str) -> int:
    try:
        return sound(piece, places, separator)
    except ValueError:  # fewer elements than a paid line has: looked at one by one
        return -1


def _payment(piece: Piece, at: int, values: list[str]) -> Iterator[Finding]:
    amount = cents(values[2])
    if amount < 0:
        text = "BPR02 may not be negative: what is owed is carried forward (PLB FB)."
        yield balance(piece, at, 2, text)
    if amount and len(values) > 4 and values[4] == "NON":
        text = "BPR04 NON says that nothing is paid, but BPR02 is not zero."
        yield finding(piece, at, CODE_NOT_USED, text, element=4, severity=Severity.WARN)
