"""What a partner sends that is no claim and no question: each is answered, kept or refused."""

import pytest

from coverwell.doors.edi_gateway.sniff import KINDS, kind_of
from coverwell.records.files.models import KeptFile
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.queue import READERS
from coverwell.services.files.read import read_now
from coverwell.services.files.show import FileStory, show_file
from tests.claim_files import Sent, file_837
from tests.inquiry_files import claim, file_270, file_276, subscriber
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ines", "staff")
BAD_NPI = "1234567890"


@pytest.fixture(autouse=True)
def payer(settings, tmp_path) -> None:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=1, plan="open_access")
        world.group()
        world.partner()


def sent(data: bytes) -> FileStory:
    file = keep([data], Arrival("a.x12", "cli", kind_of(data)), STAFF).id
    read_now(file)
    return show_file(file, ENGINE)


def answers(story: FileStory) -> dict[str, str]:
    with acting(ENGINE):
        return {
            one.kind: b"".join(archive.read(KeptFile.objects.get(pk=one.id).sha256)).decode()
            for one in story.answers
        }


def interchange(group: str, version: str, *sets: str, control: int = 7) -> bytes:
    text = (
        f"ISA*00*          *00*          *ZZ*SENDER1        *ZZ*HBLT1          "
        f"*260615*0833*^*00501*{control:09}*0*P*:~"
    )
    if group:
        text += f"GS*{group}*SENDER1*HBLT1*20260615*0833*1*X*{version}~"
        for at, body in enumerate(sets, 1):
            count = body.count("~") + 2
            kind = {"FA": "999", "RA": "820", "HP": "835", "AG": "824"}[group]
            text += f"ST*{kind}*{at:04}*{version}~{body}SE*{count}*{at:04}~"
        return (text + f"GE*{len(sets)}*1~IEA*1*{control:09}~").encode()
    return (text + "".join(sets) + f"IEA*0*{control:09}~").encode()


REFUSAL = (
    "AK1*HN*1008*005010X214~AK2*277*0001*005010X214~IK3*STC*11*2200D*8~"
    "IK4*1*C043*7*XX~IK5*R*5~AK9*R*1*1*0~"
)


def test_an_acknowledgment_is_kept_its_refusals_are_said_and_it_is_not_acknowledged():
    story = sent(interchange("FA", "005010X231A1", REFUSAL))
    assert (story.kind, story.state) == ("999", "read")
    said = " ".join(story.detail["findings"])
    assert "Set 0001 of our group 1008 (HN) was refused (IK5 5); STC 11 (8)." in said
    assert answers(story) == {}


def test_an_interchange_of_a_ta1_alone_is_kept_and_its_refusal_is_said():
    story = sent(interchange("", "", "TA1*000001234*260615*0833*R*006~"))
    assert (story.kind, story.state) == ("TA1", "read")
    assert story.detail["findings"] == ["Our interchange 000001234 was refused (TA1 006)."]
    assert answers(story) == {}


def test_application_advice_is_kept_and_acknowledged_and_its_errors_are_said():
    body = (
        "BGN*11*A-1*20260615*0833**R-1**U~N1*41*BRIDGE*46*SENDER1~N1*40*HARBORLIGHT*46*HBLT1~"
        "OTI*TR*TN*1008***20260615*0833*1*0001*835*005010X221A1~TED*024*A SUM IS WRONG~"
    )
    story = sent(interchange("AG", "005010X186A1", body))
    assert (story.kind, story.state) == ("824", "read")
    assert story.detail["findings"] == ["TR 1008: 024 A SUM IS WRONG."]
    assert "AK9*A*1*1*1~" in answers(story)["999"]


@pytest.mark.parametrize(
    ("group", "version"),
    [("HP", "005010X221A1"), ("ZZ", "005010"), ("PO", "004010")],
)
def test_a_group_that_nothing_here_reads_is_refused_and_not_passed_over(group, version):
    data = file_837([Sent("A1")]).replace(b"GS*HC", f"GS*{group}".encode(), 1)
    story = sent(data.replace(b"005010X222A1", version.encode()))
    assert story.state == "refused"
    assert f"We do not take what group 1 holds ({group})." in story.detail["findings"]
    assert "AK9*R*1*1*0*1" in answers(story)["999"]


def test_a_question_behind_claims_in_one_file_is_refused_by_the_999_and_not_lost():
    claims, question = file_837([Sent("A1")]), file_270(subscriber(), control=9)
    story = sent(claims + question)
    assert story.state == "read"
    assert "send the 270 in a file of its own" in " ".join(story.detail["findings"])
    with acting(ENGINE):
        told = [
            b"".join(archive.read(KeptFile.objects.get(pk=one.id).sha256))
            for one in story.answers
            if one.kind == "999"
        ]
    assert [b"AK9*R" in one for one in told] == [False, True]


def test_a_number_with_a_wrong_check_digit_is_answered_and_keeps_no_answer_back():
    asked = sent(file_276(claim(account="A1", charge="10"), npi=BAD_NPI))
    assert asked.state == "read"
    assert f"XX*{BAD_NPI}" in answers(asked)["277"]
    asked = sent(file_270(subscriber(), npi=BAD_NPI, control=2))
    assert asked.state == "read"
    assert "271" in answers(asked)


def test_every_kind_of_file_that_is_told_apart_has_a_reader():
    assert set(KINDS.values()) <= set(READERS)
