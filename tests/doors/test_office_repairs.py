"""A rejected claim is corrected on its page and sent again; the rejection stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.records.audit.models import Event
from coverwell.records.claims.models import Claim
from coverwell.records.files.models import KeptFile
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.access.accounts import grant_practice, open_account
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the office 7"
TAX_ID = "231234567"
YESTERDAY = date.today() - timedelta(days=1)  # noqa: DTZ011


@pytest.fixture
def office(client: Client, settings, tmp_path) -> Client:
    settings.ARCHIVE_FOLDER = tmp_path
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.partner()
        world.contract(world.group(TAX_ID), "OA001 Open Access", world.TERMS)
    unknown = Sent("ACC-1", member_id="H10000091", day=YESTERDAY, lines=(("99213", "120"),))
    strange = replace(unknown, id="ACC-2", member_id="H10000001", born=date(1999, 9, 9), first="X")
    desk = Actor("desk", "provider", tax_ids=frozenset({TAX_ID}))
    data = file_837([unknown, strange])
    receive(keep([data], Arrival("a.837", "portal", tax_id=TAX_ID), desk).id)
    grant_practice(open_account("desk", PASSWORD), TAX_ID)
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    return client


def rejected(account: str) -> str:
    with acting(ENGINE):
        return f"/office/claims/rejected/{IntakeClaim.objects.get(sender_claim_id=account).pk}/"


def filled(office: Client, address: str, **changed: str) -> dict[str, str]:
    """What the browser would send back: the form as it came, and what was typed."""
    page = office.get(address)
    form, lines = page.context["form"], page.context["lines"]
    fields = [field for one in (form, *lines) for field in one]
    said = {field.html_name: field.value() or "" for field in fields}
    return {**said, **changed}


def test_the_findings_stand_beside_the_fields_that_mend_them(office):
    page = office.get(rejected("ACC-1"))
    beside = {field.name: found for field, found in page.context["fields"] if found}
    assert beside["member_id"].rule == "member_unknown"
    assert "We know nobody with this member ID." in page.text
    assert 'value="H10000091"' in page.text
    assert 'value="120.00"' in page.text


def test_a_corrected_claim_goes_the_way_of_a_file_and_is_accepted(office):
    address = rejected("ACC-1")
    sent = office.post(address, filled(office, address, member_id="H1000000101"))
    file = int(sent.url.rstrip("/").rpartition("/")[2])
    with acting(ENGINE):
        kept = KeptFile.objects.get(pk=file)
    assert b"H1000000101" in archive.path_of(kept.sha256).read_bytes()
    assert "Sent again" in office.get("/office/claims/rejected/").text
    receive(file)
    with acting(ENGINE):
        number = Claim.objects.get(patient_account="ACC-1").number
    listed = office.get("/office/claims/rejected/").text
    assert f"/office/claims/{number}/" in listed
    assert "We know nobody with this member ID." in listed
    assert f"{address}" in office.get(sent.url).text


def test_the_rejected_claim_can_be_sent_once_only(office):
    address = rejected("ACC-1")
    said = filled(office, address, member_id="H1000000101")
    office.post(address, said)
    assert office.post(address, said).status_code == 200
    with acting(ENGINE):
        assert KeptFile.objects.filter(channel="repair").count() == 1
    assert "It stays here as it came." in office.get(address).text


def test_a_draft_is_kept_and_nothing_is_sent(office):
    address = rejected("ACC-2")
    said = filled(office, address, birth_date="3/1/80", keep="1")
    assert "Nothing was sent yet." in office.post(address, said, follow=True).text
    assert 'value="3/1/80"' in office.get(address).text
    assert "Draft" in office.get("/office/claims/rejected/").text
    with acting(ENGINE):
        assert not KeptFile.objects.filter(channel="repair").exists()


def test_lines_are_added_and_the_total_follows(office):
    address = rejected("ACC-1")
    more = {"2-code": "85025", "2-units": "1", "2-charge": "30", "2-first": "", "2-last": ""}
    day = f"{YESTERDAY:%m/%d/%Y}"
    said = filled(office, address, member_id="H1000000101", **{**more, "2-first": day})
    sent = office.post(address, said)
    receive(int(sent.url.rstrip("/").rpartition("/")[2]))
    with acting(ENGINE):
        assert Claim.objects.get(patient_account="ACC-1").charge == 15_000


def test_what_the_standard_cannot_carry_is_said_in_the_form(office):
    address = rejected("ACC-1")
    answer = office.post(address, filled(office, address, billing_npi="12"))
    assert answer.status_code == 422
    assert "The claim cannot be sent so:" in answer.text


def test_the_rejected_claim_of_another_office_is_not_there_and_the_attempt_is_noted(office):
    grant_practice(open_account("other", PASSWORD), "999999999")
    other = Client()
    other.post("/sign-in/login/", {"login": "other", "password": PASSWORD})
    assert other.get(rejected("ACC-1")).status_code == 404
    assert "ACC-1" not in other.get("/office/claims/rejected/").text
    with acting(ENGINE):
        refused = Event.objects.filter(action="refused", subject="cw_intake_intakeclaim")
        assert refused.get().actor == "other"


def test_the_list_asks_the_database_as_often_for_two_claims_as_for_one(
    office, django_assert_max_num_queries
):
    office.get("/office/claims/rejected/")
    with django_assert_max_num_queries(40):
        office.get("/office/claims/rejected/")
