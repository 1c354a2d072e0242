"""Files of one claim over SFTP while the server process is killed: none lost, none twice.

    python -m tests.services.sftp_storm FILES KILLS

In an installation of its own (`COVERWELL_DATA` names its folder). Several connections of asyncssh
and one of OpenSSH send files; who gets no confirmation sends again, as partners do. Meanwhile the
server process is killed with kill -9, and `coverwell work` reads and decides. The last line
printed is JSON: what held and what did not, and how quickly it went.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import asyncssh


FOLDER = Path(os.environ.get("COVERWELL_DATA", "."))
LOGIN = "bridge"
CONNECTIONS = 4
BATCH = 50
PROGRAM = (sys.executable, "-m", "coverwell.doors.cli.main")


def main(files: int, kills: int) -> None:
    from coverwell.doors.cli.database import ready
    from coverwell.doors.cli.ports import free_port

    ready()
    world(files)
    names = written(files)
    server = Server(free_port(20_022))
    server.start()
    worker = subprocess.Popen([*PROGRAM, "work"], start_new_session=True)
    try:
        began = time.monotonic()
        confirmed = asyncio.run(send_all(names, server, kills))
        sent = time.monotonic() - began
        wait_for_decisions(files)
        done = time.monotonic() - began
        said = {
            "confirmed": len(confirmed),
            "killed": server.killed,
            "files_a_second_sent": round(files / sent),
            "files_a_second_decided": round(files / done),
            "processor_ms_a_file": {
                "sftp": round(1000 * server.processor() / files, 1),
                "worker": round(1000 * processor_of(worker.pid) / files, 1),
            },
            **findings(names),
        }
    finally:
        server.end()
        worker.terminate()
        worker.wait(timeout=60)
    sys.stdout.write(json.dumps(said) + "\n")


def world(files: int) -> None:
    from django.db import connection

    from coverwell.doors.edi_gateway.sftp.server import key_fingerprint
    from coverwell.records.partners.models import Partner
    from coverwell.services.acting import ENGINE, Actor, acting
    from coverwell.services.partners.keys import add_key
    from tests.services.large_world import build, claims_of

    families = max(files // 5, 1)
    offices = build(families)
    with acting(ENGINE):
        number = Partner.objects.get(sender_id="SENDER1").pk
        Partner.objects.filter(pk=number).update(login=LOGIN)
    key = FOLDER / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    fingerprint = key_fingerprint(key.with_suffix(".pub").read_text())
    add_key(number, "ssh", fingerprint, "storm", Actor("ola", "staff"))
    connection.close()
    (FOLDER / "claims.json").write_text(json.dumps([families, offices]))
    assert len(claims_of(1, families, offices, 1)) == 1


def written(files: int) -> list[str]:
    """Write the files of the partner: one claim each."""
    from tests.claim_files import file_837
    from tests.services.large_world import claims_of

    families, offices = json.loads((FOLDER / "claims.json").read_text())
    folder = FOLDER / "out"
    folder.mkdir()
    names = []
    for number, claim in enumerate(claims_of(files, families, offices, 1), start=1):
        names.append(f"c{number:06}.837")
        (folder / names[-1]).write_bytes(file_837([claim], control=number))
    return names


class Server:
    """`coverwell gateway sftp` in a process of its own, that can be shot and started again."""

    def __init__(self, port: int) -> None:
        self.port, self.killed, self.used = port, 0, 0.0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [*PROGRAM, "gateway", "sftp", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("SFTP on "), line

    def shoot(self) -> None:
        self.used += processor_of(self.process.pid)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.killed += 1
        self.start()

    def processor(self) -> float:
        return self.used + processor_of(self.process.pid)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def processor_of(pid: int) -> float:
    """Seconds of processor time of a process."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


async def send_all(names: list[str], server: Server, kills: int) -> set[str]:
    """Send every file over several connections until each is confirmed."""
    confirmed: set[str] = set()
    left = iter(names)
    senders = [by_asyncssh(left, confirmed, server.port) for _ in range(CONNECTIONS)]
    senders.append(by_openssh(left, confirmed, server.port))
    done = asyncio.gather(*senders)
    for shot in range(1, kills + 1):
        while len(confirmed) < shot * len(names) // (kills + 1):
            await asyncio.sleep(0.02)
        await asyncio.to_thread(server.shoot)
    await done
    return confirmed


async def by_asyncssh(left, confirmed: set[str], port: int) -> None:
    """One connection: a file after the other; what was not confirmed is sent again."""
    name = next(left, None)
    while name is not None:
        try:
            async with (
                asyncssh.connect(
                    "127.0.0.1", port, username=LOGIN, known_hosts=None,
                    client_keys=[str(FOLDER / "id")], config=None,
                ) as connection,
                connection.start_sftp_client() as client,
            ):  # fmt: skip
                while name is not None:
                    await client.put(str(FOLDER / "out" / name), f"inbound/{name}")
                    confirmed.add(name)
                    name = next(left, None)
        except (OSError, asyncssh.Error):
            await asyncio.sleep(0.2)


async def by_openssh(left, confirmed: set[str], port: int) -> None:
    """The client of OpenSSH with batches: one that broke off is sent again from its start."""
    options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes")
    command = [
        "sftp", "-q", "-b", "-", "-P", str(port), "-i", str(FOLDER / "id"),
        *(word for one in options for word in ("-o", one)), f"{LOGIN}@127.0.0.1",
    ]  # fmt: skip
    while batch := list(islice(left, BATCH)):
        steps = "".join(f"put {FOLDER}/out/{name} inbound/{name}\n" for name in batch)
        while True:
            pipe = asyncio.subprocess.PIPE
            quiet = asyncio.subprocess.DEVNULL
            client = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=quiet, stderr=quiet
            )
            await client.communicate(steps.encode())
            if client.returncode == 0:
                break
            await asyncio.sleep(0.2)
        confirmed.update(batch)


def wait_for_decisions(files: int) -> None:
    """Wait until as many claims are decided; gives up when nothing moves for a minute."""
    from tests.services import storm as book

    before, moved = -1, time.monotonic()
    while True:
        now = book.counts()["decisions"]
        if now >= files:
            return
        if now != before:
            before, moved = now, time.monotonic()
        elif time.monotonic() - moved > 60:
            return
        time.sleep(0.2)


def findings(names: list[str]) -> dict[str, object]:
    from django.db import connection

    from coverwell.services.acting import ENGINE, acting
    from tests.services import storm as book

    queries = {
        "kept_once": "SELECT count(DISTINCT sha256) FROM cw_files_keptfile WHERE direction = 'in'",
        "sent_again": "SELECT count(*) FROM cw_files_fileevent WHERE state = 'duplicate'",
        "acknowledged": "SELECT count(*) FROM cw_files_keptfile WHERE kind = '277CA'",
        "unfinished": "SELECT count(*) FROM cw_intake_intakeclaim WHERE state <> 'accepted'",
    }
    found: dict[str, object] = {}
    with acting(ENGINE), connection.cursor() as cursor:
        for name, statement in queries.items():
            cursor.execute(statement)
            found[name] = cursor.fetchone()[0]
        cursor.execute("SELECT name FROM cw_files_keptfile WHERE direction = 'in'")
        arrived = {re.sub(r"^.*/", "", name) for (name,) in cursor.fetchall()}
    return {**found, **book.counts(), "lost": len(set(names) - arrived)}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
