"""What a partner is enrolled for is asked the same way over SFTP, over HTTPS and on the pages."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from coverwell.doors.edi_gateway.https.envelope import BATCH, REAL_TIME, Envelope
from coverwell.doors.edi_gateway.https.exchange import by_password, exchange
from coverwell.doors.edi_gateway.sftp.uploads import Upload
from coverwell.records.claims.models import Claim
from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.members.models import CoverageSpan
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.read import read_now
from coverwell.services.files.show import FileStory, show_file
from coverwell.services.partners.enrol import change
from coverwell.services.partners.keys import SignedIn, add_secret, by_secret
from tests.claim_files import Sent, file_837
from tests.inquiry_files import file_270, subscriber
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "231234567"
BILLER = Actor("biller", "provider", tax_ids=frozenset({OFFICE}))
STAFF = Actor("ines", "staff")
SECRET = "a-long-secret-that-a-machine-has-made"
TODAY = date.today()  # noqa: DTZ011 - keys hold by the same clock


@pytest.fixture(autouse=True)
def partner(settings, tmp_path) -> int:
    settings.ARCHIVE_FOLDER, settings.DATA_FOLDER = tmp_path / "files", tmp_path
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        number = world.partner().pk
        Partner.objects.filter(pk=number).update(login="bridge")
    add_secret(number, SECRET, "test", STAFF)
    return number


def by_sftp(data: bytes) -> FileStory:
    return read(uploaded(data, by_secret("bridge", SECRET, TODAY)))


def uploaded(data: bytes, partner: SignedIn) -> int:
    upload = Upload("a.x12")
    upload.write(0, data)
    try:
        return upload.arrive(partner).id
    finally:
        upload.drop()


def by_https(data: bytes) -> FileStory:
    answer = exchange(envelope(data, "X12_837_Request_005010X222A1"), by_password, "https-mime")
    assert answer.error_code == "Success", answer.error_message
    with acting(ENGINE):
        file = KeptFile.objects.filter(direction="in").latest("pk").pk
    return read(file)


def by_page(data: bytes) -> FileStory:
    return read(keep([data], Arrival("a.x12", "portal", tax_id=OFFICE), BILLER).id)


def read(file: int) -> FileStory:
    read_now(file)
    return show_file(file, ENGINE)


def envelope(data: bytes, kind: str, mode: str = BATCH) -> Envelope:
    number = str(uuid.uuid4())
    return Envelope(kind, mode, number, "2026-11-28T07:00:00Z", "SENDER1", "HBLT1",
                    payload=data, user="bridge", password=SECRET)  # fmt: skip


def answer(story: FileStory, kind: str) -> list[str]:
    found = next(one for one in story.answers if one.kind == kind)
    with acting(ENGINE):
        row = KeptFile.objects.get(pk=found.id)
    text = b"".join(archive.read(row.sha256)).decode()
    return [segment.strip() for segment in text.split("~")]


def claims() -> int:
    with acting(ENGINE):
        return Claim.objects.count()


WAYS = pytest.mark.parametrize("way", [by_sftp, by_https, by_page])


@WAYS
def test_a_version_that_is_not_agreed_is_refused_by_the_999(partner, way):
    change(partner, {"profile": "bridgeline"}, "", STAFF)
    old = file_837([Sent("A1")]).replace(b"005010X222A1", b"005010X222")
    story = way(old)
    assert story.state == "refused"
    assert "change GS08 and ST03" in " ".join(story.detail["findings"])
    told = answer(story, "999")
    assert "AK9*R*1*1*0*2" in told
    assert "IK5*R*I6" in told
    assert claims() == 0


@pytest.mark.parametrize("way", [by_sftp, by_page])
def test_a_kind_that_a_partner_is_not_enrolled_for_is_refused_by_the_999(partner, way):
    change(partner, {"transactions": ("270",)}, "", STAFF)
    story = way(file_837([Sent("A1")]))
    assert "not enrolled to send a 837, only 270" in " ".join(story.detail["findings"])
    assert "AK9*R*1*1*0*1" in answer(story, "999")
    assert claims() == 0


def test_over_https_the_envelope_says_so_before_anything_is_kept(partner):
    change(partner, {"transactions": ("270",)}, "", STAFF)
    asked = envelope(file_837([Sent("A1")]), "X12_837_Request_005010X222A1")
    told = exchange(asked, by_password, "https-mime")
    assert (told.error_code, told.payload_type) == ("PayloadTypeIllegal", "CoreEnvelopeError")
    assert "not enrolled to send a 837, only 270" in told.error_message
    with acting(ENGINE):
        assert not KeptFile.objects.exists()


def test_a_question_in_real_time_gets_the_999_for_a_version_that_is_not_agreed(partner):
    change(partner, {"profile": "bridgeline"}, "", STAFF)
    old = file_270(subscriber()).replace(b"005010X279A1", b"005010X279")
    told = exchange(envelope(old, "X12_270_Request_005010X279A1", REAL_TIME), by_password, "t")
    assert told.payload_type == "X12_999_Response_005010X231A1"
    assert b"AK9*R*1*1*0*2~" in told.payload


@WAYS
def test_test_data_is_answered_as_test_data_and_makes_no_claim(way):
    story = way(file_837([Sent("A1")], usage="T"))
    assert story.detail["accepted"] == 0
    for kind in ("999", "277CA"):
        assert answer(story, kind)[0].split("*")[15] == "T"
    assert claims() == 0


def test_production_data_of_a_partner_in_testing_is_test_data(partner):
    with acting(ENGINE):
        Partner.objects.filter(pk=partner).update(state="testing")
        before = list(CoverageSpan.objects.values())
    story = by_sftp(file_837([Sent("A1")], usage="P"))
    assert answer(story, "277CA")[0].split("*")[15] == "T"
    assert claims() == 0
    with acting(ENGINE):
        assert list(CoverageSpan.objects.values()) == before


@pytest.mark.parametrize(
    ("state", "words"), [("suspended", "is suspended"), ("draft", "not enrolled yet")]
)
def test_an_enrolment_that_is_not_open_is_refused_everywhere(partner, state, words):
    signed_in = by_secret("bridge", SECRET, TODAY)
    with acting(ENGINE):
        Partner.objects.filter(pk=partner).update(state=state)
    assert by_secret("bridge", SECRET, TODAY) is None
    asked = envelope(b"x", "X12_837_Request_005010X222A1")
    assert exchange(asked, by_password, "t").error_code == "UnAuthorized"
    # A file that was on its way in when the enrolment closed.
    story = read(uploaded(file_837([Sent("A1")]), signed_in))
    assert words in " ".join(story.detail["findings"])
    assert answer(story, "TA1")[1].startswith("TA1*000000001*260201*0833*R*006")
    assert claims() == 0


def test_another_partners_address_is_refused_in_words(partner):
    with acting(ENGINE):
        world.partner("ELSEWHERE")
    story = by_sftp(file_837([Sent("A1")], sender="ELSEWHERE"))
    assert "names Partner ELSEWHERE, but another partner" in " ".join(story.detail["findings"])
    assert claims() == 0


def test_an_answer_to_what_we_sent_needs_no_enrolment(partner):
    change(partner, {"transactions": ("270",)}, "", STAFF)
    enrolment = by_secret("bridge", SECRET, TODAY).enrolment
    assert enrolment.refused("999") is None
    assert enrolment.refused("834").rule == "transaction"


def batch(number: str, data: bytes) -> Envelope:
    return replace(envelope(data, "X12_837_Request_005010X222A1"), payload_id=number)


def kept() -> list[str]:
    with acting(ENGINE):
        return list(KeptFile.objects.filter(direction="in").values_list("channel", flat=True))


def test_a_payload_id_is_one_batch_whichever_way_it_comes():
    number, data = str(uuid.uuid4()), file_837([Sent("A1")])
    for way in ("https-mime", "https-soap", "https-rest"):
        assert exchange(batch(number, data), by_password, way).error_code == "Success"
    assert kept() == ["https-mime"]
    # The same bytes under another id, or over SFTP, are noted as what came before.
    assert exchange(batch(str(uuid.uuid4()), data), by_password, "https-rest").error_code
    uploaded(data, by_secret("bridge", SECRET, TODAY))
    with acting(ENGINE):
        again = FileEvent.objects.filter(state="duplicate").count()
    assert (len(kept()), again) == (3, 2)


def test_another_batch_under_a_used_payload_id_is_refused_and_not_dropped():
    number = str(uuid.uuid4())
    assert (
        exchange(batch(number, file_837([Sent("A1")])), by_password, "t").error_code == "Success"
    )
    told = exchange(batch(number, file_837([Sent("A2")], control=2)), by_password, "t")
    assert told.error_code == "PayloadIDIllegal"
    assert "named another batch" in told.error_message
    assert len(kept()) == 1
