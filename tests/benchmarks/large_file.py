"""A large claim file taken in whole: seconds, disk, and the most memory of each process.

    python tests/benchmarks/large_file.py [--mb 500] [--shape sets|one|garbage|binary]

The file is made piece by piece on disk, sent through the archive and read like any other: kept,
parsed in a process of its own, accepted into the database, answered. `sets` has a transaction set
for each thousand claims, `one` holds all claims in one set; `garbage` and `binary` go on with
nonsense, with and without segment ends, behind a thousand good claims.
"""

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="coverwell-large-"))
os.environ.setdefault("COVERWELL_DATA", str(FOLDER))

from coverwell.doors.cli.database import ready  # noqa: E402


FAMILIES = 2_000
IN_ONE_SET = 1_000
LIMIT_MB = 300
Offices = list[tuple[str, str]]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=500)
    parser.add_argument("--shape", choices=SHAPES, default="sets")
    asked = parser.parse_args()
    ready()
    from tests.services.large_world import build

    path = FOLDER / "large.837"
    with path.open("wb") as out:
        for part in SHAPES[asked.shape](asked.mb * 1_000_000, build(FAMILIES)):
            out.write(part)
    say(f"{asked.shape}: a file of {path.stat().st_size / 1e6:,.0f} MB")
    take_in(path)


def take_in(path: Path) -> None:
    from coverwell.doors.edi_gateway.claims.receive import receive
    from coverwell.services.acting import ENGINE, Actor
    from coverwell.services.files.keep import Arrival, keep
    from coverwell.services.files.show import show_file
    from tests.benchmarks.processor import used

    start, before = used(), database_size()
    kept = keep(chunks(path), Arrival(path.name, "cli"), Actor("bench", "staff"))
    middle = used()
    received = receive(kept.id)
    took, keeping = used() - middle, middle - start
    say(f"  kept in {keeping.wall:.1f} s; read in {took.wall:.1f} s: {received}")
    say(
        f"  processor time: parsing {took.children:.1f} s, taking in {took.own:.1f} s,"
        f" PostgreSQL {took.postgres:.1f} s"
    )
    say(f"  database grew by {(database_size() - before) / 1e6:,.0f} MB")
    story = show_file(kept.id, ENGINE)
    for finding in story.detail.get("findings", ())[:3] if story else ():
        say(f"  said: {finding}")
    memory = {"taking in": resource.RUSAGE_SELF, "parsing": resource.RUSAGE_CHILDREN}
    for name, who in memory.items():
        peak = resource.getrusage(who).ru_maxrss / 1024
        say(f"  most memory, {name}: {peak:.0f} MB (limit {LIMIT_MB})")


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while part := source.read(1 << 20):
            yield part


def database_size() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def head() -> bytes:
    from tests.claim_files import isa

    return (isa() + "GS*HC*SENDER1*HBLT1*20260201*0833*1*X*005010X222A1~").encode()


def tail(sets: int) -> bytes:
    return f"GE*{sets}*1~IEA*1*000000001~".encode()


def some_sets(size: int, offices: Offices) -> Iterator[bytes]:
    from tests.claim_files import set_837
    from tests.services.large_world import claims_from

    yield head()
    written = number = 0
    for number in count(1):
        claims = claims_from((number - 1) * IN_ONE_SET, IN_ONE_SET, FAMILIES, offices)
        part = set_837(claims, f"{number:04}").encode()
        written += len(part)
        yield part
        if written >= size:
            break
    yield tail(number)


def one_set(size: int, offices: Offices) -> Iterator[bytes]:
    """Many sets less their own ST and header, ST and SE; HL numbers go on from set to set."""
    from tests.claim_files import HEADER, levels_837
    from tests.services.large_world import claims_from

    yield head() + b"ST*837*0001*005010X222A1~" + HEADER.encode()
    written, level, segments = 0, 0, 2 + HEADER.count("~")
    for number in count():
        claims = claims_from(number * IN_ONE_SET, IN_ONE_SET, FAMILIES, offices)
        found, level = levels_837(claims, level)
        part = ("~".join(found) + "~").encode()
        written, segments = written + len(part), segments + len(found)
        yield part
        if written >= size:
            break
    yield f"SE*{segments}*0001~".encode() + tail(1)


def garbage(size: int, offices: Offices) -> Iterator[bytes]:
    yield from without_tail(offices)
    part = b"".join(b"XX%d*NOTHING*OF*THIS*BELONGS*HERE~" % number for number in range(20_000))
    for _ in range(size // len(part) + 1):
        yield part


def binary(size: int, offices: Offices) -> Iterator[bytes]:
    yield from without_tail(offices)
    part = bytes(number for number in range(256) if number != ord("~")) * 4_000
    for _ in range(size // len(part) + 1):
        yield part


def without_tail(offices: Offices) -> Iterator[bytes]:
    """A thousand good claims; the set that comes next never ends."""
    *good, _ = some_sets(1, offices)
    yield from good
    yield b"ST*837*0002*005010X222A1~"


SHAPES: dict[str, Callable[[int, Offices], Iterator[bytes]]] = {
    "sets": some_sets,
    "one": one_set,
    "garbage": garbage,
    "binary": binary,
}


if __name__ == "__main__":
    main()
