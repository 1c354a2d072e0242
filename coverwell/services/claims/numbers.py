"""The numbers that people read: of claims, and of members."""

import re
from functools import lru_cache
from typing import Final


MEMBER_ID: Final = re.compile(r"([A-Z]\d{8})(\d\d)?")
"""A letter and eight digits name the family, two more digits the person (01: the subscriber)."""
# ISO/IEC 7812-1 annex B: every second digit from the right counts double, its digits summed.
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")


def claim_number(claim: int) -> str:
    """The public number of a claim: 'C', eleven digits, and a Luhn check digit."""
    digits = f"{claim:011d}"
    return f"C{digits}{_check_digit(digits)}"


def claim_of(number: str) -> int | None:
    """The claim that a public number names; None where it is mistyped."""
    digits = number.strip().upper().removeprefix("C")
    if not (digits.isdecimal() and digits.isascii() and len(digits) >= 12):
        return None
    return int(digits[:-1]) if _check_digit(digits[:-1]) == int(digits[-1]) else None


def member_id(subscriber: str, person: int) -> str:
    """The member id of a person: the subscriber number and the two-digit suffix."""
    return f"{subscriber}{person:02d}"


@lru_cache(maxsize=2048)
def split_member_id(text: str) -> tuple[str, int | None] | None:
    """The subscriber number and, where it was given, the suffix; None: it is no member id."""
    found = MEMBER_ID.fullmatch(text.replace("-", "").replace(" ", "").upper())
    if found is None:
        return None
    return found[1], int(found[2]) if found[2] else None


def _check_digit(digits: str) -> int:
    return (
        -(sum(map(int, digits[-1::-2].translate(_DOUBLED))) + sum(map(int, digits[-2::-2]))) % 10
    )
