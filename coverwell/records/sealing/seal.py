"""Seal a value of one row, so that the database, its backups and its logs hold no plain text.

AES-256-GCM; the place (`table.column:key`) is authenticated, so a sealed value that is moved to
another row or column does not open. Text: `s1.<key id>.<nonce and ciphertext in base64>`.
"""

import base64
import hashlib
import hmac
import os
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from coverwell.records.sealing.keys import KeyRing, key_ring


FORMAT: Final = "s1"
PATTERN: Final = r"^s1\.[a-z0-9]{1,16}\.[A-Za-z0-9_-]+={0,2}$"
"""What a sealed column must look like: a check of its table, so that nothing plain gets in."""
_NONCE: Final = 12


class BrokenSealError(ValueError):
    """A sealed value that was changed or moved, or was sealed by another key of the same id."""


def ring() -> KeyRing:
    """Return the keys of this installation."""
    return key_ring(settings.FIELD_KEYS)


def seal(place: str, text: str, keys: KeyRing | None = None) -> str:
    """Seal a text for one place (`table.column:key`) by the newest key."""
    keys = keys or ring()
    nonce = os.urandom(_NONCE)
    sealed = _cipher(keys, keys.newest).encrypt(nonce, text.encode(), place.encode())
    return f"{FORMAT}.{keys.newest}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(place: str, sealed: str, keys: KeyRing | None = None) -> str:
    """Open what was sealed for a place; BrokenSealError, or LookupError without its key."""
    coded = sealed.rpartition(".")[2]
    raw = base64.urlsafe_b64decode(coded)
    cipher = _cipher(keys or ring(), sealed_by(sealed))
    try:
        return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
    except InvalidTag as fault:
        raise BrokenSealError(f"{place}: this value was changed or moved.") from fault


def sealed_by(sealed: str) -> str:
    """Name the key that a value was sealed by."""
    return sealed.split(".", 2)[1]


def index(column: str, text: str, key_id: str = "", keys: KeyRing | None = None) -> str:
    """Return what is equal for equal texts of a column, and says nothing else about them."""
    keys = keys or ring()
    key = keys.derived(key_id or keys.newest, "index")
    return hmac.new(key, f"{column}\n{text}".encode(), hashlib.sha256).hexdigest()


def indexes(column: str, text: str, keys: KeyRing | None = None) -> list[str]:
    """Return the index by every key: rows that a rotation has not reached are found too."""
    keys = keys or ring()
    return [index(column, text, key_id, keys) for key_id in keys.ids]


def _cipher(keys: KeyRing, key_id: str) -> AESGCM:
    return _made(keys.derived(key_id, "seal"))


@cache
def _made(key: bytes) -> AESGCM:
    return AESGCM(key)
