"""Every edit has the same signature, all run, and each fault names its rule and its line."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.edits.facts import CodeList, EditFacts, FrequencyLimit, ProviderStanding
from coverwell.kernel.edits.frequency import window_start
from coverwell.kernel.edits.identifiers import valid_npi
from coverwell.kernel.edits.person import age_on
from coverwell.kernel.edits.run import EDITS, run_edits
from coverwell.kernel.reasons.problem import Effect
from coverwell.kernel.vocabulary.claim import Claim, Diagnosis, Line, Provider
from coverwell.kernel.vocabulary.history import PriorLine, history
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.member import Person, Sex
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.rulebook.load import rulebook


DAY = date(2026, 3, 2)
TABLES = rulebook().edits.nearest(DAY)
# So that a second visit of the day is not also one unit too many.
APART = replace(TABLES, units={}, facility_units={})
OFFICE = Provider("1234567893", "990000001", "207Q00000X")
PERSON = Person("M1", date(1986, 5, 4), Sex.FEMALE)


def line(number=1, **said):
    said = {
        "charge": Money(10_000),
        "first": DAY,
        "last": said.get("first", DAY),
        "procedure": "99213",
        "place": "11",
        "diagnoses": ("J069",),
    } | said
    return Line(number, **said)


def claim(*lines, **said):
    said = {"number": "C2", "received": DAY, "billing": OFFICE} | said
    return Claim(family=1, person="M1", lines=lines or (line(),), **said)


def facility(*lines, **said):
    form = {"bill_type": "0131", "statement": Period(DAY, DAY)} | said
    return claim(*lines, institutional=Institutional(**form))


def prior(**said):
    base = PriorLine(
        "C1", 3, "M1", DAY, DAY, Money(10_000), "99213", place="11",
        billing_tin=OFFICE.tin, rendering=OFFICE.npi,
    )  # fmt: skip
    return base._replace(**said)


def faults(asked, *lines, tables=TABLES, **facts):
    known = EditFacts(**({"person": PERSON, "history": history(lines)} | facts))
    return run_edits(asked, known, tables)


def rules(asked, *lines, **said):
    return [found.finding.rule for found in faults(asked, *lines, **said)]


@pytest.mark.parametrize(
    ("said", "first", "code"),
    [
        ({"procedure": "98000"}, date(2025, 1, 1), "181"),
        ({"diagnoses": ("E66811",)}, date(2024, 10, 1), "146"),
        ({"modifiers": ("93",)}, date(2022, 1, 1), "182"),
    ],
)
def test_a_code_is_refused_until_its_first_day(said, first, code):
    def on(day):
        return faults(claim(line(1, first=day, last=day, **said), received=day))

    assert [one.code for one in on(first - timedelta(days=1))] == [code]
    assert on(first) == ()


def test_a_plain_claim_passes_every_edit():
    assert rules(claim()) == []


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"procedure": ""}, "procedure_missing"),
        ({"procedure": "9921"}, "procedure_invalid"),
        ({"procedure": "A921B"}, "procedure_invalid"),
        ({"procedure": "99201"}, "procedure_expired"),
        ({"modifiers": ("2",)}, "modifier_invalid"),
        ({"modifiers": ("CS",)}, "modifier_invalid"),
        ({"diagnoses": ()}, "diagnosis_missing"),
        ({"diagnoses": ("J06.9",)}, "diagnosis_invalid"),
        ({"diagnoses": ("M545",)}, "diagnosis_invalid"),
        ({"place": ""}, "place_missing"),
        ({"place": "77"}, "place_invalid"),
        ({"units": Decimal(0)}, "units_invalid"),
        ({"last": DAY - timedelta(days=1)}, "dates_invalid"),
        ({"first": DAY + timedelta(days=1)}, "date_in_future"),
        ({"charge": Money(-1)}, "charge_invalid"),
        ({"charge": Money(10**14)}, "charge_invalid"),
        ({"rendering": Provider("1234567890")}, "rendering_npi_invalid"),
    ],
)
def test_a_fault_of_a_line_is_named_at_its_line(said, rule):
    found = faults(claim(line(7, **said)))

    assert [(one.line, one.finding.rule) for one in found] == [(7, rule)]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"billing": Provider("1234567890", "990000001")}, "billing_npi_invalid"),
        ({"billing": Provider("1234567893", "99-000001")}, "tax_id_invalid"),
        ({"related_causes": ("EM",)}, "accident_work"),
        ({"related_causes": ("AA",)}, "accident_auto"),
        ({"related_causes": ("OA",)}, "accident_other"),
    ],
)
def test_a_fault_of_the_claim_stands_at_line_zero(said, rule):
    found = faults(claim(**said))

    assert [(one.line, one.finding.rule) for one in found] == [(0, rule)]


@pytest.mark.parametrize(
    ("said", "form", "rule"),
    [
        ({"revenue": ""}, {}, "revenue_missing"),
        ({"revenue": "0007"}, {}, "revenue_invalid"),
        ({"revenue": "0450"}, {"bill_type": ""}, "bill_type_missing"),
        (
            {"revenue": "0450"},
            {"statement": Period(date(2026, 3, 1), date(2026, 3, 1))},
            "date_outside_statement",
        ),
    ],
)
def test_a_facility_s_claim_is_checked_by_its_own_form(said, form, rule):
    assert rules(facility(line(**said), **form)) == [rule]


def test_a_facility_s_line_needs_no_procedure_and_no_pointer():
    assert rules(facility(line(procedure="", diagnoses=(), place="", revenue="0120"))) == []


def test_a_facility_s_diagnoses_are_checked_once():
    asked = replace(facility(line(revenue="0450")), diagnoses=(Diagnosis("J06.9"),))

    assert rules(asked) == ["diagnosis_invalid"]


def test_all_faults_are_seen_at_once():
    asked = claim(line(1, procedure="", place="77"), line(2, diagnoses=(), units=Decimal(-1)))

    assert rules(asked) == [
        "procedure_missing",
        "place_invalid",
        "diagnosis_missing",
        "units_invalid",
    ]


def test_a_whole_list_refuses_what_it_does_not_name():
    tables = replace(TABLES, procedures=CodeList({"99214": Period(date(2020, 1, 1))}, whole=True))

    assert rules(claim(), tables=tables) == ["procedure_invalid"]
    assert rules(claim(line(procedure="99214")), tables=tables) == []


def test_codes_of_a_denial_come_from_the_rulebook():
    found = faults(claim(line(procedure="99201")))[0]

    assert (found.group, found.code, found.remarks) == ("CO", "181", ("M51",))
    assert found.effect is Effect.DENY


# --- provider


@pytest.mark.parametrize(
    ("standing", "rule"),
    [
        (ProviderStanding(sanctioned_since=DAY), "provider_sanctioned"),
        (ProviderStanding(eligible=Period(date(2026, 4, 1))), "provider_not_eligible"),
        (ProviderStanding(capitated=True), "provider_capitated"),
        (ProviderStanding(vendor="Fairlab"), "carved_out"),
    ],
)
def test_a_provider_that_may_not_be_paid_is_named(standing, rule):
    assert rules(claim(), provider=standing) == [rule]


def test_a_sanction_after_the_service_does_not_count():
    assert (
        rules(claim(), provider=ProviderStanding(sanctioned_since=DAY + timedelta(days=1))) == []
    )


def test_an_accident_pends_until_it_is_answered():
    asked = claim(related_causes=("EM",))

    assert faults(asked)[0].effect is Effect.PEND
    assert faults(asked)[0].release == "accident_answered"
    assert rules(asked, accident_answered=True) == []


# --- duplicates


def test_the_same_service_again_is_a_duplicate():
    found = faults(claim(), prior(), tables=APART)

    assert [(one.finding.rule, one.group, one.code) for one in found] == [
        ("duplicate", "OA", "18")
    ]
    assert found[0].finding.facts == {"claim": "C1", "number": 3}


@pytest.mark.parametrize(
    "said",
    [
        {"denied": True},
        {"units": Decimal(2)},
        {"first": DAY - timedelta(days=1)},
        {"rendering": "1111111112"},
        {"billing_tin": "990000002"},
        {"procedure": "99214"},
    ],
)
def test_what_differs_or_was_denied_is_not_a_duplicate(said):
    assert rules(claim(), prior(**said), tables=APART) == []


def test_a_replaced_claim_is_not_a_duplicate_of_its_replacement():
    assert rules(claim(replaces="C1"), prior()) == []


@pytest.mark.parametrize("modifier", ["76", "77", "91", "59", "XE", "XP", "XS", "XU"])
def test_a_modifier_says_that_it_was_done_again(modifier):
    assert rules(claim(line(modifiers=(modifier,))), prior(), tables=APART) == []


def test_another_charge_pends_as_a_near_match():
    found = faults(claim(), prior(charge=Money(9_999)), tables=APART)

    assert [(one.finding.rule, one.effect) for one in found] == [("near_duplicate", Effect.PEND)]


def test_left_and_right_are_two_services():
    asked = claim(line(procedure="73560", modifiers=("LT",)))

    assert rules(asked, prior(procedure="73560", modifiers=("RT",)), tables=APART) == []


def test_a_line_that_repeats_another_of_its_claim_is_a_duplicate():
    twice = claim(line(1, procedure="12001"), line(2, procedure="12001"))

    assert rules(twice) == ["duplicate_in_claim"]


# --- timely filing


def test_a_claim_is_late_after_the_contract_s_days():
    asked = claim(received=DAY + timedelta(days=91))

    assert rules(asked, filing_days=90) == ["filed_late"]
    assert rules(asked, filing_days=91) == []
    assert rules(asked) == []


def test_without_a_contract_the_table_s_days_count():
    assert rules(claim(received=DAY + timedelta(days=181))) == ["filed_late"]


@pytest.mark.parametrize(
    ("exception", "start", "late"),
    [
        ("other_payer_delay", DAY + timedelta(days=300), []),
        ("other_payer_delay", DAY, ["filed_late"]),
        ("our_error", DAY, []),
        ("medicaid_reclamation", DAY, []),
        ("no such exception", DAY + timedelta(days=399), ["filed_late"]),
    ],
)
def test_an_exception_counts_from_its_own_day(exception, start, late):
    asked = claim(received=DAY + timedelta(days=400))

    assert rules(asked, filing_exceptions={exception: start}) == late


# --- frequency (feature F137) and units


ALLERGY = {"procedure": "86003", "place": "81", "units": Decimal(20)}


def used(units, first, **said):
    return prior(procedure="86003", units=Decimal(units), first=first, last=first, **said)


def test_eighty_units_in_twelve_months_are_paid_and_no_more():
    before = used(60, DAY - timedelta(days=100))

    assert rules(claim(line(**ALLERGY)), before) == []
    found = faults(claim(line(**ALLERGY | {"units": Decimal(21)})), before)
    assert [(one.finding.rule, one.code, one.remarks) for one in found] == [
        ("frequency_units_left", "151", ("N362",))
    ]
    assert found[0].finding.facts["left"] == Decimal(20)


def test_the_window_rolls():
    old, young = used(80, date(2025, 3, 2)), used(80, date(2025, 3, 3))

    assert rules(claim(line(**ALLERGY)), old) == []
    assert rules(claim(line(**ALLERGY)), young) == ["frequency_exceeded"]


def test_denied_lines_and_other_people_use_nothing_up():
    denied = used(80, DAY - timedelta(days=9), denied=True)
    other = used(80, DAY - timedelta(days=9), person="M2")

    assert rules(claim(line(**ALLERGY)), denied, other) == []


def test_earlier_lines_of_the_same_claim_count():
    days = [DAY - timedelta(days=n) for n in (3, 2, 1)]
    lines = [
        line(n, **ALLERGY | {"units": Decimal(30), "first": day, "last": day})
        for n, day in enumerate(days, 1)
    ]

    found = faults(claim(*lines))

    assert [(one.line, one.finding.rule) for one in found] == [(3, "frequency_units_left")]
    assert found[0].finding.facts["left"] == Decimal(20)


def test_what_a_policy_left_of_a_line_is_what_it_used_up():
    cut = used(100, DAY - timedelta(days=9), units_paid=Decimal(70))

    (found,) = faults(claim(line(**ALLERGY)), cut)

    assert found.finding.facts["left"] == Decimal(10)


def test_a_limit_can_run_over_the_calendar_year():
    limit = FrequencyLimit("P", frozenset({"86003"}), 20, months=None)
    tables = replace(TABLES, frequency={"86003": (limit,)})

    assert rules(claim(line(**ALLERGY)), used(1, date(2025, 12, 31)), tables=tables) == []
    assert rules(claim(line(**ALLERGY)), used(1, date(2026, 1, 1)), tables=tables) == [
        "frequency_units_left_in_year"
    ]
    assert rules(claim(line(**ALLERGY)), used(20, date(2026, 1, 1)), tables=tables) == [
        "frequency_exceeded_in_year"
    ]


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), months=st.integers(1, 60))
def test_a_rolling_window_is_as_long_as_it_says(day, months):
    start = window_start(day, months)

    assert start <= day
    assert months * 28 <= (day - start).days + 1 <= months * 31
    assert window_start(day + timedelta(days=1), months) >= start


def test_no_more_units_of_a_day_than_can_be_right():
    therapy = {"procedure": "97110", "units": Decimal(5)}
    first, second = line(1, **therapy), line(2, **therapy, modifiers=("59",))

    found = faults(claim(first, second))

    assert [(one.line, one.finding.rule) for one in found] == [(2, "units_exceeded")]
    earlier = prior(procedure="97110", units=Decimal(4))
    assert rules(claim(first), earlier) == ["units_exceeded"]


# --- pairs, person, reimbursement


def test_the_second_code_of_a_pair_is_not_paid():
    both = (line(1, procedure="29881"), line(2, procedure="29870"))

    found = faults(claim(*both))

    assert [(one.line, one.code) for one in found] == [(2, "236")]


def test_a_pair_is_also_found_across_claims():
    assert rules(claim(line(procedure="29870")), prior(procedure="29881")) == ["pair_not_paid"]


def test_a_pair_of_two_providers_is_two_services():
    other = line(2, procedure="29870", rendering=Provider("1111111112"))

    assert rules(claim(line(1, procedure="29881"), other)) == []


def test_a_code_that_adds_to_another_is_not_paid_alone():
    first, second = line(1, procedure="90471"), line(2, procedure="90472")

    assert rules(claim(first, second)) == []
    assert [(one.line, one.code) for one in faults(claim(second))] == [(2, "107")]
    assert rules(claim(second), prior(procedure="90471")) == []


def test_condition_code_45_pends_what_sex_alone_would_deny():
    asked = line(procedure="59400", revenue="0720")
    man = {"person": replace(PERSON, sex=Sex.MALE)}

    assert rules(facility(asked), **man) == ["sex_conflict"]
    assert rules(facility(asked, conditions=("45",)), **man) == ["sex_review"]
    assert rules(facility(asked), person=replace(PERSON, sex=Sex.UNKNOWN)) == []


def test_a_visit_after_surgery_belongs_to_its_price():
    surgery = prior(procedure="29881", first=DAY - timedelta(days=30))

    found = faults(claim(), surgery)

    assert [(one.code, one.remarks) for one in found] == [("97", ("M144",))]
    assert rules(claim(), surgery._replace(rendering="1111111112")) == []
    assert rules(claim(), surgery._replace(first=DAY)) == []


def test_care_integration_is_not_paid_separately_since_its_policy_began():
    early = rulebook().edits.nearest(date(2020, 2, 16))

    assert rules(claim(line(procedure="99492"))) == ["not_separate"]
    assert rules(claim(line(procedure="99492")), tables=early) == []


def test_a_visit_with_a_joint_injection_waits_for_its_notes():
    found = faults(claim(line(1), line(2, procedure="20610")))

    assert [(one.finding.rule, one.effect) for one in found] == [
        ("documentation_needed", Effect.PEND)
    ]


def test_sedation_for_an_adult_s_pain_procedure_is_reviewed():
    both = (line(1, procedure="64483"), line(2, procedure="99152"))
    child = {"person": replace(PERSON, birth=date(2015, 1, 1))}

    found = faults(claim(*both))

    assert [(one.line, one.finding.rule, one.effect) for one in found] == [
        (2, "policy_review", Effect.PEND)
    ]
    assert rules(claim(*both), **child) == []


# --- always


def test_an_npi_has_its_check_digit():
    assert valid_npi("1234567893")
    assert not valid_npi("1234567894")
    assert not valid_npi("3234567893")
    assert not valid_npi("123456789")


@given(st.integers(100_000_000, 299_999_999))
def test_exactly_one_check_digit_fits_any_nine_digits(digits):
    assert sum(valid_npi(f"{digits}{check}") for check in range(10)) == 1


@given(st.integers(100_000_000, 299_999_999), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits, place, shift):
    good = next(f"{digits}{check}" for check in range(10) if valid_npi(f"{digits}{check}"))
    wrong = str((int(good[place]) + shift) % 10)

    assert not valid_npi(good[:place] + wrong + good[place + 1 :])


@given(birth=st.dates(date(1930, 1, 1), date(2025, 12, 31)), day=st.dates(date(2026, 1, 1)))
def test_age_counts_birthdays(birth, day):
    age = age_on(birth, day)

    assert date(birth.year + age, birth.month, min(birth.day, 28)) <= day
    assert (day - birth).days // 366 <= age <= (day - birth).days // 365 + 1


TEXT = st.text("0123456789ABZ.", max_size=7)


ANY_LINE = st.builds(
    Line,
    number=st.just(1),
    charge=st.integers(-5, 10**13).map(Money),
    first=st.just(DAY),
    last=st.just(DAY),
    units=st.decimals(-5, 5, places=1),
    procedure=TEXT,
    modifiers=st.lists(TEXT, max_size=4).map(tuple),
    revenue=TEXT,
    place=TEXT,
    diagnoses=st.lists(TEXT, max_size=3).map(tuple),
)


@given(asked=ANY_LINE, institutional=st.booleans())
def test_any_claim_comes_through_with_codes_for_every_fault(asked, institutional):
    known = EditFacts(PERSON)
    whole = facility(asked) if institutional else claim(asked)

    found = run_edits(whole, known, TABLES)

    assert sum(len(list(edit(whole, known, TABLES))) for edit in EDITS) == len(found)
    assert all(one.code for one in found)
    assert all((one.effect is Effect.PEND) == bool(one.release) for one in found)
    assert run_edits(whole, known, TABLES) == found


@pytest.mark.parametrize(
    ("topic", "found"),
    [
        ("timely_filing", claim(received=DAY + timedelta(days=999))),
        ("units", claim(line(units=Decimal(120), procedure="90853"))),
        ("person", claim(line(procedure="99381"))),
        ("modifiers", claim(line(1), line(2))),
    ],
)
def test_each_edit_cites_the_sheet_that_decided(topic, found):
    facts = EditFacts(PERSON, history(()), ProviderStanding(), None, {}, ())
    cited = {fault.finding.source for fault in run_edits(found, facts, TABLES)}
    assert [source for source in cited if source.startswith(f"edits/{topic}/")]
