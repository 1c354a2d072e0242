"""The protocol of a server for partners: it tells the application who holds the connection's key.

The fingerprint is put into the state of each request's scope; nothing that a client sends can
set it. The handshake proves that the client has the key and that an authority we name signed its
certificate; whose it is stands in the registry of partners.
"""

import asyncio
import hashlib
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PartnerProtocol(HttpToolsProtocol):
    """HTTP/1.1 with the SHA-256 of the client's certificate in the scope's state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        """Note the certificate of a new connection."""
        super().connection_made(transport)
        connection: Any = transport.get_extra_info("ssl_object")
        shown = connection.getpeercert(binary_form=True) if connection else None
        if shown:
            self.app_state = {**self.app_state, "client_certificate": certificate_hash(shown)}


def certificate_hash(der: bytes) -> str:
    """Return the SHA-256 of a certificate (DER), in hex."""
    return hashlib.sha256(der).hexdigest()
