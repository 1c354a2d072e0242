"""A storm over the deciders: what waits, workers that are killed, and what must hold after."""

import multiprocessing
import os
import random
import signal
import threading
import time

from django.db import connection

from coverwell.doors.edi_gateway.claims.read_837 import propose
from coverwell.records.members.models import Family
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.accept import accept
from coverwell.services.claims.hand_over import hand_over
from coverwell.services.claims.proposed import Source
from coverwell.services.claims.replay import Difference, replay, unequal_balances
from coverwell.services.claims.workers import decide_all
from coverwell.services.database.owner import as_owner
from coverwell.services.files.keep import Arrival, keep
from coverwell.wire.x12.transactions.claim_837 import Claim837
from coverwell.wire.x12.transactions.read_837 import read_claims
from tests.services.large_world import build, claim_files


def accepted(claims: int, families: int) -> int:
    """A world with so many claims that wait for their decisions."""
    data = claim_files(claims, families, build(families))
    kept = keep([data], Arrival("storm.x12", "cli", kind="other"), ENGINE)
    sent = [event for event in read_claims([data]) if isinstance(event, Claim837)]
    day = sent[0].lines[0].service.first.replace(month=11)
    proposed = [propose(one, number, day) for number, one in enumerate(sent, start=1)]
    for at in range(0, len(proposed), 500):
        taken = accept(proposed[at : at + 500], Source(kept.id, day))
        assert taken.rejected == 0
    with acting(ENGINE):
        assert hand_over(kept.id, 1, claims) == claims
    return claims


def decide_under_fire(workers: int, kills: int, size: int = 25) -> int:
    """Decide everything while a marksman kills workers; returns how many he killed."""
    done = threading.Event()
    killed: list[int] = []
    marksman = threading.Thread(target=_kill, args=(kills, killed, done), daemon=True)
    marksman.start()
    decide_all(workers, size=size)
    done.set()
    marksman.join()
    return len(killed)


def _kill(kills: int, killed: list[int], done: threading.Event) -> None:
    shots = random.Random(7)  # noqa: S311
    while len(killed) < kills and not done.is_set():
        time.sleep(shots.uniform(0.0, 0.08))
        children = [one for one in multiprocessing.active_children() if one.pid not in killed]
        if children:
            victim = shots.choice(children)
            os.kill(victim.pid, signal.SIGKILL)
            killed.append(victim.pid)


def counts() -> dict[str, int]:
    tables = {
        "claims": "SELECT count(*) FROM cw_claims_claim",
        "decided": "SELECT count(DISTINCT (family_id, claim)) FROM cw_claims_decision",
        "decisions": "SELECT count(*) FROM cw_claims_decision",
        "to_pay": "SELECT count(*) FROM cw_claims_topay",
        "to_decide": "SELECT count(*) FROM cw_claims_todecide",
        "lines": "SELECT count(*) FROM cw_claims_decisionline",
    }
    with acting(ENGINE), connection.cursor() as cursor:
        found = {}
        for name, statement in tables.items():
            cursor.execute(statement)
            found[name] = cursor.fetchone()[0]
    return found


def replay_differences() -> list[Difference]:
    with acting(ENGINE):
        ids = list(Family.objects.order_by("pk").values_list("pk", flat=True))
    return list(replay(ids))


def balances_that_differ() -> list[int]:
    return unequal_balances()


def spoil_one_decision_and_one_balance() -> None:
    """As the owner of the tables, past every wall."""
    with as_owner(), connection.cursor() as cursor:
        for table in ("decision", "accumulatorbalance"):
            cursor.execute(f"ALTER TABLE cw_claims_{table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(
            "UPDATE cw_claims_decision SET plan_paid = plan_paid + 1 WHERE (family_id, claim) ="
            " (SELECT family_id, claim FROM cw_claims_decision ORDER BY 1, 2 LIMIT 1)"
        )
        cursor.execute(
            "UPDATE cw_claims_accumulatorbalance SET amount = amount + 1"
            " WHERE (family_id, person, what, side, period) = (SELECT family_id, person, what,"
            " side, period FROM cw_claims_accumulatorbalance ORDER BY 1, 2, 3 LIMIT 1)"
        )
        for table in ("decision", "accumulatorbalance"):
            cursor.execute(f"ALTER TABLE cw_claims_{table} FORCE ROW LEVEL SECURITY")
