"""270 in to 271 out: what one question costs, in this process and over HTTPS on loopback.

    python tests/benchmarks/real_time_270.py [members] [questions a second] [seconds]

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
from datetime import UTC, date, datetime
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="coverwell-bench-"))
os.environ.setdefault("COVERWELL_DATA", str(FOLDER))
SECRET = "a-long-secret-that-a-machine-has-made"

from coverwell.doors.cli.database import ready  # noqa: E402


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


def serve(port: int) -> subprocess.Popen[bytes]:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(FOLDER / "server.key"), "-out", str(FOLDER / "server.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    command = [
        sys.executable, "-m", "uvicorn", "coverwell.config.asgi:application",
        "--port", str(port), "--workers", "2", "--lifespan", "off", "--log-level", "error",
        "--ssl-certfile", str(FOLDER / "server.pem"), "--ssl-keyfile", str(FOLDER / "server.key"),
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=ROOT)


def message(n: int) -> str:
    return json.dumps(
        {
            "PayloadType": "X12_270_Request_005010X279A1",
            "ProcessingMode": "RealTime",
            "PayloadID": str(uuid.uuid4()),
            "TimeStamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "SenderID": "SENDER1",
            "ReceiverID": "HBLT1",
            "CORERuleVersion": "4.0.0",
            "Payload": base64.b64encode(question(n)).decode(),
        }
    )


class Client(threading.Thread):
    """Asks one question after the other, each at its own moment of a steady pace."""

    def __init__(self, port: int, token: str, moments: list[tuple[float, int]]) -> None:
        super().__init__()
        self.port, self.token, self.moments = port, token, moments
        self.took: list[float] = []
        self.wrong = 0

    def run(self) -> None:
        connection = connect(self.port)
        head = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        for moment, n in self.moments:
            time.sleep(max(0.0, moment - time.perf_counter()))
            body = message(n)
            start = time.perf_counter()
            connection.request("POST", "/edi/core/v4/realtime", body, head)
            said = json.loads(connection.getresponse().read())
            self.took.append(time.perf_counter() - start)
            self.wrong += said["ErrorCode"] != "Success"


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


def over_https(members: int, pace: int, seconds: int) -> None:
    from coverwell.doors.cli.ports import free_port

    port = free_port(18600)
    server = serve(port)
    try:
        bearer = token(port)
        threads = 16
        begin = time.perf_counter() + 1
        count = pace * seconds
        moments = [(begin + n / pace, (n * 7919) % (members // 2)) for n in range(count)]
        clients = [Client(port, bearer, moments[n::threads]) for n in range(threads)]
        for one in clients:
            one.start()
        for one in clients:
            one.join()
    finally:
        server.terminate()
        server.wait()
    took = sorted(1000 * one for client in clients for one in client.took)
    wrong = sum(client.wrong for client in clients)
    spent = time.perf_counter() - begin
    cuts = statistics.quantiles(took, n=100)
    say(
        f"over HTTPS with {members:,} members, {pace} a second asked, {len(took) / spent:.0f}"
        f" answered: median {cuts[49]:.1f} ms, p90 {cuts[89]:.1f}, p99 {cuts[98]:.1f};"
        f" {wrong} wrong"
    )


def main(members: int, pace: int, seconds: int) -> None:
    ready()
    build(members)
    alone(200)
    over_https(members, pace, seconds)


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]] or [100_000, 150, 20]
    main(*sizes)
