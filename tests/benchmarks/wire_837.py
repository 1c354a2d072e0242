"""How fast 837 files are read. Run: python -m tests.benchmarks.wire_837

Prints MB/s of processor time on one core for parse and validate (SNIP 1 to 3, with positions) and
for typed claims, professional and institutional, and the ratio to pyx12 on the same claims.
"""

# ruff: noqa: T201 - a benchmark prints
from collections.abc import Callable, Iterator

from coverwell.wire.x12 import check, read_claims
from tests.benchmarks.wire_speed import line, speed
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.samples import GS, INSTITUTIONAL, ISA, PROFESSIONAL, TRAILER, lines


PROFESSIONAL_VERSION, INSTITUTIONAL_VERSION = "005010X222A1", "005010X223A2"
CODES = (("99213:25", 120), ("87880", 30), ("85025", 12), ("36415", 15))
WARDS = (("0120", "", 900), ("0250", "", 84), ("0300", "HC:85025", 12), ("0450", "HC:99283", 310))


def _subscriber(number: int, level: int) -> str:
    return (
        f"HL*{level}*1*22*0~SBR*P*18*GRP{number % 90:03}******CI~"
        f"NM1*IL*1*LAKE{number % 997}*MARIA*J***MI*M{number:09}~N3*{number % 999 + 1} PINE ST~"
        f"N4*SEATTLE*WA*98102~DMG*D8*19{number % 80 + 10}0214*F~"
        "NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01~"
    )


def professional_claim(number: int, level: int) -> str:
    """One subscriber with one claim of four lines; offices differ in what they charge."""
    more = (number * 7919) % 4096
    charge = sum(amount for _, amount in CODES) + more
    parts = [
        _subscriber(number, level),
        f"CLM*A{number}*{charge}***11:B:1*Y*A*Y*Y~REF*D9*CH{number:09}~"
        f"HI*ABK:J0290*ABF:R509*ABF:E11{number % 10}~"
        "NM1*82*1*STONE*PAUL****XX*1234567893~PRV*PE*PXC*207Q00000X~",
    ]
    for at, (code, amount) in enumerate(CODES, 1):
        worth = amount + (more if at == 3 else 0)
        parts.append(
            f"LX*{at}~SV1*HC:{code}*{worth}*UN*1***1:2~"
            f"DTP*472*D8*202601{number % 28 + 1:02}~REF*6R*L{number}{at}~"
        )
    return "".join(parts)


def institutional_claim(number: int, level: int) -> str:
    """One subscriber with one inpatient claim of four lines."""
    more = (number * 7919) % 4096
    charge = sum(amount for _, _, amount in WARDS) + more
    parts = [
        _subscriber(number, level),
        f"CLM*H{number}*{charge}***11:A:1**A*Y*Y~DTP*096*TM*1100~DTP*434*RD8*20260102-20260104~"
        "DTP*435*DT*202601020830~CL1*1*1*01~"
        f"REF*D9*CH{number:09}~HI*ABK:J189:::::::Y~HI*ABJ:R509~"
        "NM1*71*1*STONE*PAUL****XX*1234567893~PRV*AT*PXC*207R00000X~",
    ]
    for at, (revenue, code, amount) in enumerate(WARDS, 1):
        worth, unit = amount + (more if at == 2 else 0), "DA" if revenue == "0120" else "UN"
        parts.append(
            f"LX*{at}~SV2*{revenue}*{code}*{worth}*{unit}*2~DTP*472*D8*20260102~"
            f"REF*6R*L{number}{at}~"
        )
    return "".join(parts)


def stream(size: int, claim: Callable[[int, int], str] = professional_claim) -> Iterator[bytes]:
    """One interchange of about this many bytes in one transaction set, a part at a time."""
    professional = claim is professional_claim
    version = PROFESSIONAL_VERSION if professional else INSTITUTIONAL_VERSION
    text = lines(PROFESSIONAL if professional else INSTITUTIONAL)
    header = text[: next(at for at, one in enumerate(text) if one.startswith("HL*2*"))]
    head = "".join(segment + "~" for segment in header)
    yield f"{ISA}{GS.format(version=version)}ST*837*0001*{version}~{head}".encode()
    written = number = 0
    segments = len(header) + 2
    while written < size:
        part = "".join(claim(number + at, number + at + 2) for at in range(200)).encode()
        number += 200
        segments += part.count(b"~")
        written += len(part)
        yield part
    yield f"SE*{segments}*0001~{TRAILER.format(sets=1)}".encode()


def measure(name: str, claim: Callable[[int, int], str]) -> None:
    """Print the figures of one kind of claim."""
    data = b"".join(stream(6_000_000, claim))
    print(f"{name}: {len(data) / 1e6:.1f} MB, {data.count(b'CLM*')} claims of four lines")
    assert list(check([data])) == []
    whole = speed(lambda: check([data]), len(data))
    typed = speed(lambda: read_claims([data]), len(data))
    small = b"".join(stream(150_000, claim))
    assert pyx12_complaints(small) == []
    other = speed(lambda: pyx12_complaints(small), len(small), 2)
    line("parse and validate", whole, "MB/s", 20)
    line("parse, validate, typed claims", typed, "MB/s", 15)
    line("pyx12 parse and validate", other, "MB/s", 0)
    print(f"  {whole / other:.0f} and {typed / other:.0f} times as fast as pyx12")


def main() -> None:
    """Print the figures."""
    measure("837P", professional_claim)
    measure("837I", institutional_claim)


if __name__ == "__main__":
    main()
