"""Put the demonstration world into an empty database, in one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from coverwell.records.members.models import (
    Account,
    CoverageSpan,
    Family,
    OtherCoverage,
    Person,
)
from coverwell.records.partners.models import Partner
from coverwell.records.payments.models import BankAccount
from coverwell.records.providers.models import Contract, Group, Practitioner
from coverwell.services.acting import ENGINE, acting
from coverwell.services.payments.accounts import AccountDetails, account_row
from coverwell.services.payments.values import Payee
from coverwell.services.world.accounts import ACCOUNTS
from coverwell.services.world.contracts import contracts_of
from coverwell.services.world.dental import dental_contract, dental_group, dental_spans
from coverwell.services.world.families import DemoFamily, families
from coverwell.services.world.history import DemoClaim, year_of_claims
from coverwell.services.world.prices import usual_prices
from coverwell.services.world.providers import DemoGroup, provider_groups


SEED = 2026
CLEARINGHOUSE = ("ZZ", "BRIDGELINE")  # the invented clearinghouse that sends for every office
PRACTICE_SINCE = date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class World:
    """The world as drawn from its seed, before or after it is stored."""

    families: list[DemoFamily]
    groups: list[DemoGroup]
    claims: list[DemoClaim]

    @property
    def people(self) -> int:
        """Count the members."""
        return sum(len(family.people) for family in self.families)


def draw(claims_seed: int = SEED) -> World:
    """Draw the world: its people and offices are always the same, its claims those of a seed."""
    random = Random(SEED)
    drawn_families = families(random)
    groups = provider_groups(random)
    drawn = random if claims_seed == SEED else Random(claims_seed)
    claims = year_of_claims(drawn, drawn_families, groups, usual_prices())
    return World(families=drawn_families, groups=groups, claims=claims)


def create(world: World) -> Counter[str]:
    """Store accounts, families, providers, contracts and the partner; return counts.

    Does nothing, and counts nothing, where the first account is already there.
    """
    with acting(ENGINE):
        if Account.objects.filter(number=ACCOUNTS[0].number).exists():
            return Counter()
        return create_members(world) + create_providers(world)


def create_members(world: World) -> Counter[str]:
    """Store accounts, families, people, their coverage and other payers."""
    accounts = {account.number: account for account in Account.objects.bulk_create(account_rows())}
    rows = Family.objects.bulk_create(
        Family(subscriber_number=family.subscriber_number, account=accounts[family.account.number])
        for family in world.families
    )
    pairs = list(zip(world.families, rows, strict=True))
    people = [row for family, stored in pairs for row in person_rows(family, stored.pk)]
    spans = [row for family, stored in pairs for row in span_rows(family, stored.pk)]
    spans += [row for family, stored in pairs for row in dental_spans(family, stored.pk)]
    others = [row for family, stored in pairs for row in other_coverage_rows(family, stored.pk)]
    Person.objects.bulk_create(people, batch_size=1000)
    CoverageSpan.objects.bulk_create(spans, batch_size=1000)
    OtherCoverage.objects.bulk_create(others, batch_size=1000)
    return Counter(accounts=len(accounts), families=len(rows), people=len(people))


def account_rows() -> list[Account]:
    """Return the employer accounts to store."""
    return [
        Account(
            number=account.number,
            name=account.name,
            funding=account.funding,
            administrator=account.administrator,
            administrator_phone=account.administrator_phone,
            state=account.state,
            employees=account.employees,
        )
        for account in ACCOUNTS
    ]


def person_rows(family: DemoFamily, family_id: int) -> list[Person]:
    """Return the family's people to store."""
    city, state, zip_code = family.place
    return [
        Person(
            family_id=family_id,
            number=person.number,
            first_name=person.first_name,
            last_name=person.last_name,
            birth_date=person.birth_date,
            sex=person.sex,
            relationship=person.relationship,
            street=family.street,
            city=city,
            state=state,
            zip_code=zip_code,
            language=family.language,
        )
        for person in family.people
    ]


