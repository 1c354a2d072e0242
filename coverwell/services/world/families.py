"""Families with plausible ages, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from coverwell.services.world.accounts import ACCOUNTS, DemoAccount
from coverwell.services.world.names import FIRST_FEMALE, FIRST_MALE, LAST, PLACES, STREETS
from coverwell.services.world.numbers import subscriber


TODAY = date(2026, 11, 23)
SELF, SPOUSE, CHILD = "18", "01", "19"  # X12 relationship codes


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A member to be; `number` is the suffix of the member id."""

    number: int
    first_name: str
    last_name: str
    birth_date: date
    sex: str
    relationship: str


@dataclass(frozen=True, slots=True)
class DemoFamily:
    """A family to be, with where it lives, what covers it and until when."""

    subscriber_number: str
    account: DemoAccount
    plan: str
    people: tuple[DemoPerson, ...]
    street: str
    place: tuple[str, str, str]
    language: str
    last_on: date | None
    other_payer: str

    @property
    def coverage_tier(self) -> str:
        """Say which tier of coverage the family bought."""
        return "self-only" if len(self.people) == 1 else "family"


def families(random: Random) -> list[DemoFamily]:
    """Return all families of all accounts; the same seed gives the same families."""
    wanted = [account for account in ACCOUNTS for _ in range(account.families)]
    return [family(random, account, serial) for serial, account in enumerate(wanted, start=1)]


def family(random: Random, account: DemoAccount, serial: int) -> DemoFamily:
    """Draw one family."""
    people = household(random, random.choice(LAST))
    left = random.random() < 0.04
    return DemoFamily(
        subscriber_number=subscriber(41000000 + serial * 37),
        account=account,
        plan=account.plans[serial % len(account.plans)],
        people=people,
        street=f"{random.randint(1, 980)} {random.choice(STREETS)} Street",
        place=random.choice([place for place in PLACES if place[1] == account.state]),
        language="es" if random.random() < 0.18 else "en",
        last_on=TODAY - timedelta(days=random.randint(20, 200)) if left else None,
        other_payer="Summit Mutual" if len(people) > 1 and random.random() < 0.06 else "",
    )


def household(random: Random, last_name: str) -> tuple[DemoPerson, ...]:
    """Draw a subscriber, perhaps a spouse, and children young enough to be covered."""
    age = random.randint(23, 63)
    people = [person(random, 1, last_name, age, SELF)]
    if random.random() < 0.56:
        people.append(person(random, 2, last_name, max(21, age + random.randint(-5, 5)), SPOUSE))
    for _ in range(random.choice((0, 0, 0, 1, 1, 2, 2, 3)) if age < 60 else 0):
        child = random.randint(0, max(0, min(25, age - 21)))
        people.append(person(random, len(people) + 1, last_name, child, CHILD))
    return tuple(people)


def person(random: Random, number: int, last_name: str, age: int, relationship: str) -> DemoPerson:
    """Draw one person of about that age in years."""
    sex = random.choice("FM")
    return DemoPerson(
        number=number,
        first_name=random.choice(FIRST_FEMALE if sex == "F" else FIRST_MALE),
        last_name=last_name,
        birth_date=TODAY - timedelta(days=age * 365 + random.randint(0, 364)),
        sex=sex,
        relationship=relationship,
    )
