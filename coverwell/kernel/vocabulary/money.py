"""Exact US dollars."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Self


_PERCENT = Decimal("0.01")


class Money(int):
    """A whole number of cents; adding and subtracting stays Money.

    It is an `int` so that a hundred thousand decisions a minute can compare, sum and store it
    without conversion (docs/adr). Rounding happens in `share` and nowhere else.
    """

    __slots__ = ()

    def __add__(self, other: int) -> Self:
        return self.__class__(int.__add__(self, other))

    __radd__ = __add__

    def __sub__(self, other: int) -> Self:
        return self.__class__(int.__sub__(self, other))

    def __neg__(self) -> Self:
        return self.__class__(int.__neg__(self))

    def __str__(self) -> str:
        whole, cents = divmod(abs(self), 100)
        sign = "-" if self < 0 else ""
        return f"{sign}${whole:,}" if cents == 0 else f"{sign}${whole:,}.{cents:02d}"

    def __repr__(self) -> str:
        return f"Money({int(self)})"

    def share(self, percent: Decimal) -> Money:
        """Return `percent` (20 means 20%) of this amount, half a cent rounding up."""
        return self.times(percent * _PERCENT)

    def times(self, factor: Decimal) -> Money:
        """Return this amount times a count or a rate, half a cent rounding up."""
        above, below = _ratio(factor)
        exact = self * above
        if exact < 0:
            return Money(-((below - 2 * exact) // (2 * below)))
        return Money((2 * exact + below) // (2 * below))


@lru_cache(maxsize=4096)
def _ratio(factor: Decimal) -> tuple[int, int]:
    """Whole numbers are three times as fast as Decimal, and as exact (tests/benchmarks)."""
    return factor.as_integer_ratio()


ZERO = Money(0)


_DOLLARS = re.compile(r"\$? ?(?=[\d.])(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d{1,2}))?", re.ASCII)


def dollars(text: str) -> Money:
    """Read '$1,250' or '30.50'; more than two decimals or anything else is a ValueError.

    A comma must part thousands: '12,50' is refused, never read as 1,250.
    """
    read = _DOLLARS.fullmatch(text.strip())
    if read is None:
        raise ValueError(f"'{text}' is not an amount. Write dollars and cents, such as $1,250.50.")
    whole, cents = (read[1] or "0").replace(",", ""), (read[2] or "0").ljust(2, "0")
    return Money(int(whole) * 100 + int(cents))
