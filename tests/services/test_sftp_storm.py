"""Small files over SFTP while its server is killed: none lost, none twice (P5, P12)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
FILES = int(os.environ.get("COVERWELL_STORM_FILES", "150"))
SHOTS = int(os.environ.get("COVERWELL_STORM_SHOTS", "1"))


@pytest.fixture(scope="module")
def after(tmp_path_factory) -> dict:
    """What it came to, in processes and on a durable server of its own."""
    folder = tmp_path_factory.mktemp("sftp-storm")
    ours = os.environ | {"COVERWELL_DATA": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "tests.services.sftp_storm", str(FILES), str(SHOTS)]
    done = subprocess.run(command, cwd=ROOT, env=ours, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    sys.stdout.write(done.stdout)
    return json.loads(done.stdout.splitlines()[-1])


def test_no_file_is_lost_and_none_is_taken_twice_though_the_server_is_killed(after):
    assert after["killed"] == SHOTS
    assert after["confirmed"] == after["kept_once"] == after["acknowledged"] == FILES
    assert after["lost"] == 0


def test_every_claim_of_them_is_decided_exactly_once(after):
    assert {after[each] for each in ("claims", "decided", "decisions")} == {FILES}
    assert (after["to_decide"], after["unfinished"]) == (0, 0)
