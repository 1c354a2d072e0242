"""A local PostgreSQL for demonstration and tests: unix socket only, started and stopped by us.

Any number of processes may use one server; `postgres_keeper` stops it after the last of them.
"""

import atexit
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import psycopg

from coverwell.config import environment, postgres_keeper
from coverwell.config.postgres_programs import (
    NoLocalDatabaseError,
    Runner,
    major_version,
    programs,
    reachable,
    runner,
)
from coverwell.services.database import roles


PATIENCE_SECONDS: Final = 30.0
PORT: Final = 5432
NOT_DURABLE: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_held: dict[Path, IO[str]] = {}
_keepers: "list[subprocess.Popen[bytes]]" = []  # kept, or Python warns of a forgotten child


@dataclass(frozen=True, slots=True)
class Address:
    """Where the local server of a data folder listens, and its three logins."""

    folder: Path
    socket_folder: Path

    @property
    def socket(self) -> Path:
        """The unix socket itself."""
        return self.socket_folder / f".s.PGSQL.{PORT}"

    @property
    def app(self) -> str:
        """The login of the running system, which owns nothing."""
        return self.url(roles.APP)

    @property
    def owner(self) -> str:
        """The login that owns the tables and migrates them."""
        return self.url(roles.OWNER)

    def url(self, user: str, database: str = roles.DATABASE) -> str:
        """The libpq address for one login."""
        return f"postgresql://{user}@/{database}?host={self.socket_folder}&port={PORT}"


def address(data_folder: Path) -> Address:
    """Where the server of this data folder listens, whether or not it runs."""
    # A socket path of more than about 100 characters is refused, so it cannot lie in the folder.
    mark = hashlib.sha256(f"{os.geteuid()} {data_folder}".encode()).hexdigest()[:10]
    return Address(data_folder, Path("/tmp") / f"coverwell-{mark}")  # noqa: S108 - checked below


def start_here() -> Address:
    """Start or join the local server of this installation."""
    return start(environment.data_folder())


def start(folder: Path, *, durable: bool = True) -> Address:
    """Start or join the server of a data folder; it stays until this process ends."""
    where = address(folder)
    if where.socket_folder in _held:
        return where
    user = runner()
    home = _home(where, user)
    users = (home / "users.lock").open("w")
    fcntl.flock(users, fcntl.LOCK_SH)
    try:
        with _alone(home / "start.lock"):
            if not _kept(home, where):
                _launch(home, where, user, durable=durable)
    except BaseException:
        users.close()
        raise
    _held[where.socket_folder] = users
    atexit.register(leave, where)
    return where


def leave(where: Address) -> None:
    """Let go of the server, and wait for its end when this process was its last user."""
    users = _held.pop(where.socket_folder, None)
    if users is None:
        return
    fcntl.flock(users, fcntl.LOCK_UN)
    end = time.monotonic() + PATIENCE_SECONDS
    while where.socket.exists() and time.monotonic() < end:
        if not _taken(users, fcntl.LOCK_EX) and _taken(users, fcntl.LOCK_SH):
            break  # others still use it; were the keeper stopping it, both would be refused
        time.sleep(postgres_keeper.GLANCE_SECONDS)
    users.close()


def _taken(lock: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(lock, fcntl.LOCK_UN)
    return True


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def home(folder: Path) -> Path:
    """The folder of the server's files of a data folder."""
    return _home(address(folder), runner())


def _home(where: Address, user: Runner) -> Path:
    """The folder of the server's files, where its user can reach them."""
    where.folder.mkdir(parents=True, exist_ok=True)
    home = where.folder / "postgres"
    if user.identity() and not reachable(where.folder):
        home = Path("/var/lib/coverwell") / where.socket_folder.name
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    if user.identity():
        os.chown(home, user.uid, user.gid)
    return home


def _kept(home: Path, where: Address) -> bool:
    """Whether the server runs and its keeper lives."""
    with (home / "keeper.lock").open("w") as keeper:
        return not _taken(keeper, fcntl.LOCK_EX) and postgres_keeper.accepts(where.socket)


def _launch(home: Path, where: Address, user: Runner, *, durable: bool) -> None:
    folder = programs(home, user)
    data = home / f"data-{major_version(folder)}"
    if not data.is_dir():
        _create_cluster(folder, data, user)
    _private_folder(where.socket_folder, user)
    settings = [f"unix_socket_directories={where.socket_folder}", "listen_addresses="]
    settings += ["max_connections=200", "shared_buffers=256MB", f"port={PORT}"]
    settings += [] if durable else NOT_DURABLE
    order = {
        "home": str(home),
        "data": str(data),
        "socket": str(where.socket),
        "identity": user.identity(),
        "command": [str(folder / "postgres"), "-D", str(data)]
        + [word for setting in settings for word in ("-c", setting)],
    }
    log = home / "log"
    with log.open("wb") as out:
        keeper = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", postgres_keeper.__file__, json.dumps(order)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            cwd="/",
        )
    _keepers.append(keeper)
    _wait(where, keeper, log)


def _wait(where: Address, keeper: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the server answers, and see that its logins and database exist."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and keeper.poll() is None:
        try:
            with psycopg.connect(where.url(roles.SUPERUSER, "postgres"), autocommit=True) as link:
                roles.create_everything(link)
        except psycopg.OperationalError:
            time.sleep(postgres_keeper.GLANCE_SECONDS)
        else:
            return
    told = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
    raise NoLocalDatabaseError(f"The local PostgreSQL did not start. Its log {log} ends:\n{told}")


def _create_cluster(folder: Path, data: Path, user: Runner) -> None:
    draft = data.with_name(f"{data.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    words = ["-D", str(draft), "-U", roles.SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    if major_version(folder) >= 17:
        words += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    else:
        words += ["--locale=C.UTF-8"]
    done = user.command(str(folder / "initdb"), "--no-sync", *words)
    if done.returncode != 0:
        raise NoLocalDatabaseError(f"PostgreSQL's initdb failed: {done.stderr.strip()}")
    draft.rename(data)


def _private_folder(folder: Path, user: Runner) -> None:
    """A folder in /tmp for our socket alone: whoever can enter it is trusted by the server."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, user.uid, user.gid)
    except FileExistsError:
        found = folder.lstat()
        if found.st_uid != user.uid or folder.is_symlink() or found.st_mode & 0o077:
            raise NoLocalDatabaseError(
                f"{folder} belongs to somebody else or is open to others: remove it."
            ) from None
