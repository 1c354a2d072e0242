"""Teeth in the demonstration world: an office, who has the dental plan, and fresh claims.

Nothing here is drawn from the world's own seed, so that all else of it stays as it was.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.members.models import CoverageSpan
from coverwell.records.providers.models import Contract, Group
from coverwell.services.world.accounts import ACCOUNTS
from coverwell.services.world.families import TODAY, DemoFamily, DemoPerson
from coverwell.services.world.names import PLACES
from coverwell.services.world.numbers import npi, routing, tax_id
from coverwell.services.world.providers import DemoGroup, DemoPractitioner, Specialty


PLAN, NETWORK, ACCOUNT = "dental_choice", "DN001 Dental Choice", ACCOUNTS[0].number
DENTISTRY = Specialty("dental", "Dental Care", "1223G0001X", 1)
COVERED_FROM = date(2025, 1, 1)
SPAN_ID = 50  # dental spans of a family are numbered from here
TERMS = """\
terms: Quayside Dental Care
source: "Participation agreement of the group, exhibit B"
locality: {state}
rates:
- {{pays: fee schedule, schedule: harborlight_standard, percent: 100%}}
- {{pays: percent of charge, percent: 70%}}
"""
SERVICES = (
    (("D0120", "", 6400), ("D1110", "", 11800), ("D0274", "", 8200)),
    (("D0140", "", 9500), ("D0220", "14", 3800)),
    (("D2392", "19 MO", 28900),),
    (("D2740", "3", 142500), ("D2950", "3", 34000)),
    (("D7140", "32", 21000),),
)
"""What a visit bills: code, tooth with its surfaces, charge in cents."""


class DentalLine(NamedTuple):
    """One service of a dental visit (cents)."""

    code: str
    spot: str
    charge: Money


class DentalClaim(NamedTuple):
    """A claim as the dental office would send it."""

    serial: int
    family: DemoFamily
    person: DemoPerson
    group: DemoGroup
    day: date
    lines: tuple[DentalLine, ...]

    @property
    def charge(self) -> Money:
        """Return the total charge in cents."""
        return Money(sum(line.charge for line in self.lines))


def dental_group() -> DemoGroup:
    """Return the dental office; the same each time."""
    dentist = DemoPractitioner(npi(3999901), "Ida", "Marlow", DENTISTRY.taxonomy)
    return DemoGroup(
        tax_id(4499001), npi(7999001), "Quayside Dental Care", DENTISTRY, PLACES[0],
        "12 Commerce Way", routing(901), "881234567", 1, facility=False, practitioners=(dentist,),
    )  # fmt: skip


def dental_contract(group: DemoGroup, stored: Group, since: date) -> Contract:
    """Return the office's contract in the dental network."""
    return Contract(
        group=stored, network=NETWORK, tier=1, first_on=since, timely_filing_days=365,
        terms=TERMS.format(state=group.place[1]),
    )  # fmt: skip


def dental_spans(family: DemoFamily, family_id: int) -> list[CoverageSpan]:
    """Return the dental cover of a family whose employer buys it beside the medical plan."""
    if family.account.number != ACCOUNT:
        return []
    return [
        CoverageSpan(
            family_id=family_id, id=SPAN_ID + person.number, person=person.number, plan_key=PLAN,
            coverage_tier=family.coverage_tier,
            first_on=max(COVERED_FROM, person.birth_date), last_on=family.last_on,
        )
        for person in family.people
    ]  # fmt: skip


def dental_claims(seed: int, count: int, families: list[DemoFamily]) -> list[DentalClaim]:
    """Return so many claims of the last weeks; a seed always gives the same."""
    random, group = Random(seed), dental_group()
    covered = [one for one in families if one.account.number == ACCOUNT and one.last_on is None]
    found = []
    for serial in range(count):
        family = random.choice(covered)
        lines = tuple(DentalLine(c, spot, Money(x)) for c, spot, x in random.choice(SERVICES))
        day = TODAY - timedelta(days=random.randint(1, 40))
        number = seed * 1000 + serial
        found.append(DentalClaim(number, family, random.choice(family.people), group, day, lines))
    return found
