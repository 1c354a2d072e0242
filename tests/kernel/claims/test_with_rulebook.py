"""Claims decided with the whole rulebook: care, price, edits and words are looked up."""

import gc
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.codes import CODES
from coverwell.kernel.claims.decision import ApprovalUse, Decision, Outcome, Payee, Status
from coverwell.kernel.claims.explain import explain
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.family import Family, decide_family
from coverwell.kernel.claims.trace_text import read_trace, trace_text
from coverwell.kernel.claims.traces import ASKED, UNTOUCHED
from coverwell.kernel.cost_share.balances import NOTHING_USED
from coverwell.kernel.edits.facts import ProviderStanding
from coverwell.kernel.policy.precertification import Authorization
from coverwell.kernel.policy.referral import Referral
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Adjustment, Provider
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.member import Cover
from coverwell.kernel.vocabulary.money import ZERO, dollars
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from coverwell.services.plans.editions import edition_file, read_edition
from tests.kernel.claims.real import (
    DAY,
    IN_NETWORK,
    OUTSIDE,
    PLAN,
    TABLES,
    claim,
    decide,
    facts,
    line,
)


VISIT = line(1, "99213", "180")
SCAN = line(2, "70551", "1200", diagnoses=("G43909",))


def rules(decision: Decision, number: int) -> list[str]:
    return [noted.finding.rule for noted in decision.trace.changed if noted.line == number]


def said(decision: Decision) -> list[str]:
    return [TABLES.say(noted.finding) for noted in decision.trace.changed]


def test_an_office_visit_is_classified_priced_and_shared() -> None:
    decision = decide(VISIT)
    (decided,) = decision.lines
    assert (decided.care, decided.column) == ("primary care visit", "tier 2")
    assert (decided.allowed, decided.copay) == (dollars("$123.12"), dollars("$35"))
    assert rules(decision, 1) == ["care", "price_fee_schedule", "copay"]
    assert "Your copay is $35." in said(decision)


def test_every_fault_of_a_claim_is_named_at_once() -> None:
    wrong = line(1, "99213", "180", diagnoses=("XXXX",), place="00")
    decision = decide(wrong)
    assert decision.lines[0].status is Status.DENIED
    assert {"diagnosis_invalid", "place_invalid"} <= set(rules(decision, 1))
    assert all(said(decision))


def test_the_same_service_again_is_a_duplicate() -> None:
    again = replace(claim(VISIT), number="C2")
    first, second = decide_family(
        [(claim(VISIT), facts()), (again, facts())], Family(NOTHING_USED, NO_HISTORY)
    )
    assert first.lines[0].status is Status.PAID
    assert [(one.group, one.code) for one in second.lines[0].adjustments] == [("OA", "18")]


def test_a_replaced_original_is_no_duplicate_of_what_replaces_it() -> None:
    history = adjudicate(claim(VISIT), facts()).history
    again = replace(claim(VISIT), number="C2", frequency="7", replaces="C1")
    known = facts(history=NO_HISTORY.after(history))
    assert adjudicate(again, known).lines[0].status is Status.PAID


def test_a_near_duplicate_waits_and_a_persons_answer_releases_it() -> None:
    therapy = line(1, "97110", "90", modifiers=("GP",))
    history = NO_HISTORY.after(adjudicate(claim(therapy), facts()).history)
    near = replace(claim(replace(therapy, charge=dollars("$95"))), number="C2")
    waiting = adjudicate(near, facts(history=history))
    assert waiting.outcome is Outcome.PENDED
    assert (waiting.entries, waiting.history) == ((), ())
    assert waiting.totals.plan_paid == ZERO
    released = frozenset({(pend.rule, pend.line) for pend in waiting.pends})
    decision = adjudicate(near, facts(history=history, released=released))
    assert decision.outcome is Outcome.DECIDED


def test_a_claim_that_came_too_late_is_the_providers() -> None:
    late = replace(claim(VISIT), received=DAY + timedelta(days=800))
    decision = adjudicate(late, facts())
    assert [(one.group, one.code) for one in decision.lines[0].adjustments] == [("CO", "29")]
    assert decision.totals.member_owes == 0


