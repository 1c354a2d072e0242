"""A file on its way in: spooled beside the archive, and kept when its sender closes it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from coverwell.doors.edi_gateway.sniff import LOOKED_AT, kind_of
from coverwell.services.files.keep import Arrival, Kept, keep
from coverwell.services.partners.keys import SignedIn


CHUNK: Final = 1 << 20
UNFINISHED: Final = (".tmp", ".part", ".partial", ".filepart")
"""Names that clients give to a file until it is whole: it arrives when it is renamed."""


class Upload:
    """Bytes that are arriving under a name; nothing of it counts before `arrive`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.size = 0
        folder = Path(settings.DATA_FOLDER) / "spool"
        folder.mkdir(parents=True, exist_ok=True)
        # Without a name in the folder: whatever happens to this process, nothing stays behind.
        self._file: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed in `drop`

    @property
    def unfinished(self) -> bool:
        """Say whether the name promises a rename."""
        return self.name.lower().endswith(UNFINISHED)

    def write(self, offset: int, data: bytes) -> int:
        """Write at an offset, as clients do that send ahead."""
        self._file.seek(offset)
        self._file.write(data)
        self.size = max(self.size, offset + len(data))
        return len(data)

    def arrive(self, partner: SignedIn) -> Kept:
        """Keep the whole file for the partner, and have it read."""
        self._file.seek(0)
        kind = kind_of(self._file.read(LOOKED_AT))
        arrival = Arrival(self.name, "sftp", kind, partner=partner.partner)
        return keep(self._chunks(), arrival, partner.actor)

    def drop(self) -> None:
        """Forget the bytes."""
        self._file.close()

    def _chunks(self) -> Iterator[bytes]:
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            yield chunk
