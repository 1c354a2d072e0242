"""How fast 834 and 835 are read. Run: python -m tests.benchmarks.wire_834_835

Prints MB/s of processor time on one core for parse and validate (the 834 with its counts, the 835
with full balancing, with google-re2 and without), for typed values, and for pyx12 on the same
segments, and the ratios.
"""

# ruff: noqa: T201 - a benchmark prints
from collections.abc import Iterator
from contextlib import contextmanager

from coverwell.wire.x12 import bulk, check
from coverwell.wire.x12.transactions.read_834 import read_enrollment
from coverwell.wire.x12.transactions.read_835 import read_remittances
from tests.benchmarks.wire_speed import line, speed
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.samples import ISA, TRAILER


def members(size: int) -> Iterator[str]:
    """An 834 of about this many bytes: families of two with a health and a dental coverage."""
    yield (
        f"{ISA}GS*BE*SENDER01*PAYER01*20260105*0833*11*X*005010X220A1~ST*834*0001*005010X220A1~"
        "BGN*00*F2601*20260105*0830****2~N1*P5*HARBOR WORKS*FI*912345678~"
        "N1*IN*COVERWELL DEMO PLAN*FI*912223333~"
    )
    written, number, segments = 0, 0, 4
    while written < size:
        part = "".join(_family(number + at) for at in range(100))
        number += 100
        segments += part.count("~")
        written += len(part)
        yield part
    yield f"SE*{segments + 1}*0001~{TRAILER.format(sets=1)}"


def _family(number: int) -> str:
    head = f"REF*0F*S{number:07}~REF*1L*GRP{number % 90:03}~DTP*356*D8*202601{number % 28 + 1:02}~"
    home = f"N3*{number % 999 + 1} PINE ST~N4*SEATTLE*WA*98102~"
    cover = f"DTP*348*D8*202601{number % 28 + 1:02}~"
    return (
        f"INS*Y*18*021*28*A***FT~{head}NM1*IL*1*LAKE{number % 997}*MARIA*J***34*9{number:08}~"
        f"PER*IP**HP*5555550110~{home}DMG*D8*19{number % 80 + 10}0214*F*M~"
        f"HD*021**HLT*POS GOLD*ESP~{cover}HD*021**DEN*DENTAL PLUS*ESP~{cover}"
        f"INS*N*01*021*28*A~{head}NM1*IL*1*LAKE{number % 997}*TOM~{home}"
        f"DMG*D8*19{number % 80 + 10}0912*M~HD*021**HLT*POS GOLD~{cover}"
    )


def payments(size: int) -> Iterator[str]:
    """An 835 of about this many bytes: one payment of claims with three lines each."""
    claims = max(size // 640, 100)
    total = claims * 150
    yield (
        f"{ISA}GS*HP*PAYER01*CLINIC01*20260105*0833*11*X*005010X221A1~ST*835*0001~"
        f"BPR*I*{total}*C*CHK************20260112~TRN*1*T1*1912223333~"
        "N1*PR*COVERWELL DEMO PLAN~N3*100 MAIN ST~N4*SEATTLE*WA*98101~"
        "PER*BL*EDI*TE*5555550102~N1*PE*HARBOR CLINIC*XX*1234567893~REF*TJ*912345678~LX*1~"
    )
    for start in range(0, claims, 100):
        yield "".join(map(_claim, range(start, min(start + 100, claims))))
    yield f"SE*{11 + 21 * claims}*0001~{TRAILER.format(sets=1)}"


def _claim(number: int) -> str:
    line = (
        "SVC*HC:99213:25*120*50**1~DTM*472*20260102~CAS*CO*45*45~CAS*PR*2*25~REF*6R*L{}~AMT*B6*75~"
    )
    return (
        f"CLP*A{number}*1*360*150*75*12*2026{number:08}*11*1~NM1*QC*1*LAKE*MARIA****MI*M{number:09}~"
        f"DTM*050*20260103~" + "".join(line.format(at) for at in range(3))
    )


@contextmanager
def without_re2() -> Iterator[None]:
    """As if google-re2 were not installed."""
    kept, bulk.re2 = bulk.re2, None
    bulk.forget()
    try:
        yield
    finally:
        bulk.re2 = kept
        bulk.forget()


def pyx12(name: str, data: bytes) -> float:
    """What the judge reaches on the same segments, MB/s."""
    assert pyx12_complaints(data) == [], name
    return speed(lambda: pyx12_complaints(data), len(data), 2)


def main() -> None:
    """Print the figures."""
    for name, make, typed in (
        ("834", members, read_enrollment),
        ("835", payments, read_remittances),
    ):
        data = "".join(make(5_000_000)).encode()
        print(f"{name}: {len(data) / 1e6:.1f} MB; re2 {'is' if bulk.re2 else 'is NOT'} installed")
        assert list(check([data])) == [], name
        whole = speed(lambda data=data: check([data]), len(data))
        other = pyx12(name, "".join(make(60_000)).encode())
        if name == "834":
            line("parse and validate", whole, "MB/s", 20)
        else:
            line("parse and validate, full balancing, with re2", whole, "MB/s", 30)
            with without_re2():
                assert list(check([data])) == []
                plain = speed(lambda data=data: check([data]), len(data))
            line("the same without re2", plain, "MB/s", 15)
        values = speed(lambda data=data, typed=typed: typed([data]), len(data), 2)
        line("typed values", values, "MB/s", 0)
        line("pyx12 parse and validate", other, "MB/s", 0)
        print(f"  {whole / other:.0f} times as fast as pyx12")


if __name__ == "__main__":
    main()
