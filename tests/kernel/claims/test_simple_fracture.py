"""The federal coverage example 'Mia's simple fracture' (CMS sample SBC, 2025 edition)."""

from dataclasses import replace
from datetime import date

from coverwell.kernel.claims.decision import Decision
from coverwell.kernel.claims.family import Family, decide_family
from coverwell.kernel.cost_share.balances import NOTHING_USED
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.kernel.vocabulary.money import ZERO, Money, dollars
from tests.kernel.claims.bench import claim_of, facts_of, plan, row, service, stated_of


AFTER = "20% coinsurance, after deductible"
SAMPLE = plan(
    {
        "deductible": "$500 person, $1,000 family",
        "drug deductible": "$300 person, $600 family",
        "out of pocket limit": "$2,500 person, $5,000 family",
    },
    row("generic drugs", "$10 copay, after drug deductible"),
    *(
        row(care, AFTER)
        for care in (
            "ambulance",
            "emergency facility",
            "emergency professional",
            "other facility",
            "physical therapy",
            "durable medical equipment",
        )
    ),
)
THIRDS = ("$113.67", "$113.67", "$113.66")
EVENTS = (
    ("other facility", "$43", 1),
    ("ambulance", "$944", 1),
    ("emergency facility", "$357", 1),
    ("emergency professional", "$385", 1),
    ("x-ray", "$113", 1),
    ("durable medical equipment", "$248", 1),
    ("generic drugs", "$5", 1),
    ("specialist visit", THIRDS[0], 3),
    ("specialist visit", THIRDS[1], 10),
    ("specialist visit", THIRDS[2], 17),
    ("physical therapy", "$364", 20),
)


def year() -> tuple[Decision, ...]:
    asked = []
    for number, (care, allowed, day) in enumerate(EVENTS):
        on = date(2026, 2, day)
        given = service(care, allowed, first=on, last=on)
        facts = replace(facts_of(SAMPLE), stated=stated_of(given))
        asked.append((claim_of(given, number=f"C{number}"), facts))
    return decide_family(asked, Family(NOTHING_USED, NO_HISTORY))


def total(name: str) -> Money:
    return sum((getattr(one.totals, name) for one in year()), ZERO)


def test_the_deductibles_of_the_sample_are_505_dollars() -> None:
    assert total("deductible") == dollars("$505")


def test_the_copays_of_the_sample_are_160_dollars() -> None:
    assert total("copay") == dollars("$160")


def test_the_coinsurance_of_the_sample_is_368_dollars_and_20_cents() -> None:
    assert total("coinsurance") == dollars("$368.20")


def test_nothing_in_the_sample_is_limited_or_excluded() -> None:
    assert total("beyond_limit") == total("not_covered_member") == ZERO
    assert total("member_owes") == dollars("$1,033.20")
