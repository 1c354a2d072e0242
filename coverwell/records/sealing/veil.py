"""Hide a text in an address: the same text has the same veil, and nobody reads or makes one.

AES-SIV (RFC 5297) is deterministic, so that addresses stay the same and can be kept. Text:
`<key id>.<base64>`, safe in a path and in a query.
"""

import base64
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from coverwell.records.sealing.seal import ring


_PLACE: Final = [b"address"]
LONGEST: Final = 600


def veil(text: str) -> str:
    """Veil a text by the newest key."""
    newest = ring().newest
    hidden = _cipher(ring().derived(newest, "address")).encrypt(text.encode(), _PLACE)
    return f"{newest}.{base64.urlsafe_b64encode(hidden).rstrip(b'=').decode()}"


def unveil(veiled: str) -> str:
    """Return what was veiled; '' for what we did not make, whatever it is."""
    key_id, _, coded = veiled.partition(".")
    if key_id not in ring().ids or not coded.isascii() or len(veiled) > LONGEST:
        return ""
    try:
        hidden = base64.b64decode(coded + "=" * (-len(coded) % 4), b"-_", validate=True)
        text = _cipher(ring().derived(key_id, "address")).decrypt(hidden, _PLACE).decode()
    except (InvalidTag, ValueError):
        return ""
    # base64 has room for odd bits at its end: only the address that we wrote is one.
    return text if base64.urlsafe_b64encode(hidden).rstrip(b"=").decode() == coded else ""


@cache
def _cipher(key: bytes) -> AESSIV:
    return AESSIV(key)
