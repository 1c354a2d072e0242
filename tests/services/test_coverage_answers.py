"""A coverage question has one answer, read from what claims are decided by, and kept for good."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverwell.kernel.vocabulary.money import dollars
from coverwell.records.claims.models import AccumulatorBalance
from coverwell.records.eligibility.models import CoverageAnswer as Row
from coverwell.records.members.models import CoverageSpan, OtherCoverage, Person
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.eligibility.answer import answer, earliest, end_of_month
from coverwell.services.eligibility.inquiry_tables import refusals, service_types
from coverwell.services.eligibility.names import comparable_last
from coverwell.services.eligibility.question import CoverageQuestion, Search
from coverwell.services.eligibility.store import show_answer
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
TAX_ID = "231234567"
AS_OF = date(2026, 6, 15)
OFFICE = Actor("desk", "provider", tax_ids=frozenset({TAX_ID}))
ADA = Search("H1000000101", "Ada", "Test0001", date(1980, 3, 1))
BEN = Search("H1000000102", "Ben", "Test0001", date(1982, 3, 2))


@pytest.fixture
def family() -> int:
    with acting(ENGINE):
        world.published("open_access")
        made = world.family("H10000001", people=3, plan="open_access")
        world.group(TAX_ID)
    return made.pk


def asked(search: Search = ADA, *types: str, **rest) -> CoverageQuestion:
    return CoverageQuestion(search, service_types=types or ("30",), tax_id=TAX_ID, **rest)


def said(search: Search = ADA, *types: str, actor: Actor = OFFICE, **rest):
    return answer(asked(search, *types, **rest), AS_OF, actor)


def use(family: int, person: int, what: str, amount: int, side: str = "network") -> None:
    with acting(ENGINE):
        AccumulatorBalance.objects.create(
            family_id=family, person=person, what=what, side=side, period=world.YEAR, amount=amount
        )


def test_a_covered_person_is_told_the_plan_and_what_is_left_of_each_amount(family):
    use(family, 1, "deductible", dollars("$250"))
    use(family, 0, "deductible", dollars("$400"))
    found = said()
    assert (found.plan.name, found.plan.first) == ("Open Access Plus", world.YEAR)
    left = {(one.what, one.side, one.whose): one.left for one in found.amounts}
    assert left["deductible", "network", "person"] == dollars("$500")
    assert left["deductible", "network", "family"] == dollars("$1,100")
    assert left["out_of_pocket", "network", "person"] == dollars("$4,500")


def test_a_service_type_is_answered_by_the_rows_of_the_plan_in_both_columns(family):
    found = said(ADA, "98")
    shares = {(one.care, one.column): one.share for one in found.benefits}
    assert shares["primary care visit", "network"] == "$30 copay, deductible does not apply"
    assert shares["specialist visit", "out of network"] == "40% coinsurance, after deductible"


def test_a_general_question_is_answered_for_every_required_service_type(family):
    answered = {one.asked for one in said().benefits}
    required = {"1", "33", "35", "47", "48", "50", "86", "88", "98", "AL", "MH", "UC"}
    assert required <= answered


def test_a_limit_says_what_is_used_and_left_whatever_row_used_it(family):
    use(family, 1, "visits:speech therapy", 7, side="")
    (limit,) = said(ADA, "PT").benefits[0].limits
    assert (limit.quantity, limit.used, limit.left) == (60, 7, 53)


def test_what_the_plan_has_no_row_for_is_not_covered(family):
    (benefit,) = said(ADA, "83").benefits
    assert benefit.cell is None
    assert benefit.care == ""


def test_a_procedure_is_answered_by_the_kind_of_care_that_a_claim_would_be(family):
    found = said(ADA, "98", procedures=("70551",))
    scan = [one for one in found.benefits if one.asked == "70551"]
    assert {one.care for one in scan} == {"advanced imaging"}
    assert all(one.approval for one in scan)


def test_an_unknown_service_type_is_named_and_the_plan_is_answered(family):
    found = said(ADA, "ZZ")
    assert found.unknown == ("ZZ",)
    assert "30" in found.asked


def test_other_payers_are_named_with_who_pays_first(family):
    with acting(ENGINE):
        OtherCoverage.objects.create(
            family_id=family,
            id=1,
            person=2,
            payer="Second Harbor Mutual",
            facts={"as": "subscriber"},
            first_on=world.YEAR,
            verified_on=world.YEAR,
        )
    (other,) = said(BEN).others
    assert (other.name, other.verified_on) == ("Second Harbor Mutual", world.YEAR)
    # Ben is our dependent and the other plan's subscriber, so that the other plan pays first.
    assert other.first_payer


def test_cover_that_ended_is_said_with_its_last_day(family):
    with acting(ENGINE):
        CoverageSpan.objects.filter(family_id=family, person=1).update(last_on=date(2026, 3, 31))
    found = said()
    assert found.plan is None
    assert (found.why, found.why_last) == ("coverage_ended_retroactively", date(2026, 3, 31))
    assert said(first=date(2026, 3, 1)).plan is not None


@pytest.mark.parametrize(
    ("search", "rules"),
    [
        (Search(), ("member_id_missing", "name_missing", "birth_date_missing")),
        (Search("12345"), ("member_id_format",)),
        (Search("H10000001"), ("name_missing", "birth_date_missing")),
        (replace(ADA, member_id="H9999999901"), ("member_unknown",)),
        (replace(ADA, birth_date=date(1980, 3, 2)), ("birth_date_mismatch",)),
        (replace(ADA, last_name="Tester"), ("name_mismatch",)),
        (Search("H10000001", last_name="Test0001"), ("several_match",)),
        (Search("", "Ada", "Test0001", date(1999, 1, 1)), ("member_unknown",)),
        (Search("", "Ada", "Test0001"), ("member_id_missing", "birth_date_missing")),
        (replace(ADA, birth_date=date(2026, 7, 1)), ("birth_after_service",)),
    ],
)
def test_a_search_that_fails_names_each_thing_to_correct(family, search, rules):
    found = said(search)
    assert found.refused == rules
    assert found.subject is None
    assert set(rules) <= set(refusals(AS_OF))


@pytest.mark.parametrize(
    "search",
    [
        Search("H10000001", birth_date=date(1982, 3, 2)),
        Search("h10000001-02", last_name="TEST0001"),
        Search("H10000001", "ben", "Test0001 Jr."),
        Search("", "BEN", "Test-0001", date(1982, 3, 2)),
    ],
)
def test_each_way_to_name_a_person_finds_the_same_one(family, search):
    assert said(search).subject.member_id == "H1000000102"


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("O'Hara, Jr.", "OHARA"),
        ("Dr. Núñez III", "NUNEZ"),
        ("de la Cruz", "DELACRUZ"),
        ("Smith-Jones MD", "SMITHJONES"),
        ("Jr", "JR"),
    ],
)
def test_what_people_write_beside_a_last_name_does_not_count(written, compared):
    assert comparable_last(written) == compared


@pytest.mark.parametrize(
    ("first", "last", "rule"),
    [
        (date(2025, 5, 31), None, "date_too_early"),
        (date(2026, 7, 1), None, "date_too_late"),
        (date(2026, 6, 10), date(2026, 6, 9), "dates_reversed"),
    ],
)
def test_dates_outside_the_twelve_months_and_this_month_are_refused(family, first, last, rule):
    assert said(first=first, last=last).refused == (rule,)
    assert (earliest(AS_OF), end_of_month(AS_OF)) == (date(2025, 6, 1), date(2026, 6, 30))


def test_an_answer_is_shown_again_as_it_was_said(family):
    found = said(ADA, "98", "PT", "30")
    with acting(ENGINE):
        Person.objects.filter(family_id=family, number=1).update(last_name="Changed")
    assert show_answer(found.reference, OFFICE) == found
    assert show_answer(said(Search()).reference, OFFICE).refused


def test_only_the_office_that_asked_and_the_member_see_an_answer(family):
    reference = said().reference
    ada = Actor("ada", "member", persons=frozenset({(family, 1)}))
    ben = Actor("ben", "member", persons=frozenset({(family, 2)}))
    other = Actor("other", "provider", tax_ids=frozenset({"999999999"}))
    assert show_answer(reference, ada).reference == reference
    assert show_answer(reference, ben) is None
    assert show_answer(reference, other) is None


def test_nobody_asks_under_another_office_or_about_another_member(family):
    with pytest.raises(DeniedError):
        said(actor=Actor("other", "provider", tax_ids=frozenset({"999999999"})))
    with pytest.raises(DeniedError):
        said(BEN, actor=Actor("ada", "member", persons=frozenset({(family, 1)})))


def test_every_question_is_kept_also_one_that_is_refused(family):
    said()
    said(Search("H9999999901", birth_date=date(1980, 3, 1)))
    with acting(ENGINE):
        rows = list(Row.objects.order_by("id").values_list("family_id", "refusals", "asked_by"))
    assert rows == [(family, "", "desk"), (None, "member_unknown", "desk")]


def test_an_answer_takes_the_same_few_statements_whatever_is_asked(family):
    said()
    counts = []
    for types in (("98",), tuple(service_types(AS_OF))):
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            said(ADA, *types)
        counts.append(len(asked_for))
    assert counts[0] == counts[1] <= 12


def test_every_service_type_names_kinds_of_care_and_the_examples_hold(family):
    from coverwell.services.rulebook.sheets import dated_sheets, rulebook_folder

    known = ("service types", "examples")
    (sheet,) = dated_sheets(rulebook_folder(), "inquiries/service_types", known)
    for _, row in sheet.rows("examples", ("code", "plan", "answers")):
        found = {one.care for one in said(ADA, row["code"]).benefits}
        assert row["plan"] == "open_access"
        assert found == set(row["answers"])
