"""A whole plan document is read, printed back, and refused with every fault at once."""

import copy
from datetime import date

import pytest

from coverwell.kernel.plan.limit import Precert
from coverwell.kernel.plan.plan import CoordinationRule, ReferralRule, Sharing
from coverwell.kernel.plan.print_plan import plan_texts
from coverwell.kernel.plan.problems import PlanTextError, nearest
from coverwell.kernel.plan.read_plan import read_plan
from coverwell.kernel.vocabulary.money import dollars


DOCUMENT = {
    "plan": "Silver PPO",
    "kind": "PPO",
    "effective": "2026-07-01 to 2027-06-30",
    "source": "Evidence of Coverage, form EOC-SIL-26",
    "authored by": "Ana Writer",
    "checked by": "Ben Checker",
    "next review": "2027-03-01",
    "network": "Near; Far",
    "funding": "self-funded",
    "entity": "Coverwell Health",
    "administrator": "Tallow Administrators for claims, appeals; Brook Rx for pharmacy",
    "plan year": "begins July 1",
    "family": "aggregate",
    "deductible": "$500 person, $1,000 family",
    "drug deductible": "$100 person, $200 family, embedded",
    "out of network deductible": "none",
    "out of pocket limit": "$4,000 person, $8,000 family, embedded",
    "drug limit": "$500 person",
    "out of network limit": "$8,000 person, $16,000 family",
    "accumulators": "out counts toward in",
    "primary care provider": "required",
    "referral": "needed for the in-network benefit level, also out of network",
    "health account": "HSA, FSA",
    "prior carrier credit": "yes",
    "copays": "highest of the visit only",
    "coordination": "non-duplication",
    "assignment": "not honored",
    "grandfathered": "yes",
    "care": [
        {
            "when": "You have a test",
            "care": "advanced imaging",
            "says": "§4.6 Scans need approval before the service.",
            "tier 1": "10% coinsurance, after deductible",
            "tier 2": "20% coinsurance, after deductible",
            "out of network": "not covered",
            "precertification": "required, or benefit reduced by 50%",
            "referral": "required",
            "decided by": "medical director",
        },
        {
            "when": "You need help recovering",
            "care": "physical therapy",
            "says": "§4.9 Sixty visits.",
            "network": "$30 copay",
            "limit": "60 visits per year with advanced imaging",
        },
    ],
}


def changed(**row_or_head):
    document = copy.deepcopy(DOCUMENT)
    document.update(row_or_head)
    return document


def with_row(**keys):
    document = copy.deepcopy(DOCUMENT)
    document["care"][0].update(keys)
    return document


def problems(document, cares=()):
    with pytest.raises(PlanTextError) as refused:
        read_plan(document, "silver_ppo", cares)
    return [str(problem) for problem in refused.value.problems]


def test_every_key_of_the_document_reaches_the_plan():
    plan = read_plan(DOCUMENT, "silver_ppo")

    assert plan.edition == "silver_ppo/2026-07-01"
    assert plan.year_of(date(2027, 2, 1)) == date(2026, 7, 1)
    assert plan.amounts.deductible.aggregate
    assert not plan.amounts.out_of_pocket.aggregate
    assert plan.amounts.drug_out_of_pocket.family is None
    assert plan.amounts.out_of_network_deductible is None
    assert plan.amounts.sharing is Sharing.OUT_TOWARD_IN
    assert plan.referral is ReferralRule.GATE
    assert plan.options.referral_opens_out_of_network
    assert plan.options.prior_carrier_credit
    assert plan.options.highest_copay_of_visit_only
    assert plan.options.coordination is CoordinationRule.NON_DUPLICATION
    assert not plan.options.assignment_honored
    assert plan.head.grandfathered
    assert plan.head.health_accounts == ("HSA", "FSA")
    assert plan.head.administrators[0].functions == ("claims", "appeals")
    imaging = plan.rows["advanced imaging"]
    assert imaging.precertification.need is Precert.REDUCED
    assert imaging.referral
    assert imaging.decided_by == "medical director"


def test_a_row_for_the_whole_network_holds_for_every_tier():
    therapy = read_plan(DOCUMENT, "silver_ppo").rows["physical therapy"]

    assert len(therapy.tiers) == 2
    assert therapy.tiers[0] == therapy.tiers[1]
    assert therapy.tiers[0].parts[0].amount == dollars("30")
    assert therapy.out_of_network is None


def test_a_plan_prints_the_document_it_is_read_from():
    plan = read_plan(DOCUMENT, "silver_ppo")

    assert read_plan(plan_texts(plan), "silver_ppo") == plan


def test_a_misspelt_key_is_refused_with_the_nearest_one():
    document = changed(deductable="$1 person")

    assert problems(document) == [
        "Head: 'deductable' is not a known key. Did you mean 'deductible'?"
    ]


def test_a_misspelt_key_of_a_row_is_refused_with_the_nearest_one():
    assert problems(with_row(netwrok="no charge")) == [
        "Row 'advanced imaging': 'netwrok' is not a known key. Did you mean 'network'?"
    ]


def test_a_wrong_cell_names_its_row_and_what_to_write():
    assert problems(with_row(**{"tier 1": "20% after ded"})) == [
        "Row 'advanced imaging': '20% after ded' is not a cost share. "
        "Try '20% coinsurance, after deductible'."
    ]


def test_all_faults_are_told_at_once():
    document = with_row(**{"tier 1": "20% after ded", "limit": "sixty"})
    document.update({"effective": "next year", "says": "x", "source": ""})
    document["care"][1]["says"] = ""

    found = problems(document)

    assert len(found) == 6
    assert any("'says' is not a known key" in fault for fault in found)
    assert any("'source' is missing" in fault for fault in found)
    assert any("'next year' is not a date" in fault for fault in found)
    assert any("Row 'physical therapy': 'says' is missing" in fault for fault in found)


def test_an_unknown_kind_of_care_is_refused_with_the_nearest_one():
    cares = {"advanced imaging", "physical therapie"}

    assert problems(DOCUMENT, cares) == [
        "Row 'physical therapy': 'physical therapy' is not a known kind of care. "
        "Did you mean 'physical therapie'?"
    ]


def test_a_row_written_twice_is_refused():
    document = copy.deepcopy(DOCUMENT)
    document["care"].append(document["care"][0])

    assert problems(document) == ["Row 'advanced imaging': stands twice. Remove one."]


def test_a_limit_shared_with_a_row_that_is_not_there_is_refused():
    document = with_row(limit="60 visits per year with physical terapy")

    assert "Did you mean 'physical therapy'?" in problems(document)[0]


def test_a_row_says_every_tier_or_the_network_but_not_both():
    assert "Keep one of them" in problems(with_row(network="no charge"))[0]
    document = copy.deepcopy(DOCUMENT)
    del document["care"][0]["tier 1"]
    assert "'tier 1' is missing" in problems(document)[0]


@pytest.mark.parametrize("rows", [[], "none", None, ["x-ray"]])
def test_a_document_without_rows_is_refused(rows):
    assert problems(changed(care=rows))


def test_words_far_from_every_known_one_get_no_guess():
    assert nearest("zzzzzz", ("network", "limit")) is None
