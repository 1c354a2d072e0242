"""A partner asks and sends over HTTPS with curl and zeep, as the CORE rules describe it."""

import base64
import json
import subprocess
import uuid
from datetime import UTC, date, datetime
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path

import pytest
import requests
import zeep
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

from coverwell.config.client_certificates import certificate_hash
from coverwell.doors.edi_gateway.https.envelope import checksum
from coverwell.doors.edi_gateway.inquiries import receive_inquiry
from coverwell.records.authorizations.models import Precertification
from coverwell.records.eligibility.models import CoverageAnswer
from coverwell.records.files.models import KeptFile
from coverwell.records.partners.models import ExchangeLog
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.partners.keys import add_key, add_secret, end_key, secret_hash
from tests.inquiry_files import (
    claim,
    event,
    file_270,
    file_276,
    file_278,
    service,
    subscriber,
)
from tests.journeys.partner_story import live_partner, serving


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ines", "staff")
SECRET = "a-long-secret-that-a-machine-has-made"
ASK_278 = "X12_278_Request_005010X217"
ASK_270, ASK_276 = "X12_270_Request_005010X279A1", "X12_276_Request_005010X212"


class Site:
    """The partner's side: where the server is, and the files that it trusts."""

    def __init__(self, folder: Path, port: int, partner: int) -> None:
        self.folder, self.port, self.partner = folder, port, partner
        self.base = f"https://localhost:{port}/edi/core"

    def curl(self, path: str, *words: str) -> bytes:
        command = ["curl", "-sS", "--cacert", str(self.folder / "server.pem"), *words]
        done = subprocess.run(
            [*command, f"{self.base}/{path}"], capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def form(self, payload: bytes = b"", **fields: str) -> dict[str, str]:
        """Send a MIME form with curl and return the fields of the answer."""
        (self.folder / "payload.x12").write_bytes(payload)
        said = {**envelope(), "UserName": "bridge", "Password": SECRET, **fields}
        words = [word for name, value in said.items() for word in ("-F", f"{name}={value}")]
        if payload:
            words += ["-F", f"Payload=<{self.folder / 'payload.x12'}"]
        answer = self.curl("mime", "-D", str(self.folder / "head"), *words)
        head = (self.folder / "head").read_text()
        kind = next(line for line in head.splitlines() if line.lower().startswith("content-type"))
        message = BytesParser(policy=HTTP).parsebytes(f"{kind}\r\n\r\n".encode() + answer)
        return {
            part.get_param("name", header="content-disposition"): part.get_content().rstrip("\r\n")
            for part in message.iter_parts()
        }


def envelope(kind: str = ASK_270, mode: str = "RealTime") -> dict[str, str]:
    return {
        "PayloadType": kind,
        "ProcessingMode": mode,
        "PayloadID": str(uuid.uuid4()),
        "TimeStamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "SenderID": "SENDER1",
        "ReceiverID": "HBLT1",
        "CORERuleVersion": "2.2.0",
    }


def certificate(folder: Path, name: str) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture
def site(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.DATA_FOLDER = tmp_path
    certificate(tmp_path, "server")
    certificate(tmp_path, "client")
    partner = live_partner()
    add_secret(partner, SECRET, "test", STAFF)
    with serving("https", tmp_path) as port:
        found = Site(tmp_path, port, partner)
        found.curl("soap", "--retry", "20", "--retry-connrefused", "--retry-delay", "1")
        yield found


def logged() -> list[tuple[str, str, str]]:
    with acting(ENGINE):
        rows = ExchangeLog.objects.order_by("pk")
        return list(rows.values_list("channel", "mode", "answered"))


def test_a_question_by_mime_is_answered_at_once_and_logged(site):
    told = site.form(file_270(subscriber()))
    assert (told["ErrorCode"], told["PayloadType"]) == ("Success", "X12_271_Response_005010X279A1")
    assert (told["SenderID"], told["ReceiverID"]) == ("HBLT1", "SENDER1")
    assert "EB*1*FAM*30*C1*Open Access Plus" in told["Payload"]
    told = site.form(file_276(claim("A1")), PayloadType=ASK_276)
    assert "STC*D0:35" in told["Payload"]
    assert logged() == [("https-mime", "RealTime", "271"), ("https-mime", "RealTime", "277")]


def test_an_approval_is_asked_for_and_inquired_about_in_real_time(site):
    days = f"{date.today():%Y%m%d}"  # noqa: DTZ011 - the site asks the same clock
    scan = service("70551", days=f"{days}-{days}")
    told = site.form(file_278(event(scan)), PayloadType=ASK_278)
    assert told["PayloadType"] == "X12_278_Response_005010X217"
    assert "HCR*A4**0V" in told["Payload"]
    inquiry = file_278(
        event(um="HS", diagnosis=""), guide="005010X215", bht="28*Q-1*20260615*0833", control=2
    )
    told = site.form(inquiry, PayloadType=ASK_278)
    assert "HCR*A4**0V" in told["Payload"]
    broken = site.form(file_278(event(scan, um="ZZ*I")), PayloadType=ASK_278)
    assert broken["PayloadType"] == "X12_999_Response_005010X231A1"
    with acting(ENGINE):
        assert Precertification.objects.count() == 1


def test_the_same_question_may_be_asked_again_and_a_broken_one_gets_a_999(site):
    data = file_270(subscriber())
    assert [site.form(data)["ErrorCode"] for _ in range(2)] == ["Success", "Success"]
    broken = site.form(data.replace(b"EQ*30", b"EQ*QQQQ"))
    assert broken["PayloadType"] == "X12_999_Response_005010X231A1"
    assert "IK4*1*" in broken["Payload"]
    with acting(ENGINE):
        assert CoverageAnswer.objects.count() == 2


WRONG = [
    ({"Password": "wrong"}, "UnAuthorized"),
    ({"UserName": "nobody"}, "UnAuthorized"),
    ({"SenderID": "OTHER"}, "SenderIDIllegal"),
    ({"ReceiverID": "OTHER"}, "ReceiverIDIllegal"),
    ({"PayloadID": "17"}, "PayloadIDIllegal"),
    ({"CORERuleVersion": "1.1.0"}, "VersionMismatch"),
    ({"ProcessingMode": "Later"}, "ProcessingModeIllegal"),
    ({"PayloadType": "PDF"}, "PayloadTypeIllegal"),
    ({"TimeStamp": ""}, "TimeStampRequired"),
    ({"CheckSum": "00"}, "ChecksumMismatched"),
]


def test_an_envelope_that_cannot_be_taken_says_why_in_the_rule_s_own_code(site):
    for wrong, code in WRONG:
        told = site.form(file_270(subscriber()), **wrong)
        assert (told["ErrorCode"], told["PayloadType"]) == (code, "CoreEnvelopeError"), wrong
        assert told["ErrorMessage"]
    with acting(ENGINE):
        assert not KeptFile.objects.exists()


def test_a_batch_is_confirmed_once_read_and_its_answer_picked_up(site):
    data = file_270(subscriber(), subscriber(trace="T-2"))
    number = str(uuid.uuid4())
    sent = {"ProcessingMode": "Batch", "PayloadID": number, "CheckSum": checksum(data)}
    for _ in range(2):  # the receipt was lost, and the batch is sent again
        assert site.form(data, **sent)["PayloadType"] == "X12_BatchReceiptConfirmation"
    with acting(ENGINE):
        (kept,) = KeptFile.objects.filter(direction="in")
    receive_inquiry(kept.pk)
    asked = {"ProcessingMode": "Batch", "PayloadType": "X12_005010_Request_Batch_Results_271"}
    told = site.form(**asked)
    assert told["Payload"].count("TRN*2*") == 2
    assert told["CheckSum"] == checksum(told["Payload"].encode())
    assert site.form(**asked)["PayloadType"] == "X12_005010_Response_NoBatchResultsFile"


def test_zeep_reads_our_description_asks_in_real_time_and_sends_a_batch(site):
    session = requests.Session()
    session.trust_env = False
    session.verify = str(site.folder / "server.pem")
    client = zeep.Client(
        f"{site.base}/soap?wsdl",
        transport=Transport(session=session),
        wsse=UsernameToken("bridge", SECRET),
    )
    told = client.service.RealTimeTransaction(
        **envelope(), Payload=file_270(subscriber()).decode()
    )
    assert (told.ErrorCode, told.PayloadType) == ("Success", "X12_271_Response_005010X279A1")
    assert "Open Access Plus" in told.Payload
    data = file_270(subscriber())
    sent = {**envelope(mode="Batch"), "CheckSum": checksum(data)}
    told = client.service.BatchSubmitTransaction(**sent, Payload=data)
    assert told.PayloadType == "X12_BatchReceiptConfirmation"
    with acting(ENGINE):
        batch = KeptFile.objects.filter(direction="in", channel="https-soap").last()
    receive_inquiry(batch.pk)
    asked = envelope("X12_005010_Request_Batch_Results_271", "Batch")
    told = client.service.BatchResultsRetrievalTransaction(**asked)
    session.close()
    assert told.Payload.startswith(b"ISA*")


def rest(site: Site, path: str, said: dict[str, str], *words: str) -> dict[str, str]:
    body = site.folder / "body.json"
    body.write_text(json.dumps({**said, "CORERuleVersion": "4.0.0"}))
    head = ("-H", "Content-Type: application/json", "--data-binary", f"@{body}")
    return json.loads(site.curl(f"v4/{path}", *head, *words))


def test_rest_asks_with_an_access_token_that_ends_with_its_key(site):
    form = ("-u", f"bridge:{SECRET}", "-d", "grant_type=client_credentials")
    token = json.loads(site.curl("v4/token", *form))["access_token"]
    bearer = ("-H", f"Authorization: Bearer {token}")
    asked = {**envelope(), "Payload": base64.b64encode(file_270(subscriber())).decode()}
    told = rest(site, "realtime", asked, *bearer)
    assert told["ErrorCode"] == "Success"
    assert b"Open Access Plus" in base64.b64decode(told["Payload"])
    assert rest(site, "realtime", asked)["ErrorCode"] == "UnAuthorized"
    yesterday = date(2020, 1, 1)
    assert end_key(site.partner, secret_hash(SECRET), yesterday, STAFF)
    assert rest(site, "realtime", asked, *bearer)["ErrorCode"] == "UnAuthorized"
    assert json.loads(site.curl("v4/token", *form)) == {"error": "invalid_client"}


def test_a_client_certificate_says_who_it_is(site):
    pem = (site.folder / "client.pem").read_text()
    body = "".join(pem.split("-----")[2].split())
    asked = {**envelope(), "Payload": base64.b64encode(file_270(subscriber())).decode()}
    shown = ("--cert", str(site.folder / "client.pem"), "--key", str(site.folder / "client.key"))
    assert rest(site, "realtime", asked, *shown)["ErrorCode"] == "UnAuthorized"
    fingerprint = certificate_hash(base64.b64decode(body))
    add_key(site.partner, "tls", fingerprint, "client.pem", STAFF)
    assert rest(site, "realtime", asked, *shown)["ErrorCode"] == "Success"


def test_hostile_xml_is_refused_in_the_envelope_and_nothing_is_kept(site):
    bomb = site.folder / "bomb.xml"
    bomb.write_text('<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><x>&c;</x>')
    told = site.curl("soap", "--data-binary", f"@{bomb}")
    assert b"<ErrorCode>Sender</ErrorCode>" in told
    with acting(ENGINE):
        assert not KeptFile.objects.exists()
