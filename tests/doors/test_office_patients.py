"""An office finds a patient and sees everything about them on one page."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coverwell.records.audit.models import Event
from coverwell.records.eligibility.models import CoverageAnswer as Answer
from coverwell.records.members.models import Account, CoverageSpan, OtherCoverage
from coverwell.services.access.accounts import grant_person, grant_practice, open_account
from coverwell.services.acting import ENGINE, acting
from coverwell.services.addresses import in_address
from coverwell.services.patients.card import last_day
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the office 7"
TAX_ID = "231234567"
ADA_ID = in_address("H1000000101")
ADA = f"/office/patients/{ADA_ID}/"


@pytest.fixture
def family() -> int:
    with acting(ENGINE):
        world.published("open_access")
        made = world.family("H10000001", people=2, plan="open_access")
        world.contract(world.group(TAX_ID), "OA001 Open Access", world.TERMS)
        Account.objects.update(administrator="Tri Benefit", administrator_phone="800-555-0142")
        OtherCoverage.objects.create(
            family=made, id=1, person=1, payer="Summit Mutual", first_on=date(2021, 1, 1),
            verified_on=date(2026, 4, 1),
        )  # fmt: skip
    return made.pk


@pytest.fixture
def office(family, client: Client) -> Client:
    grant_practice(open_account("desk", PASSWORD), TAX_ID)
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    return client


def by_card(office: Client) -> Client:
    office.post("/office/patients/", {"member_id": "H1000000101", "birth_date": "3/1/80"})
    return office


def test_the_card_opens_the_patients_page_with_strip_plan_limits_and_benefits(office):
    asked = {"member_id": "H10000001 01", "birth_date": "3/1/80"}
    found = office.post("/office/patients/", asked, follow=True)
    for said in (
        "Ada Test0001", "Tidewater Tools", "01/01/2026 \N{EN DASH} Present", "Active",
        "You are in network",
        "Third-party administrator: Tri Benefit", "call 800-555-0142", "Summit Mutual",
        "verified April 1, 2026", "Deductible, person, in network", "Primary care visit",
        "This is not a guarantee of coverage", "Not required",
    ):  # fmt: skip
        assert said in found.text, said
    with acting(ENGINE):
        answer = Answer.objects.order_by("id").last()
    assert answer.reference in found.text
    assert answer.tax_id == TAX_ID


def test_name_and_birth_date_find_the_one_person_whom_they_fit(office):
    asked = {"last_name": "test0001", "first_name": "ada", "birth_date": "03/01/1980"}
    assert ADA in office.post("/office/patients/", asked).url
    wrong = office.post("/office/patients/", {**asked, "birth_date": "03/09/1980"})
    assert wrong.status_code == 422
    assert "govuk-error-summary" in wrong.text


def test_somebody_whom_the_office_never_asked_about_is_not_there_and_the_attempt_is_noted(office):
    assert office.get(ADA).status_code == 404
    assert office.get(f"{ADA}card/").status_code == 404
    with acting(ENGINE):
        assert Event.objects.filter(action="refused", subject="cw_members_person").count() == 2


def test_the_page_of_another_day_says_that_nothing_covers_then(office):
    page = by_card(office).get(f"{ADA}?as_of=12/31/2025").text
    assert "Not begun yet" in page
    assert "A claim for this day would be denied." in page


def test_a_day_long_ago_is_refused_in_words_and_today_is_shown(office):
    page = by_card(office).get(f"{ADA}?as_of=1/1/2019")
    assert "govuk-error-summary" in page.text
    assert "Active" in page.text


def test_a_temporary_card_holds_fourteen_days_or_until_coverage_ends(office):
    page = by_card(office).get(f"{ADA}card/").text
    today = timezone.localdate()
    assert f"{today + timedelta(days=14):%m/%d/%Y}" in page
    for said in ("RxBIN", "990017", "within 48 hours of admission", "PO Box 4400", "Ada Test0001"):
        assert said in page
    assert last_day(today, 14, today + timedelta(days=3)) == today + timedelta(days=3)
    assert last_day(today, 14, today + timedelta(days=30)) == today + timedelta(days=14)


def test_there_is_no_card_after_coverage_ended(office, family):
    by_card(office)
    with acting(ENGINE):
        CoverageSpan.objects.filter(family_id=family).update(last_on=date(2026, 1, 31))
    assert "so there is no card" in office.get(f"{ADA}card/").text
    assert "Coverage ended" in office.get(ADA).text


def test_a_member_prints_a_card_in_spanish_and_not_somebody_elses(family):
    grant_person(open_account("ada", PASSWORD), family, 1)
    ada = Client()
    ada.post("/sign-in/login/", {"login": "ada", "password": PASSWORD})
    ada.post("/language/setlang/", {"language": "es", "next": "/"})
    assert "No garantiza la cobertura." in ada.get(f"/member/card/{ADA_ID}/").text
    for other in (in_address("H1000000102"), "H1000000101"):
        assert ada.get(f"/member/card/{other}/").status_code == 404


def test_a_flag_puts_the_patient_on_the_dashboard_until_it_is_taken_off(office):
    by_card(office).post(f"{ADA}flag/")
    assert "H1000000101" in office.get("/office/").text
    office.post(f"{ADA}flag/", {"off": "1"})
    assert "H1000000101" not in office.get("/office/").text


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("H10000001 01", ADA),
        ("Ada Test0001 3/1/80", ADA),
        ("Ada, Test0001 03/01/1980", ADA),
        ("H1000000102", "/office/patients/?who="),
        ("nobody at all", "/office/claims/?who="),
    ],
)
def test_one_search_box_goes_to_what_is_named(office, words, there):
    by_card(office)
    found = office.post("/office/find/", {"words": words}).url
    assert found.startswith(there)
    assert words.split()[0].replace(",", "") not in found


def test_what_was_searched_for_goes_on_from_the_address_and_is_not_read_in_it(office):
    by_card(office)
    there = office.post("/office/find/", {"words": "H1000000102"}).url
    assert 'value="H1000000102"' in office.get(there).text
    listed = office.post("/office/claims/", {"last_name": "Test0001", "state": "paid"})
    assert listed.status_code == 302
    assert "state=paid" in listed.url
    assert "Test0001" not in listed.url
    assert 'value="Test0001"' in office.get(listed.url).text
    begun = office.get(f"/office/estimates/?who={ADA_ID}").text
    assert 'value="H1000000101"' in begun
    assert 'value="03/01/1980"' in begun
    assert 'value="H1000000102"' not in office.get(f"/office/estimates/?who={ADA_ID}x").text


def test_the_reference_of_an_answer_opens_the_same_day_again(office):
    by_card(office).get(f"{ADA}?as_of=2/3/26")
    with acting(ENGINE):
        reference = Answer.objects.order_by("id").last().reference
    there = office.post("/office/find/", {"words": reference}).url
    assert there == f"{ADA}?as_of=02%2F03%2F2026"


def test_a_list_is_kept_as_an_excel_workbook(office):
    answer = office.get("/office/claims/?format=xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="claims.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert b"Claim number" in book.read("xl/sharedStrings.xml")


def test_what_was_posted_too_late_stands_in_the_form_after_the_next_sign_in(office, monkeypatch):
    office.get("/office/estimates/")
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=16))
    late = office.post("/office/estimates/", {"member_id": "H1000000101", "2-code": "99213"})
    assert late.url.startswith("/sign-in/login/?next=%2Foffice%2Festimates%2F")
    monkeypatch.undo()
    office.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    page = office.get("/office/estimates/")
    assert page.context["form"]["member_id"].value() == "H1000000101"
    assert page.context["rows"][1]["code"].value() == "99213"
    office.post("/account/draft/", {"draft-path": "/office/estimates/", "discard": "1"})
    assert not office.get("/office/estimates/").context["form"]["member_id"].value()


def test_a_kept_draft_never_holds_a_password_or_a_token(office):
    given = {"draft-path": "/office/estimates/", "password": "x", "member_id": "H1"}
    assert office.post("/account/draft/", given).status_code == 204
    from coverwell.services.access.drafts import draft_of

    assert draft_of("desk", "/office/estimates/") == {"member_id": "H1"}
