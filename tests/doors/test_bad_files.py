"""What bad input gets, from the outside: the answer in X12, and words on the page that help."""

import html

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coverwell.doors.cli import claims as cli
from coverwell.doors.edi_gateway.tasks import read_claims
from coverwell.records.claims.models import Claim, Decision, ToDecide
from coverwell.services.access.accounts import grant_practice, open_account
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files.show import file_bytes, show_file
from tests.doors.bad_files import CASES, Case, one
from tests.services import world
from tests.wire.x12.judge import pyx12_complaints


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the office 7"
TAX_ID = "231234567"
STAFF = Actor("sam", "staff")
# pyx12 reads its maps anew for each file: these show each kind of 999.
JUDGED = {"cut in the second claim", "GE counts wrong", "a good set beside a broken one"}


@pytest.fixture(autouse=True)
def payer_with_one_family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=3, plan="open_access")
        world.partner()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)


@pytest.fixture
def office(client: Client) -> Client:
    grant_practice(open_account("desk", PASSWORD), TAX_ID)
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    return client


def totals() -> tuple[int, int]:
    with acting(ENGINE):
        assert not ToDecide.objects.exists()
        return Claim.objects.count(), Decision.objects.count()


def faults(case: Case, file: int, page: str, before: int) -> list[str]:
    """What is not as the case says."""
    story = show_file(file, STAFF)
    kept = {one.kind: b"".join(file_bytes(one.id, STAFF)) for one in story.answers}
    found = []
    made = totals()[0] - before
    said = (made, story.detail.get("rejected", 0))
    if said != (case.accepted, case.rejected):
        found.append(f"accepted, rejected: {said}")
    for kind, pieces in case.answers.items():
        text = kept.get(kind, b"").decode()
        found += [f"{piece} is not in the {kind}: {text}" for piece in pieces if piece not in text]
    found += [f"the page does not say: {words}" for words in case.says if words not in page]
    for kind, data in kept.items():
        complaints = pyx12_complaints(data) if kind == "999" and case.name in JUDGED else []
        found += [f"pyx12 on the {kind}: {one[:300]}" for one in complaints]
    return [f"{case.name}: {one}" for one in found]


def upload(office: Client, data: bytes) -> tuple[int, str]:
    sent = office.post(
        "/office/files/", {"practice": TAX_ID, "file": SimpleUploadedFile("claims.x12", data)}
    )
    assert sent.status_code == 302
    file = int(sent.url.rstrip("/").rpartition("/")[2])
    if show_file(file, STAFF).state != "duplicate":
        read_claims(file)  # the job that it left for the worker
    return file, html.unescape(office.get(sent.url).text)


def unknown_to_a_page(case: Case) -> bool:
    # Who signs in as an office sends for it, whatever the ISA says.
    return "do not know the sender" in "".join(case.says)


def test_every_bad_file_gets_its_answer_and_words_on_the_upload_page(office):
    found, tried = [], 0
    for case in (case for cases in CASES for case in cases()):
        if unknown_to_a_page(case):
            continue
        before = totals()[0]
        file, page = upload(office, case.data)
        found += faults(case, file, page, before)
        tried += 1
    assert tried > 50
    assert not found, "\n".join(found)
    made, decided = totals()
    assert made == decided


def test_every_bad_file_gets_its_answer_and_words_on_the_command_line(tmp_path):
    found = []
    every = [case for cases in CASES for case in cases()]
    for number, case in enumerate([row for row in every if unknown_to_a_page(row)] + every[::5]):
        path = tmp_path / f"{number}.x12"
        path.write_bytes(case.data)
        before = totals()[0]
        ran = CliRunner().invoke(cli.command, ["submit", str(path), "--workers", "1"])
        assert ran.exception is None, (case.name, ran.exception)
        file = int(ran.output.split("Kept as file ")[1].split()[0])
        found += faults(case, file, ran.output, before)
    assert not found, "\n".join(found)


def test_the_same_file_twice_is_taken_once_and_the_page_leads_to_the_first(office):
    data = one()
    first, _ = upload(office, data)
    again, page = upload(office, data)
    assert totals() == (1, 1)
    assert "The same file was sent before" in page
    assert f"/office/files/{first}/" in page
    assert again != first


def test_a_control_number_twice_is_answered_with_its_code_and_a_way_on(office):
    data = one()
    upload(office, data)
    file, page = upload(office, data.replace(b"CLM*GOOD*", b"CLM*OTHER*"))
    kept = {
        one.kind: b"".join(file_bytes(one.id, STAFF)) for one in show_file(file, STAFF).answers
    }
    assert b"*R*025~" in kept["TA1"]
    assert "needs a new control number" in page
    assert totals() == (1, 1)


def test_the_same_claim_in_two_files_is_paid_once(office):
    upload(office, one())
    upload(office, one())
    assert totals() == (2, 2)
    with acting(ENGINE):
        paid = sorted(Decision.objects.values_list("outcome", flat=True))
    assert paid == ["denied", "paid"]
