"""A 275 is kept whole, read in constant memory, scanned, and laid to its claim, or to a person."""

import base64
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from textwrap import dedent

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverwell.doors.edi_gateway import quirks
from coverwell.doors.edi_gateway.attachments.receive import receive_attachments
from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.records.attachments.models import (
    Announced,
    Attachment,
    Placement,
    Scan,
    ToAsk,
    ToScan,
)
from coverwell.records.claims.models import Claim, Decision
from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.attachments.scan import scan_waiting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.wire.x12 import check
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.advice_824 import Advice, read_advice
from coverwell.wire.x12.transactions.attachment_275 import CLAIM_6020, Data275
from coverwell.wire.x12.transactions.reading import Found
from tests.attachment_files import INFECTED, PDF, PROGRAM, document, file_275, planted_scanner
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ines", "staff")
CAME = datetime(2026, 11, 3, 14, tzinfo=UTC)
VISIT = Sent(
    "ACC-1", paper="NOTES-1", lines=(("99213", "120"), ("20610", "150")), diagnosis="M1711"
)


@pytest.fixture(autouse=True)
def payer(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.VIRUS_SCANNER = planted_scanner(tmp_path)
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        world.partner()


def claim(*sent: Sent, control: int = 1, at: datetime = CAME) -> str:
    """Send claims and decide them; returns the number of the last one."""
    arrival = Arrival("claims.837", "cli", at=at)
    receive(keep([file_837(sent or (VISIT,), control=control)], arrival, STAFF).id)
    decide_batch(as_of=date(2026, 11, 3))
    with acting(ENGINE):
        return Claim.objects.latest("id").number


def send(*documents, control: int = 100, **words) -> dict:
    """Send a 275, read it, and return what its newest event says."""
    return read(file_275(documents, control=control, **words))


def read(data: bytes) -> dict:
    kept = keep([data], Arrival("notes.275", "sftp", "275", at=CAME), STAFF)
    receive_attachments(kept.id)
    with acting(ENGINE):
        newest = FileEvent.objects.filter(file=kept.id).order_by("pk").last()
    return {"file": kept.id, "state": newest.state, **newest.detail}


def answers(file: int) -> dict[str, bytes]:
    with acting(ENGINE):
        rows = list(KeptFile.objects.filter(answers=file))
    return {row.kind: b"".join(archive.read(row.sha256)) for row in rows}


def advised(file: int) -> list[Advice]:
    data = answers(file)["824"]
    assert list(check([data])) == []
    found = [one.value for one in read_advice([data]) if isinstance(one, Found)]
    return [one for one in found if isinstance(one, Advice)]


def attachments() -> list[Attachment]:
    with acting(ENGINE):
        return list(Attachment.objects.order_by("pk"))


def places() -> list[tuple]:
    """The control number and how it found its claim, of every document that did."""
    with acting(ENGINE):
        rows = Placement.objects.filter(newer=None).exclude(claim=None).order_by("pk")
        return list(rows.values_list("attachment__control", "how"))


def test_the_document_that_a_claim_announced_finds_it_by_its_control_number():
    number = claim()
    came = send(document(account="ACC-1"))
    assert (came["state"], came["accepted"], came["findings"]) == ("read", 1, [])
    assert set(answers(came["file"])) == {"999"}
    (kept,) = attachments()
    assert b"".join(archive.read(kept.sha256)) == PDF
    assert (kept.media_type, kept.size, kept.tax_id) == ("application/pdf", len(PDF), "231234567")
    assert places() == [("NOTES-1", "control")]
    with acting(ENGINE):
        placed = Placement.objects.get()
        assert Claim.objects.get(family_id=placed.family, id=placed.claim).number == number


def test_a_document_that_comes_before_its_claim_waits_and_is_found_by_it():
    came = send(document())
    assert "824" not in answers(came["file"])
    (waits,) = attachments()
    assert (waits.unplaced, waits.waits_until) == (
        "no_claim_yet", CAME.date() + timedelta(days=30),
    )  # fmt: skip
    claim(replace(VISIT, id="ACC-9", paper="OTHER"))
    assert places() == []
    claim(control=2)
    assert places() == [("NOTES-1", "control")]


def test_a_claim_number_of_ours_leads_to_the_claim_without_any_announcement():
    number = claim(replace(VISIT, paper=""))
    send(document("", claim=number))
    assert places() == [("", "number")]


def test_what_names_no_claim_of_its_own_office_is_left_to_a_person_and_the_sender_is_told():
    number = claim(replace(VISIT, paper=""))
    with acting(ENGINE):
        world.group("987654321", npi="1999999984")
    came = send(
        document("", claim="C000000000000"),
        document("", claim=number, npi="1999999984"),
        document("X", npi="1000000004"),
        document(""),
        document("C1-9", asked=True),
    )
    with acting(ENGINE):
        said = list(Attachment.objects.order_by("pk").values_list("unplaced", flat=True))
    assert said == ["unknown_claim", "unknown_claim", "no_office", "no_number", "unknown_request"]
    assert places() == []
    found = advised(came["file"])
    assert [one.original.code for one in found] == ["IE"] * 5
    assert [one.errors[0].code for one in found] == ["011", "011", "011", "007", "011"]


def test_a_partner_sends_documents_of_its_own_offices_only():
    claim()
    with acting(ENGINE):
        Partner.objects.update(tax_ids=["987654321"])
    came = send(document())
    assert attachments()[0].unplaced == "not_allowed"
    assert "may not send documents" in came["findings"][0]
    assert places() == []


def test_a_control_number_of_two_claims_is_decided_by_the_patient_account_or_a_person():
    claim(VISIT, replace(VISIT, id="ACC-2", lines=(("99213", "90"),)))
    send(document(account="ACC-2"))
    assert places() == [("NOTES-1", "control")]
    with acting(ENGINE):
        placed = Placement.objects.get()
        found = Claim.objects.get(family_id=placed.family, id=placed.claim)
    assert found.patient_account == "ACC-2"
    send(document(data=PDF + b"more"), control=101)
    assert attachments()[1].unplaced == "several_claims"


def test_a_file_of_another_kind_or_without_bytes_is_kept_and_refused_in_words():
    claim()
    came = send(document(data=PROGRAM), document(data=b""))
    assert [one.refused for one in attachments()] == ["type", "empty"]
    assert b"".join(archive.read(attachments()[0].sha256)) == PROGRAM
    assert places() == []
    assert [one.original.code for one in advised(came["file"])] == ["IR", "IR"]
    assert "PDF, TIFF, JPEG" in came["findings"][0]
    assert came["rejected"] == 2


def test_the_same_bytes_with_the_same_number_again_are_known():
    claim()
    send(document())
    send(document(), control=101)
    first, second = attachments()
    assert second.same_as_id == first.pk
    assert len(places()) == 1


def test_a_file_read_again_keeps_each_document_once():
    claim()
    came = send(document())
    with acting(ENGINE):
        FileEvent.objects.create(file_id=came["file"], state="reading")
    receive_attachments(came["file"])
    assert len(attachments()) == 1
    assert len(places()) == 1


def test_test_data_count_for_nothing():
    claim()
    came = send(document(), usage="T")
    assert attachments() == []
    assert "test data" in came["findings"][0]


def test_a_set_that_its_999_rejects_brings_nothing():
    claim()
    came = read(file_275([document()], control=100).replace(b"*PR*2*", b"*PQ*2*"))
    assert came["state"] == "refused"
    assert attachments() == []
    assert b"AK9*R" in answers(came["file"])["999"]


def test_base64_of_the_version_of_2028_is_kept_as_the_document_itself():
    claim()
    sent = document(data=base64.encodebytes(PDF))
    part = Data275(object=("DOC", "1"), encoding="B64")
    about = sent.document._replace(data=(part,))
    wrong = sent._replace(document=about, data=b"no base64 at all!")
    send(sent._replace(document=about), wrong, version=CLAIM_6020)
    good, bad = attachments()
    assert b"".join(archive.read(good.sha256)) == PDF
    assert bad.refused == "encoding"


def test_an_infected_document_is_known_and_a_scanner_that_breaks_is_asked_again(settings):
    claim()
    send(
        document(), document("B", data=INFECTED), document("C", data=b"HARBORLIGHT-SCANNER-BREAKS")
    )
    assert scan_waiting() == 3
    with acting(ENGINE):
        said = list(Scan.objects.order_by("attachment").values_list("state", "said"))
        assert ToScan.objects.count() == 1
        ToScan.objects.update(after=CAME)
    assert said == [("clean", "OK"), ("infected", "Planted FOUND"), ("failed", "broken")]
    settings.VIRUS_SCANNER = "program:/nowhere/at/all"
    assert scan_waiting() == 1
    with acting(ENGINE):
        assert Scan.objects.latest("pk").state == "failed"


def test_a_claim_that_waits_for_documents_is_put_down_to_be_asked_about():
    claim()
    with acting(ENGINE):
        assert Decision.objects.get().outcome == "pended"
        assert ToAsk.objects.get().asked == [[1, "notes"]]
        assert Announced.objects.get().control == "NOTES-1"


def test_a_file_of_many_documents_asks_the_database_as_often_as_one_of_few():
    """Who sends is looked up for each office; placing and saving are set-based."""
    claim()
    asked = []
    for control, count in ((101, 2), (102, 20)):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            send(*(document(f"N{control}-{n}") for n in range(count)), control=control)
        asked.append(len(seen.captured_queries))
    assert asked[1] <= asked[0] + 2


LARGE = 64_000_000


def test_a_275_of_64_megabytes_is_taken_in_with_flat_memory(tmp_path):
    program = dedent(
        f"""
        import django, resource
        django.setup()
        from datetime import date
        from coverwell.doors.edi_gateway.attachments import read_275
        from coverwell.services.attachments.keep import store
        from coverwell.wire.x12.events import BinaryData
        from coverwell.wire.x12.transactions.read_275 import read_attachments
        from tests.attachment_files import PDF, document, file_275

        head, tail = file_275([document(data=PDF)]).split(PDF)
        size = {LARGE}
        head = head.replace(f"BIN*{{len(PDF)}}*".encode(), f"BIN*{{size}}*".encode())

        def chunks():
            yield head + PDF
            left = size - len(PDF)
            while left:
                part = bytes(min(left, 1 << 20))
                left -= len(part)
                yield part
            yield tail

        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        runs = (one.data for one in read_attachments(chunks()) if isinstance(one, BinaryData))
        kept = store(runs, date(2026, 11, 3))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(kept.size, kept.media_type, kept.refused, grown // 1024)
        """
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "coverwell.config.settings",
        "COVERWELL_DATA": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    size, media_type, grown = done.stdout.split()
    assert (int(size), media_type) == (LARGE, "application/pdf")
    assert int(grown) < 30


def test_what_the_senders_profile_asks_is_asked_of_its_documents(monkeypatch):
    rules = "for 005010X210\n  in 1000C\n    rule NM1 needs PRV  # It names the specialty.\n"
    claim()
    monkeypatch.setattr(quirks, "read_profile", lambda _: Profile(rules))
    assert send(document("NOTES-1"))["state"] == "refused"
    assert attachments() == []
