"""Money as the standard writes it: dollars with at most two decimals, kept as whole cents."""

from functools import lru_cache


@lru_cache(maxsize=1 << 16)
def cents(text: str) -> int:
    """Whole cents of an amount as sent; ValueError when it is not one. Empty is zero."""
    if not text:
        return 0
    whole, _, part = text.partition(".")
    if len(part) > 2 or not (whole + part).removeprefix("-").isdecimal():
        raise ValueError("Not an amount of dollars and cents.")
    value = int(whole.lstrip("-") or "0") * 100 + int((part + "00")[:2])
    return -value if whole.startswith("-") else value


def dollars(amount: int) -> str:
    """An amount of cents as the standard writes it: 1050 -> "10.5", 2000 -> "20"."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    whole, part = divmod(amount, 100)
    return f"{sign}{whole}.{part:02}".rstrip("0").rstrip(".") if part else f"{sign}{whole}"
