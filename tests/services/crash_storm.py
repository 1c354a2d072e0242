"""The whole way under fire: files in, claims decided, payments out, while everything is killed.

    python -m tests.services.crash_storm CLAIMS KILLS CRASHES
    python -m tests.services.crash_storm again CLAIMS

With a durable server of its own (`COVERWELL_DATA` names its folder). An office sends files, two
workers decide, a payer pays and writes files; meanwhile processes are killed with kill -9 and so
is the database server. What was acknowledged is written down by the office, outside the database.
The last line printed is JSON: what held and what did not.
"""

import json
import multiprocessing
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from multiprocessing.context import ForkProcess
from pathlib import Path


FORK = multiprocessing.get_context("fork")
FOLDER = Path(os.environ.get("COVERWELL_DATA", "."))
JOURNAL = FOLDER / "office-journal"
DONE = FOLDER / "all-sent"
FILES = 20
BATCH = 25
TODAY = date(2026, 12, 7)


def main(claims: int, kills: int, crashes: int) -> None:
    from coverwell.doors.cli.database import ready

    ready()
    families = max(claims // 5, 1)
    offices = world(families)
    sent = write_files(claims, families, offices)
    began = time.monotonic()
    fired = storm(kills, crashes)
    seconds = time.monotonic() - began
    settle()
    from django.db import connection

    version = connection.pg_version // 10_000
    said = {"server": version, "seconds": round(seconds, 1), **fired, **findings(claims, sent)}
    sys.stdout.write(json.dumps(said) + "\n")


def again(claims: int) -> None:
    """Look at a folder after a storm, or at one that was restored from its backup."""
    from coverwell.doors.cli.database import ready

    ready()
    said = findings(claims, len(list(FOLDER.glob("out-*.x12"))))
    sys.stdout.write(json.dumps(said) + "\n")


def world(families: int) -> list[tuple[str, str]]:
    from django.db import connection

    from coverwell.services.acting import ENGINE, acting
    from coverwell.services.payments.values import Payee
    from tests.services.large_world import build
    from tests.services.payments_world import transfers_to

    offices = build(families)
    with acting(ENGINE):
        for tax_id, _ in offices[1:]:
            transfers_to(Payee(tax_id))
    connection.close()
    return offices


def write_files(claims: int, families: int, offices: list[tuple[str, str]]) -> int:
    """Sample files whose claim ids say which file and place they are from."""
    from tests.claim_files import file_837
    from tests.services.large_world import claims_of

    every = claims_of(claims, families, offices, salt=1)
    size = -(-claims // FILES)
    parts = [every[at : at + size] for at in range(0, claims, size)]
    for number, part in enumerate(parts):
        (FOLDER / f"out-{number:03}.x12").write_bytes(file_837(part, control=number + 1, ack="1"))
    return len(parts)


# What runs under fire. Each may die at any moment and is started again.


def office() -> None:
    """Send every file until it is acknowledged, some twice; write down what was acknowledged."""
    known = {line.split()[0] for line in journal()}
    for path in sorted(FOLDER.glob("out-*.x12")):
        if path.name in known:
            continue
        file, numbers = insistently(lambda path=path: send(path))
        if len(known) % 5 == 0:
            again = insistently(lambda path=path: send(path))
            assert again == (file, numbers), "the same bytes had another answer"
        with JOURNAL.open("a") as kept:
            kept.write(f"{path.name} {file} {' '.join(numbers)}\n")
            kept.flush()
            os.fsync(kept.fileno())
        known.add(path.name)
    DONE.touch()


def send(path: Path) -> tuple[int, tuple[str, ...]]:
    """The number of the kept file, and the claim numbers that its 277CA names."""
    from coverwell.doors.edi_gateway.claims.receive import receive
    from coverwell.services.acting import Actor
    from coverwell.services.files.keep import Arrival, keep

    staff = Actor("ola", "staff")
    kept = keep([path.read_bytes()], Arrival(path.name, "cli", kind="other"), staff)
    file = kept.first or kept.id
    receive(file)
    return file, acknowledged(file)


def acknowledged(file: int) -> tuple[str, ...]:
    from coverwell.services.acting import Actor
    from coverwell.services.files.show import file_bytes, show_file

    staff = Actor("ola", "staff")
    answers = [one for one in show_file(file, staff).answers if one.kind == "277CA"]
    text = "".join(b"".join(file_bytes(one.id, staff)).decode() for one in answers)
    return tuple(re.findall(r"REF\*1K\*(C\d+)~", text))


def decider() -> None:
    """Decide with two workers until everything was sent and nothing waits."""
    from coverwell.services.claims.workers import decide_all

    while True:
        last = DONE.exists()
        if not decide_all(2, size=BATCH) and last:
            return
        time.sleep(0.02)


def payer() -> None:
    """Pay and write files all the while."""
    while not DONE.exists():
        insistently(pay)
        time.sleep(0.1)


def pay() -> None:
    from coverwell.doors.bank.write import write_bank_files, write_cheque_lists
    from coverwell.doors.edi_gateway.payments.write import write_remittances
    from coverwell.services.acting import Actor
    from coverwell.services.payments.run import approve, run

    asked = run(TODAY, Actor("ola", "staff"))
    if asked.request:
        approve(asked.request, TODAY, Actor("pam", "staff"))
    write_remittances()
    write_bank_files()
    write_cheque_lists()


def insistently(work: Callable[[], object]):
    """What a client does while the database is away: the same again, a little later."""
    from django.db import connection
    from django.db.utils import InterfaceError, OperationalError

    for _ in range(600):
        try:
            return work()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.1)
    raise TimeoutError("The database did not come back.")


# The marksman.


def storm(kills: int, crashes: int) -> dict[str, int]:
    """Run all of it to its end under fire; says how many shots there were."""
    shots = random.Random(7)  # noqa: S311 - a storm that can be repeated
    jobs = (office, decider, payer)
    running = {job: started(job) for job in jobs}
    killed = crashed = 0
    while running:
        time.sleep(shots.uniform(0.0, 0.12))
        if crashed < crashes and len(journal()) >= (crashed + 1) * FILES // (crashes + 1):
            crash_the_server()
            crashed += 1
        elif killed < kills:
            killed += shoot(shots.choice(targets(running)))
        for job, process in list(running.items()):
            if process.exitcode == 0:
                del running[job]
            elif process.exitcode is not None:
                running[job] = started(job)
    return {"killed": killed, "crashed": crashed}


def started(job: Callable[[], None]) -> ForkProcess:
    process = FORK.Process(target=job)
    process.start()
    return process


def targets(running: dict[Callable[[], None], ForkProcess]) -> list[int]:
    """The processes at work, and the workers that the decider started."""
    found = [process.pid for process in running.values()]
    for pid in list(found):
        try:
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except OSError:
            continue
        found += map(int, text.split())
    return found


def shoot(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def crash_the_server() -> None:
    """Kill -9 the server itself; its keeper starts it again, and it recovers from its log."""
    written = next(FOLDER.glob("postgres/data-*/postmaster.pid"), None)
    if written is None:
        written = next(Path("/var/lib/coverwell").glob(f"{mark()}/data-*/postmaster.pid"))
    pid = int(written.read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.01)


def mark() -> str:
    from coverwell.config import environment, local_postgres

    return local_postgres.address(environment.data_folder()).socket_folder.name


def journal() -> list[str]:
    return JOURNAL.read_text().splitlines() if JOURNAL.exists() else []


# What must hold.


def settle() -> None:
    """After the storm: decide and pay what is left."""
    from django.db import connection

    from coverwell.services.claims.workers import decide_all

    insistently(connection.ensure_connection)
    decide_all(1)
    pay()


def findings(claims: int, sent: int) -> dict[str, object]:
    from coverwell.services.acting import Actor
    from coverwell.services.payments.verify import verify
    from tests.services import storm as book

    lines = [line.split() for line in journal()]
    numbers = [number for _, _, *said in lines for number in said]
    return {
        "files": sent,
        "files_acknowledged": len({name for name, *_ in lines}),
        "claims_acknowledged": len(set(numbers)),
        "acknowledged_and_gone": len(set(numbers) - claim_numbers()),
        "answers_that_changed": sum(
            acknowledged(int(file)) != tuple(said) for _, file, *said in lines
        ),
        "answers_a_file": sorted({answers_of(int(file)) for _, file, *_ in lines}),
        **book.counts(),
        "balances_that_differ": len(book.balances_that_differ()),
        "replay_differences": len(book.replay_differences()),
        "payment_faults": [str(fault) for fault in verify(Actor("ola", "staff"))],
        **money(),
    }


def claim_numbers() -> set[str]:
    from coverwell.records.claims.models import Claim
    from coverwell.services.acting import ENGINE, acting

    with acting(ENGINE):
        return set(Claim.objects.values_list("number", flat=True))


def answers_of(file: int) -> str:
    from coverwell.services.acting import Actor
    from coverwell.services.files.show import show_file

    return " ".join(sorted(one.kind for one in show_file(file, Actor("ola", "staff")).answers))


def money() -> dict[str, int]:
    """Cents: decided, in payments, in 835s, and in bank files and cheque lists."""
    from django.db.models import Sum

    from coverwell.records.claims.models import Decision
    from coverwell.records.payments.models import Payment, PaymentItem, SentFile
    from coverwell.services.acting import ENGINE, acting
    from tests.doors.payment_papers import advice, sent, transfers

    with acting(ENGINE):
        decided = Decision.objects.aggregate(t=Sum("plan_paid"))["t"]
        items = PaymentItem.objects.aggregate(t=Sum("amount"), i=Sum("interest"))
        paid = Payment.objects.aggregate(t=Sum("amount"))["t"]
        cheques = SentFile.objects.filter(channel="cheque").aggregate(t=Sum("total"))["t"]
    remitted = [claim for data in sent("835") for claim in advice(data).claims]
    return {
        "decided_cents": decided,
        "items_cents": items["t"],
        "interest_cents": items["i"],
        "paid_cents": paid,
        "remitted_claims": len(remitted),
        "remitted_different_claims": len({ours for ours, *_ in remitted}),
        "remitted_cents": sum(amount for *_, amount in remitted),
        "advised_cents": sum(advice(data).amount for data in sent("835")),
        "moved_cents": (cheques or 0)
        + sum(amount for data in sent("bank") for _, _, amount, _ in transfers(data)),
    }


if __name__ == "__main__":
    if sys.argv[1] == "again":
        again(int(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:]))
