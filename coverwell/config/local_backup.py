"""Backup and return of a local installation: its database as it stands, and every kept file.

A server named by DATABASE_URL has its own means (base backup and log archive, restored to a named
second); this is for the database that we start ourselves.
"""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Final

from coverwell.config import environment, local_postgres
from coverwell.config.postgres_programs import programs, runner
from coverwell.services.database import roles


DATABASE: Final = "database.tar"
FILES: Final = "files"
KEY: Final = "secret_key"
VERSION: Final = "PG_VERSION"


class BackupError(RuntimeError):
    """A backup or a restore that could not be made; the sentence says why."""


def backup_here(target: Path) -> int:
    """Write a backup of this installation into an empty folder; returns its bytes.

    The files come last: what a row of the database names was archived before the row was.
    """
    data = environment.data_folder()
    where = local_postgres.start(data)
    _empty(target)
    with (target / DATABASE).open("wb") as out:
        made = subprocess.run(  # noqa: S603 - our own words
            [
                str(programs(data, runner()) / "pg_basebackup"),
                *("-h", str(where.socket_folder), "-p", str(local_postgres.PORT)),
                *("-U", roles.SUPERUSER, "-D", "-", "-Ft", "-X", "fetch", "-c", "fast"),
            ],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    if made.returncode:
        raise BackupError(f"pg_basebackup failed: {made.stderr.strip()}")
    if (data / FILES).is_dir():
        shutil.copytree(data / FILES, target / FILES)
    if (data / KEY).exists():
        shutil.copy2(data / KEY, target / KEY)
    return sum(part.stat().st_size for part in target.rglob("*") if part.is_file())


def restore(source: Path, data: Path) -> None:
    """Make a data folder from a backup; start it with COVERWELL_DATA, beside the first if need be.

    Raises BackupError where the folder is not empty or the source is no backup.
    """
    if not (source / DATABASE).is_file():
        raise BackupError(f"{source} holds no backup: there is no {DATABASE} in it.")
    _empty(data)
    home = local_postgres.home(data)
    draft = home / "restored"
    with tarfile.open(source / DATABASE) as tar:
        tar.extractall(draft, filter="data")
    draft.chmod(0o700)
    _hand_over(draft)
    draft.rename(home / f"data-{(draft / VERSION).read_text().strip()}")
    if (source / FILES).is_dir():
        shutil.copytree(source / FILES, data / FILES)
    if (source / KEY).exists():
        shutil.copy2(source / KEY, data / KEY)


def _empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: nothing is ever written over.")


def _hand_over(folder: Path) -> None:
    """Give the files to the user who runs the server."""
    user = runner()
    if user.identity():
        for part in (folder, *folder.rglob("*")):
            os.chown(part, user.uid, user.gid, follow_symlinks=False)
