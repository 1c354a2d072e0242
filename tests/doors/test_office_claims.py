"""An office finds its claims and opens every amount to its reasons."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coverwell.records.audit.models import Event
from coverwell.records.members.models import Family
from coverwell.services.access.accounts import grant_practice, open_account
from coverwell.services.acting import ENGINE, acting
from tests.doors.decided import TAX_ID, World, decided_claim, received_claim, world
from tests.kernel.claims.bench import service


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the office 7"


@pytest.fixture
def office(client: Client) -> Client:
    made = world()
    visit = service("primary care visit", "$120", "$150")
    decided_claim(made, "C1", visit, account="ACC-1")
    decided_claim(made, "C2", service("acupuncture", "$80"), account="ACC-2", person=2)
    received_claim(made, "C3", visit)
    grant_practice(open_account("desk", PASSWORD), TAX_ID)
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    return client


@pytest.fixture
def stranger() -> Client:
    grant_practice(open_account("other.desk", PASSWORD), "999999999")
    client = Client()
    client.post("/sign-in/login/", {"login": "other.desk", "password": PASSWORD})
    return client


def test_a_claim_shows_each_amount_and_the_rule_behind_it(office):
    page = office.get("/office/claims/C1/").text
    for amount in ("$150.00", "$120.00", "$85.00", "$35.00"):
        assert amount in page
    assert "<code>CO-45</code>" in page
    assert "<code>PR-3</code>" in page
    assert "§ primary care visit" in page
    assert "(copay)" in page


def test_the_same_claim_is_explained_in_spanish(office):
    office.post("/language/setlang/", {"language": "es", "next": "/"})
    page = office.get("/office/claims/C1/").text
    assert "Su copago es" in page
    assert "El plan paga" in page


def test_a_denial_opens_to_its_reason_and_the_next_step(office):
    page = office.get("/office/claims/C2/").text
    assert "Your plan has no benefit for acupuncture" in page
    assert "<code>PR-96</code>" in page
    assert "What to do:" in page


def test_a_claim_that_waits_for_its_decision_says_what_happens_next(office):
    assert "shows it as soon as it is made" in office.get("/office/claims/C3/").text


def test_a_claim_of_another_practice_is_not_there_and_the_attempt_is_kept(office, stranger):
    answers = {number: stranger.get(f"/office/claims/{number}/") for number in ("C1", "C1X", "C")}
    assert {answer.status_code for answer in answers.values()} == {404}
    assert answers["C1"].content.count(b"$") == 0
    with acting(ENGINE):
        kept = Event.objects.filter(action="refused", actor="other.desk", keys=["C1"])
        # The service notes the row that was asked for, the page the address.
        assert set(kept.values_list("subject", flat=True)) == {"cw_claims_claim", "office:claim"}


def test_reading_a_claim_is_kept_with_the_name_of_the_reader(office):
    office.get("/office/claims/C1/")
    with acting(ENGINE):
        assert Event.objects.filter(action="read", actor="desk").exists()


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("words=C2", {"C2"}),
        ("words=acc-1", {"C1"}),
        ("words=Ada", {"C1", "C3"}),
        ("words=Ben+Test", {"C2"}),
        ("words=H1000000102", {"C2"}),
        ("last_name=test&birth_date=3/1/80", {"C1", "C3"}),
        ("member_id=H10000001+01", {"C1", "C3"}),
        ("number=c1", {"C1"}),
        ("account=ACC-2", {"C2"}),
        ("state=denied", {"C2"}),
        ("state=received", {"C3"}),
        ("first=4/1/2026", set()),
        ("words=%25", set()),
    ],
)
def test_claims_are_found_by_patient_by_number_and_by_account(office, search, found):
    page = office.get(f"/office/claims/?{search}", follow=True).text
    shown = {number for number in ("C1", "C2", "C3") if f'/office/claims/{number}/"' in page}
    direct = {number for number in found if f'<h1 class="govuk-heading-l">Claim {number}<' in page}
    assert (direct or shown) == found


def test_a_claim_with_one_denied_line_is_among_the_denied(office):
    with acting(ENGINE):
        home = World(Family.objects.get().pk, TAX_ID)
    visit = service("primary care visit", "$120", "$150")
    decided_claim(home, "C4", visit, service("acupuncture", "$80"), account="ACC-4")

    page = office.get("/office/claims/?state=denied").text
    front = office.get("/office/").text

    assert '/office/claims/C4/"' in page
    assert '/office/claims/C1/"' not in page
    assert page.count("a line is denied") == 1
    assert "Denied</a> <strong>2</strong>" in front


def test_nobody_finds_the_claims_of_another_practice(office, stranger):
    assert "/office/claims/C1/" not in stranger.get("/office/claims/?words=Ada").text


def test_a_list_is_ordered_as_the_url_says(office):
    page = office.get("/office/claims/?sort=charge").text
    assert page.index("/C1/") < page.index("/C2/")


def test_a_list_is_exported_as_csv(office):
    answer = office.get("/office/claims/?format=csv&sort=oldest")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Claim number", "C1", "C2", "C3"]
    assert rows[1][6:] == ["150.00", "Decided", "85.00", "35.00"]


def test_the_dashboard_counts_what_needs_a_hand(office):
    page = office.get("/office/").text
    assert "Denied: something to do" in page
    assert page.count('/office/claims/C2/"') == 2


@pytest.mark.parametrize("address", ["/office/claims/", "/office/", "/office/estimates/"])
def test_a_list_asks_the_database_as_often_for_many_claims_as_for_few(office, address):
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    with acting(ENGINE):
        made = World(Family.objects.get().pk, TAX_ID)
    for number in range(4, 9):
        decided_claim(made, f"C{number}", service("primary care visit", "$120"))
    with CaptureQueriesContext(connection) as many:
        office.get(address)
    assert len(many) == len(few)
