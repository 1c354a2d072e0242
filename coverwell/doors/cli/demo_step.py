"""What a step of `coverwell demo` is, and what it says it did."""

from collections.abc import Callable
from dataclasses import dataclass


Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step says it did, rows for the summary, and people who can sign in now.

    A figure is (what, how much); a person is (kind of user, sign-in name, password).
    """

    said: str
    figures: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the demonstration; its work calls `advance(done, total)` to move the bar."""

    name: str
    work: Callable[[Advance], Outcome]