def test_a_scan_without_approval_is_the_providers_and_with_it_is_paid() -> None:
    assert rules(decide(VISIT, SCAN), 2) == ["care", "precertification_missing"]
    given = Authorization("A1", "M1", Period(DAY, DAY + timedelta(days=60)))
    decision = decide(VISIT, SCAN, authorizations=(given,))
    assert decision.lines[1].status is Status.PAID


def test_the_units_of_an_approval_are_used_up_line_by_line() -> None:
    given = Authorization("A1", "M1", Period(DAY, DAY), units_left=Decimal(1))
    later = replace(SCAN, number=3, procedure="70553")
    decision = decide(VISIT, SCAN, later, authorizations=(given,))
    assert decision.approvals == (ApprovalUse("A1", 2, Decimal(1)),)
    assert rules(decision, 3)[-1] == "precertification_exceeded"


STAY = Institutional("0111", Period(DAY, DAY + timedelta(days=3)), DAY, "1", drg="470")


def test_a_price_for_the_whole_stay_is_spread_over_its_lines_and_sums_to_itself() -> None:
    lines = tuple(
        line(at, "", charge, revenue=revenue, place="", rendering=Provider())
        for at, (revenue, charge) in enumerate(
            [("0120", "7000.01"), ("0250", "1999.99"), ("0360", "30000")], start=1
        )
    )
    given = Authorization("A1", "M1", Period(DAY, DAY + timedelta(days=60)))
    decision = adjudicate(
        claim(*lines, institutional=STAY, place=""), facts(authorizations=(given,))
    )
    assert [one.status for one in decision.lines] == [Status.PAID] * 3
    weight = TABLES.prices.drg_weights.nearest(DAY)["470"]
    assert decision.totals.allowed == dollars("$9,200").times(weight)
    for one in decision.lines:
        assert one.charge == one.plan_paid + sum(item.amount for item in one.adjustments)


def test_what_is_not_covered_is_the_providers_where_the_contract_holds_the_member_harmless() -> (
    None
):
    rows = tuple(one for one in PLAN.benefits if one.care != "primary care visit")
    bare = replace(PLAN, benefits=rows)
    harmless = replace(IN_NETWORK, member_harmless=True)
    usual, held = (
        decide(VISIT, provider=provider, plans={PLAN.edition: bare}).lines[0]
        for provider in (IN_NETWORK, harmless)
    )
    assert (usual.adjustments[0][:2], usual.member_owes) == (("PR", "96"), dollars("$180"))
    assert (held.adjustments[0][:2], held.member_owes) == (("CO", "96"), 0)


def test_an_emergency_out_of_network_is_protected_and_paid_to_the_provider() -> None:
    emergency = line(1, "99284", "1500", place="23")
    decision = decide(emergency, provider=OUTSIDE)
    (decided,) = decision.lines
    assert decided.balance_bill == 0
    assert decided.remarks == ("N864", "N869")
    assert decision.payee is Payee.PROVIDER
    assert {entry.side for entry in decision.entries} == {"network"}
    assert rules(decision, 1)[:3] == ["care", "protected_emergency", "emergency"]


def test_out_of_network_care_that_nothing_protects_leaves_a_balance() -> None:
    (decided,) = decide(VISIT, provider=OUTSIDE).lines
    assert decided.side is Side.OUT
    assert decided.balance_bill == dollars("$23.30")


def test_a_line_that_no_term_prices_waits_for_a_price() -> None:
    only = replace(IN_NETWORK.contract, rates=())  # type: ignore[type-var]
    decision = decide(VISIT, provider=replace(IN_NETWORK, contract=only))
    assert [(pend.rule, pend.release) for pend in decision.pends] == [
        ("price_unknown", "price_known")
    ]


def test_a_named_person_may_deny_what_the_engine_never_denies_by_itself() -> None:
    by = {"clinician": "Dr. Lindqvist", "policy": "0551"}
    found = Finding("clinician_decided", ZERO, by, "policy 0551")
    decision = decide(VISIT, judged=(Problem(found, 1, group="CO", code="50"),))
    assert [(one.group, one.code) for one in decision.lines[0].adjustments] == [("CO", "50")]


def test_the_trace_is_one_text_that_reads_back() -> None:
    for decision in (
        decide(VISIT, SCAN),
        decide(line(1, "99284", "1500", place="23"), provider=OUTSIDE),
    ):
        assert read_trace(trace_text(decision.trace)) == decision.trace


