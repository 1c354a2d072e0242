"""The companion guide says what the gateway's own tables say, and the vendor list who is live."""

from html import escape

import pytest
from django.urls import resolve
from django.utils import timezone

from coverwell.doors.cli.x12_guide import guide_text
from coverwell.doors.edi_gateway.mail import KINDS as ANSWERS
from coverwell.doors.edi_gateway.sniff import KINDS
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.claims.rejections import reasons
from coverwell.services.companion.tables import companion
from coverwell.services.eligibility.inquiry_tables import refusals, service_types
from coverwell.services.files.queue import READERS, TEST
from coverwell.services.partners.enrol import EnrolmentError
from coverwell.services.partners.vendors import list_vendor
from coverwell.wire.x12.describe import described
from coverwell.wire.x12.guide import guide_for
from tests.services import world


TODAY = timezone.localdate()
BOOK = companion(TODAY)
pytestmark = pytest.mark.django_db


def test_every_kind_of_file_that_a_worker_reads_has_its_guide():
    incoming = {
        one.key.partition("-")[0].rstrip("PID") for one in BOOK.messages.values() if one.incoming
    }
    answers = {"999", "TA1", "824"}
    assert set(READERS) - {TEST} - answers == incoming
    assert incoming <= set(KINDS.values())


def test_every_answer_that_a_message_promises_is_one_that_the_gateway_writes():
    promised = {answer for one in BOOK.messages.values() for answer in one.answers}
    assert promised <= set(ANSWERS)


@pytest.mark.parametrize("key", BOOK.messages)
def test_the_version_of_a_message_is_one_that_the_codec_knows(key):
    one = BOOK.messages[key]
    found = guide_for(one.version, one.set)
    assert found is not None
    assert key.startswith(found.set)


@pytest.mark.parametrize("way", [one for one in BOOK.ways if one.path], ids=lambda one: one.key)
def test_every_address_in_the_guide_leads_somewhere(way):
    assert resolve(way.path).func


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_message_opens_in_both_languages_with_its_situational_rules(client, language):
    client.post("/language/setlang/", {"language": language, "next": "/"})
    listed = client.get("/edi-guide/").text
    for key, one in BOOK.messages.items():
        assert f'href="/edi-guide/{key}/"' in listed
        page = client.get(f"/edi-guide/{key}/")
        assert page.status_code == 200
        assert one.words[language] in page.text
        for _, rule in described(one.version, one.set).rules:
            assert rule.split("'")[0] in page.text


def test_the_codes_of_the_guide_are_those_that_senders_get(client):
    claims, answers = (client.get(f"/edi-guide/{key}/").text for key in ("837P", "271"))
    for reason in reasons().values():
        assert f"{reason.category}:{reason.status}" in claims
    for refusal in refusals(TODAY).values():
        assert escape(refusal.words["en"]) in answers
    questions = client.get("/edi-guide/270/").text
    assert all(f">{code}</th>" in questions for code in service_types(TODAY))


def test_the_terminal_says_the_same_and_names_what_is_exchanged():
    said = guide_text("270", "en", segments=False)
    assert "005010X279A1" in said
    assert "NM1" not in said
    assert "2100C" in guide_text("270", "en", segments=True)
    with pytest.raises(Exception, match=r"837P, 837I.*Did you mean '837P'"):
        guide_text("837X", "en", segments=False)


def test_a_message_that_we_do_not_exchange_has_no_guide(client):
    assert client.get("/edi-guide/841/").status_code == 404
    assert client.get("/edi-guide/841/pdf/").status_code == 404


def test_the_guide_can_be_kept_as_a_tagged_pdf(client):
    given = client.get("/edi-guide/270/pdf/")
    assert given["Content-Type"] == "application/pdf"
    assert given.content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in given.content
    assert b"/Lang(en)" in given.content


def test_only_live_partners_that_agreed_are_on_the_vendor_list(client, transactional_db):
    with acting(ENGINE):
        shown, quiet, testing = (world.partner(name).pk for name in ("ONE", "TWO", "THREE"))
        Partner.objects.filter(pk=testing).update(state="testing", listed=True)
    staff = Actor("ines", "staff")
    list_vendor(shown, listed=True, web="https://one.example", actor=staff)
    page = client.get("/edi-guide/vendors/").text
    assert "Partner ONE" in page
    assert "https://one.example" in page
    assert "Partner TWO" not in page
    assert "Partner THREE" not in page
    list_vendor(shown, listed=False, web="", actor=staff)
    assert "Partner ONE" not in client.get("/edi-guide/vendors/").text
    assert quiet


def test_an_address_that_a_browser_may_not_follow_and_other_peoples_wishes_are_refused():
    with pytest.raises(EnrolmentError, match="https://"):
        list_vendor(1, listed=True, web="javascript:alert(1)", actor=Actor("ines", "staff"))
    with pytest.raises(DeniedError):
        list_vendor(1, listed=True, web="", actor=Actor("desk", "provider"))
