"""Approvals, referrals and coverage policies: the engine says yes, or it asks a person."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from coverwell.kernel.plan.limit import NO_PRECERTIFICATION, Precert, Precertification
from coverwell.kernel.plan.plan import ReferralRule
from coverwell.kernel.policy.criteria import CoveragePolicy, Criterion, policy_holds
from coverwell.kernel.policy.precertification import (
    Approval,
    Authorization,
    PrecertificationFacts,
    PrecertificationList,
    approval,
    notice_due,
)
from coverwell.kernel.policy.referral import Referral, ReferralFacts, referral
from coverwell.kernel.vocabulary.claim import Claim, Line, Provider
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side


DAY = date(2026, 3, 2)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
OFFICE = Provider("1234567893", "990000001", "2085R0202X")
CARE = "advanced imaging"
GIVEN = Authorization(
    "A1", "M1", MARCH, frozenset({"70551"}), frozenset({"990000001"}), Decimal(2)
)
FACTS = PrecertificationFacts(
    needed=Precertification(Precert.REQUIRED),
    listed=PrecertificationList({CARE: frozenset({"70551", "70552"})}, "list"),
    given=(GIVEN,),
    side=Side.NETWORK,
    says="section 4.6",
)


def asked(procedure="70551", units=1, day=DAY, **said):
    line = Line(1, Money(100), day, day, Decimal(units), procedure=procedure)
    return Claim("C1", 1, "M1", day, OFFICE, (line,), **said)


def outcome(claim, facts=FACTS):
    return approval(claim, claim.lines[0], CARE, facts)


def test_an_approval_that_fits_is_found_and_used():
    found = outcome(asked())

    assert (found.outcome, found.used, found.stands) == (Approval.FOUND, GIVEN, True)
    assert found.finding.facts == {"number": "A1"}


def test_a_row_that_asks_for_none_needs_none():
    found = outcome(asked(), replace(FACTS, needed=NO_PRECERTIFICATION, given=()))

    assert found.outcome is Approval.NOT_NEEDED


def test_a_code_that_the_list_does_not_name_needs_none():
    assert outcome(asked("70250")).outcome is Approval.NOT_NEEDED


def test_a_kind_of_care_that_the_list_does_not_name_needs_it_for_every_code():
    facts = replace(FACTS, listed=PrecertificationList({}, "list"), given=())

    assert outcome(asked("70250"), facts).outcome is Approval.MISSING


def test_emergency_and_protected_care_never_needs_it():
    assert outcome(asked(), replace(FACTS, given=(), spared=True)).outcome is Approval.SPARED


@pytest.mark.parametrize(
    "given",
    [
        GIVEN._replace(person="M2"),
        GIVEN._replace(procedures=frozenset({"70553"})),
        GIVEN._replace(providers=frozenset({"990000002"})),
        GIVEN._replace(period=Period(date(2026, 4, 1))),
    ],
)
def test_an_approval_for_something_else_is_missing_or_wrong(given):
    facts = replace(FACTS, given=(given,))

    assert outcome(asked(), facts).outcome is Approval.MISSING
    assert outcome(asked(authorization="A1"), facts).outcome is Approval.WRONG


def test_more_units_than_are_left_exceed_it():
    found = outcome(asked(units=3))

    assert found.outcome is Approval.EXCEEDED
    assert found.finding.facts == {"number": "A1", "left": Decimal(2), "units": Decimal(3)}


def test_a_missing_approval_has_its_own_rule_out_of_network():
    inside = outcome(asked(), replace(FACTS, given=()))
    outside = outcome(asked(), replace(FACTS, given=(), side=Side.OUT))

    assert inside.finding.rule == "precertification_missing"
    assert outside.finding.rule == "precertification_missing_out_of_network"


def test_an_emergency_admission_is_notified_within_two_days():
    assert notice_due(DAY) == Period(DAY, date(2026, 3, 4))


# --- referral


GATE = ReferralFacts(
    rule=ReferralRule.GATE,
    row_needs_it=True,
    given=(),
    primary_care="1111111112",
    obstetric=("207V",),
    says="section 2",
)


def referred(facts, **said):
    claim = asked(**said)
    found = referral(claim, claim.lines[0], "specialist visit", facts)
    return found.stands, found.finding.rule


def test_no_referral_means_the_out_of_network_level():
    assert referred(GATE) == (False, "referral_level")


def test_a_plan_that_requires_one_denies():
    assert referred(replace(GATE, rule=ReferralRule.REQUIRED)) == (False, "referral_missing")


@pytest.mark.parametrize(
    "given",
    [
        Referral("R1", "M1", MARCH),
        Referral("R1", "M1", MARCH, providers=frozenset({"990000001"})),
        Referral("R1", "M1", MARCH, specialties=("2085",), visits_left=1),
    ],
)
def test_a_referral_that_fits_opens_the_in_network_level(given):
    assert referred(replace(GATE, given=(given,))) == (True, "referral_found")


@pytest.mark.parametrize(
    "given",
    [
        Referral("R1", "M2", MARCH),
        Referral("R1", "M1", Period(date(2026, 4, 1))),
        Referral("R1", "M1", MARCH, providers=frozenset({"990000009"})),
        Referral("R1", "M1", MARCH, specialties=("207R",)),
        Referral("R1", "M1", MARCH, visits_left=0),
    ],
)
def test_a_referral_for_something_else_does_not(given):
    assert referred(replace(GATE, given=(given,))) == (False, "referral_level")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"rule": ReferralRule.NOT_NEEDED}, "referral_not_needed"),
        ({"row_needs_it": False}, "referral_not_needed"),
        ({"emergency": True}, "referral_waived_emergency"),
        ({"protected": True}, "referral_waived_protected"),
        ({"primary_care": OFFICE.npi}, "referral_waived_primary_care"),
        ({"obstetric": ("2085",)}, "referral_waived_obstetrics"),
    ],
)
def test_these_never_need_a_referral(change, rule):
    assert referred(replace(GATE, **change)) == (True, rule)


# --- coverage policy


POLICY = CoveragePolicy("0123", (Criterion(("G47",), 18), Criterion(("Z99",))), "policy 0123")


def held(*diagnoses, age=40, procedure="E0601"):
    line = Line(1, Money(1), DAY, DAY, procedure=procedure, diagnoses=diagnoses)
    found = policy_holds(line, age, {"E0601": POLICY})
    return found and (found.holds, found.finding.rule)


def test_a_met_criterion_says_yes():
    assert held("G4733") == (True, "policy_holds")
    assert held("I10", "Z9981", age=4) == (True, "policy_holds")


def test_an_unmet_policy_waits_for_a_clinician_and_never_denies():
    assert held("G4733", age=17) == (False, "policy_review")
    assert held("I10") == (False, "policy_review")


def test_no_policy_speaks_of_other_procedures():
    assert held("I10", procedure="E0143") is None
