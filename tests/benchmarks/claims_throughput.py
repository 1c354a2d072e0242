"""From an 837P file to durable decisions: claims a second, and ratios in the same run.

    python tests/benchmarks/claims_throughput.py [claims] [families] [workers]

Its own database, fsync on, every check on. Seconds mean little on a shared machine: compare the
ratio to a raw COPY of the same rows, and the processor time of each part.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.mkdtemp(prefix="coverwell-bench-")
os.environ.setdefault("COVERWELL_DATA", FOLDER)

from coverwell.doors.cli.database import ready  # noqa: E402


TABLES = ("claim", "claimnumber", "decision", "decisionline", "accumulatorentry", "topay")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(claims: int, families: int, workers: int) -> None:
    ready()
    from tests.services.large_world import build, claim_files

    offices = build(families)
    single = claim_files(1_000, families, offices, control=2)
    data = claim_files(claims, families, offices)
    say(f"{claims:,} claims of 4 lines, {families:,} families, file {len(data) / 1e6:.1f} MB")
    seconds = whole(data, workers)
    say(f"837P to durable decisions: {claims / seconds:,.0f} claims/s with {workers} workers")
    raw = raw_copy()
    say(f"raw COPY of the same rows: {claims / raw:,.0f} claims/s; ratio {raw / seconds:.2f}")
    one_by_one(single)
    estimates(families, offices)


def whole(data: bytes, workers: int) -> float:
    from coverwell.doors.edi_gateway.claims.receive import receive
    from coverwell.services.acting import Actor
    from coverwell.services.claims.workers import decide_all
    from coverwell.services.files.keep import Arrival, keep
    from tests.benchmarks.processor import used

    start = used()
    kept = keep([data], Arrival("bench.x12", "cli"), Actor("bench", "staff"))
    received = receive(kept.id)
    middle = used()
    decided = decide_all(workers)
    end = used()
    taking, deciding, both = middle - start, end - middle, end - start
    say(f"  accepted {received.accepted:,}, rejected {received.rejected:,}, decided {decided:,}")
    say(f"  taking in {taking.wall:.2f} s, deciding {deciding.wall:.2f} s")
    parts = {
        "parsing": taking.children,
        "taking in": taking.own,
        "deciding": deciding.own + deciding.children,
        "PostgreSQL taking in": taking.postgres,
        "PostgreSQL deciding": deciding.postgres,
        "all": both.processor,
    }
    for name, seconds in parts.items():
        say(f"  {name + ':':<22} {seconds / decided * 1e6:5.0f} µs of processor time a claim")
    say(f"  two quiet cores, never idle: {2 * decided / both.processor:,.0f} claims/s")
    return both.wall


def raw_copy() -> float:
    """COPY every row that the run left behind into tables of the same shape, keys included."""
    from django.db import connection

    from coverwell.services.database.owner import as_owner

    total = 0.0
    with as_owner(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE cw_claims_{table} NO FORCE ROW LEVEL SECURITY")
        for table in TABLES:
            with cursor.copy(f"COPY cw_claims_{table} TO STDOUT") as out:
                rows = b"".join(map(bytes, out))
            cursor.execute(
                f"CREATE TABLE bench_{table}"
                f" (LIKE cw_claims_{table} INCLUDING DEFAULTS INCLUDING INDEXES)"
            )
            start = time.perf_counter()
            with cursor.copy(f"COPY bench_{table} FROM STDIN") as copy:
                copy.write(rows)
            total += time.perf_counter() - start
            cursor.execute(f"DROP TABLE bench_{table}")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE cw_claims_{table} FORCE ROW LEVEL SECURITY")
    return total


def one_by_one(data: bytes) -> None:
    """One claim by itself: lock, load, decide, commit."""
    from coverwell.doors.edi_gateway.claims.receive import receive
    from coverwell.services.acting import Actor
    from coverwell.services.claims.adjudicate import decide_batch
    from coverwell.services.files.keep import Arrival, keep

    receive(keep([data], Arrival("single.x12", "cli"), Actor("bench", "staff")).id)
    took = []
    while True:
        start = time.perf_counter()
        if not decide_batch(size=1):
            break
        took.append(time.perf_counter() - start)
    tell("one claim by itself", took)


def estimates(families: int, offices: list[tuple[str, str]]) -> None:
    """One estimate of four services without charges: from the question to the stored answer."""
    from coverwell.records.members.models import Family
    from coverwell.services.acting import ENGINE, Actor, acting
    from coverwell.services.estimates.ask import ask
    from coverwell.services.estimates.question import Question, Service
    from tests.services.large_world import CODES

    with acting(ENGINE):
        known = list(Family.objects.order_by("id").values_list("id", "subscriber_number"))
    took = []
    for number in range(1_000):
        family, subscriber = known[number * 7 % families]
        services = tuple(Service(CODES[(number + at) % len(CODES)]) for at in range(4))
        tax_id = offices[number % len(offices)][0]
        question = Question(family, 1, f"{subscriber}01", tax_id, date(2026, 11, 20), services)
        start = time.perf_counter()
        ask(question, Actor("bench", "staff"), date(2026, 11, 18))
        took.append(time.perf_counter() - start)
    tell("one estimate", took)


def tell(what: str, took: list[float]) -> None:
    milliseconds = statistics.quantiles([1000 * one for one in took], n=100)
    say(
        f"{what} ({len(took)}): median {milliseconds[49]:.1f} ms, p99 {milliseconds[98]:.1f} ms,"
        f" fastest {min(took) * 1000:.1f} ms"
    )


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]] or [10_000, 2_000, 2]
    main(*sizes)
