"""Which reader a file is for, told by its first functional group."""

from __future__ import annotations

from typing import Final


KINDS: Final = {
    b"HC": "837",
    b"HS": "270",
    b"HR": "276",
    b"HI": "278",
    b"BE": "834",
    b"RA": "820",
    b"PI": "275",
    b"FA": "999",
    b"AG": "824",
}
"""GS01 and the kind of file; what is none of these is read as claims, which answers it."""
ISA_LENGTH: Final = 106
LOOKED_AT: Final = 4096


def sender_in(start: bytes) -> tuple[str, str]:
    """Return the qualifier and the id of the first sender by a file's first bytes; '' for none."""
    at = start.find(b"ISA")
    parts = start[at:].decode("latin-1").split(chr(start[at + 3])) if len(start) > at + 4 else []
    if at < 0 or len(parts) < 7:
        return "", ""
    return parts[5], parts[6].rstrip()


def kind_of(start: bytes) -> str:
    """Return the kind of a file by its first bytes (4,096 are enough)."""
    at = start.find(b"ISA")
    if at < 0 or len(start) < at + ISA_LENGTH:
        return "837"
    element = start[at + 3 : at + 4]
    group = start.find(b"GS" + element, at + ISA_LENGTH - 1)
    if group < 0 and start[at + ISA_LENGTH :].lstrip().startswith(b"TA1" + element):
        return "TA1"
    code = start[group + 3 : group + 5] if group >= 0 else b""
    return KINDS.get(code, "837")
