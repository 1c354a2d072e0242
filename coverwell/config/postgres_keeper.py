"""The process beside a local PostgreSQL: it starts it, and stops it when its last user has gone.

Each user process holds a shared lock on one file. The operating system drops that lock however
the process ends, so neither Ctrl-C nor SIGTERM nor `kill -9` leaves a server behind.
Run as a script with the standard library alone: keeper.py '{"command": [...], ...}'.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


PATIENCE_SECONDS = 30.0
GLANCE_SECONDS = 0.02


def accepts(address: Path) -> bool:
    """Whether a server listens on this unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(address))
        except OSError:
            return False
        return True


def keep(order: dict[str, Any]) -> None:
    """Start the server unless it runs, wait for the last user to leave, stop it."""
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    home = Path(order["home"])
    with (home / "keeper.lock").open("w") as keeper, (home / "users.lock").open("w") as users:
        fcntl.flock(keeper, fcntl.LOCK_EX)
        server = None
        if not accepts(Path(order["socket"])):
            server = subprocess.Popen(order["command"], cwd="/", **order["identity"])  # noqa: S603
        try:
            fcntl.flock(users, fcntl.LOCK_EX)
        finally:
            stop(Path(order["data"]), server)


def stop(data: Path, server: "subprocess.Popen[bytes] | None") -> None:
    """Ask the server to close at once, without waiting for its clients, until it has gone."""
    # SIGINT is PostgreSQL's fast shutdown; SIGQUIT recovers at the next start.
    for name, patience in ((signal.SIGINT, PATIENCE_SECONDS), (signal.SIGQUIT, PATIENCE_SECONDS)):
        end = time.monotonic() + patience
        pid = server_pid(data)
        if pid is None or not told(pid, name):
            return
        while time.monotonic() < end:
            if server is not None:
                server.poll()
            if server_pid(data) != pid or not told(pid, 0):
                return
            time.sleep(GLANCE_SECONDS)


def server_pid(data: Path) -> int | None:
    """The process id the server wrote into its folder."""
    try:
        return int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, IndexError, ValueError):
        return None


def told(pid: int, name: int) -> bool:
    """Send a signal; False when there is no such process."""
    try:
        os.kill(pid, name)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(json.loads(sys.argv[1]))
