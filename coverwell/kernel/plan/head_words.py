"""The closed words of a plan document's head and how each is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import TypeVar

from coverwell.kernel.plan.plan import Administrator, ReferralRule
from coverwell.kernel.plan.problems import unknown_word
from coverwell.kernel.plan.read_cell import tidy
from coverwell.kernel.vocabulary.period import Period


FUNDING = ("insured", "self-funded")
FAMILY = ("embedded", "aggregate")
PRIMARY_CARE = ("not required", "required")
COPAYS = ("one per visit and benefit", "highest of the visit only")
YES_NO = ("no", "yes")
ASSIGNMENT = ("not honored", "honored")
ACCOUNTS = ("HSA", "HRA", "FSA")
FUNCTIONS = (
    "appeals",
    "behavioral health",
    "claims",
    "customer service",
    "eligibility",
    "network",
    "pharmacy",
    "precertification",
)
ALSO_OUT = ", also out of network"
CALENDAR_YEAR = "calendar year"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

E = TypeVar("E", bound=Enum)


def one_of(kind: str, words: tuple[str, ...]) -> Callable[[str], str]:
    """Make a reader of one word of a closed list."""

    def read(text: str) -> str:
        if tidy(text) not in words:
            raise ValueError(unknown_word(kind, text, words))
        return tidy(text)

    return read


def second_of(kind: str, words: tuple[str, str]) -> Callable[[str], bool]:
    """Make a reader of two words that tells whether the second was said."""
    read = one_of(kind, words)
    return lambda text: read(text) == words[1]


def member_of(kind: str, words: type[E]) -> Callable[[str], E]:
    """Make a reader of the values of an enumeration."""
    read = one_of(kind, tuple(str(word.value) for word in words))
    return lambda text: words(read(text))


def read_day(text: str) -> date:
    """Read '2026-01-01'."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"'{text}' is not a date. Write it as 2026-01-31.") from None


def read_period(text: str) -> Period:
    """Read '2026-01-01 to 2026-12-31'; a single date has no end yet."""
    first, _, last = tidy(text).partition(" to ")
    return Period(read_day(first), read_day(last) if last else None)


def period_phrase(period: Period) -> str:
    """Say a period as the head does."""
    last = "" if period.last is None else f" to {period.last.isoformat()}"
    return f"{period.first.isoformat()}{last}"


def read_plan_year(text: str) -> tuple[int, int]:
    """Read 'calendar year' or 'begins July 1' as (month, day)."""
    if tidy(text) == CALENDAR_YEAR:
        return (1, 1)
    match = re.fullmatch(r"(?:begins )?([a-z]+) (\d{1,2})", tidy(text))
    if match is None or match[1].capitalize() not in MONTHS:
        raise ValueError(f"'{text}' is not a plan year. Try 'calendar year' or 'begins July 1'.")
    month, day = MONTHS.index(match[1].capitalize()) + 1, int(match[2])
    if not 1 <= day <= 28:
        raise ValueError(f"'{text}': a plan year begins on day 1 to 28 of a month.")
    return (month, day)


def plan_year_phrase(start: tuple[int, int]) -> str:
    """Say when the plan year begins."""
    month, day = start
    return CALENDAR_YEAR if start == (1, 1) else f"begins {MONTHS[month - 1]} {day}"


def read_accounts(text: str) -> tuple[str, ...]:
    """Read 'HSA' or 'HRA, FSA'; 'none' for no account. HSA means an HSA-qualified plan."""
    if tidy(text) == "none":
        return ()
    accounts = tuple(word.strip().upper() for word in text.split(","))
    for account in accounts:
        if account not in ACCOUNTS:
            raise ValueError(unknown_word("health account", account, ACCOUNTS))
    return accounts


def read_administrators(text: str) -> tuple[Administrator, ...]:
    """Read 'Tallow Administrators for claims, appeals; Brook Rx for pharmacy'."""
    return tuple(_read_administrator(part.strip()) for part in text.split(";"))


def _read_administrator(text: str) -> Administrator:
    name, _, words = text.partition(" for ")
    functions = tuple(tidy(word) for word in words.split(",")) if words else ()
    for function in functions:
        if function not in FUNCTIONS:
            raise ValueError(unknown_word("administrator's function", function, FUNCTIONS))
    return Administrator(name.strip(), functions)


def administrator_phrase(administrators: tuple[Administrator, ...]) -> str:
    """Say who administers what."""
    return "; ".join(
        f"{one.name} for {', '.join(one.functions)}" if one.functions else one.name
        for one in administrators
    )


def read_referral(text: str) -> tuple[ReferralRule, bool]:
    """Read the referral rule, and whether a referral also opens the benefit out of network."""
    words = tidy(text)
    rule = words.removesuffix(ALSO_OUT)
    return member_of("referral rule", ReferralRule)(rule), rule != words
