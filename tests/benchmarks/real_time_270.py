"""270 in to 271 out: what one question costs, in this process and over HTTPS on loopback.

    python tests/benchmarks/real_time_270.py [members] [questions a second] [seconds] [processes]

Its own database with fsync on. The first figures are processor time of one question by itself; the
others are what a client sees that asks at a steady pace (CAQH CORE: 20 seconds for 9 of 10).
"""

import base64
import http.client
import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple


ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="coverwell-bench-"))
os.environ.setdefault("COVERWELL_DATA", str(FOLDER))
SECRET = "a-long-secret-that-a-machine-has-made"

from coverwell.doors.cli.database import ready  # noqa: E402
from tests.benchmarks.processor import used  # noqa: E402


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def build(members: int) -> int:
    """Families of two, one office, one live partner."""
    from coverwell.records.members.models import CoverageSpan, Family, Person
    from coverwell.services.acting import ENGINE, Actor, acting
    from coverwell.services.partners.keys import add_secret
    from tests.services import world

    with acting(ENGINE):
        world.published("open_access")
        account = world.account()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        partner = world.partner()
        partner.login = "bridge"
        partner.save()
        families = Family.objects.bulk_create(
            (Family(subscriber_number=f"H{n:08d}", account=account) for n in range(members // 2)),
            batch_size=5_000,
        )
        people = [
            Person(
                family=one, number=number, first_name="ADA" if number == 1 else "BEN",
                last_name=f"TEST{one.subscriber_number[-6:]}", birth_date=date(1980, 3, number),
                sex="F", relationship="18" if number == 1 else "01", state="PA", zip_code="17101",
            )
            for one in families
            for number in (1, 2)
        ]  # fmt: skip
        Person.objects.bulk_create(people, batch_size=5_000)
        CoverageSpan.objects.bulk_create(
            (
                CoverageSpan(
                    family=one.family, id=one.number, person=one.number, plan_key="open_access",
                    coverage_tier="family", first_on=world.YEAR,
                )
                for one in people
            ),
            batch_size=5_000,
        )  # fmt: skip
    add_secret(partner.pk, SECRET, "bench", Actor("bench", "staff"))
    return partner.pk


def question(n: int) -> bytes:
    from tests.inquiry_files import file_270, subscriber

    member = f"H{n:08d}01"
    return file_270(subscriber(member=member, last=f"TEST{n:06d}"), control=n % 10**9)


def alone(count: int) -> None:
    """Processor time of one question in this process, with and without the gateway around it."""
    from coverwell.doors.edi_gateway.real_time import answer_now
    from coverwell.services.partners.exchanges import Exchange, exchanged
    from coverwell.services.partners.keys import by_secret

    partner = by_secret("bridge", SECRET, datetime.now(UTC).date())

    def asked(n: int) -> object:
        about = Exchange(partner.partner, "bench", "RealTime", "270", str(uuid.uuid4()))
        with exchanged(about) as log:
            return answer_now(question(n), "bench", partner, log)

    asked(1)
    start, began = time.process_time(), time.perf_counter()
    for n in range(count):
        assert asked(n).kind == "271"
    used, took = time.process_time() - start, time.perf_counter() - began
    say(
        f"one question by itself: {1000 * used / count:.1f} ms of this process,"
        f" {1000 * took / count:.1f} ms in all"
    )
    codec(count)


def codec(count: int) -> None:
    """270 parse and 271 write alone."""
    from coverwell.records.files.models import KeptFile
    from coverwell.services.acting import ENGINE, acting
    from coverwell.services.files import archive
    from coverwell.wire.x12.transactions.eligibility import Eligibility
    from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
    from coverwell.wire.x12.transactions.write_eligibility import write_answers
    from tests.wire.x12.sets import ENVELOPE

    with acting(ENGINE):
        row = KeptFile.objects.filter(kind="271").first()
    answered = [
        one for one in read_eligibility(archive.read(row.sha256)) if isinstance(one, Eligibility)
    ]
    asked = question(1)
    start = time.process_time()
    for _ in range(count):
        list(read_eligibility([asked]))
    read = time.process_time() - start
    start = time.process_time()
    for _ in range(count):
        write_answers(ENVELOPE, answered)
    write = time.process_time() - start
    say(
        f"codec: {1000 * read / count:.2f} ms to read the 270,"
        f" {1000 * write / count:.2f} ms to write a 271 of {row.size:,} bytes, checked"
    )


def serve(port: int, workers: int) -> subprocess.Popen[bytes]:
    """Start what an operator starts (docs/partners.md)."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(FOLDER / "server.key"), "-out", str(FOLDER / "server.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    command = [
        sys.executable, "-m", "coverwell", "gateway", "https", "--port", str(port),
        "--certificate", str(FOLDER / "server.pem"), "--key", str(FOLDER / "server.key"),
        "--workers", str(workers),
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=ROOT)


def message(n: int, receiver: str = "HBLT1") -> str:
    return json.dumps(
        {
            "PayloadType": "X12_270_Request_005010X279A1",
            "ProcessingMode": "RealTime",
            "PayloadID": str(uuid.uuid4()),
            "TimeStamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "SenderID": "SENDER1",
            "ReceiverID": receiver,
            "CORERuleVersion": "4.0.0",
            "Payload": base64.b64encode(question(n)).decode(),
        }
    )


class Client(threading.Thread):
    """Asks one question after the other, each at its own moment of a steady pace."""

    def __init__(
        self, port: int, token: str, moments: list[tuple[float, int]], receiver: str
    ) -> None:
        super().__init__()
        self.port, self.token, self.moments, self.receiver = port, token, moments, receiver
        self.took: list[float] = []
        self.said: Counter[str] = Counter()

    def run(self) -> None:
        connection = connect(self.port)
        head = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        for moment, n in self.moments:
            body = message(n, self.receiver)
            time.sleep(max(0.0, moment - time.perf_counter()))
            connection.request("POST", "/edi/core/v4/realtime", body, head)
            said = json.loads(connection.getresponse().read())
            # From the moment of the pace on: who had to wait for an earlier answer waited too.
            self.took.append(time.perf_counter() - moment)
            self.said[said["ErrorCode"]] += 1


def connect(port: int) -> http.client.HTTPSConnection:
    trusted = ssl.create_default_context(cafile=str(FOLDER / "server.pem"))
    return http.client.HTTPSConnection("localhost", port, context=trusted, timeout=60)


def token(port: int) -> str:
    for _ in range(60):
        try:
            connection = connect(port)
            said = base64.b64encode(f"bridge:{SECRET}".encode()).decode()
            head = {
                "Authorization": f"Basic {said}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request("POST", "/edi/core/v4/token", "grant_type=client_credentials", head)
            return str(json.loads(connection.getresponse().read())["access_token"])
        except ConnectionError:
            time.sleep(0.5)
    raise RuntimeError("The server did not start.")


class Run(NamedTuple):
    """What came of asking at a pace: milliseconds of each answer, and seconds used."""

    took: list[float]
    reached: float
    said: Counter[str]
    server: float
    postgres: float
    own: float

    def words(self) -> str:
        """Say it in a line."""
        cuts, count = statistics.quantiles(self.took, n=100), len(self.took)
        spent = " + ".join(
            f"{1000 * one / count:.1f} {of}"
            for one, of in (
                (self.server, "server"),
                (self.postgres, "PostgreSQL"),
                (self.own, "client"),
            )
        )
        return (
            f"{self.reached:.0f} a second answered, p50 {cuts[49]:.1f} ms, p90 {cuts[89]:.1f},"
            f" p99 {cuts[98]:.1f}; processor time a question {spent} ms; {dict(self.said)}"
        )


def asked(members: int, pace: int, seconds: int, to: tuple[int, str, int], receiver: str) -> Run:
    """Ask at a steady pace over 16 connections that stay open; `to` is port, token, server."""
    port, bearer, server = to
    begin = time.perf_counter() + 1
    count = pace * seconds
    moments = [(begin + n / pace, (n * 7919) % (members // 2)) for n in range(count)]
    clients = [Client(port, bearer, moments[n::16], receiver) for n in range(16)]
    before, of_server = used(), processes(server)
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    spent, served = used() - before, processes(server) - of_server
    return Run(
        sorted(1000 * one for client in clients for one in client.took),
        count / (time.perf_counter() - begin),
        sum((client.said for client in clients), Counter()),
        served,
        spent.postgres,
        spent.own,
    )


def processes(server: int) -> float:
    """Return the seconds of processor time of a server and its worker processes."""
    total = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            if server in (int(entry.name), int(words[1])):
                total += int(words[11]) + int(words[12])
    return total / os.sysconf("SC_CLK_TCK")


def over_https(members: int, pace: int, seconds: int, workers: int) -> None:
    from coverwell.doors.cli.ports import free_port

    port = free_port(18600)
    server = serve(port, workers)
    try:
        to = (port, token(port), server.pid)
        asked(members, pace, 3, to, "HBLT1")  # every process and thread has its plans by then
        empty = asked(members, pace, seconds, to, "NOBODY")
        run = asked(members, pace, seconds, to, "HBLT1")
    finally:
        server.terminate()
        server.wait()
    say(
        f"asked over HTTPS: {pace} a second for {seconds} s, {members:,} members,"
        f" {workers} server processes"
    )
    say(f"  refused at the door (known sender, wrong receiver): {empty.words()}")
    say(f"  270 to 271: {run.words()}")
    ratio = statistics.median(run.took) / statistics.median(empty.took)
    work = (run.server + run.postgres + run.own) / (empty.server + empty.postgres + empty.own)
    say(f"  beside the one at the door: {ratio:.1f} times the time, {work:.1f} times the work")


def main(members: int, pace: int, seconds: int, workers: int) -> None:
    ready()
    build(members)
    alone(200)
    over_https(members, pace, seconds, workers)


if __name__ == "__main__":
    given, usual = [int(word) for word in sys.argv[1:]], [100_000, 150, 20, os.cpu_count() or 1]
    main(*given, *usual[len(given) :])
