"""The SFTP server: a partner comes in by its login and its key, and sees its own folders only."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import asyncssh
from django.conf import settings

from coverwell.doors.edi_gateway.sftp.folders import Folders, in_thread
from coverwell.services.operations.uptime import SFTP, beating
from coverwell.services.partners.keys import SignedIn, by_key


HOST_KEY: Final = "ssh_host_key"


class Gate(asyncssh.SSHServer):
    """Lets a partner in by public key; there are no passwords and no shell."""

    def __init__(self) -> None:
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Remember the connection, which the partner is noted on."""
        self._connection = conn

    def password_auth_supported(self) -> bool:
        """Say that there are no passwords."""
        return False

    def public_key_auth_supported(self) -> bool:
        """Say that keys are asked for."""
        return True

    async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """See whether the key is one of the partner's, today."""
        today = date.today()  # noqa: DTZ011 - keys hold by the day of this machine
        found = await in_thread(by_key, username, "ssh", key.get_fingerprint(), today)
        if found is None or self._connection is None:
            return False
        self._connection.set_extra_info(partner=found)
        return True


def folders_of(chan: asyncssh.SSHServerChannel[bytes]) -> Folders:
    """Open the folders of whoever is signed in."""
    partner: SignedIn = chan.get_connection().get_extra_info("partner")
    return Folders(chan, partner)


async def listen(host: str, port: int) -> asyncssh.SSHAcceptor:
    """Listen for partners; `port` 0 takes a free one."""
    return await asyncssh.create_server(
        Gate,
        host,
        port,
        server_host_keys=[host_key()],
        sftp_factory=folders_of,
        allow_scp=False,
        allow_pty=False,
        agent_forwarding=False,
        login_timeout=30,
        keepalive_interval=60,
    )


def serve(host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; open sessions are closed."""
    asyncio.run(_serve(host, port, say))


async def _serve(host: str, port: int, say: Callable[[str], None]) -> None:
    server = await listen(host, port)
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    say(f"SFTP on {host}:{server.get_port()}, host key {fingerprint()}")
    async with beating(SFTP):
        await stop.wait()
    server.close()
    await server.wait_closed()


def host_key() -> str:
    """Return the path of the host key; it is made once and kept in the data folder."""
    path = Path(settings.DATA_FOLDER) / HOST_KEY
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
    return str(path)


def fingerprint() -> str:
    """Return the fingerprint that partners compare at their first sign-in."""
    return asyncssh.read_private_key(host_key()).get_fingerprint()


def key_fingerprint(public_key: str) -> str:
    """Return the fingerprint of a public key as partners send it; ValueError: it is none."""
    try:
        return asyncssh.import_public_key(public_key).get_fingerprint()
    except asyncssh.KeyImportError as fault:
        raise ValueError("This is not a public key in the OpenSSH format.") from fault
