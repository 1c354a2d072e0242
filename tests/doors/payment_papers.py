"""Read back, by hand, what was sent: nothing here uses our own writers."""

from dataclasses import dataclass
from decimal import Decimal

from coverwell.records.payments.models import SentFile
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files import archive


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


def returned(trace: str, cents: int, reason: str = "R02") -> bytes:
    """A payment that a bank sends back, record by record."""
    return _from_bank(
        "CCD", trace, cents, f"799{reason}{'990000010000001':<15}{'':6}99000001{'':44}"
    )


def corrected(trace: str, code: str, values: str) -> bytes:
    """What a bank corrects of an account: class COR, no money, addendum 98."""
    addendum = f"798{code}{'990000010000001':<15}{'':6}99000001{values:<29}{'':15}"
    return _from_bank("COR", trace, 0, addendum)


def _from_bank(kind: str, trace: str, cents: int, addendum: str) -> bytes:
    who = f"{'440011229':<17}{cents:010}{trace:<15}{'HARBOR FAMILY PRACTICE':<22}"
    records = [
        f"101 9900000131009900017{'2610080600'}A094101{'':54}",
        f"5200{'':36}1009900017{kind}{'RETURN':<10}261008261008   1990000010000001",
        f"621990000013{who}  1{1:015}",
        f"{addendum}{1:015}",
        f"8200{2:06}{99000001:010}{cents:012}{0:012}1009900017{'':25}990000010000001",
        f"9000001000001{2:08}{99000001:010}{cents:012}{0:012}{'':39}",
    ]
    assert {len(record) for record in records} == {94}
    return ("\n".join(records) + "\n").encode()
