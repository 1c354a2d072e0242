"""How fast and in how little memory an 837P is read. Run: python -m tests.benchmarks.wire_837p

Prints MB/s of CPU time on one core for parse and validate, for typed claims, and for pyx12 on the
same claims, and the peak memory while a generated stream (500 MB; --mb N for another size) is
read.
"""

# ruff: noqa: T201 - a benchmark prints
import argparse
import resource
import time
from collections.abc import Iterable, Iterator

from coverwell.wire.x12 import Claim837, check, read_claims
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.samples import GS, ISA, PROFESSIONAL, TRAILER, lines


VERSION = "005010X222A1"
CODES = (("99213:25", 120), ("87880", 30), ("85025", 12), ("36415", 15))


def claim(number: int, level: int) -> str:
    """One subscriber with one claim of four lines."""
    charge = sum(amount for _, amount in CODES) + number % 50
    parts = [
        f"HL*{level}*1*22*0~SBR*P*18*GRP{number % 90:03}******CI~"
        f"NM1*IL*1*LAKE{number % 997}*MARIA*J***MI*M{number:09}~N3*{number % 999 + 1} PINE ST~"
        f"N4*SEATTLE*WA*98102~DMG*D8*19{number % 80 + 10}0214*F~"
        "NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01~"
        f"CLM*A{number}*{charge}***11:B:1*Y*A*Y*Y~REF*D9*CH{number:09}~"
        f"HI*ABK:J0290*ABF:R509*ABF:E11{number % 10}~"
        "NM1*82*1*STONE*PAUL****XX*1234567893~PRV*PE*PXC*207Q00000X~"
    ]
    for line, (code, amount) in enumerate(CODES, 1):
        worth = amount + (number % 50 if line == 3 else 0)
        parts.append(
            f"LX*{line}~SV1*HC:{code}*{worth}*UN*1***1:2~"
            f"DTP*472*D8*202601{number % 28 + 1:02}~REF*6R*L{number}{line}~"
        )
    return "".join(parts)


def stream(size: int) -> Iterator[bytes]:
    """One interchange of about this many bytes in one transaction set, a part at a time."""
    head = "".join(segment + "~" for segment in lines(PROFESSIONAL)[:10])
    yield f"{ISA}{GS.format(version=VERSION)}ST*837*0001*{VERSION}~{head}".encode()
    written = number = 0
    segments = 12
    while written < size:
        part = "".join(claim(number + at, number + at + 2) for at in range(200)).encode()
        number += 200
        segments += part.count(b"~")
        written += len(part)
        yield part
    yield f"SE*{segments}*0001~{TRAILER.format(sets=1)}".encode()


def timed(name: str, size: int, work: Iterable[object]) -> float:
    """Consume the work; print and return MB/s of CPU time."""
    start = time.process_time()
    count = sum(1 for _ in work)
    speed = size / (time.process_time() - start) / 1e6
    print(f"{name:<34} {speed:8.2f} MB/s   {count} results")
    return speed


def peak() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=500)
    megabytes = parser.parse_args().mb
    data = b"".join(stream(6_000_000))
    print(f"{len(data) / 1e6:.1f} MB of 837P, {data.count(b'CLM*')} claims of four lines")
    assert list(check([data])) == []
    start = time.process_time()
    fields = [segment.split(b"*") for segment in data.split(b"~")]
    print(
        f"{'bytes.split only (the limit)':<34} "
        f"{len(data) / (time.process_time() - start) / 1e6:8.2f} MB/s   {len(fields)} segments"
    )
    del fields
    whole = max(timed("parse and validate", len(data), check([data])) for _ in range(3))
    claims = (event for event in read_claims([data]) if isinstance(event, Claim837))
    typed = timed("parse, validate, typed claims", len(data), claims)
    small = b"".join(stream(150_000))
    start = time.process_time()
    assert pyx12_complaints(small) == []
    other = len(small) / (time.process_time() - start) / 1e6
    print(
        f"{'pyx12, same claims':<34} {other:8.2f} MB/s   "
        f"{whole / other:.0f} times slower than parse and validate, {typed / other:.0f} than typed"
    )
    before = peak()
    timed(
        f"{megabytes} MB stream, typed claims",
        megabytes * 1_000_000,
        read_claims(stream(megabytes * 1_000_000)),
    )
    print(f"{'peak memory':<34} {peak():8.0f} MB      {before:.0f} MB before the stream")


if __name__ == "__main__":
    main()