def test_a_replay_says_in_words_also_what_changed_nothing() -> None:
    full = explain(claim(VISIT, SCAN), facts())
    words = [TABLES.say(noted.finding) for noted in full if noted.line == 1]
    assert {*ASKED, "deductible_waived", "copay"} <= {
        noted.finding.rule for noted in full if noted.line == 1
    }
    assert "The plan ppo_two_tier/2026-01-01 covered this person on March 2, 2026." in words
    assert all(noted.finding.source for noted in full)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_rule_of_this_package_has_its_words_in_both_languages(language: str) -> None:
    known = TABLES.languages[language].rules
    own = {
        *ASKED,
        *UNTOUCHED,
        *UNTOUCHED.values(),
        *CODES,
        "second_payer_standard",
        "drug_deductible",
    }
    assert own <= set(known)


def test_the_codes_without_a_rulebook_are_those_of_the_rulebook() -> None:
    assert {rule: TABLES.adjustments[rule] for rule in CODES} == CODES


def test_the_plan_of_these_tests_is_in_force_on_their_day() -> None:
    assert PLAN.effective.covers(date(2026, 3, 2))


POS = read_edition(edition_file("pos_referral/2026-01-01")).plan
SPECIALIST = Provider("1234567893", "990000001", "207RC0000X")


def at_specialist(**more: object) -> Decision:
    cover = Cover(Period(DAY, DAY), POS.edition)
    visit = line(1, "99213", "180", rendering=SPECIALIST)
    known = facts(covers=(cover,), plans={POS.edition: POS}, **more)
    return adjudicate(claim(visit, billing=SPECIALIST), known)


def test_a_specialist_without_a_referral_is_shared_out_of_network_at_the_contracts_price() -> None:
    (decided,) = at_specialist().lines
    assert (decided.care, decided.column) == ("specialist visit", "out of network")
    assert decided.side is Side.NETWORK
    assert decided.balance_bill == 0
    assert decided.adjustments[0][:2] == ("CO", "45")


def test_with_the_referral_the_same_visit_is_shared_in_network() -> None:
    given = Referral("R1", "M1", Period(DAY, DAY + timedelta(days=90)))
    (decided,) = at_specialist(referrals=(given,)).lines
    assert decided.column == "network"


ALLERGY = line(1, "95004", "180", units=Decimal(30), diagnoses=("J309",))


def after_tests(units: int) -> ClaimFacts:
    """Ana had so many skin tests in February."""
    before = replace(ALLERGY, units=Decimal(units), first=date(2026, 2, 2), last=date(2026, 2, 2))
    earlier = adjudicate(replace(claim(before), number="C0"), facts())
    return facts(history=NO_HISTORY.after(earlier.history))


def test_the_units_that_a_policy_leaves_are_paid_and_the_rest_is_the_providers() -> None:
    decision = adjudicate(claim(ALLERGY), after_tests(60))
    (decided,) = decision.lines
    alone = adjudicate(
        claim(replace(ALLERGY, units=Decimal(20), charge=dollars("$120"))), after_tests(60)
    ).lines[0]

    assert (decided.status, decided.units_paid) == (Status.PAID, 20)
    assert decided.adjustments[0] == Adjustment("CO", "151", dollars("$60"))
    assert decided.adjustments[1:] == alone.adjustments
    assert decided.not_covered_provider == dollars("$60")
    assert (decided.charge, decided.allowed, decided.plan_paid, decided.member_owes) == (
        dollars("$180"),
        alone.allowed,
        alone.plan_paid,
        alone.member_owes,
    )
    assert decided.charge == decided.plan_paid + sum(one.amount for one in decided.adjustments)
    assert decision.totals.charge == dollars("$180")
    assert "N362" in decided.remarks
    assert any("20 of the 30 units of this line are left" in one for one in said(decision))


def test_later_claims_count_the_units_that_were_paid() -> None:
    first = adjudicate(claim(ALLERGY), after_tests(60))
    known = replace(after_tests(60), history=after_tests(60).history.after(first.history))
    again = replace(ALLERGY, first=DAY + timedelta(days=3), last=DAY + timedelta(days=3))

    later = adjudicate(replace(claim(again), number="C2"), known)

    assert first.history[0].units_used == 20
    assert (first.history[0].units, first.history[0].charge) == (30, dollars("$180"))
    assert [(one.group, one.code) for one in later.lines[0].adjustments] == [("CO", "151")]


