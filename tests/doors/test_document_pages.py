"""Documents on pages: an office adds them, the back office reads, lays and decides by them."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coverwell.doors.cli.attachment import command
from coverwell.doors.edi_gateway.attachments.receive import receive_attachments
from coverwell.doors.edi_gateway.attachments.request_277 import write_requests
from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.records.attachments.models import Attachment, Placement
from coverwell.records.claims.models import Claim, Decision, Review
from coverwell.records.files.models import KeptFile
from coverwell.services.access.accounts import grant_practice, grant_staff, open_account
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.attachments.scan import scan_waiting
from coverwell.services.audit.seal import seal
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.claims.replay import replay
from coverwell.services.files.keep import Arrival, keep
from tests.attachment_files import INFECTED, PDF, PROGRAM, document, file_275, planted_scanner
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "read the notes 7"
TAX_ID = "231234567"
STAFF = Actor("ines", "staff")


@pytest.fixture(autouse=True)
def number(settings, tmp_path) -> str:
    """A claim that waits for notes, its office, another office, and a reviewer."""
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.VIRUS_SCANNER = planted_scanner(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        world.group("987654321", npi="1999999984")
        world.partner()
    grant_practice(open_account("desk", PASSWORD), TAX_ID)
    grant_practice(open_account("otherdesk", PASSWORD), "987654321")
    grant_staff(open_account("ines", PASSWORD))
    visit = Sent(
        "ACC-1", day=date(2026, 11, 2), lines=(("99213", "120"), ("20610", "150")),
        diagnosis="M1711",
    )  # fmt: skip
    at = datetime(2026, 11, 3, 14, tzinfo=UTC)
    receive(keep([file_837([visit])], Arrival("claims.837", "cli", at=at), STAFF).id)
    decide_batch()
    write_requests()
    with acting(ENGINE):
        return Claim.objects.get().number


def sign_in(name: str) -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": name, "password": PASSWORD})
    return client


def paper(data: bytes = PDF, name: str = "notes.pdf") -> BytesIO:
    found = BytesIO(data)
    found.name = name
    return found


def put(client: Client, number: str, *papers: BytesIO, kind: str = "notes"):
    address = f"/office/claims/{number}/documents/"
    return client.post(address, {"kind": kind, "papers": list(papers)}, follow=True)


def outcome() -> str:
    with acting(ENGINE):
        return Decision.objects.latest("decision_no").outcome


def test_the_office_sees_what_is_asked_for_on_every_page_it_works_with(number):
    desk = sign_in("desk")
    for address in ("/office/", f"/office/claims/{number}/", "/office/documents/"):
        assert "Documents asked for" in desk.get(address).text
    page = desk.get(f"/office/claims/{number}/documents/").text
    assert f"Request {number}-1, wanted by" in page
    assert "Line 1:" in page
    assert "PDF, TIFF, JPEG, PNG, XML (C-CDA), text; up to 256 MB each." in page


def test_several_files_at_once_answer_the_request_and_stay_closed_until_they_are_clean(number):
    desk = sign_in("desk")
    page = put(desk, number, paper(), paper(PDF + b"2", "more.pdf"))
    assert "Files taken: 2." in page.text
    assert page.text.count("Being checked for viruses") == 2
    with acting(ENGINE):
        ids = list(Attachment.objects.order_by("pk").values_list("pk", flat=True))
        assert set(Placement.objects.values_list("request", flat=True)) == {f"{number}-1"}
    assert desk.get(f"/office/documents/{ids[0]}/file/").status_code == 404
    scan_waiting()
    answer = desk.get(f"/office/documents/{ids[0]}/file/")
    assert b"".join(answer) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert sign_in("otherdesk").get(f"/office/documents/{ids[0]}/file/").status_code == 404
    assert "Documents asked for" not in desk.get(f"/office/claims/{number}/").text


def test_what_is_refused_is_said_beside_its_name_and_kept_all_the_same(number):
    page = put(sign_in("desk"), number, paper(PROGRAM, "scan.exe"), paper(b"", "empty.pdf"))
    assert page.status_code == 422
    assert "scan.exe: This kind of file is not taken" in page.text
    assert "empty.pdf: This file is empty." in page.text
    with acting(ENGINE):
        assert Attachment.objects.exclude(refused="").count() == 2
    assert put(sign_in("desk"), number).status_code == 422


def test_the_same_file_again_counts_once_and_an_infected_one_asks_for_a_clean_copy(number):
    desk = sign_in("desk")
    put(desk, number, paper(INFECTED))
    assert "came before: it counts once" in put(desk, number, paper(INFECTED)).text
    scan_waiting()
    page = desk.get(f"/office/claims/{number}/documents/").text
    assert "Infected" in page
    assert "Send a clean copy" in page
    assert f"Request {number}-1" in page
    with acting(ENGINE):
        found = Attachment.objects.earliest("pk").pk
    for client, address in ((desk, "/office"), (sign_in("ines"), "/staff")):
        assert client.get(f"{address}/documents/{found}/file/").status_code == 404


def test_without_a_scanner_the_page_says_that_nothing_is_checked(number, settings):
    settings.VIRUS_SCANNER = ""
    assert "Not checked for viruses" in put(sign_in("desk"), number, paper()).text


def test_another_office_finds_neither_the_claim_nor_its_documents(number):
    other = sign_in("otherdesk")
    assert other.get(f"/office/claims/{number}/documents/").status_code == 404
    assert put(other, number, paper()).status_code == 404
    assert "No claim of yours waits" in other.get("/office/documents/").text
    with acting(ENGINE):
        assert not Attachment.objects.exists()


def test_a_reviewer_reads_the_documents_and_releases_the_claim(number):
    put(sign_in("desk"), number, paper())
    scan_waiting()
    staff = sign_in("ines")
    assert number in staff.get("/staff/documents/").text
    page = staff.get(f"/staff/documents/claims/{number}/").text
    assert "Ready to read" in page
    with acting(ENGINE):
        found = Attachment.objects.get().pk
    assert b"".join(staff.get(f"/staff/documents/{found}/file/")) == PDF
    assert (
        staff.post(f"/staff/documents/claims/{number}/answer/", {"release": "1"}).status_code
        == 422
    )
    staff.post(
        f"/staff/documents/claims/{number}/answer/", {"release": "1", "why": "Separate visit."}
    )
    assert outcome() == "paid"
    assert "No claim waits for somebody" in staff.get("/staff/documents/").text


@pytest.mark.parametrize(
    ("denial", "signed", "codes"),
    [("documents_missing", "", "CO-252"),
     ("documents_do_not_support", "Ruth Okafor, MD", "CO-150")],
)  # fmt: skip
def test_a_reviewer_denies_it_and_a_replay_comes_to_the_same(number, denial, signed, codes):
    staff = sign_in("ines")
    said = {"deny": "1", "why": "Read twice.", "denial": denial, "signed": signed}
    staff.post(f"/staff/documents/claims/{number}/answer/", said)
    with acting(ENGINE):
        row = Decision.objects.latest("decision_no")
        review = Review.objects.get()
    # Line 1 waited and is denied; line 2 is decided as ever.
    assert (row.outcome, review.denial, review.reviewed_by) == ("paid", denial, "ines")
    page = sign_in("desk").get(f"/office/claims/{number}/").text
    assert codes.replace("CO-", "") in page
    assert (signed or "ines") in page
    assert list(replay([row.family_id])) == []


def test_a_denial_on_clinical_grounds_without_a_name_is_not_taken(number):
    said = {"deny": "1", "why": "No.", "denial": "documents_do_not_support"}
    staff = sign_in("ines")
    page = staff.post(f"/staff/documents/claims/{number}/answer/", said)
    assert page.status_code == 422
    assert "names the clinician" in page.text
    page = staff.post(f"/staff/documents/claims/{number}/answer/", {"deny": "1", "why": "No."})
    assert "Choose why it is denied." in page.text
    assert outcome() == "pended"


def test_a_reviewer_asks_for_more(number):
    staff = sign_in("ines")
    address = f"/staff/documents/claims/{number}/ask/"
    assert staff.post(address, {}).status_code == 422
    staff.post(address, {"kinds": ["operation"]})
    assert write_requests() == 1
    assert f"Request {number}-2" in sign_in("desk").get(f"/office/claims/{number}/").text


def send(*documents, control: int = 100) -> int:
    kept = keep([file_275(documents, control=control)], Arrival("n.275", "sftp", "275"), STAFF)
    receive_attachments(kept.id)
    scan_waiting()
    with acting(ENGINE):
        return Attachment.objects.latest("pk").pk


def test_what_finds_no_claim_is_laid_by_hand_and_can_be_taken_off(number):
    found = send(document("WRONG-1", account="ACC-7"))
    staff = sign_in("ines")
    assert "WRONG-1" not in staff.get("/staff/documents/").text
    early = staff.get("/staff/documents/?early=1").text
    assert "WRONG-1" in early
    assert "It waits until" in early
    address = f"/staff/documents/{found}/"
    page = staff.post(address, {"claim_number": "C000000000000", "why": "Guess"})
    assert "There is no claim C000000000000" in page.text
    page = staff.post(address, {"claim_number": number, "why": "Called them"}, follow=True)
    assert f"Laid to claim {number}." in page.text
    assert number in staff.get("/staff/documents/").text
    staff.post(address, {"off": "1", "why": "Wrong patient"})
    with acting(ENGINE):
        assert Placement.objects.count() == 2
    assert "WRONG-1" in staff.get("/staff/documents/?early=1").text


def test_a_document_of_an_unknown_office_is_given_one_but_never_another(number):
    unknown = send(document("X", npi="1000000004"))
    other = send(document("Y", npi="1999999984"), control=101)
    staff = sign_in("ines")
    said = {"claim_number": number, "why": "Called them"}
    page = staff.post(f"/staff/documents/{other}/", said)
    assert "came for the office with tax ID ending 4321" in page.text
    staff.post(f"/staff/documents/{unknown}/", said)
    assert sign_in("desk").get(f"/office/documents/{unknown}/file/").status_code == 200
    assert sign_in("otherdesk").get(f"/office/documents/{unknown}/file/").status_code == 404


def test_each_look_at_a_document_is_in_the_audit(number):
    found = send(document("", claim=number))
    sign_in("desk").get(f"/office/documents/{found}/file/")
    with acting(Actor("auditor", "staff")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM cw_audit_event WHERE actor = 'desk' AND action = 'read'"
            " AND subject = 'cw_attachments_attachment'"
        )
        assert cursor.fetchone()[0] >= 1
    seal()


def test_a_claims_page_asks_the_database_as_often_with_many_documents_as_with_one(number):
    desk = sign_in("desk")
    put(desk, number, paper())
    asked = []
    for count in (1, 9):
        put(desk, number, *(paper(PDF + bytes([65 + n, count]), f"{n}.pdf") for n in range(count)))
        with CaptureQueriesContext(connection) as seen:
            desk.get(f"/office/claims/{number}/documents/")
        asked.append(len(seen.captured_queries))
    assert asked[1] <= asked[0]


def test_who_may_not_see_approvals_finds_no_document_of_one(number):
    with acting(ENGINE):
        claim = Claim.objects.get()
        row = Attachment.objects.create(
            sha256="0" * 64, size=1, name="scan of the knee.pdf", channel="portal",
            tax_id=TAX_ID, sent_by="clerk", came_on=date(2026, 11, 3),
        )  # fmt: skip
        Placement.objects.create(
            attachment=row, family=claim.family_id, person=1, tax_id=TAX_ID,
            precertification="P000000000018", how="uploaded", by="clerk",
        )  # fmt: skip
    grant_practice(open_account("clerk", PASSWORD), TAX_ID, PRECERTIFICATION)
    assert "scan of the knee" in sign_in("clerk").get("/office/documents/").text
    assert "scan of the knee" not in sign_in("desk").get("/office/documents/").text


def test_an_office_sends_a_275_on_its_page_for_files_and_sees_what_came_of_it(number):
    desk = sign_in("desk")
    sent = paper(file_275([document("", claim=number), document("")], 100), "notes.275")
    page = desk.post("/office/files/", {"practice": TAX_ID, "file": sent})
    with acting(ENGINE):
        kept = KeptFile.objects.get(kind="275")
    receive_attachments(kept.pk)
    page = desk.get(page.url).text
    assert "It names no claim" in page
    assert "824-" in page
    assert "notes.275" in desk.get("/office/files/").text
    with acting(ENGINE):
        assert Placement.objects.get().request == f"{number}-1"


def run(*words: str) -> str:
    done = CliRunner().invoke(command, words)
    return done.output if done.exit_code == 0 else f"{done.exit_code}: {done.output}"


def test_the_command_line_lists_shows_saves_and_lays(number, tmp_path):
    found = send(document("WRONG-1", account="ACC-7"))
    assert "No such document." in run("list")
    assert f"{found}" in run("list", "--show", "early")
    assert f"{number}-1" in run("list", "--show", "asked")
    assert "There is no claim C1" in run("match", str(found), "C1", "--why", "a call")
    assert f"belongs to claim {number}" in run("match", str(found), number, "--why", "a call")
    assert "clean" in run("list", "--claim", number)
    shown = run("show", str(found), "--save", str(tmp_path / "notes.pdf"))
    assert f"belongs to {number}, by hand" in shown
    assert (tmp_path / "notes.pdf").read_bytes() == PDF
    assert "0 checked by program:" in run("scan")
    assert "1: Error: There is no document 99" in run("show", "999999")


def test_the_command_line_opens_nothing_that_is_not_clean(number, tmp_path, settings):
    settings.VIRUS_SCANNER = ""
    found = send(document("", claim=number))
    said = run("show", str(found), "--save", str(tmp_path / "notes.pdf"))
    assert "It is unscanned: only a clean document is opened." in said
    assert "set VIRUS_SCANNER" in run("scan")
