"""A question over HTTPS is answered at once, kept whole, and costs a handful of statements."""

import base64
import json
import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coverwell.doors.edi_gateway import inquiries
from coverwell.records.audit.models import Event
from coverwell.records.eligibility.models import CoverageAnswer
from coverwell.records.files.models import KeptFile
from coverwell.records.partners.models import ExchangeLog, Partner
from coverwell.services import recalled
from coverwell.services.access.accounts import grant_staff, open_account
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files import archive
from coverwell.services.files.board import offer_again
from coverwell.services.files.mailbox import mailbox
from coverwell.services.files.show import show_file
from coverwell.services.partners.enrol import move
from coverwell.services.partners.keys import add_secret, end_key, secret_hash
from tests.inquiry_files import claim, file_270, file_276, subscriber
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the gateway 7"
STAFF = Actor("ines", "staff")
SECRET = "a-long-secret-that-a-machine-has-made"


@pytest.fixture(autouse=True)
def partner(settings, tmp_path) -> int:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=3, plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        made = world.partner()
        made.login = "bridge"
        made.save()
    add_secret(made.pk, SECRET, "test", STAFF)
    return made.pk


@pytest.fixture
def ask():
    """Ask over REST with an access token; returns the status and what the envelope says."""
    client = Client()
    said = base64.b64encode(f"bridge:{SECRET}".encode()).decode()
    form = {"grant_type": "client_credentials"}
    got = client.post(reverse("edi-token"), form, headers={"Authorization": f"Basic {said}"})
    head = {"Authorization": f"Bearer {got.json()['access_token']}"}

    def asked(data: bytes, kind: str = "270_Request_005010X279A1") -> dict[str, str]:
        body = {
            "PayloadType": f"X12_{kind}",
            "ProcessingMode": "RealTime",
            "PayloadID": str(uuid.uuid4()),
            "TimeStamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "SenderID": "SENDER1",
            "ReceiverID": "HBLT1",
            "CORERuleVersion": "4.0.0",
            "Payload": base64.b64encode(data).decode(),
        }
        path = reverse("edi-real-time")
        got = client.post(path, json.dumps(body), content_type="application/json", headers=head)
        return got.json()

    return asked


def payload(told: dict[str, str]) -> bytes:
    return base64.b64decode(told["Payload"])


def files(direction: str) -> list[KeptFile]:
    with acting(ENGINE):
        return list(KeptFile.objects.filter(direction=direction).order_by("pk"))


def test_a_question_and_its_answer_are_kept_whole_and_told_of_each_other(ask):
    asked = file_270(subscriber())
    told = payload(ask(asked))
    (came,), (went,) = files("in"), files("out")
    assert b"".join(archive.read(came.sha256)) == asked
    assert b"".join(archive.read(went.sha256)) == told
    story = show_file(came.pk, STAFF)
    assert [event.state for event in story.events] == ["kept", "read"]
    assert story.detail == {"accepted": 1, "rejected": 0, "findings": []}
    assert [(one.id, one.kind) for one in story.answers] == [(went.pk, "271")]
    assert show_file(went.pk, STAFF).state == "sent"
    with acting(ENGINE):
        log = ExchangeLog.objects.get()
        answer = CoverageAnswer.objects.get()
        read = Event.objects.filter(action="read", subject="cw_members_person").get()
    assert (log.mode, log.answered, log.file) == ("RealTime", "271", came.pk)
    assert (read.actor, read.keys) == (answer.asked_by, [f"{answer.family_id}-1"])
    assert answer.reference.encode() in told


# Each transaction becomes the engine; then the first keeps the question, and the second asks for
# the office, the person, the family with its history, and the next number, and
# stores the answer, and the reply with its log. Of the claims of a 276 there are none here.
STATEMENTS = {"270": 10, "276": 10}


@pytest.mark.parametrize("kind", STATEMENTS)
def test_a_question_costs_two_transactions_and_a_handful_of_statements(ask, kind):
    asked, guide = file_270(subscriber()), "270_Request_005010X279A1"
    if kind == "276":
        asked, guide = file_276(claim("A1")), "276_Request_005010X212"
    ask(asked, guide)
    with CaptureQueriesContext(connection) as made:
        told = ask(asked, guide)
    assert told["ErrorCode"] == "Success"
    said = [one["sql"] for one in made]
    assert said.count("BEGIN") == said.count("COMMIT") == 2
    assert len(said) == STATEMENTS[kind] + 4


def test_a_question_that_could_not_be_answered_is_kept_all_the_same(ask, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("The answer broke.")

    monkeypatch.setattr(inquiries, "answer", broken)
    asked = file_270(subscriber())
    with pytest.raises(RuntimeError):
        ask(asked)
    (came,) = files("in")
    assert b"".join(archive.read(came.sha256)) == asked
    assert show_file(came.pk, STAFF).state == "kept"
    with acting(ENGINE):
        log = ExchangeLog.objects.get()
        assert not CoverageAnswer.objects.exists()
    assert (log.answered, log.file) == ("failed", came.pk)


def test_a_suspended_partner_is_refused_from_the_next_question_on(ask, partner):
    data = file_270(subscriber())
    assert ask(data)["ErrorCode"] == "Success"
    move(partner, "suspended", "They lost a laptop.", STAFF)
    assert ask(data)["ErrorCode"] == "UnAuthorized"
    assert len(files("in")) == 1


def test_an_ended_key_is_refused_from_the_next_question_on(ask, partner):
    data = file_270(subscriber())
    assert ask(data)["ErrorCode"] == "Success"
    assert end_key(partner, secret_hash(SECRET), date(2020, 1, 1), STAFF)
    assert ask(data)["ErrorCode"] == "UnAuthorized"
    assert len(files("in")) == 1


def test_what_a_partner_may_ask_for_is_looked_up_again_after_some_seconds(ask, monkeypatch):
    data = file_270(subscriber())
    assert b"EB*1*" in payload(ask(data))
    with acting(ENGINE):
        Partner.objects.update(tax_ids=["999999999"])
    clock = recalled.time.monotonic() + recalled.SECONDS + 1
    monkeypatch.setattr(recalled.time, "monotonic", lambda: clock)
    assert b"EB*1*" not in payload(ask(data))


def test_an_answer_in_real_time_lies_in_no_mailbox_until_it_is_offered_again(ask, partner):
    told = payload(ask(file_270(subscriber())))
    assert mailbox(partner) == ()
    (went,) = files("out")
    assert offer_again(went.pk, STAFF)
    (ready,) = mailbox(partner)
    assert (ready.path.read_bytes(), ready.taken) == (told, False)


def test_the_staff_find_a_question_in_real_time_on_the_board_and_download_it(ask, client):
    ask(file_270(subscriber()))
    (came,) = files("in")
    grant_staff(open_account("ines", PASSWORD))
    client.post("/sign-in/login/", {"login": "ines", "password": PASSWORD})
    assert "270.x12" in client.get("/staff/").text
    got = client.get(f"/staff/files/{came.pk}/download/")
    assert b"".join(got.streaming_content) == file_270(subscriber())


def test_bytes_that_were_never_kept_are_named():
    with pytest.raises(FileNotFoundError, match="abc"):
        list(archive.read("abc"))
