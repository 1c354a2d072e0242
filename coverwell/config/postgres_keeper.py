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
from typing import IO, Any


PATIENCE_SECONDS = 30.0
GLANCE_SECONDS = 0.02
REST_SECONDS = 0.1
# After a crash the old server's children may hold its memory for some seconds.
REFUSALS = 50


def accepts(address: Path) -> bool:
    """Whether a server listens on this unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(address))
        except OSError:
            return False
        return True


class Keeper:
    """One server of one data folder."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.home, self.data = Path(order["home"]), Path(order["data"])
        self.socket = Path(order["socket"])
        self.command, self.identity = order["command"], order["identity"]
        self.server: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """Start the server unless it runs, again if it dies, and stop it after its last user."""
        keeper_lock, users_lock = self.home / "keeper.lock", self.home / "users.lock"
        with keeper_lock.open("w") as keeper, users_lock.open("w") as users:
            fcntl.flock(keeper, fcntl.LOCK_EX)
            try:
                self.watch(users)
            finally:
                self.stop()

    def watch(self, users: IO[str]) -> None:
        """Wait for the last user to leave; give up when the server refuses to start."""
        refusals = 0
        while refusals < REFUSALS and not alone(users):
            if accepts(self.socket):
                refusals = 0
            elif not self.runs():
                refusals += self.server is not None
                self.server = subprocess.Popen(self.command, cwd="/", **self.identity)  # noqa: S603
            time.sleep(REST_SECONDS)

    def runs(self) -> bool:
        """Whether the server that this process started still runs."""
        return self.server is not None and self.server.poll() is None

    def stop(self) -> None:
        """Ask the server to close at once, without waiting for its clients, until it has gone."""
        # A server that just started has not written its number yet; one we took over has.
        pid = self.server.pid if self.server and self.runs() else self.taken_over()
        # SIGINT is PostgreSQL's fast shutdown; SIGQUIT recovers at the next start.
        for name in (signal.SIGINT, signal.SIGQUIT):
            end = time.monotonic() + PATIENCE_SECONDS
            if pid is None or not told(pid, name):
                return
            while time.monotonic() < end:
                if not (self.runs() or (self.server is None and told(pid, 0))):
                    return
                time.sleep(GLANCE_SECONDS)

    def taken_over(self) -> int | None:
        """The server that a keeper before us started; an old number may be anybody's by now."""
        return server_pid(self.data) if accepts(self.socket) else None


def alone(users: IO[str]) -> bool:
    """Whether no user is left; from then on new ones wait until the server has stopped."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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
    for ignored in (signal.SIGINT, signal.SIGHUP):
        # Not SIG_IGN: the server would inherit it and miss a stop that comes while it starts.
        signal.signal(ignored, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Keeper(json.loads(sys.argv[1])).keep()
