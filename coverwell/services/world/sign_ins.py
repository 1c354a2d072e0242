"""Sign-in names of the demonstration, one for each kind of user."""

from __future__ import annotations

from dataclasses import dataclass

from coverwell.records.members.models import Family
from coverwell.services.access.accounts import (
    grant_person,
    grant_practice,
    grant_staff,
    open_account,
)
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import ENGINE, acting
from coverwell.services.payees.enrol import ENTITLEMENT
from coverwell.services.world.create import World
from coverwell.services.world.families import CHILD, TODAY, DemoFamily
from coverwell.services.world.providers import DemoGroup


# Known to everybody who reads this: `coverwell check --deploy` refuses a production that has it.
PASSWORD = "harborlight-demonstration"  # noqa: S105
FULL_AGE = 18


@dataclass(frozen=True, slots=True)
class SignIn:
    """A name to sign in with, and who that is."""

    name: str
    who: str


def create_sign_ins(world: World) -> list[SignIn]:
    """Open the demonstration's accounts, where they are missing, and return them."""
    groups = shown_groups(world)
    return [
        office("frontdesk", groups[:1], PRECERTIFICATION),
        office("biller", groups, ENTITLEMENT),
        member("member", speaking(world, "en")),
        member("miembro", speaking(world, "es")),
        staff("examiner"),
        staff("supervisor"),
    ]


def shown_groups(world: World) -> list[DemoGroup]:
    """Return the offices whose people sign in: the front desk's own first."""
    groups = [group for group in world.groups if group.tier]
    return [groups[0], groups[20], groups[-2]]


def speaking(world: World, language: str) -> DemoFamily:
    """Return a covered family with a child that speaks the language and had much care."""
    count: dict[str, int] = {}
    for claim in world.claims:
        number = claim.family.subscriber_number
        count[number] = count.get(number, 0) + 1
    able = [
        family
        for family in world.families
        if family.language == language
        and family.last_on is None
        and family.people[-1].relationship == CHILD
    ]
    return max(able, key=lambda family: count.get(family.subscriber_number, 0))


def office(name: str, groups: list[DemoGroup], *entitlements: str) -> SignIn:
    """Open an account for people of an office with these tax ids."""
    user = open_account(name, PASSWORD)
    for group in groups:
        grant_practice(user, group.tax_id, *entitlements)
    return SignIn(name, "provider office: " + ", ".join(group.name for group in groups))


def member(name: str, family: DemoFamily) -> SignIn:
    """Open an account for a subscriber, who also sees the family's minor children."""
    user = open_account(name, PASSWORD, family.language)
    with acting(ENGINE):
        stored = Family.objects.get(subscriber_number=family.subscriber_number)
    for person in family.people:
        age = (TODAY - person.birth_date).days // 365
        if person.number == 1 or age < FULL_AGE:
            grant_person(user, stored.pk, person.number)
    first = family.people[0]
    return SignIn(name, f"member: {first.first_name} {first.last_name}, plan {family.plan}")


def staff(name: str) -> SignIn:
    """Open an account for a person of the payer."""
    grant_staff(open_account(name, PASSWORD))
    return SignIn(name, "the payer's staff")
