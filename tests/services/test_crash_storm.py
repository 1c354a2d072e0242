"""Files, decisions, payments while everything is killed, the server too (P1, P2, P4, P5, P12)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
CLAIMS = int(os.environ.get("COVERWELL_STORM_CLAIMS", "600"))
KILLS = int(os.environ.get("COVERWELL_STORM_KILLS", "10"))
CRASHES = int(os.environ.get("COVERWELL_STORM_CRASHES", "2"))


@pytest.fixture(scope="module")
def after(tmp_path_factory) -> dict:
    """What the storm came to, in processes and on a durable server of its own."""
    folder = tmp_path_factory.mktemp("storm")
    ours = os.environ | {"COVERWELL_DATA": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "tests.services.crash_storm"]
    sizes = map(str, (CLAIMS, KILLS, CRASHES))
    done = subprocess.run(
        [*command, *sizes], cwd=ROOT, env=ours, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"{said}\n")
    return said


def test_every_claim_is_decided_once_though_workers_and_the_server_are_killed(after):
    assert (after["killed"], after["crashed"]) == (KILLS, CRASHES)
    assert {after[each] for each in ("claims", "decided", "decisions")} == {CLAIMS}
    assert (after["to_decide"], after["lines"]) == (0, 4 * CLAIMS)


def test_a_replay_in_one_thread_gives_every_decision_and_balance_again(after):
    assert (after["replay_differences"], after["balances_that_differ"]) == (0, 0)


def test_what_was_acknowledged_before_a_crash_is_there_and_is_answered_the_same(after):
    assert after["files_acknowledged"] == after["files"]
    assert (after["claims_acknowledged"], after["acknowledged_and_gone"]) == (CLAIMS, 0)
    assert after["answers_that_changed"] == 0
    assert after["answers_a_file"] == ["277CA 999 TA1"]


def test_claims_payments_remittances_and_bank_files_agree_to_the_cent(after):
    assert after["payment_faults"] == []
    assert after["to_pay"] == 0
    assert after["remitted_claims"] == after["remitted_different_claims"] == CLAIMS
    assert after["items_cents"] == after["remitted_cents"] == after["decided_cents"] > 0
    paid = after["decided_cents"] + after["interest_cents"]
    assert after["paid_cents"] == after["moved_cents"] == after["advised_cents"] == paid
