"""A year of claims: who went where, when, for what, at what charge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.world.episodes import EPISODES, Episode
from coverwell.services.world.families import TODAY, DemoFamily, DemoPerson
from coverwell.services.world.providers import DemoGroup, DemoPractitioner


YEAR_STARTS = date(2026, 1, 2)
OLDEST_SENDING = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A service line to be; `charge` is cents for all its units."""

    code: str
    modifiers: tuple[str, ...]
    units: int
    charge: Money
    day: date

    @property
    def revenue(self) -> bool:
        """Say whether the code is a revenue code."""
        return len(self.code) == 4 and self.code.startswith("0")


@dataclass(frozen=True, slots=True)
class DemoClaim:
    """A claim as an office would send it."""

    serial: int
    episode: Episode
    family: DemoFamily
    person: DemoPerson
    group: DemoGroup
    practitioner: DemoPractitioner | None
    first: date
    last: date
    lines: tuple[DemoLine, ...]

    @property
    def charge(self) -> Money:
        """Return the total charge in cents."""
        return Money(sum(line.charge for line in self.lines))


def year_of_claims(
    random: Random, families: list[DemoFamily], groups: list[DemoGroup], prices: dict[str, Money]
) -> list[DemoClaim]:
    """Return the claims of the year in order of service; the same seed gives the same claims."""
    by_specialty: dict[str, list[DemoGroup]] = {}
    for group in groups:
        by_specialty.setdefault(group.specialty.key, []).append(group)
    drawn = [
        (day, family, person, episode)
        for family in families
        for person in family.people
        for episode in EPISODES
        for day in days_of(random, person, episode)
    ]
    drawn.sort(key=lambda each: (each[0], each[1].subscriber_number, each[2].number, each[3].key))
    return [
        claim(random, serial, each, by_specialty[each[3].specialty], prices)
        for serial, each in enumerate(drawn, start=1)
    ]


def days_of(random: Random, person: DemoPerson, episode: Episode) -> list[date]:
    """Draw the days in the year on which this happens to this person."""
    age = (TODAY - person.birth_date).days // 365
    youngest, oldest = episode.ages
    if not youngest <= age <= oldest or (episode.sex and episode.sex != person.sex):
        return []
    often, rest = divmod(episode.weight, 1000)
    times = often + (random.random() * 1000 < rest)
    span = (TODAY - YEAR_STARTS).days - episode.days
    days = [YEAR_STARTS + timedelta(days=random.randint(0, span)) for _ in range(times)]
    return [day for day in days if day >= person.birth_date]


def claim(
    random: Random,
    serial: int,
    drawn: tuple[date, DemoFamily, DemoPerson, Episode],
    groups: list[DemoGroup],
    prices: dict[str, Money],
) -> DemoClaim:
    """Draw where it happens and what is charged; people mostly stay in their own state."""
    day, family, person, episode = drawn
    near = [group for group in groups if group.place[1] == family.place[1]] or groups
    group = random.choice(near)
    last = day + timedelta(days=episode.days - 1)
    markup = random.randint(125, 215)
    return DemoClaim(
        serial=serial,
        episode=episode,
        family=family,
        person=person,
        group=group,
        practitioner=random.choice(group.practitioners) if group.practitioners else None,
        first=day,
        last=last,
        lines=tuple(
            DemoLine(code, modifiers, units, charge_of(prices, code, units, markup), day)
            for code, modifiers, units in episode.lines
        ),
    )


def charge_of(prices: dict[str, Money], code: str, units: int, markup: int) -> Money:
    """Return a plausible charge: the usual price, marked up by a percent, in whole dollars."""
    return Money(max(100, prices[code] * units * markup // 10000 * 100))
