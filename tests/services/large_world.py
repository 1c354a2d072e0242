"""Many families and claims at once, for storms and benchmarks."""

from datetime import date, timedelta

from coverwell.records.members.models import CoverageSpan, Family, Person
from coverwell.services.acting import ENGINE, acting
from tests.claim_files import Sent, file_837
from tests.services import world


CODES = ("99213", "80053", "85025", "36415", "93000", "99214", "81002", "87880")
NPIS = ("1234567893", "1999999984", "1111111112", "1222222220")
PLAN, NETWORK = "open_access", "OA001 Open Access"


def build(families: int) -> list[tuple[str, str]]:
    """Families of three people, and four offices (tax id, NPI) that they go to."""
    offices = [(f"23000000{number}", npi) for number, npi in enumerate(NPIS, start=1)]
    with acting(ENGINE):
        world.published(PLAN)
        world.partner()
        for tax_id, npi in offices:
            world.contract(world.group(tax_id, npi), NETWORK, world.TERMS)
        account = world.account()
        made = Family.objects.bulk_create(
            Family(subscriber_number=f"H{number:08}", account=account)
            for number in range(1, families + 1)
        )
        Person.objects.bulk_create(
            person for family in made for person in people(family.pk, family.subscriber_number)
        )
        CoverageSpan.objects.bulk_create(
            CoverageSpan(
                family_id=family.pk,
                id=number,
                person=number,
                plan_key=PLAN,
                coverage_tier="family",
                first_on=date(2026, 1, 1),
            )
            for family in made
            for number in (1, 2, 3)
        )
    return offices


def people(family: int, subscriber: str) -> list[Person]:
    return [
        Person(
            family_id=family,
            number=number,
            first_name=("ADA", "BEN", "CLEO")[number - 1],
            last_name=f"TEST{subscriber[-4:]}",
            birth_date=date((1980, 1982, 2012)[number - 1], 3, number),
            sex="FMF"[number - 1],
            relationship=("18", "01", "19")[number - 1],
            state="PA",
            zip_code="17101",
        )
        for number in (1, 2, 3)
    ]


def claims_of(count: int, families: int, offices: list[tuple[str, str]], salt: int) -> list[Sent]:
    """Claims of four lines, spread over families, people, offices and days."""
    return [_claim(number, families, offices, salt) for number in range(count)]


def claims_from(
    first: int, count: int, families: int, offices: list[tuple[str, str]]
) -> list[Sent]:
    """The next claims of an endless row of such claims."""
    return [_claim(number, families, offices, 1) for number in range(first, first + count)]


def _claim(number: int, families: int, offices: list[tuple[str, str]], salt: int) -> Sent:
    family, round_ = number % families + 1, number // families
    person = (number + round_) % 3
    tax_id, npi = offices[(number + salt) % len(offices)]
    codes = [CODES[(number + at) % len(CODES)] for at in range(4)]
    return Sent(
        f"B{salt}-{number}",
        member_id=f"H{family:08}",
        first=("ADA", "BEN", "CLEO")[person],
        last=f"TEST{family:08}"[:4] + f"{family:08}"[-4:],
        born=date((1980, 1982, 2012)[person], 3, person + 1),
        tax_id=tax_id,
        npi=npi,
        day=date(2026, 6, 5) + timedelta(days=(round_ * 17 + number + salt) % 150),
        lines=tuple(
            (code, str(40 + (number * 7 + at * 13) % 160)) for at, code in enumerate(codes)
        ),
        subscriber=person == 0,
    )


def claim_files(
    count: int, families: int, offices: list[tuple[str, str]], control: int = 1
) -> bytes:
    """One file with so many claims."""
    return file_837(claims_of(count, families, offices, control), control=control)
