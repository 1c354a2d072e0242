"""Identifiers that pass their check digits and belong to nobody."""


def npi(serial: int) -> str:
    """Return a National Provider Identifier (45 CFR 162.406): nine digits and a Luhn digit."""
    body = f"1{serial:08d}"
    return body + str(luhn("80840" + body))


def luhn(digits: str) -> int:
    """Return the Luhn check digit of a number without one."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def routing(serial: int) -> str:
    """Return a bank routing number with its ABA check digit (weights 3, 7, 1)."""
    body = f"99{serial:06d}"  # prefix 99 is assigned to no bank
    total = sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(body))
    return body + str(-total % 10)


def tax_id(serial: int) -> str:
    """Return an employer identification number with prefix 00, which is never issued."""
    return f"00{serial:07d}"


def subscriber(serial: int) -> str:
    """Return the nine-character subscriber part of a member id, such as U00004217."""
    return f"U{serial:08d}"
