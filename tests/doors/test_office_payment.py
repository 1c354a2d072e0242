"""Pages on which an office enrols for electronic payment, and on which staff decide."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from coverwell.records.access.models import Draft
from coverwell.records.payees.models import StatedAccount
from coverwell.records.payments.models import BankAccount
from coverwell.services.access.accounts import grant_practice, grant_staff, open_account
from coverwell.services.acting import ENGINE, acting
from coverwell.services.payees.enrol import ENTITLEMENT
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the till 7"
OFFICE = "231234567"
NUMBER = "84610275539"


def entries(**changed: str) -> dict[str, object]:
    today = timezone.localdate()
    said = {
        "practice": OFFICE, "reason": "new", "requested_on": f"{today:%m/%d/%Y}",
        "provider_name": "Harbor Clinic", "street": "1 Pier", "city": "Lakeport", "state": "OH",
        "zip_code": "44001", "npi": "1234567893", "contact_name": "Sol Diaz",
        "contact_phone": "800-555-0199", "contact_email": "books@harbor.example",
        "signed_name": "Sol Diaz", "signed_title": "Owner", "agrees": "on",
        "routing": "990000013", "account_kind": "checking", "account_number": NUMBER,
        "account_number_again": NUMBER, "linkage": "tin",
    }  # fmt: skip
    return {**said, **changed}


@pytest.fixture
def offices(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with acting(ENGINE):
        world.group(OFFICE)
        world.partner("BRIDGE")
    grant_practice(open_account("biller", PASSWORD), OFFICE, ENTITLEMENT)
    grant_practice(open_account("desk", PASSWORD), OFFICE)
    grant_staff(open_account("ines", PASSWORD))


def sign_in(name: str, *, again: bool = True) -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": name, "password": PASSWORD})
    if again:
        client.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def biller(offices) -> Client:
    return sign_in("biller")


def reference_of(response) -> str:
    assert response.status_code == 302, response.text
    return response["Location"].strip("/").rpartition("/")[2]


def test_the_password_is_asked_for_again_before_bank_data(offices):
    client = sign_in("biller", again=False)
    away = client.get("/office/payment/eft/?reason=new")
    assert away["Location"].startswith("/sign-in/reauthenticate/?next=%2Foffice%2Fpayment%2Feft")
    assert "Confirm that it is you" in client.get(away["Location"]).text
    # What was typed stays out of the session too: nothing of it is sent on.
    client.post("/office/payment/eft/", entries())
    assert NUMBER not in repr(dict(client.session))
    back = client.post(away["Location"], {"password": PASSWORD})
    assert back["Location"] == "/office/payment/eft/?reason=new"


def test_who_may_not_manage_payment_sees_how_it_stands_and_no_form(offices):
    desk = sign_in("desk")
    page = desk.get("/office/payment/").text
    assert "ask the access manager" in page
    assert "Enrol for transfers" not in page
    assert desk.get("/office/payment/eft/").status_code == 403


def test_the_form_begins_with_what_we_know_and_asks_for_each_core_element(biller):
    page = biller.get("/office/payment/eft/?reason=new").text
    assert 'name="npi" value="1234567893"' in page
    for label in (
        "Provider name", "National Provider Identifier", "Contact e-mail", "Agent name",
        "Routing number", "Type of account", "Account number again", "linked to",
        "Voided cheque", "Reason",
        "Requested start", "Name of the person who signs",
    ):  # fmt: skip
        assert label in page


def test_an_enrolment_goes_from_the_office_to_a_decision_and_back(biller):
    proof = file("cheque.png", b"\x89PNG 1")
    number = reference_of(biller.post("/office/payment/eft/", entries(proof_file=proof)))
    mine = biller.get(f"/office/payment/{number}/").text
    assert "A person of ours looks at it" in mine
    assert "… 5539" in mine
    assert NUMBER not in mine
    staff = sign_in("ines")
    assert number in staff.get("/staff/enrolments/").text
    shown = staff.get(f"/staff/enrolments/{number}/").text
    assert "Harbor Clinic" in shown
    assert NUMBER not in shown
    assert staff.get(f"/staff/enrolments/{number}/proof/").content == b"\x89PNG 1"
    staff.post(f"/staff/enrolments/{number}/decide/", {"approve": "1"})
    assert "It holds since" in biller.get(f"/office/payment/{number}/").text
    assert "transfer to the account ending in 5539" in biller.get("/office/payment/").text
    with acting(ENGINE):
        assert BankAccount.objects.get().by == "ines"


def test_a_returned_enrolment_says_why(biller):
    number = reference_of(biller.post("/office/payment/eft/", entries()))
    staff = sign_in("ines")
    staff.post(f"/staff/enrolments/{number}/decide/", {"why": "The cheque is another office's."})
    page = biller.get(f"/office/payment/{number}/").text
    assert "The cheque is another office&#x27;s." in page
    assert "Returned to you" in page


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"routing": "990000014"}, "Check the routing number"),
        ({"account_number_again": "1"}, "The two account numbers differ."),
        ({"account_number": "", "account_number_again": ""}, "Enter the account number."),
        ({"npi": "1234567890"}, "its last digit does not fit"),
        ({"zip_code": "4400"}, "five or nine digits"),
        ({"state": "Ohio"}, "at most 2 characters"),
        ({"agrees": ""}, "Confirm that you may sign."),
        ({"requested_on": "1/1/2020"}, "today or later"),
        ({"reason": "change"}, "There is no account yet"),
        ({"practice": "237654321"}, "Select a valid choice"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_kept(biller, changed, says):
    page = biller.post("/office/payment/eft/", entries(**changed))
    assert page.status_code == 422
    assert says in page.text
    with acting(ENGINE):
        assert not StatedAccount.objects.exists()


def test_a_file_that_is_no_cheque_is_refused(biller):
    sent = file("cheque.pdf", b"<script>")
    page = biller.post("/office/payment/eft/", entries(proof_file=sent))
    assert "Send a PDF, PNG or JPEG" in page.text


def test_a_draft_is_kept_without_the_account_number(biller):
    biller.post("/office/payment/eft/", entries(keep="1", contact_name="Ann Rye"))
    page = biller.get("/office/payment/eft/").text
    assert "Ann Rye" in page
    assert NUMBER not in page
    fields = entries(**{"draft-path": "/office/payment/eft/"})
    biller.post("/account/draft/", fields)
    with acting(ENGINE):
        assert NUMBER not in repr(list(Draft.objects.values_list("fields", flat=True)))


def test_an_office_chooses_who_fetches_its_835s_and_stops_it_again(biller):
    page = biller.get("/office/payment/era/").text
    receiver = re.search(r'<option value="(\d+)"[^>]*>Partner BRIDGE', page)
    assert receiver
    asked = entries(
        aggregation="tin", retrieval="clearinghouse", receiver=receiver[1], account_number=""
    )
    missing = biller.post("/office/payment/era/", {**asked, "receiver": ""})
    assert "Choose who fetches the 835s" in missing.text
    number = reference_of(biller.post("/office/payment/era/", asked))
    assert "Partner BRIDGE" in biller.get(f"/office/payment/{number}/").text
    stopped = biller.post(
        f"/office/payment/{number}/stop/", {"why": "too early"}, follow=True
    ).text
    assert "Stopped. What held before goes on." in stopped
    assert "too early" in stopped


def test_the_calendar_says_when_the_money_is_there_and_can_be_kept(biller):
    page = biller.get("/office/payment/calendar/").text
    assert "Wednesday" in page
    sheet = biller.get("/office/payment/calendar/?format=csv").text.splitlines()
    made, there = sheet[1].split(",")
    assert date.fromisoformat(made) < date.fromisoformat(there)


def file(name: str, content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)
