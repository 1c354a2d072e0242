"""A small payer for tests: what a test does not name is ordinary."""

from datetime import date

from coverwell.records.members.models import Account, CoverageSpan, Family, Person
from coverwell.records.partners.models import Partner
from coverwell.records.plans.models import PlanEdition
from coverwell.records.providers.models import Contract, Group, Practitioner
from coverwell.services.plans.editions import edition_file, read_edition


YEAR = date(2026, 1, 1)


def account(number: str = "A1") -> Account:
    return Account.objects.get_or_create(
        number=number,
        defaults={"name": "Tidewater Tools", "funding": "insured", "state": "PA", "employees": 80},
    )[0]


def family(number: str = "H10000001", people: int = 2, plan: str = "harborlight_ppo") -> Family:
    """A subscriber, a spouse and children, all covered by one plan since the year began."""
    made = Family.objects.create(subscriber_number=number, account=account())
    for suffix in range(1, people + 1):
        Person.objects.create(
            family=made,
            number=suffix,
            first_name=("Ada", "Ben", "Cleo", "Dev", "Eli")[suffix - 1],
            last_name=f"Test{number[-4:]}",
            birth_date=date((1980, 1982, 2012, 2014, 2016)[suffix - 1], 3, suffix),
            sex="FMFMU"[suffix - 1],
            relationship="18" if suffix == 1 else "01" if suffix == 2 else "19",
            state="PA",
            zip_code="17101",
        )
        CoverageSpan.objects.create(
            family=made,
            id=suffix,
            person=suffix,
            plan_key=plan,
            coverage_tier="family",
            first_on=YEAR,
        )
    return made


def partner(sender: str = "SENDER1", tax_ids: tuple[str, ...] = ()) -> Partner:
    return Partner.objects.create(
        name=f"Partner {sender}",
        qualifier="ZZ",
        sender_id=sender,
        tax_ids=list(tax_ids),
        state=Partner.State.LIVE,
    )


def group(tax_id: str = "231234567", npi: str = "1234567893") -> Group:
    """A group with one practitioner who bills under the group's own number."""
    made = Group.objects.create(
        tax_id=tax_id,
        name="Harbor Family Practice",
        npi=npi,
        street="1 Quay Street",
        city="Harrisburg",
        state="PA",
        zip_code="171010001",
        locality="PA01",
    )
    Practitioner.objects.create(
        npi=npi,
        group=made,
        last_name="Harbor Family Practice",
        taxonomy="207Q00000X",
        first_on=date(2020, 1, 1),
    )
    return made


def contract(of: Group, network: str, terms: str) -> Contract:
    return Contract.objects.create(
        group=of, network=network, first_on=YEAR, timely_filing_days=180, terms=terms
    )


def edition(
    key: str, text: str, first: date = YEAR, last: date = date(2026, 12, 31)
) -> PlanEdition:
    return PlanEdition.objects.create(
        key=key,
        effective_first=first,
        effective_last=last,
        sha256="0" * 64,
        text=text,
        examples_text="",
        published_by="test",
    )


TERMS = """\
terms: Harbor Family Practice
source: "Participation agreement, exhibit B"
locality: PA
rates:
- {pays: fee schedule, schedule: harborlight_standard, percent: 100%}
- {pays: percent of charge, percent: 60%}
"""


def published(key: str) -> PlanEdition:
    """A plan of the shipped rulebook, published as it stands."""
    read = read_edition(edition_file(key))
    last = read.plan.effective.last or date(2026, 12, 31)
    return edition(key, read.text, read.plan.effective.first, last)
