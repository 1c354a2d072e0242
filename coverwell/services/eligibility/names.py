"""Names as they are compared: what people write beside a last name does not count.

CAQH CORE 258 (normalizing patient last name): case, punctuation, and the prefixes and suffixes
of its table are left out before names are compared.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final


BESIDE: Final = frozenset(
    "JR SR I II III IV V RN MD MR MS DR MRS PHD REV ESQ".split()  # noqa: SIM905 - the table's own words
)
_NOT_IN_NAMES: Final = re.compile(r"[^A-Z0-9 ]")


def comparable(name: str) -> str:
    """Return a name in capitals, without accents, punctuation and spaces."""
    return _plain(name).replace(" ", "")


def comparable_last(name: str) -> str:
    """Return a last name without what people write beside it: 'O'Hara, Jr.' is OHARA."""
    words = _plain(name.replace(",", " ").replace(".", " ")).split()
    while len(words) > 1 and words[-1] in BESIDE:
        words.pop()
    while len(words) > 1 and words[0] in BESIDE:
        words.pop(0)
    return "".join(words)


def _plain(name: str) -> str:
    parted = unicodedata.normalize("NFKD", name.upper())
    return _NOT_IN_NAMES.sub("", parted.encode("ascii", "ignore").decode())
