"""Bytes on disk under their SHA-256: written once, whole, and safe before any row names them.

Those of a message in real time are a row instead (see at_once); they are read here too.
"""

import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from coverwell.records.files.models import KeptBytes
from coverwell.services.acting import ENGINE, acting


CHUNK = 1 << 20


class Stored(NamedTuple):
    """What lies in the archive: the hash that names it, and its size in bytes."""

    sha256: str
    size: int


def store(chunks: Iterable[bytes]) -> Stored:
    """Stream bytes into the archive in constant memory; the same bytes twice lie there once."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder, prefix="arriving-")
    arriving = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            target.flush()
            os.fsync(target.fileno())
        _settle(arriving, path_of(digest.hexdigest()))
    except BaseException:
        arriving.unlink(missing_ok=True)
        raise
    return Stored(digest.hexdigest(), size)


def path_of(sha256: str) -> Path:
    """Where the bytes of this hash lie."""
    return _folder() / sha256[:2] / sha256


def read(sha256: str) -> Iterator[bytes]:
    """The bytes, a chunk at a time. Raises FileNotFoundError where they were never kept."""
    path = path_of(sha256)
    if not path.exists():
        yield _of_row(sha256)
        return
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def packed(content: bytes) -> bytes:
    """Return bytes as a row keeps them: we pack a message in a fifth of PostgreSQL's time."""
    return zlib.compress(content, 1)


def unpacked(row: KeptBytes) -> bytes:
    """Return the bytes of a row."""
    return zlib.decompress(row.content)


def _of_row(sha256: str) -> bytes:
    with acting(ENGINE):
        row = KeptBytes.objects.filter(file__sha256=sha256).first()
    if row is None:
        raise FileNotFoundError(f"No bytes are kept under {sha256}.")
    return unpacked(row)


def sweep(before: datetime) -> int:
    """Remove what processes that were killed had begun to write before a moment; how many."""
    found = 0
    for left in _folder().glob("arriving-*"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < before.timestamp():
                left.unlink()
                found += 1
    return found


def _settle(arriving: Path, home: Path) -> None:
    # A rename is atomic; the folders are synced so that it outlives a power failure.
    _folders(home.parent.parent)
    try:
        arriving.replace(home)
    except FileNotFoundError:  # somebody took the folder away
        home.parent.mkdir(exist_ok=True)
        _sync(home.parent.parent)
        arriving.replace(home)
    _sync(home.parent)


@cache
def _folders(root: Path) -> None:
    """Make the folders of the hashes' first two digits, all at once and safe."""
    for number in range(256):
        (root / f"{number:02x}").mkdir(exist_ok=True)
    _sync(root)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folder() -> Path:
    return Path(settings.ARCHIVE_FOLDER)
