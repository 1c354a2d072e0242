"""A dental plan: classes, the yearly maximum, waiting periods, frequencies, teeth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision, Status
from coverwell.kernel.claims.facts import ClaimFacts, ProviderFacts
from coverwell.kernel.cost_share.balances import Balances
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.claim import Claim, Line, Provider
from coverwell.kernel.vocabulary.history import history
from coverwell.kernel.vocabulary.member import Cover, Person
from coverwell.kernel.vocabulary.money import dollars
from coverwell.kernel.vocabulary.side import Side
from coverwell.services.plans.editions import edition_file, read_edition
from coverwell.services.rulebook.terms import read_terms
from tests.kernel.claims.real import TABLES


PLAN = read_edition(edition_file("dental_choice")).plan
MEDICAL = read_edition(edition_file("open_access/2026-01-01")).plan
TERMS = """\
terms: Harbor Dental
source: "Participation agreement, exhibit B"
locality: PA
rates:
- {pays: fee schedule, schedule: harborlight_standard, percent: 100%}
"""
CONTRACT = ProviderFacts(Side.NETWORK, 0, read_terms(TERMS, "Harbor Dental", TABLES.cares))
DAY, YEAR, COVERED = date(2026, 9, 1), date(2026, 1, 1), date(2025, 1, 1)
ADA = "H1000000101"


def line(number: int, code: str, *spots: str, charge: str = "5000", day: date = DAY) -> Line:
    return Line(number, dollars(charge), day, day, procedure=code, place="11", spots=spots)


def claim(*lines: Line, number: str = "C1") -> Claim:
    office = Provider("1234567893", "231234567", "1223G0001X")
    return Claim(number, 1, ADA, DAY, office, lines, place="11", dental=True)


def decide(
    *lines: Line, plan: Plan = PLAN, since: date = COVERED, born: int = 1980, **facts: object
) -> Decision:
    cover = Cover(plan.effective, plan.edition, since=since)
    found = ClaimFacts(
        DAY, Person(ADA, date(born, 3, 1)), (cover,), {plan.edition: plan}, tables=TABLES,
        provider=CONTRACT,
    )  # fmt: skip
    return adjudicate(claim(*lines), replace(found, **facts))  # type: ignore[arg-type]


def used(**amounts: int) -> Balances:
    """What Ada has used this year, in dollars: `paid:basic dental care` is written paid__basic."""
    names = {"deductible": "dental_deductible", "basic": "paid:basic dental care"}
    sides = {"deductible": "network", "basic": ""}
    return Balances({(ADA, names[n], sides[n], YEAR): a * 100 for n, a in amounts.items()})


def shares(decision: Decision) -> list[tuple[str, str, str, str]]:
    return [
        (str(one.deductible), str(one.coinsurance), str(one.plan_paid), str(one.beyond_limit))
        for one in decision.lines
    ]


def codes(decision: Decision) -> list[list[str]]:
    return [[f"{one.group}-{one.code}" for one in each.adjustments] for each in decision.lines]


def test_each_class_is_shared_by_its_own_row():
    """Cleaning 96 free; filling 178: 50 + 20% of 128 = 25.60; crown 1,184: 50% = 592."""
    decision = decide(line(1, "D1110"), line(2, "D2150", "14 MO"), line(3, "D2740", "3"))
    assert [one.care for one in decision.lines] == [
        "dental cleaning",
        "basic dental care",
        "major dental care",
    ]
    assert shares(decision) == [
        ("$0", "$0", "$96", "$0"),
        ("$50", "$25.60", "$102.40", "$0"),
        ("$0", "$592", "$592", "$0"),
    ]


def test_the_plan_pays_no_more_than_its_yearly_maximum_for_basic_and_major_care():
    """1,500 - 1,300 = 200 are left: of the crown's 592 the member pays 392 beyond the maximum."""
    decision = decide(line(1, "D2740", "3"), balances=used(deductible=50, basic=1300))
    assert shares(decision) == [("$0", "$592", "$200", "$392")]
    assert codes(decision) == [["CO-45", "PR-119", "PR-2"]]
    assert [(e.what, e.amount) for e in decision.entries if e.what.startswith("paid")] == [
        ("paid:major dental care", 20_000)
    ]


