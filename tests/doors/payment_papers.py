"""Read back, by hand, what was sent: nothing here uses our own writers."""

from dataclasses import dataclass
from decimal import Decimal

from coverwell.records.payments.models import SentFile
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files import archive
from tests.wire.nacha.from_bank import corrected, returned


__all__ = ["Advice", "advice", "cents", "corrected", "returned", "sent", "transfers"]


@dataclass(frozen=True)
class Advice:
    """The sums of one 835 (cents)."""

    trace: str
    amount: int
    method: str
    effective: str
    claims: tuple[tuple[str, str, int, int], ...]
    beside: tuple[tuple[str, str, int], ...]
    segments: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        claims = sum(paid for _, _, _, paid in self.claims)
        return claims - sum(amount for _, _, amount in self.beside) == self.amount


def sent(channel: str) -> list[bytes]:
    with acting(ENGINE):
        rows = SentFile.objects.filter(channel=channel).order_by("run_id", "payment_id")
        return [b"".join(archive.read(row.file.sha256)) for row in rows.select_related("file")]


def cents(text: str) -> int:
    return int(Decimal(text) * 100)


def advice(data: bytes) -> Advice:
    segments = tuple(part.strip() for part in data.decode().split("~") if part.strip())
    split = [segment.split("*") for segment in segments]
    bpr = next(e for e in split if e[0] == "BPR")
    pairs = [(e[at], e[at + 1]) for e in split if e[0] == "PLB" for at in range(3, len(e) - 1, 2)]
    return Advice(
        trace=next(e[2] for e in split if e[0] == "TRN"),
        amount=cents(bpr[2]),
        method=bpr[4],
        effective=bpr[16],
        claims=tuple((e[7], e[2], cents(e[3]), cents(e[4])) for e in split if e[0] == "CLP"),
        beside=tuple((*code.split(":"), cents(amount)) for code, amount in pairs),
        segments=segments,
    )


def transfers(data: bytes) -> list[tuple[str, str, int, str]]:
    """The entries of a bank file: class, who (trace of the 835, or our number), cents, day."""
    found, kind, day = [], "", ""
    for record in data.decode().splitlines():
        if record[0] == "5":
            kind, day = record[50:53], record[69:75]
        if record[0] == "6":
            found.append((kind, record[39:54].strip(), int(record[29:39]), day))
        if record[0] == "7":
            _, _, trace, _ = record[3:83].strip().rstrip("~").split("*")
            assert found[-1][1] == trace
    return found
