"""The three folders that a partner sees. They are views of the archive: no path leads out.

inbound    what it sends; a file has arrived when the sender's close is answered
outbound   what lies ready for it; removing a file moves it to `collected`
collected  what it has removed from outbound, to fetch again
"""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Never, TypeVar

import asyncssh
from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from coverwell.doors.edi_gateway.sftp.uploads import Upload
from coverwell.services.files import mailbox
from coverwell.services.files.mailbox import Ready
from coverwell.services.partners.keys import SignedIn


T = TypeVar("T")

INBOUND: Final = "/inbound"
OUTBOUND: Final = "/outbound"
COLLECTED: Final = "/collected"
FOLDERS: Final = (INBOUND, OUTBOUND, COLLECTED)
SHOWN: Final = timedelta(days=2)
"""How long what was sent is listed in inbound."""


class Download:
    """A file of the archive that is read at any offset."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        self._file = ready.path.open("rb")

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes from an offset on; empty at the end."""
        self._file.seek(offset)
        return self._file.read(size)

    def close(self) -> None:
        """Close the file of the archive."""
        self._file.close()


class Folders(asyncssh.SFTPServer):
    """One session of one partner."""

    def __init__(self, chan: asyncssh.SSHServerChannel[bytes], partner: SignedIn) -> None:
        super().__init__(chan)
        self._partner = partner
        self._waiting: dict[str, Upload] = {}

    async def open(
        self,
        path: bytes,
        pflags: int,
        attrs: asyncssh.SFTPAttrs,  # noqa: ARG002 - the library's signature
    ) -> Upload | Download:
        """Open a new file of inbound for writing, or a file of the other folders for reading."""
        folder, name = _split(path)
        writing = pflags & (asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_APPEND)
        if folder == INBOUND and name and writing and not pflags & asyncssh.FXF_APPEND:
            return Upload(name)
        if writing:
            raise asyncssh.SFTPPermissionDenied("Put files into /inbound.")
        return Download(await self._file(folder, name))

    async def close(self, file_obj: object) -> None:
        """Close a file. For an upload this is the moment of arrival: it is answered when kept."""
        if isinstance(file_obj, Download):
            file_obj.close()
        elif isinstance(file_obj, Upload):
            if self._client_gone():
                file_obj.drop()
            elif file_obj.unfinished:
                self._waiting[file_obj.name] = file_obj
            else:
                await self._arrive(file_obj)

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Read from a download."""
        if not isinstance(file_obj, Download):
            raise asyncssh.SFTPPermissionDenied("This file is open for writing.")
        return file_obj.read(offset, size)

    async def write(self, file_obj: object, offset: int, data: bytes) -> int:
        """Write to an upload."""
        if not isinstance(file_obj, Upload):
            raise asyncssh.SFTPPermissionDenied("This file is open for reading.")
        return file_obj.write(offset, data)

    async def listdir(self, path: bytes) -> list[bytes]:
        """List a folder."""
        folder, name = _split(path)
        if name:
            raise asyncssh.SFTPNoSuchFile("That is a file.")
        if folder == "/":
            return [b".", b"..", *(one[1:].encode() for one in FOLDERS)]
        return [b".", b"..", *(one.encode() for one in await self._files(folder))]

    async def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Say what a path is."""
        folder, name = _split(path)
        if not name:
            return _directory()
        if name in self._waiting and folder == INBOUND:
            return _attributes(self._waiting[name].size, timezone.now())
        ready = await self._file(folder, name)
        return _attributes(ready.size, ready.at)

    async def lstat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Say what a path is: there are no links."""
        return await self.stat(path)

    async def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        """Say how large an open file is."""
        size = file_obj.size if isinstance(file_obj, Upload) else 0
        if isinstance(file_obj, Download):
            return _attributes(file_obj.ready.size, file_obj.ready.at)
        return _attributes(size, timezone.now())

    async def remove(self, path: bytes) -> None:
        """Move a file from outbound to collected; nothing else is removed."""
        folder, name = _split(path)
        if folder == INBOUND and name in self._waiting:
            self._waiting.pop(name).drop()
            return
        ready = await self._file(folder, name)
        if folder != OUTBOUND:
            raise asyncssh.SFTPPermissionDenied("Only files of /outbound can be removed.")
        await in_thread(mailbox.take, self._partner.partner, ready.id, self._partner.name)

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give an upload its final name: then it has arrived."""
        (folder, name), (target, new) = _split(oldpath), _split(newpath)
        if folder != INBOUND or target != INBOUND or not new or name not in self._waiting:
            raise asyncssh.SFTPPermissionDenied("Only a file on its way in can be renamed.")
        upload = self._waiting.pop(name)
        upload.name = new
        if upload.unfinished:
            self._waiting[new] = upload
        else:
            await self._arrive(upload)

    async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Rename as newer clients ask for it."""
        await self.rename(oldpath, newpath)

    async def realpath(self, path: bytes) -> bytes:
        """Return a path without its dots; above the root there is nothing."""
        return _plain(path).encode()

    async def mkdir(self, *_: object) -> Never:
        """Refuse: the folders are given."""
        raise asyncssh.SFTPPermissionDenied("Put files into /inbound; there are no other folders.")

    async def rmdir(self, *_: object) -> Never:
        """Refuse: the folders are given."""
        await self.mkdir()

    async def symlink(self, *_: object) -> Never:
        """Refuse: there are no links."""
        await self.mkdir()

    async def link(self, *_: object) -> Never:
        """Refuse: there are no links."""
        await self.mkdir()

    async def readlink(self, *_: object) -> Never:
        """Refuse: there are no links."""
        await self.mkdir()

    async def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Leave times and rights as they are: clients set them after each upload."""

    lsetstat = setstat

    async def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        """Leave times and rights as they are."""

    def exit(self) -> None:
        """Forget what was never finished."""
        for upload in self._waiting.values():
            upload.drop()

    def _client_gone(self) -> bool:
        # The library closes open files when a session ends; a sender that died in the middle of
        # its file has not closed it, and nothing of it has arrived.
        channel = self.channel
        return channel.is_closing() or channel._recv_state != "open"  # noqa: SLF001 - it says it nowhere else

    async def _arrive(self, upload: Upload) -> None:
        try:
            await in_thread(upload.arrive, self._partner)
        except Exception as fault:
            raise asyncssh.SFTPFailure("The file could not be kept: send it again.") from fault
        finally:
            upload.drop()

    async def _file(self, folder: str, name: str) -> Ready:
        """Find one file, without a look at the others: a partner may have sent thousands."""
        partner = self._partner.partner
        found: Ready | None = None
        if folder == INBOUND:
            since = timezone.now() - SHOWN
            found = next(iter(await in_thread(mailbox.received, partner, since, name)), None)
        elif folder in FOLDERS:
            found = await in_thread(mailbox.lying_ready, partner, name)
            if found is not None and found.taken != (folder == COLLECTED):
                found = None
        if found is None:
            raise asyncssh.SFTPNoSuchFile(f"{folder} has no file '{name}'.")
        return found

    async def _files(self, folder: str) -> Mapping[str, Ready]:
        partner = self._partner.partner
        if folder == INBOUND:
            found = await in_thread(mailbox.received, partner, timezone.now() - SHOWN)
        elif folder in FOLDERS:
            taken = folder == COLLECTED
            found = await in_thread(mailbox.mailbox, partner)
            found = tuple(one for one in found if one.taken == taken)
        else:
            raise asyncssh.SFTPNoSuchFile(f"There is no folder '{folder}'.")
        return {one.name: one for one in found}


async def in_thread(work: Callable[..., T], *values: Any) -> T:
    """Run what asks the database in a thread of its own, and give its connection back."""

    def run() -> T:
        try:
            return work(*values)
        finally:
            connection.close()

    return await sync_to_async(run, thread_sensitive=False)()


def _plain(path: bytes) -> str:
    return posixpath.normpath("/" + path.decode("utf-8", "replace"))


def _split(path: bytes) -> tuple[str, str]:
    """Part a path into its folder and a file's name ('' for the folder itself)."""
    plain = _plain(path).replace("//", "/")
    if plain in ("/", *FOLDERS):
        return plain, ""
    folder, name = posixpath.split(plain)
    if folder not in FOLDERS:
        raise asyncssh.SFTPNoSuchFile(f"There is no '{plain}'.")
    return folder, name


def _directory() -> asyncssh.SFTPAttrs:
    return asyncssh.SFTPAttrs(permissions=stat.S_IFDIR | 0o755, nlink=2, size=0)


def _attributes(size: int, at: datetime) -> asyncssh.SFTPAttrs:
    when = int(at.timestamp())
    return asyncssh.SFTPAttrs(
        permissions=stat.S_IFREG | 0o640, size=size, atime=when, mtime=when, nlink=1
    )
