"""What the law refuses in a plan, and what must be mended before it is published."""

import pytest

from coverwell.kernel.plan.law import PlanLaw
from coverwell.kernel.plan.lawful import unlawful
from coverwell.kernel.plan.publishable import unready
from coverwell.kernel.plan.read_limit import read_amount
from coverwell.kernel.plan.read_plan import read_plan


LAW = PlanLaw(
    source="law of 2026",
    out_of_pocket=read_amount("$10,600 person, $21,200 family"),
    hsa_deductible=read_amount("$1,700 person, $3,400 family"),
    hsa_out_of_pocket=read_amount("$8,500 person, $17,000 family"),
    before_deductible=frozenset({"preventive care", "insulin"}),
    not_essential=frozenset({"hearing aids"}),
    mental_health=frozenset({"mental health outpatient"}),
    emergency=frozenset({"emergency room"}),
    preventive=frozenset({"preventive care"}),
)
HEAD = {
    "plan": "Silver",
    "effective": "2026-01-01 to 2026-12-31",
    "source": "EOC",
    "authored by": "Ana Writer",
    "checked by": "Ben Checker",
    "next review": "2026-10-01",
    "deductible": "$500 person, $1,000 family",
    "out of pocket limit": "$4,000 person, $8,000 family",
}
ROW = {
    "when": "You visit",
    "care": "specialist visit",
    "says": "§1",
    "network": "20% coinsurance, after deductible",
}


def plan(rows=({},), **head):
    document = {**HEAD, **{key.replace("_", " "): text for key, text in head.items()}}
    return read_plan({**document, "care": [{**ROW, **row} for row in rows]}, "silver")


def refused(found):
    return [str(problem) for problem in unlawful(found, LAW)]


def test_a_plan_within_the_law_is_not_refused():
    assert refused(plan()) == []


@pytest.mark.parametrize(
    ("limit", "drugs", "amount"),
    [
        ("$10,700 person, $21,200 family", "none", "$10,700 person"),
        ("$10,600 person, $21,201 family", "none", "$21,201 family"),
        ("$9,000 person, $18,000 family", "$2,000 person, $4,000 family", "$11,000 person"),
    ],
)
def test_an_out_of_pocket_limit_above_the_law_is_refused_drugs_included(limit, drugs, amount):
    found = refused(plan(out_of_pocket_limit=limit, drug_limit=drugs))

    assert any(amount in problem for problem in found)


def test_a_plan_without_an_out_of_pocket_limit_is_refused_unless_grandfathered():
    assert refused(plan(out_of_pocket_limit="none"))
    assert not refused(plan(out_of_pocket_limit="none", grandfathered="yes"))


def test_an_embedded_person_amount_of_an_hsa_plan_is_at_least_the_family_minimum():
    low = plan(health_account="HSA", deductible="$2,000 person, $4,000 family")
    aggregate = plan(health_account="HSA", deductible="$2,000 person, $4,000 family, aggregate")
    high = plan(health_account="HSA", deductible="$3,400 person, $6,800 family")

    assert any("embedded person amount" in problem for problem in refused(low))
    assert not refused(aggregate)
    assert not refused(high)


@pytest.mark.parametrize(
    "cell",
    [
        "$30 copay, deductible does not apply",
        "no charge",
        "$30 copay for the first 3 visits, then 20% coinsurance, after deductible",
        "$30 copay, then deductible",
    ],
)
def test_an_hsa_plan_pays_nothing_before_the_deductible_but_what_the_law_lists(cell):
    head = {"health_account": "HSA", "deductible": "$3,400 person, $6,800 family"}

    assert any("HSA-qualified" in one for one in refused(plan([{"network": cell}], **head)))
    assert not refused(plan([{"network": cell, "care": "insulin"}], **head))


def test_a_limit_in_dollars_is_refused_on_essential_benefits_only():
    limit = {"limit": "$1,500 allowance per year"}

    assert "essential health benefit" in refused(plan([limit]))[0]
    assert not refused(plan([{**limit, "care": "hearing aids"}]))


def test_a_visit_limit_on_mental_health_needs_the_parity_analysis():
    row = {"care": "mental health outpatient", "limit": "20 visits per year"}

    assert "parity" in refused(plan([row]))[0]
    assert not refused(plan([{**row, "says": "§1 Parity analysis of 2025-09-01."}]))


def test_emergency_care_costs_the_same_everywhere_and_needs_no_approval():
    row = {"care": "emergency room", "out of network": "40% coinsurance, after deductible"}
    same = {**row, "out of network": ROW["network"]}

    assert "the same out of network" in refused(plan([row]))[0]
    assert "never needs" in refused(plan([{**same, "precertification": "required"}]))[0]
    assert not refused(plan([same]))


def test_preventive_care_is_free_in_network_unless_grandfathered():
    row = {"care": "preventive care", "network": "$15 copay, deductible does not apply"}

    assert "free in network" in refused(plan([row]))[0]
    assert not refused(plan([row], grandfathered="yes"))
    assert not refused(plan([{**row, "network": "no charge"}]))


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ({"authored_by": ""}, "'authored by' is missing"),
        ({"checked_by": ""}, "'checked by' is missing"),
        ({"checked_by": "ANA WRITER"}, "Another person must check"),
        ({"next_review": ""}, "'next review' is missing"),
        ({"effective": "2026-01-01"}, "no last day"),
        ({"effective": "2026-01-01 to 2027-12-31"}, "longer than a plan year"),
        ({"effective": "2026-07-01 to 2027-06-30"}, "crosses the beginning of a plan year"),
        ({"referral": "required", "primary_care_provider": "required"}, "no row says"),
        ({"deductible": "none"}, "names a deductible"),
    ],
)
def test_an_edition_that_is_not_ready_says_what_to_mend(head, what):
    assert any(what in problem.what for problem in unready(plan(**head)))


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"network": "20% coinsurance"}, "does not say whether the deductible comes first"),
        ({"network": "$10 copay, after drug deductible"}, "names a drug deductible"),
        ({"referral": "required"}, "the head says 'referral: not needed'"),
    ],
)
def test_a_row_that_disagrees_with_the_head_says_what_to_mend(row, what):
    assert any(what in problem.what for problem in unready(plan([row])))


def test_a_shared_limit_is_written_in_both_rows():
    one = {"care": "physical therapy", "limit": "60 visits per year with speech therapy"}
    other = {"care": "speech therapy", "limit": "60 visits per year with physical therapy"}

    assert not unready(plan([one, other]))
    assert (
        "does not say the same limit back"
        in unready(plan([one, {"care": "speech therapy"}]))[0].what
    )


def test_a_ready_plan_has_nothing_to_mend():
    assert unready(plan()) == ()