def test_the_maximum_goes_on_from_line_to_line():
    decision = decide(line(1, "D3330", "3"), line(2, "D2740", "3"), balances=used(deductible=50))
    # Root canal 1,046: the plan pays 836.80. Of the crown's 592 all fits: 663.20 are left.
    assert [str(one.plan_paid) for one in decision.lines] == ["$836.80", "$592"]
    more = decide(line(1, "D2740", "3"), line(2, "D2740", "4"), line(3, "D2740", "5"),
                  balances=used(deductible=50))  # fmt: skip
    assert [str(one.plan_paid) for one in more.lines] == ["$592", "$592", "$316"]


def test_orthodontics_end_at_a_lifetime_maximum_and_the_code_says_lifetime():
    decision = decide(line(1, "D8080"), born=2012)
    assert shares(decision) == [("$0", "$2,430", "$1,000", "$1,430")]
    assert "PR-35" in codes(decision)[0]


@pytest.mark.parametrize(
    ("since", "code", "paid"),
    [
        (date(2026, 3, 1), "D2150", True),
        (date(2026, 3, 2), "D2150", False),
        (date(2026, 3, 1), "D2740", False),
        (date(2025, 9, 1), "D2740", True),
        (date(2026, 8, 31), "D1110", True),
    ],
)
def test_a_class_pays_after_its_waiting_period(since, code, paid):
    decision = decide(line(1, code, "14"), since=since)
    assert (decision.lines[0].status is Status.PAID) is paid
    if not paid:
        assert codes(decision) == [["PR-179"]]


def test_a_third_cleaning_in_a_year_is_the_member_s_at_the_plan_s_price():
    balances = Balances({(ADA, "visits:dental cleaning", "", YEAR): 2})
    decision = decide(line(1, "D1110", charge="120"), balances=balances)
    assert (str(decision.lines[0].member_owes), str(decision.lines[0].plan_paid)) == ("$96", "$0")
    assert codes(decision) == [["CO-45", "PR-119"]]


def test_the_same_filling_on_another_tooth_is_no_duplicate():
    twice = decide(line(1, "D2150", "14 MO"), line(2, "D2150", "3 MO"))
    assert [one.status for one in twice.lines] == [Status.PAID, Status.PAID]
    again = decide(line(1, "D2150", "14 MO"), line(2, "D2150", "14 MO"))
    assert codes(again)[1] == ["OA-18"]


def test_a_filling_decided_before_is_told_apart_by_its_tooth():
    before = decide(line(1, "D2150", "14 MO"))
    past = history(replace_claim(one) for one in before.history)
    other = decide(line(1, "D2150", "3 MO"), history=past)
    assert other.lines[0].status is Status.PAID
    assert codes(decide(line(1, "D2150", "14 MO"), history=past)) == [["OA-18"]]


def replace_claim(prior):
    return prior._replace(claim="C0")


def test_dental_and_medical_amounts_are_kept_apart():
    """What Ada has paid of her medical deductible does not count for her teeth."""
    medical = Balances({(ADA, "deductible", "network", YEAR): 75_000})
    decision = decide(line(1, "D2150", "14"), balances=medical)
    assert str(decision.lines[0].deductible) == "$50"
    assert {entry.what for entry in decision.entries} == {
        "dental_deductible",
        "paid:basic dental care",
    }


def test_a_plan_without_teeth_denies_a_dental_claim_as_not_in_the_plan():
    decision = decide(line(1, "D1110"), plan=MEDICAL)
    assert codes(decision) == [["PR-96"]]
    assert decision.lines[0].remarks == ("N30",)


def test_a_medical_plan_still_covers_a_child_s_checkup():
    other = read_edition(edition_file("pos_open_access/2026-01-01")).plan
    decision = decide(line(1, "D1120"), plan=other, born=2018)
    assert decision.lines[0].care == "dental checkup child"
