"""An office sends a claim file and watches what becomes of it."""

import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coverwell.records.files.models import KeptFile
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.access.accounts import grant_practice, open_account
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files import archive
from coverwell.services.files.keep import Answer, keep_answer
from coverwell.services.files.progress import note
from tests.doors.decided import TAX_ID, decided_claim, world
from tests.kernel.claims.bench import service


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the office 7"
CLAIMS = b"ISA*00*          *00*          ~"


@pytest.fixture
def office(client: Client, settings, tmp_path) -> Client:
    settings.ARCHIVE_FOLDER = tmp_path
    grant_practice(open_account("desk", PASSWORD), TAX_ID)
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    return client


def send(office: Client, content: bytes = CLAIMS, tax_id: str = TAX_ID):
    given = {"practice": tax_id, "file": SimpleUploadedFile("march claims.837", content)}
    return office.post("/office/files/", given)


def test_a_file_that_is_sent_is_kept_whole_and_waits_to_be_read(office):
    sent = send(office)
    page = office.get(sent.url).text
    with acting(ENGINE):
        kept = KeptFile.objects.get()
    assert archive.path_of(kept.sha256).read_bytes() == CLAIMS
    assert kept.tax_id == TAX_ID
    assert "Kept, waits to be read" in page
    assert 'data-refresh="2"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_an_empty_file_is_refused_in_the_error_summary(office):
    answer = send(office, b"")
    assert answer.status_code == 422
    assert "This file is empty." in answer.text
    assert 'href="#id_file"' in answer.text


def test_no_file_is_refused_in_the_error_summary(office):
    answer = office.post("/office/files/", {"practice": TAX_ID})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_a_file_for_somebody_elses_practice_is_not_taken(office):
    assert send(office, tax_id="999999999").status_code == 422
    with acting(ENGINE):
        assert not KeptFile.objects.exists()


def test_the_same_file_again_points_to_the_first(office):
    first, again = send(office), send(office)
    page = office.get(again.url).text
    assert "The same file was sent before" in page
    assert f'href="{first.url}"' in page


def test_the_page_shows_acknowledgments_rejections_and_accepted_claims(office):
    file = int(send(office).url.rstrip("/").rpartition("/")[2])
    made = world()
    decided_claim(made, "C1", service("primary care visit", "$120"))
    reason = {"text": "We do not know this member.", "text_es": "No conocemos a este miembro."}
    with acting(ENGINE):
        IntakeClaim.objects.create(
            file_id=file, interchange="1", transaction="1", position=1, sender_claim_id="OK-1",
            tax_id=TAX_ID, charge=12000, content="{}", state="accepted", family=made.family,
            claim=1,
        )  # fmt: skip
        IntakeClaim.objects.create(
            file_id=file, interchange="1", transaction="1", position=2, sender_claim_id="BAD-2",
            tax_id=TAX_ID, charge=9000, content="{}", state="rejected", reasons=[reason],
        )  # fmt: skip
    note(file, "read", {"accepted": 1})
    keep_answer([b"ISA*999~"], Answer(file, "999", "answer.999"))
    page = office.get(f"/office/files/{file}/").text
    assert "We do not know this member." in page
    assert "BAD-2" in page
    assert "$90.00" in page
    assert '/office/claims/C1/"' in page
    assert "999: answer.999" in page
    assert "data-refresh" not in page


def test_an_acknowledgment_is_downloaded_as_it_lies_in_the_archive(office):
    file = int(send(office).url.rstrip("/").rpartition("/")[2])
    kept = keep_answer([b"ISA*999~"], Answer(file, "999", "answer.999"))
    answer = office.get(f"/office/files/{kept.id}/download/")
    assert b"".join(answer.streaming_content) == b"ISA*999~"
    assert answer["Content-Disposition"] == 'attachment; filename="answer.999"'


def test_another_office_sees_neither_the_file_nor_its_bytes(office):
    address = send(office).url
    grant_practice(open_account("other", PASSWORD), "999999999")
    other = Client()
    other.post("/sign-in/login/", {"login": "other", "password": PASSWORD})
    assert other.get(address).status_code == 404
    assert other.get(f"{address}download/").status_code == 404
    assert "march claims" not in other.get("/office/files/").text


def test_a_file_is_sent_part_by_part_to_an_asynchronous_server(office, async_client):
    address = f"{send(office).url}download/"
    async_client.cookies = office.cookies

    async def fetched() -> bytes:
        answer = await async_client.get(address)
        return b"".join([part async for part in answer.streaming_content])

    assert async_to_sync(fetched)() == CLAIMS
