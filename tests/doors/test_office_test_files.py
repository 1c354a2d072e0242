"""An office tries files out: findings in words, what they would become, and nothing counts."""

from dataclasses import replace

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.trial import receive_trial
from coverwell.kernel.claims.decision import Totals
from coverwell.records.claims.models import Claim, ClaimNumber, Decision, DecisionLine
from coverwell.records.files.models import Interchange, KeptFile
from coverwell.records.intake.models import IntakeClaim
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files import archive
from coverwell.services.partners.tests_passed import passed_tests
from tests.claim_files import Sent, file_837
from tests.inquiry_files import file_270, subscriber
from tests.journeys.conftest import PASSWORD, TAX_ID, recently
from tests.journeys.story import enrol


PLAN_PAID = Totals._fields.index("plan_paid")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(settings, tmp_path) -> Client:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    enrol()
    client = Client()
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    return client


def good() -> Sent:
    return Sent("ACC-1", day=recently(), lines=(("99213", "150"), ("70551", "900")))


def tried(desk: Client, content: bytes, name: str = "new software.837") -> tuple[int, str]:
    """Upload, let the worker try it, and open the page."""
    number = uploaded(desk, "/office/files/tests/", name, content)
    assert "Being read" in desk.get(f"/office/files/tests/{number}/").text
    receive_trial(number)
    return number, desk.get(f"/office/files/tests/{number}/").text


def uploaded(desk: Client, address: str, name: str, content: bytes) -> int:
    sent = {"practice": TAX_ID, "file": SimpleUploadedFile(name, content)}
    return int(desk.post(address, sent)["Location"].strip("/").rpartition("/")[2])


def sent_for_real(desk: Client, content: bytes) -> int:
    return uploaded(desk, "/office/files/", "real.837", content)


def counts() -> tuple[int, ...]:
    with acting(ENGINE):
        return tuple(one.objects.count() for one in (Claim, IntakeClaim, Decision, Interchange))


def test_a_good_file_passes_and_shows_what_its_claims_would_be_decided_as(desk):
    number, page = tried(desk, file_837([good()]))
    assert "Nothing in it would be rejected." in page
    assert "Passed" in page
    assert "$1,050.00" in page
    assert "Decided" in page
    assert counts() == (0, 0, 0, 0)
    with acting(ENGINE):
        kinds = set(KeptFile.objects.filter(answers=number).values_list("kind", flat=True))
        acknowledged = KeptFile.objects.get(answers=number, kind="277CA")
    assert kinds == {"999", "277CA", "report"}
    assert b"STC*A2:20" in b"".join(archive.read(acknowledged.sha256))


def test_what_a_test_says_is_what_the_file_then_becomes(desk):
    content = file_837([good()])
    number, _ = tried(desk, content)
    with acting(ENGINE):
        kept = KeptFile.objects.get(answers=number, kind="report")
    (said,) = orjson.loads(b"".join(archive.read(kept.sha256)))["claims"]
    receive(sent_for_real(desk, content))
    decide_batch()
    with acting(ENGINE):
        amounts = [one.amounts.split(",") for one in DecisionLine.objects.all()]
    allowed, paid = (sum(int(one[at]) for one in amounts) for at in (1, PLAN_PAID))
    assert (said["allowed"], said["plan_paid"]) == (allowed, paid)


def test_the_same_file_may_be_tested_again_and_sent_for_real_after_it(desk):
    content = file_837([good()])
    tried(desk, content)
    tried(desk, content)
    done = receive(sent_for_real(desk, content))
    assert (done.state, done.accepted) == ("read", 1)
    # And a test of what was sent before is no duplicate either.
    assert "Passed" in tried(desk, content)[1]


def test_a_claim_that_would_be_rejected_says_why_and_the_test_does_not_pass(desk):
    bad = replace(good(), id="ACC-2", member_id="Z99999999")
    _, page = tried(desk, file_837([good(), bad]))
    assert "Not passed" in page
    assert "We know nobody with this member ID." in page
    assert page.count('<strong class="govuk-tag govuk-tag--red">Rejected</strong>') == 1
    assert counts() == (0, 0, 0, 0)


