"""The command line of the house: help, checks, the demonstration, and how it ends."""

import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import mkdtemp

import pytest
from click.testing import CliRunner
from django.conf import settings

from coverwell.config import deploy_checks, local_postgres
from coverwell.doors.cli import ports
from coverwell.doors.cli.main import main


ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "SECRET_KEY": "".join(chr(97 + n % 26) + str(n % 10) for n in range(40)),
    "FIELD_KEYS": f"a1:{base64.b64encode(bytes(range(32))).decode()}",
    "ALLOWED_HOSTS": "claims.example",
    "COVERWELL_DATA": "/srv/claims",
    "DATABASE_URL": "postgresql://app@db.example/plan?sslmode=verify-full",
    "DATABASE_OWNER_URL": "postgresql://owner@db.example/plan?sslmode=verify-full",
    "VIRUS_SCANNER": "clamd:/run/clamav/clamd.ctl",
}


def coverwell(*words, **variables):
    # The browser's tests may stand in the same process, and need this switch (which is refused).
    quiet = {key: value for key, value in os.environ.items() if "ASYNC_UNSAFE" not in key}
    return subprocess.run(
        [sys.executable, "-m", "coverwell", *words],
        cwd=ROOT,
        env=quiet | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_file_of_the_folder_with_a_command_is_a_word():
    told = CliRunner().invoke(main, ["--help"]).output
    for word in ("check", "db", "demo", "manage"):
        assert re.search(rf"^  {word} ", told, re.MULTILINE), told


def test_help_needs_no_setting_from_outside():
    bare = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}
    command = [sys.executable, "-m", "coverwell", "--help"]
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "gateway" in done.stdout


def test_an_unknown_word_is_refused():
    result = CliRunner().invoke(main, ["adjudciate"])
    assert result.exit_code == 2
    assert "No such command 'adjudciate'" in result.output


@pytest.mark.parametrize(
    ("variable", "value", "number"),
    [
        ("SECRET_KEY", "short", 1),
        ("SECRET_KEY", "a" * 60, 1),
        ("DEBUG", "on", 2),
        ("ALLOWED_HOSTS", "*", 3),
        ("ALLOWED_HOSTS", "localhost", 3),
        ("HTTPS", "off", 4),
        ("COVERWELL_DATA", "", 5),
        ("DATABASE_URL", "", 6),
        ("DATABASE_OWNER_URL", SAFE["DATABASE_URL"], 7),
        ("DATABASE_URL", "postgresql://app@db.example/plan", 8),
        ("FIELD_KEYS", "", 13),
        ("VIRUS_SCANNER", "the usual one", 14),
    ],
)
def test_each_fault_of_an_unsafe_production_is_named_with_its_cure(
    monkeypatch, variable, value, number
):
    for name, safe in SAFE.items():
        monkeypatch.setenv(name, safe)
    monkeypatch.setenv(variable, value)
    faults = deploy_checks.surroundings()
    assert f"coverwell.E{number:03}" in {fault.id for fault in faults}
    assert all(fault.hint for fault in faults)


def test_a_production_without_a_virus_scanner_is_warned(monkeypatch):
    for name, safe in SAFE.items():
        monkeypatch.setenv(name, safe)
    monkeypatch.delenv("VIRUS_SCANNER")
    assert [one.id for one in deploy_checks.surroundings()] == ["coverwell.W014"]


def test_a_safe_production_has_no_fault(monkeypatch):
    for name, safe in SAFE.items():
        monkeypatch.setenv(name, safe)
    assert deploy_checks.surroundings() == []


def test_a_database_that_may_lose_claims_is_refused(monkeypatch):
    server = local_postgres.start(settings.DATA_FOLDER / "test", durable=False)
    monkeypatch.setenv("DATABASE_URL", server.url("postgres", "postgres"))
    assert {fault.id for fault in deploy_checks.server()} == {"coverwell.E010", "coverwell.E012"}


def test_a_database_that_does_not_answer_is_a_fault(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://app@/plan?host={tmp_path}")
    assert [fault.id for fault in deploy_checks.server()] == ["coverwell.E009"]


def test_check_deploy_ends_with_an_error_code(tmp_path):
    done = coverwell("check", "--deploy", COVERWELL_DATA=str(tmp_path), DATABASE_URL="")
    assert done.returncode == 1
    assert "DATABASE_URL is not set" in done.stderr


def test_check_passes_as_installed(tmp_path):
    assert coverwell("check", COVERWELL_DATA=str(tmp_path)).returncode == 0


def test_the_next_free_port_is_taken():
    with socket.socket() as other:
        other.bind((ports.HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        assert ports.free_port(taken) > taken


@pytest.fixture
def folder():
    """A data folder that root's database user can reach too (pytest's own is shut)."""
    made = Path(mkdtemp(prefix="coverwell-demo-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)
    shutil.rmtree(local_postgres.address(made).socket_folder, ignore_errors=True)


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return page.status == 200
    except OSError:
        return False


# The world has its own tests; how the demonstration ends does not depend on it.
ONLY_DATABASE = """
from coverwell.doors.cli import demo
demo.STEPS = demo.STEPS[:1]
demo.command([])
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_demonstration_serves_and_leaves_nothing_behind(folder, ending):
    variables = {
        "COVERWELL_DATA": str(folder),
        "PORT": str(ports.free_port(18000)),
        "DATABASE_URL": "",
    }
    site = subprocess.Popen(
        [sys.executable, "-c", ONLY_DATABASE],
        cwd=ROOT,
        env=os.environ | variables,
        stdout=subprocess.DEVNULL,
    )
    end = time.monotonic() + 120
    while not answers(variables["PORT"]) and site.poll() is None and time.monotonic() < end:
        time.sleep(0.2)
    assert answers(variables["PORT"])
    site.send_signal(ending)
    assert site.wait(30) == 0
    assert not local_postgres.address(folder).socket.exists()
    assert not answers(variables["PORT"])


def test_check_deploy_lets_a_safe_production_pass(folder):
    server = local_postgres.start(folder)
    addresses = {"DATABASE_URL": server.app, "DATABASE_OWNER_URL": server.owner}
    done = coverwell("check", "--deploy", **(SAFE | {"COVERWELL_DATA": str(folder)} | addresses))
    local_postgres.leave(server)
    assert done.returncode == 0, done.stderr
