"""Files, decisions, payments while everything is killed, the server too (P1, P2, P4, P5, P12)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
CLAIMS = int(os.environ.get("COVERWELL_STORM_CLAIMS", "600"))
KILLS = int(os.environ.get("COVERWELL_STORM_KILLS", "10"))
CRASHES = int(os.environ.get("COVERWELL_STORM_CRASHES", "2"))


def ran(folder: Path, *words: object) -> str:
    """The output of a module that runs in an installation of its own."""
    ours = os.environ | {"COVERWELL_DATA": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "-m", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=ours, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("storm")


@pytest.fixture(scope="module")
def after(folder) -> dict:
    """What the storm came to, in processes and on a durable server of its own."""
    said = ran(folder, "tests.services.crash_storm", CLAIMS, KILLS, CRASHES)
    sys.stdout.write(said)
    return json.loads(said.splitlines()[-1])


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


def test_a_restored_backup_says_the_same_of_claims_and_money(after, folder, tmp_path):
    """P13: on a server of its own, and what must hold is computed anew there."""
    kept, second = tmp_path / "backup", tmp_path / "second"
    ran(folder, "coverwell.doors.cli.main", "db", "backup", kept)
    ran(folder, "coverwell.doors.cli.main", "db", "restore", kept, second)
    for each in ("office-journal", *(path.name for path in folder.glob("out-*.x12"))):
        shutil.copy(folder / each, second)
    said = json.loads(ran(second, "tests.services.crash_storm", "again", CLAIMS).splitlines()[-1])
    assert said == {key: value for key, value in after.items() if key in said}
    assert len(said) > 15


def test_a_backup_is_never_written_over_another(after, folder, tmp_path):
    (tmp_path / "mine").write_text("keep me")
    with pytest.raises(AssertionError, match="nothing is ever written over"):
        ran(folder, "coverwell.doors.cli.main", "db", "backup", tmp_path)