def test_each_finding_has_its_place_its_code_and_its_repair_and_can_be_narrowed_and_kept(desk):
    content = file_270(subscriber()).replace(b"DMG*D8*19800301", b"DMG*D8*19800231")
    number, page = tried(desk, content, "question.270")
    assert "2100C DMG02" in page
    assert "IK4 8" in page
    assert "Write a day of the calendar" in page
    address = f"/office/files/tests/{number}/"
    assert "DMG02" in desk.get(f"{address}?words=dmg").text
    assert "No finding fits." in desk.get(f"{address}?words=nothing").text
    assert "No finding fits." in desk.get(f"{address}?level=hints").text
    sheet = desk.get(f"{address}?format=csv").text
    assert "DMG02" in sheet
    assert "19800231" not in sheet
    with acting(ENGINE):
        assert KeptFile.objects.filter(answers=number, kind="999").count() == 1


def test_what_is_no_x12_at_all_is_told_so(desk):
    _, page = tried(desk, b"hello", "hello.txt")
    assert "Not passed" in page


def test_a_large_test_is_refused_before_it_is_kept(desk, monkeypatch):
    monkeypatch.setattr("coverwell.doors.provider_portal.test_files.LARGEST", 10)
    sent = {"practice": TAX_ID, "file": SimpleUploadedFile("a.837", b"x" * 11)}
    page = desk.post("/office/files/tests/", sent)
    assert page.status_code == 422
    assert "at most 5 MB" in page.text
    with acting(ENGINE):
        assert not KeptFile.objects.exists()


def test_a_passed_test_counts_towards_the_enrolment_of_a_partner_that_is_testing(desk):
    with acting(ENGINE):
        partner = Partner.objects.get()
        Partner.objects.filter(pk=partner.pk).update(state="testing")
    number, _ = tried(desk, file_837([good()]))
    assert passed_tests(partner.pk) == (f"A test of 837 passed (file {number}).",)
    staff = Client()
    staff.post("/sign-in/login/", {"login": "ines", "password": PASSWORD})
    assert f"A test of 837 passed (file {number})." in staff.get("/staff/partners/").text
    tried(desk, file_837([replace(good(), member_id="Z99999999")], control=2))
    assert len(passed_tests(partner.pk)) == 1
    with acting(ENGINE):
        assert Partner.objects.get().state == "testing"


def test_a_test_shows_no_name_of_a_patient(desk):
    number, page = tried(desk, file_837([good()]))
    assert "TEST0001" not in page
    with acting(ENGINE):
        report = KeptFile.objects.get(answers=number, kind="report")
    assert b"H10000001" not in b"".join(archive.read(report.sha256))


def test_a_job_tries_it_and_it_takes_as_many_statements_for_ten_claims_as_for_one(desk):
    asked = []
    for count in (1, 10):
        claims = [replace(good(), id=f"ACC-{n}") for n in range(count)]
        number = uploaded(desk, "/office/files/tests/", "a.837", file_837(claims))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT task_name FROM procrastinate_jobs WHERE args->>'file' = %s", [str(number)]
            )
            assert cursor.fetchall()[-1] == ("edi_gateway.try_file",)
        with CaptureQueriesContext(connection) as captured:
            receive_trial(number)
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_a_file_is_found_by_any_number_on_it_and_the_address_says_none(desk):
    number = sent_for_real(desk, file_837([good()]))
    receive(number)
    with acting(ENGINE):
        ours = ClaimNumber.objects.get().number
    for words in ("000000001", "0001", "ACC-1", "real", ours, ours.lower()):
        there = desk.post("/office/files/", {"words": words, "find": "1"}).url
        assert f"={words}" not in there
        page = desk.get(there).text
        assert "real.837" in page, words
        assert f'value="{words}"' in page
    nothing = desk.post("/office/files/", {"words": "999999", "find": "1"}).url
    assert "No file fits." in desk.get(nothing).text


def test_the_list_of_files_counts_claims_and_offers_the_acknowledgments_beside_them(desk):
    bad = replace(good(), id="ACC-2", member_id="Z99999999")
    number = sent_for_real(desk, file_837([good(), bad]))
    receive(number)
    tried(desk, file_837([good()], control=3))
    page = desk.get("/office/files/").text
    with acting(ENGINE):
        answers = list(KeptFile.objects.filter(answers=number).values_list("pk", "kind"))
    assert {kind for _, kind in answers} == {"999", "277CA"}
    for answer, kind in answers:
        assert f'href="/office/files/{answer}/download/">{kind}<' in page
    assert "Claims accepted <strong>1</strong>" in page
    assert "Claims rejected, to correct</a> <strong>1</strong>" in page
    assert "new software.837" not in page
    assert "real.837" in desk.get("/office/files/?state=read").text
    assert "real.837" not in desk.get("/office/files/?state=refused").text
    assert "real.837" in desk.get("/office/files/?format=csv").text
