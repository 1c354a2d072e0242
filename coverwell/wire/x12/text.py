"""Values as the sender meant them: accents, dates."""

from datetime import date
from functools import lru_cache


def proper(text: str) -> str:
    """Text read byte by byte, as UTF-8 where it is that, else as Latin-1."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


@lru_cache(maxsize=1 << 12)
def day(text: str) -> date | None:
    """The day in the first eight digits CCYYMMDD, or None when there is none."""
    digits = text[:8]
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