def span_rows(family: DemoFamily, family_id: int) -> list[CoverageSpan]:
    """Return one span of coverage for each person; a newborn's begins at birth."""
    return [
        CoverageSpan(
            family_id=family_id,
            id=person.number,
            person=person.number,
            plan_key=family.plan,
            coverage_tier=family.coverage_tier,
            first_on=max(family.account.covered_from, person.birth_date),
            last_on=family.last_on,
        )
        for person in family.people
    ]


def other_coverage_rows(family: DemoFamily, family_id: int) -> list[OtherCoverage]:
    """Return the spouse's own coverage by another payer, where the family has such."""
    spouse = next((person for person in family.people if person.relationship == "01"), None)
    if not family.other_payer or spouse is None:
        return []
    return [
        OtherCoverage(
            family_id=family_id,
            id=1,
            person=spouse.number,
            payer=family.other_payer,
            facts={"as": "subscriber", "since": "2021-01-01"},
            first_on=date(2021, 1, 1),
            verified_on=date(2026, 4, 1),
        )
    ]


def create_providers(world: World) -> Counter[str]:
    """Store groups, practitioners, facilities, contracts and the clearinghouse."""
    groups = [*world.groups, dental_group()]
    rows = Group.objects.bulk_create(group_row(group) for group in groups)
    pairs = list(zip(groups, rows, strict=True))
    people = [row for group, stored in pairs for row in practitioner_rows(group, stored)]
    contracts = [row for group, stored in pairs[:-1] for row in contract_rows(group, stored)]
    contracts.append(dental_contract(*pairs[-1], PRACTICE_SINCE))
    Practitioner.objects.bulk_create(people)
    Contract.objects.bulk_create(contracts)
    BankAccount.objects.bulk_create(bank_account_rows(groups))
    qualifier, sender = CLEARINGHOUSE
    Partner.objects.create(
        name="Bridgeline Clearinghouse",
        qualifier=qualifier,
        sender_id=sender,
        login="bridgeline",
        listed=True,
        web="https://www.bridgeline.example",
        state=Partner.State.LIVE,
    )
    return Counter(groups=len(rows), practitioners=len(people), contracts=len(contracts))


def group_row(group: DemoGroup) -> Group:
    """Return one billing group to store."""
    city, state, zip_code = group.place
    return Group(
        tax_id=group.tax_id,
        name=group.name,
        npi=group.npi,
        street=group.street,
        city=city,
        state=state,
        zip_code=zip_code,
        locality=state,
    )


def bank_account_rows(groups: list[DemoGroup]) -> list[BankAccount]:
    """Return where transfers go, sealed; every eleventh group gets cheques instead."""
    return [
        account_row(
            Payee(group.tax_id),
            AccountDetails(group.routing, group.account),
            PRACTICE_SINCE,
            ENGINE.user,
        )
        for at, group in enumerate(groups, start=1)
        if at % 11
    ]


def practitioner_rows(group: DemoGroup, stored: Group) -> list[Practitioner]:
    """Return a group's clinicians, and the group itself as a place where it is a facility."""
    rows = [
        Practitioner(
            npi=person.npi,
            group=stored,
            first_name=person.first_name,
            last_name=person.last_name,
            taxonomy=person.taxonomy,
            first_on=PRACTICE_SINCE,
        )
        for person in group.practitioners
    ]
    own = Practitioner(
        npi=group.npi,
        group=stored,
        last_name=group.name,
        taxonomy=group.specialty.taxonomy,
        facility=group.facility,
        first_on=PRACTICE_SINCE,
    )
    return [*rows, own]


def contract_rows(group: DemoGroup, stored: Group) -> list[Contract]:
    """Return a contracted group's terms in every network it takes part in."""
    return [
        Contract(
            group=stored,
            network=contract.network,
            tier=contract.tier,
            first_on=PRACTICE_SINCE,
            timely_filing_days=contract.timely_filing_days,
            terms=contract.terms,
        )
        for contract in contracts_of(group)
    ]


def sending_day(claim: DemoClaim) -> date:
    """Return the day on which the office sends it: some days after the service."""
    return claim.last + timedelta(days=3 + claim.serial % 21)
