"""Reading the values of the rulebook: codes, numbers, money and yes or no."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from coverwell.kernel.vocabulary.money import Money, dollars
from coverwell.services.rulebook.text import Node, RulebookError, nearest, scalar


Row = dict[str, Node]


def text(row: Row, key: str, where: str, default: str = "") -> str:
    """Return the text of a key of a row, or the default where it is not there."""
    return scalar(row[key], f"{where}, '{key}'") if key in row else default


def words(row: Row, key: str, where: str) -> tuple[str, ...]:
    """Return a list written as [a, b] or as 'a, b'."""
    node = row.get(key, [])
    if isinstance(node, list):
        return tuple(scalar(word, f"{where}, '{key}'") for word in node)
    return tuple(word.strip() for word in scalar(node, where).split(",") if word.strip())


def ranges(row: Row, key: str, where: str) -> tuple[tuple[str, str], ...]:
    """Read '99202-99215, 99417' as pairs of first and last code."""
    return tuple(_range(word, f"{where}, '{key}'") for word in words(row, key, where))


def _range(word: str, where: str) -> tuple[str, str]:
    """Read one code or range; the ends must be in order."""
    low, _, high = (part.strip() for part in word.partition("-"))
    high = high or low
    if not (low.isalnum() and high.isalnum() and low <= high):
        raise RulebookError(f"{where}: '{word}' is not a code or a range such as 99202-99215.")
    return low, high


def codes(row: Row, key: str, where: str) -> frozenset[str]:
    """Read codes one by one; a range is written out, with its leading zeros and its letter."""
    found: set[str] = set()
    for low, high in ranges(row, key, where):
        if low == high:
            found.add(low)
            continue
        letter = "" if low[0].isdigit() else low[0]
        first, last = low.removeprefix(letter), high.removeprefix(letter)
        if not (first.isdigit() and last.isdigit() and len(first) == len(last)):
            raise RulebookError(f"{where}: the codes from {low} to {high} cannot be counted.")
        span = range(int(first), int(last) + 1)
        found |= {f"{letter}{str(code).zfill(len(first))}" for code in span}
    return frozenset(found)


def number(row: Row, key: str, where: str, default: str = "") -> int:
    """Read a whole number that is not negative."""
    written = text(row, key, where, default)
    if not (written.isascii() and written.isdigit()):
        raise RulebookError(f"{where}, '{key}': '{written}' is not a whole number.")
    return int(written)


def decimal(row: Row, key: str, where: str, default: str = "") -> Decimal:
    """Read a number with or without decimals, or a percent such as 60%."""
    written = text(row, key, where, default)
    try:
        value = Decimal(written.removesuffix("%"))
    except InvalidOperation as problem:
        raise RulebookError(f"{where}, '{key}': '{written}' is not a number.") from problem
    if not value.is_finite():
        raise RulebookError(f"{where}, '{key}': '{written}' is not a number.")
    return value


def money(row: Row, key: str, where: str, default: str = "") -> Money:
    """Read an amount of dollars as cents."""
    try:
        return dollars(text(row, key, where, default))
    except ValueError as problem:
        raise RulebookError(f"{where}, '{key}': {problem}") from problem


def yes(row: Row, key: str, where: str, default: str = "no") -> bool:
    """Read yes or no."""
    return one_of(row, key, where, ("yes", "no"), default) == "yes"


def one_of(row: Row, key: str, where: str, known: tuple[str, ...], default: str = "") -> str:
    """Read one of the known words."""
    written = text(row, key, where, default)
    if written not in known:
        raise RulebookError(
            f"{where}, '{key}': '{written}' is not known.{nearest(written, known)}"
        )
    return written
