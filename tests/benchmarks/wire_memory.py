"""In how little memory large files are read. Run: python -m tests.benchmarks.wire_memory [--mb N]

Reads generated 837P files to typed claims, each in a process of its own that imports nothing but
the codec: one of many transaction sets, and one of a single huge set. Prints the most memory that
the process has held. Without --mb they are of 1 GB each, which takes some minutes.
"""

# ruff: noqa: T201 - a benchmark prints
import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from coverwell.wire.x12 import Claim837, TransactionEnd, read_claims
from tests.wire.x12.samples import GS, ISA, PROFESSIONAL, TRAILER, lines


VERSION = "005010X222A1"
CASES = ("many transaction sets", "one huge transaction set")
PER_SET = 5


def claim(number: int, level: int) -> str:
    """A subscriber with a claim of two lines."""
    subscriber = "".join(one + "~" for one in lines(PROFESSIONAL)[11:18])
    return (
        f"HL*{level}*1*22*0~{subscriber}CLM*A{number}*150***11:B:1*Y*A*Y*Y~HI*ABK:J0290~"
        f"LX*1~SV1*HC:99213:25*120*UN*1***1~DTP*472*D8*20260102~REF*6R*L{number}1~"
        f"LX*2~SV1*HC:87880*30*UN*1***1~DTP*472*D8*20260102~REF*6R*L{number}2~"
    )


def many_sets(size: int) -> Iterator[bytes]:
    """Transaction sets of five claims each."""
    head = "".join(one + "~" for one in lines(PROFESSIONAL)[:10])
    body = head + "".join(claim(at, at + 2) for at in range(PER_SET))
    count = body.count("~") + 2
    yield (ISA + GS.format(version=VERSION)).encode()
    written = sets = 0
    while written < size:
        part = "".join(
            f"ST*837*{at:09}*{VERSION}~{body}SE*{count}*{at:09}~"
            for at in range(sets + 1, sets + 101)
        ).encode()
        sets += 100
        written += len(part)
        yield part
    yield TRAILER.format(sets=sets).encode()


def one_set(size: int) -> Iterator[bytes]:
    """One transaction set of everything."""
    head = lines(PROFESSIONAL)[:10]
    start = f"{ISA}{GS.format(version=VERSION)}ST*837*0001*{VERSION}~"
    yield (start + "".join(one + "~" for one in head)).encode()
    written = number = 0
    segments = len(head) + 2
    while written < size:
        part = "".join(claim(number + at, number + at + 2) for at in range(200)).encode()
        number += 200
        segments += part.count(b"~")
        written += len(part)
        yield part
    yield f"SE*{segments}*0001~{TRAILER.format(sets=1)}".encode()


def read_one(case: str, megabytes: int) -> None:
    """Read one file and print what it took; this process does nothing else."""
    make = many_sets if case == CASES[0] else one_set
    start, held = time.process_time(), _most()
    claims = sets = 0
    for event in read_claims(make(megabytes * 1_000_000)):
        if isinstance(event, Claim837):
            claims += event.acceptable
        elif isinstance(event, TransactionEnd):
            sets += event.accepted
    reached = "yes" if _most() <= 120 else "NO"
    print(
        f"  {megabytes} MB in {case:<26} {_most():6.0f} MB  goal at most 120: {reached}"
        f"   ({held:.0f} MB before, {claims} claims, {sets} sets accepted, "
        f"{time.process_time() - start:.0f} s)",
        flush=True,
    )


def _most() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Read each file in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=1000)
    parser.add_argument("--case", choices=CASES, default="")
    given = parser.parse_args()
    if given.case:
        read_one(given.case, given.mb)
        return
    print("Peak memory while an 837P is read to typed claims", flush=True)
    for case in CASES:
        command = [sys.executable, "-m", __spec__.name, "--mb", str(given.mb), "--case", case]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
