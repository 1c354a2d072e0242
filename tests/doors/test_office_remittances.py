"""An office reads what was paid on the day of the payment, and takes its 835."""

import pytest
from django.test import Client
from django.utils import timezone

from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.services.access.accounts import grant_practice, open_account
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.payments.run import run
from coverwell.services.payments.show import payments_made
from tests.services.payments_world import OFFICE, decided, office
from tests.services.world import family


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the office 7"


@pytest.fixture
def paid(settings, tmp_path) -> str:
    """Two claims paid today to one office; returns the trace number."""
    settings.ARCHIVE_FOLDER = tmp_path
    with acting(ENGINE):
        office()
        home = family()
        decided(home, 8500)
        decided(home, 4000)
    today = timezone.localdate()
    run(today, Actor("sam", "staff"))
    (payment,) = payments_made(today, today, ENGINE)
    return payment.trace_number


def signed_in(name: str, tax_id: str) -> Client:
    grant_practice(open_account(name, PASSWORD), tax_id)
    client = Client()
    client.post("/sign-in/login/", {"login": name, "password": PASSWORD})
    return client


def test_a_remittance_shows_the_same_day_with_every_claim_and_reason(paid):
    desk = signed_in("desk", OFFICE)
    assert f"/office/remittances/{paid}/" in desk.get("/office/remittances/").text
    page = desk.get(f"/office/remittances/{paid}/").text
    for said in ("$85.00", "$40.00", paid, "<code>99213</code>"):
        assert said in page


def test_the_835_is_downloaded_once_it_is_written(paid):
    desk = signed_in("desk", OFFICE)
    assert "Download the 835" not in desk.get(f"/office/remittances/{paid}/").text
    assert desk.get(f"/office/remittances/{paid}/835/").status_code == 404
    write_remittances()
    assert "Download the 835" in desk.get(f"/office/remittances/{paid}/").text
    sent = b"".join(desk.get(f"/office/remittances/{paid}/835/").streaming_content)
    assert sent.startswith(b"ISA*")
    assert f"TRN*1*{paid}*".encode() in sent


def test_the_list_narrows_to_days_and_exports(paid):
    desk = signed_in("desk", OFFICE)
    assert paid not in desk.get("/office/remittances/?last=1/1/2020").text
    rows = desk.get("/office/remittances/?format=csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith(paid)


def test_another_office_finds_no_payment_and_no_file(paid):
    write_remittances()
    other = signed_in("other", "999999999")
    assert paid not in other.get("/office/remittances/").text
    assert other.get(f"/office/remittances/{paid}/").status_code == 404
    assert other.get(f"/office/remittances/{paid}/835/").status_code == 404
