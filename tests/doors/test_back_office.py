"""The staff see every file of the gateway, and take a partner's enrolment on."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coverwell.doors.back_office.words import state_of, way
from coverwell.doors.edi_gateway.inquiries import receive_inquiry
from coverwell.records.files.models import KeptFile
from coverwell.records.partners.models import Partner, ServedSpan
from coverwell.services.access.accounts import grant_staff, open_account
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files import archive, mailbox
from coverwell.services.files.board import BoardRow
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.partners.exchanges import Exchange, exchanged
from tests.inquiry_files import file_270, subscriber
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the gateway 7"
STAFF = Actor("ines", "staff")
NOW = timezone.now()


@pytest.fixture
def partner(settings, tmp_path) -> int:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=1, plan="open_access")
        world.group()
        return world.partner().pk


@pytest.fixture
def staff(client: Client, partner) -> Client:
    grant_staff(open_account("ines", PASSWORD))
    client.post("/sign-in/login/", {"login": "ines", "password": PASSWORD})
    return client


def send(partner: int, control: int = 1, *, read: bool = True) -> int:
    data = file_270(subscriber(), control=control)
    kept = keep([data], Arrival(f"q{control}.270", "sftp", "270", partner=partner), STAFF)
    if read:
        receive_inquiry(kept.id)
    return kept.id


def test_every_file_in_and_out_is_listed_with_its_partner_and_state(staff, partner):
    send(partner)
    page = staff.get("/staff/").text
    for words in ("q1.270", "Partner SENDER1", "SFTP", "271-", "999-", "Ready for the partner"):
        assert words in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [("words=2", True), ("words=000000002", True), ("words=q2", True), ("words=99", False),
     ("kind=270", True), ("kind=271", False), ("state=read", True), ("state=refused", False)],
)  # fmt: skip
def test_a_file_is_found_by_any_number_on_it(staff, partner, asked, found):
    send(partner, control=2)
    assert ("q2.270" in staff.get(f"/staff/?direction=in&{asked}").text) is found


def test_a_file_opens_to_its_answers_and_is_kept_as_it_was_sent(staff, partner):
    number = send(partner)
    page = staff.get(f"/staff/files/{number}/").text
    assert "271: 271-" in page
    with acting(ENGINE):
        answer = KeptFile.objects.get(answers=number, kind="271")
    download = staff.get(f"/staff/files/{answer.pk}/download/")
    assert b"".join(download.streaming_content).startswith(b"ISA*")
    assert staff.get("/staff/files/999999/").status_code == 404


def test_a_file_that_waits_is_read_again_and_one_that_was_taken_is_offered_again(staff, partner):
    waiting = send(partner, read=False)
    staff.post(f"/staff/files/{waiting}/again/")
    assert "asked for again by ines" in staff.get(f"/staff/files/{waiting}/").text
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'file' = %s",
                       [str(waiting)])  # fmt: skip
        assert cursor.fetchone() == (2,)
    receive_inquiry(waiting)
    ready = mailbox.mailbox(partner)[0]
    mailbox.take(partner, ready.id, "test")
    assert next(one.taken for one in mailbox.mailbox(partner))
    staff.post(f"/staff/files/{ready.id}/again/")
    assert not any(one.taken for one in mailbox.mailbox(partner))


def test_response_times_of_questions_are_shown_by_day(staff, partner):
    with exchanged(Exchange(partner, "https-mime", "RealTime", "X12_270", "1")) as log:
        log.answered = "271"
    page = staff.get("/staff/").text
    assert "9 of 10 within" in page
    assert "9 of 10 questions answered within, milliseconds" in page
    assert "Nobody asked" not in page


def test_an_enrolment_is_taken_on_and_a_step_that_is_not_possible_is_refused(staff, partner):
    assert "Partner SENDER1" in staff.get("/staff/partners/").text
    staff.post(f"/staff/partners/{partner}/move/", {"state": "suspended"})
    said = staff.post(f"/staff/partners/{partner}/move/", {"state": "live"}, follow=True).text
    assert "it can become testing" in said
    with acting(ENGINE):
        assert Partner.objects.get(pk=partner).state == "suspended"


def test_nobody_but_staff_opens_the_board(client, partner):
    open_account("otto", PASSWORD)
    client.post("/sign-in/login/", {"login": "otto", "password": PASSWORD})
    assert client.get("/staff/").status_code == 403
    client.logout()
    assert client.get("/staff/").status_code == 302


def test_the_list_exports_and_takes_as_many_statements_for_many_files_as_for_one(staff, partner):
    send(partner)
    counts = []
    for control in (1, 9):
        for more in range(2, control):
            send(partner, control=more)
        with CaptureQueriesContext(connection) as asked:
            staff.get("/staff/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "q1.270" in staff.get("/staff/?format=csv").text


def test_the_report_of_a_week_shows_what_was_measured_and_what_was_not(staff, partner):
    with acting(ENGINE):
        ServedSpan.objects.create(
            door="sftp",
            first_at=datetime(2026, 11, 15, 5, tzinfo=UTC),
            last_at=datetime(2026, 11, 22, 5, tzinfo=UTC),
        )
    page = staff.get("/staff/week/?day=2026-11-17").text
    assert "100.00%" in page
    assert "Aim met" in page
    assert "Not measured: this server did not run in this week." in page
    assert "?day=2026-11-08" in page
    rows = staff.get("/staff/week/?day=2026-11-17&format=csv").content.decode()
    assert "sftp" in rows
    assert "604800" in rows
    assert staff.get("/staff/week/?day=never").status_code == 200


def test_a_partner_that_did_not_sign_in_is_named_by_its_envelope(staff, partner):
    kept = keep([file_270(subscriber())], Arrival("mail.270", "cli", "270"), STAFF)
    receive_inquiry(kept.id)
    page = staff.get("/staff/?words=mail.270").text
    assert "Partner SENDER1" in page
    assert "(by its envelope)" in page
    assert "Command line" in page
    assert "mail.270" in staff.get(f"/staff/?partner={partner}").text
    with acting(ENGINE):
        other = world.partner("ELSE").pk
    assert "mail.270" not in staff.get(f"/staff/?partner={other}").text


@pytest.mark.parametrize("number", ["000000007", "7", "1001", "0001"])
def test_a_file_is_found_by_each_control_number_in_it_and_so_is_its_answer(staff, partner, number):
    data = file_270(subscriber(), control=7)
    assert b"ST*270*0001" in data
    data = data.replace(b"*1*X*", b"*1001*X*").replace(b"GE*1*1~", b"GE*1*1001~")
    kept = keep([data], Arrival("by number.270", "sftp", "270", partner=partner), STAFF)
    receive_inquiry(kept.id)
    assert "by number.270" in staff.get(f"/staff/?words={number}").text
    with acting(ENGINE):
        answer = KeptFile.objects.get(answers=kept.id, kind="271")
        sent = bytes(b"".join(archive.read(answer.sha256)))[90:99].decode()
    assert answer.name in staff.get(f"/staff/?words={sent}").text


def test_every_finding_of_a_file_is_shown_with_its_place_and_repair_and_kept_as_a_list(
    staff, partner
):
    data = file_270(subscriber()).replace(b"DMG*D8*19800301", b"DMG*D8*19800231")
    kept = keep([data], Arrival("bad.270", "sftp", "270", partner=partner), STAFF)
    page = staff.get(f"/staff/files/{kept.id}/findings/").text
    assert "2100C DMG02" in page
    assert "Write a day of the calendar" in page
    assert "DMG02" in staff.get(f"/staff/files/{kept.id}/findings/?format=csv").text
    assert staff.get("/staff/files/999999/findings/").status_code == 404


@pytest.mark.parametrize(
    ("sending", "kind", "channel", "says"),
    [
        ("written", "bank", "bank", "Waits to be sent to the bank"),
        ("refused", "bank", "bank", "Refused by the bank"),
        ("", "cheque", "payments", "Written: print the cheques"),
        ("", "835", "payments", "Ready on the office's pages"),
    ],
)
def test_a_file_of_a_payment_run_says_where_it_really_is(sending, kind, channel, says):
    row = BoardRow(1, NOW, "a", kind, "out", channel, "", 1, "kept", None, None, sending=sending)
    assert state_of(row)[0] == says
    assert way(channel).startswith("Payment run")
