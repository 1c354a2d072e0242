"""The keys that seal columns: a key id for each, the first one seals, the others still open."""

import base64
import binascii
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


KEY_BYTES: Final = 32  # AES-256
_ID = re.compile(r"[a-z0-9]{1,16}")


class KeyRingError(ValueError):
    """Keys that cannot be used; says which line and what to write. Never repeats a key."""


class KeyRing:
    """Keys by id, the newest first. `derived` makes one for each use from one key."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Take keys of 32 bytes by id."""
        self._keys = dict(keys)
        self.newest: Final = next(iter(self._keys))

    @property
    def ids(self) -> tuple[str, ...]:
        """Name the keys, the newest first."""
        return tuple(self._keys)

    def derived(self, key_id: str, use: str) -> bytes:
        """Return the key of 32 bytes for a use; LookupError where the key is not there."""
        if key_id not in self._keys:
            raise LookupError(f"The key '{key_id}' is not in FIELD_KEYS: add it again.")
        return _derived(self._keys[key_id], use)


@cache
def _derived(key: bytes, use: str) -> bytes:
    # RFC 5869: what seals and what indexes must not be the same key.
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=use.encode()).derive(key)


@cache
def key_ring(text: str) -> KeyRing:
    """Read `id:key` words, the newest first; a key is 32 random bytes in base64.

    KeyRingError says which word is wrong.
    """
    found: dict[str, bytes] = {}
    for place, word in enumerate(re.split(r"[\s,]+", text.strip()), 1):
        key_id, _, coded = word.partition(":")
        key = _decoded(coded)
        if not _ID.fullmatch(key_id) or len(key) != KEY_BYTES:
            raise KeyRingError(
                f"FIELD_KEYS, key {place}: write id:key, where id has 1 to 16 lower-case letters"
                " and digits and key is 32 random bytes in base64 (`coverwell keys new`)."
            )
        if key_id in found:
            raise KeyRingError(f"FIELD_KEYS, key {place}: the id '{key_id}' is there twice.")
        found[key_id] = key
    return KeyRing(found)


def _decoded(coded: str) -> bytes:
    try:
        return base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        return b""
