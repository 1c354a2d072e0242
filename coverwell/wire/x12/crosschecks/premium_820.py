"""820 (X218): what is paid in detail must be what is paid in all."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.crosschecks.base import OUT_OF_BALANCE, Crosscheck, finding, money
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level


class Premium820(Crosscheck):
    """BPR02 = sum of RMR04 + adjustments of earlier payments (ADX in 2200).

    Senders differ on two points, and each way that adds up is taken: whether the amounts of RMR04
    already hold the adjustments of this payment (ADX in 2320), and whether individuals (2000B)
    repeat what the organization's summary (2000A) has paid.
    """

    def __init__(self) -> None:
        self.stated: tuple[Piece, int, int] | None = None
        self.sums: defaultdict[str, int] = defaultdict(int)
        self.unread = False
        self.detailed: set[str] = set()  # A organization, B individuals

    def piece(self, piece: Piece) -> Iterator[Finding]:
        """Add up the amounts of a piece; what is no amount is already reported."""
        separator = piece.transaction.group.interchange.delimiters.element
        for at, position in enumerate(piece.positions):
            if position is None or position.id not in _AMOUNT_AT:
                continue
            values = [*piece.texts[at].split(separator), "", "", "", ""]
            text = values[_AMOUNT_AT[position.id]]
            try:
                amount = cents(text)
            except ValueError:
                text = ""
            if not text:
                self.unread = True
                continue
            if position.id == "BPR":
                self.stated = (piece, at, amount)
            else:
                self.sums[position.loop] += amount
                self.detailed.add(position.loop[-1])
        return iter(())

    def end(self) -> Iterator[Finding]:
        """The payment against its details."""
        if self.stated is None or self.unread or not self.detailed:
            return
        piece, at, stated = self.stated
        parts = [self._totals(part) for part in sorted(self.detailed)]
        both = {sum(some) for some in product(*parts)}
        if stated in both.union(*parts):
            return
        total = self.sums["2300A"] + self.sums["2200A"] + self.sums["2300B"] + self.sums["2200B"]
        text = (
            f"BPR02 is {money(stated)}, but RMR04 and the adjustments of earlier payments (ADX in "
            f"loop 2200) add up to {money(total)}."
        )
        yield finding(piece, at, OUT_OF_BALANCE, text, element=2, level=Level.APPLICATION)

    def _totals(self, part: str) -> set[int]:
        net = self.sums[f"2300{part}"] + self.sums[f"2200{part}"]
        return {net, net + self.sums[f"2320{part}"]}


_AMOUNT_AT = {"BPR": 2, "RMR": 4, "ADX": 1}
