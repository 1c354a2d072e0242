"""Precertification in the office: asked whether it is needed, requested, followed, taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coverwell.records.authorizations.models import Precertification
from coverwell.services.access.accounts import grant_practice, open_account
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.authorizations.decide import Signed, ask_for_more, decide
from coverwell.services.authorizations.write import Decided
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
TAX_ID = "231234567"
TODAY = timezone.localdate()
NURSE = Actor("ines", "staff")
PASSWORD = "open the door 7"
PATIENT = {"member_id": "H1000000101", "birth_date": "3/1/1980", "practice": TAX_ID}
WHEN = {"first": f"{TODAY:%m/%d/%Y}"}


@pytest.fixture(autouse=True)
def payer(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.contract(world.group(TAX_ID), "OA001 Open Access", world.TERMS)
    grant_practice(open_account("desk", PASSWORD), TAX_ID, PRECERTIFICATION)


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    return client


def form(**rest) -> dict[str, str]:
    said = {
        "kind": "services", "care": "medical", "urgency": "standard", "place": "22",
        "diagnoses": "G43.909", "1-code": "70551", "1-units": "1", "token": "one",
        "last": f"{TODAY + timedelta(days=30):%m/%d/%Y}",
    }  # fmt: skip
    return {**PATIENT, **WHEN, **said, **rest}


def test_most_care_needs_no_approval_and_a_scan_does(desk):
    asked = {**PATIENT, **WHEN, "codes": "99213, 70551"}
    page = desk.post("/office/precertification/needed/", asked).text
    assert "Approval is needed for at least one of these." in page
    words = [
        re.sub(r"<[^>]*>", " ", row) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)[1:]
    ]
    assert [("Not needed" in row, "Needed" in row) for row in words] == [
        (True, False), (False, True),
    ]  # fmt: skip
    plain = desk.post("/office/precertification/needed/", {**asked, "codes": "99213"}).text
    assert "No approval is needed for any of these." in plain
    with acting(ENGINE):
        assert not Precertification.objects.exists()


def test_the_question_becomes_a_request_without_typing_it_again(desk):
    asked = {**PATIENT, **WHEN, "codes": "70551 70552", "request": "1"}
    answer = desk.post("/office/precertification/needed/", asked)
    assert answer.headers["Location"] == "/office/precertification/new/"
    page = desk.get("/office/precertification/new/").text
    for said in ("H1000000101", 'value="70551"', 'value="70552"'):
        assert said in page


def test_a_request_gets_a_number_and_is_followed_with_its_clock(desk):
    sent = desk.post("/office/precertification/new/", form(), follow=True)
    with acting(ENGINE):
        row = Precertification.objects.get()
    assert sent.redirect_chain[-1][0] == f"/office/precertification/{row.reference}/"
    assert f"reference number {row.reference}" in sent.text
    assert "A reviewer of the plan decides." in sent.text
    assert "With a reviewer" in desk.get("/office/precertification/").text
    assert (row.diagnoses, row.npi, row.requester) == (
        ["G43909"], "1234567893", "Harbor Family Practice",
    )  # fmt: skip


def test_the_same_form_sent_twice_is_one_request(desk):
    for _ in range(2):
        desk.post("/office/precertification/new/", form())
    with acting(ENGINE):
        assert Precertification.objects.count() == 1


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(desk):
    page = desk.post(
        "/office/precertification/new/", form(birth_date="3/2/1980", note="Since October")
    )
    assert page.status_code == 422
    assert "Nobody under this member ID has this birth date." in page.text
    assert "Since October" in page.text
    empty = desk.post("/office/precertification/new/", form(**{"1-code": "", "diagnoses": ""}))
    assert empty.status_code == 422


def test_a_draft_is_kept_until_the_request_is_sent(desk):
    kept = desk.post("/office/precertification/new/", form(save="1", diagnoses=""), follow=True)
    assert "Kept for seven days." in kept.text
    page = desk.get("/office/precertification/new/").text
    assert "What you had entered before is filled in again." in page
    assert 'name="1-code" value="70551"' in page
    desk.post("/office/precertification/new/", form())
    assert 'name="1-code" value="70551"' not in desk.get("/office/precertification/new/").text


def test_a_behavioral_stay_is_requested_without_a_code(desk):
    desk.post(
        "/office/precertification/new/",
        form(kind="admission", care="behavioral", quantity="5", place="51", **{"1-code": ""}),
    )
    with acting(ENGINE):
        row = Precertification.objects.get()
    assert (row.kind, row.behavioral, row.quantity) == ("admission", True, 5)


def sent(desk: Client) -> str:
    desk.post("/office/precertification/new/", form())
    with acting(ENGINE):
        return Precertification.objects.get().reference


def test_the_patients_page_lists_the_requests_and_leads_to_the_question(desk):
    reference = sent(desk)
    found = desk.post("/office/find/", {"words": "H1000000101"}, follow=True).text
    assert reference in found
    link = re.search(r'href="(/office/precertification/needed/[^"]+)"', found)[1]
    assert "H1000000101" not in link
    assert 'value="H1000000101"' in desk.get(link).text


def test_the_office_is_told_what_to_send_and_sends_it(desk):
    reference = sent(desk)
    ask_for_more(reference, ["imaging_report"], "Of this year", timezone.localtime(), NURSE)
    page = desk.get(f"/office/precertification/{reference}/").text
    for said in ("Reports of earlier imaging", "Of this year", f"{reference}A3", "Who: you"):
        assert said in page
    there = f"/office/precertification/{reference}/add/"
    assert desk.post(there, {"note": ""}).status_code == 422
    after = desk.post(there, {"note": "Report of May: normal"}, follow=True).text
    assert "Report of May: normal" in after
    assert "Who: the plan" in after


def test_a_decision_is_told_with_each_reason_and_the_number_for_the_claim(desk):
    desk.post("/office/precertification/new/", form(**{"2-code": "70552"}))
    with acting(ENGINE):
        reference = Precertification.objects.get().reference
    lines = [Decided(1, "approved"), Decided(2, "denied", "not_covered")]
    decide(reference, lines, Signed(note="See the plan"), timezone.localtime(), NURSE)
    page = desk.get(f"/office/precertification/{reference}/").text
    for said in ("Approved in part", "The plan does not cover this care.", "See the plan"):
        assert said in page
    assert ", ines<" not in page
    there = f"/office/precertification/{reference}/"
    assert desk.post(f"{there}add/", {"note": "More"}).status_code == 422
    assert "Taken back." in desk.post(f"{there}cancel/", {"why": ""}, follow=True).text
    assert "This request is closed" in desk.post(f"{there}cancel/", follow=True).text


def test_the_list_is_kept_as_a_file_and_the_search_box_finds_a_request(desk):
    reference = sent(desk)
    for words in (reference, f"{reference}-2", reference.lower()):
        there = desk.post("/office/find/", {"words": words}).headers["Location"]
        assert there == f"/office/precertification/{reference}/"
    lines = desk.get("/office/precertification/?format=csv").text.splitlines()
    assert lines[1].startswith(reference)


def test_who_has_not_the_entitlement_neither_sees_nor_asks(desk):
    reference = sent(desk)
    user = open_account("desk", PASSWORD)
    grant_practice(user, TAX_ID)
    assert "Precertification" not in desk.get("/office/").text
    for path in ("", "needed/", "new/", f"{reference}/"):
        assert desk.get(f"/office/precertification/{path}").status_code == 403
    assert desk.post("/office/precertification/new/", form()).status_code == 403
    grant_practice(user, TAX_ID, PRECERTIFICATION)
    assert desk.get(f"/office/precertification/{reference}/").status_code == 200
