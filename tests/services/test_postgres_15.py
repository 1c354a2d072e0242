"""The oldest PostgreSQL that we support: every migration, and claims from file to payment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
OLDEST = Path("/usr/lib/postgresql/15/bin/postgres")
RUN = """
from pathlib import Path
from coverwell.config import postgres_programs as programs
programs._embedded = lambda: None
programs._installed = lambda: Path("/usr/lib/postgresql/15/bin")
from tests.services import crash_storm
crash_storm.main(60, kills=2, crashes=1)
"""


@pytest.mark.skipif(not OLDEST.exists(), reason="this machine has no PostgreSQL 15")
def test_migrations_and_the_main_job_run_on_postgresql_15(tmp_path):
    ours = os.environ | {"COVERWELL_DATA": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env=ours,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["server"], said["crashed"]) == (15, 1)
    assert (said["decided"], said["remitted_claims"], said["to_decide"]) == (60, 60, 0)
    assert (said["replay_differences"], said["payment_faults"]) == (0, [])