def test_a_line_that_is_denied_anyway_is_denied_whole() -> None:
    late = replace(claim(ALLERGY), received=DAY + timedelta(days=800))
    (decided,) = adjudicate(late, after_tests(60)).lines

    assert decided.status is Status.DENIED
    assert decided.adjustments == (Adjustment("CO", "29", dollars("$180")),)
    assert (decided.charge, decided.not_covered_provider) == (dollars("$180"), dollars("$180"))


def test_a_replay_does_not_say_that_a_cut_line_passed_its_edits() -> None:
    found = [noted.finding.rule for noted in explain(claim(ALLERGY), after_tests(60))]

    assert "frequency_units_left" in found
    assert "edits_passed" not in found


@pytest.mark.parametrize(
    ("state", "taxonomy", "payee"),
    [
        ("TX", "207Q00000X", Payee.PROVIDER),
        ("MD", "207Q00000X", Payee.PROVIDER),
        ("MD", "225100000X", Payee.MEMBER),
        ("OH", "207Q00000X", Payee.MEMBER),
        ("", "207Q00000X", Payee.MEMBER),
    ],
)
def test_a_states_law_can_make_an_insured_plan_honor_an_assignment(
    state: str, taxonomy: str, payee: Payee
) -> None:
    refusing = replace(PLAN, options=replace(PLAN.options, assignment_honored=False))
    known = facts(OUTSIDE, insured_in=state, plans={PLAN.edition: refusing})
    asked = line(1, "99213", "180", rendering=Provider("1234567893", "990000001", taxonomy))

    decision = adjudicate(claim(asked), known)

    assert decision.payee is payee
    assert ("assignment_honored_by_law" in rules(decision, 1)) is (payee is Payee.PROVIDER)
    assert adjudicate(claim(asked, assigned=False), known).payee is Payee.MEMBER


def test_each_line_is_priced_and_shared_by_its_own_provider() -> None:
    inside, outside = line(1, "99213", "180"), line(2, "87880", "60")
    both = decide(inside, outside, provider_by_line={2: OUTSIDE})

    assert [one.side for one in both.lines] == [Side.NETWORK, Side.OUT]
    assert both.lines[0] == decide(inside).lines[0]
    assert both.lines[1].allowed == decide(outside, provider=OUTSIDE).lines[0].allowed
    assert both.lines[1].balance_bill > 0


def test_a_provider_who_may_not_be_paid_stands_against_its_own_lines_only() -> None:
    since = date(2026, 1, 1)
    sanctioned = replace(IN_NETWORK, standing=ProviderStanding(sanctioned_since=since))
    both = decide(VISIT, line(2, "87880", "60"), provider_by_line={2: sanctioned})

    assert [one.status for one in both.lines] == [Status.PAID, Status.DENIED]


CHECKUP = line(1, "99395", "200", diagnoses=("Z0000",))


def test_preventive_care_with_an_approval_because_nobody_inside_can_do_it_is_free_outside() -> (
    None
):
    given = Authorization("A1", "M1", Period(DAY, DAY), nobody_inside=True)
    usual = decide(
        CHECKUP, provider=OUTSIDE, authorizations=(given._replace(nobody_inside=False),)
    )
    alone = decide(CHECKUP, provider=OUTSIDE, authorizations=(given,))

    assert usual.lines[0].plan_paid < alone.lines[0].plan_paid
    assert alone.lines[0].member_share == 0
    assert "preventive_outside_network" in rules(alone, 1)
    assert decide(VISIT, provider=OUTSIDE, authorizations=(given,)).lines[0].member_share > 0


def test_a_decision_leaves_nothing_that_only_a_search_for_circles_would_free():
    asked, known = claim(line(1, "99213", "180"), line(2, "85025", "40")), facts()
    adjudicate(asked, known)  # what is kept for later claims is made once
    gc.collect()
    gc.disable()
    try:
        adjudicate(asked, known)
        assert gc.collect() == 0
    finally:
        gc.enable()
