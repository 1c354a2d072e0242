"""Every page: no fault for axe, no sideways scroll at 320 pixels, both languages."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from coverwell.doors.edi_gateway.attachments.receive import receive_attachments
from coverwell.doors.edi_gateway.attachments.request_277 import write_requests
from coverwell.kernel.vocabulary.money import Money
from coverwell.records.attachments.models import Attachment
from coverwell.records.claims.models import Claim
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.addresses import in_address
from coverwell.services.attachments.ask import ask_for
from coverwell.services.attachments.scan import scan_waiting
from coverwell.services.attachments.upload import Put, Upload, attach_to_claim
from coverwell.services.billing.post import post_payment
from coverwell.services.billing.receipt import Part, Payment
from coverwell.services.billing.run import run
from coverwell.services.billing.show import invoices
from coverwell.services.files.keep import Arrival, keep
from tests.attachment_files import INFECTED, PDF, document, file_275, planted_scanner
from tests.claim_files import Sent
from tests.journeys.conftest import AXE, NARROW, PASSWORD, WIDE, recently, send
from tests.journeys.story import DESK, SAM, work_through


ADA = in_address("H1000000101")
SHOTS = os.environ.get("COVERWELL_SCREENSHOTS", "")


def faults_of(page, address: str) -> list[str]:
    """What is wrong with a page, each fault as one line."""
    answer = page.goto(address)
    found = [] if answer.status == 200 else [f"answers {answer.status}"]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    page.evaluate(AXE.read_text())
    said = page.evaluate("axe.run({resultTypes: ['violations']})")
    for fault in said["violations"]:
        where = json.dumps([node["target"] for node in fault["nodes"]][:3])
        found.append(f"axe {fault['id']} ({fault['impact']}): {where}")
    return found


def photograph(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def look(page, site, addresses: list[str]) -> list[str]:
    """Open each page and collect its faults; what the browser logs is a fault too."""
    logged: list[str] = []
    page.on("console", lambda said: logged.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda said: logged.append(str(said)))
    found = []
    for address in addresses:
        found += [f"{address} {fault}" for fault in faults_of(page, site.url + address)]
        width = page.viewport_size["width"]
        language = page.get_attribute("html", "lang")
        photograph(page, f"{address.strip('/').replace('/', '_') or 'home'}-{width}-{language}")
    return found + logged


def confirm(page, site) -> None:
    """Give the password again, which pages with bank data ask for."""
    assert look(page, site, ["/sign-in/reauthenticate/?next=/office/"]) == []
    page.fill("[name=password]", PASSWORD)
    page.click("main button")


def office_pages(site) -> list[str]:
    return [
        "/office/",
        "/office/patients/",
        f"/office/patients/{ADA}/",
        f"/office/patients/{ADA}/card/",
        "/office/claims/",
        "/office/claims/rejected/",
        f"/office/claims/rejected/{site.rejected}/",
        f"/office/claims/{site.paid}/",
        f"/office/claims/{site.denied}/",
        "/office/files/",
        f"/office/files/{site.file}/",
        "/office/files/tests/",
        f"/office/files/tests/{site.tested}/",
        "/office/estimates/",
        f"/office/estimates/{site.estimate}/",
        "/office/estimates/accuracy/",
        "/office/precertification/",
        "/office/precertification/needed/",
        "/office/precertification/new/",
        f"/office/precertification/{site.approval}/",
        f"/office/precertification/{site.review}/",
        "/office/remittances/",
        "/office/remittances/late/",
        f"/office/remittances/{site.trace}/",
        "/office/payment/",
        "/office/payment/calendar/",
        f"/office/payment/{site.asked}/",
        "/account/",
        "/account/practice/",
        "/sign-in/second-step/",
        "/sign-in/password/change/",
    ]


def member_pages(site) -> list[str]:
    return [
        "/member/",
        f"/member/card/{ADA}/",
        "/member/claims/",
        f"/member/claims/{site.paid}/",
        f"/member/claims/{site.denied}/",
        "/member/approvals/",
        f"/member/approvals/{site.approval}/",
        "/member/estimates/",
        f"/member/estimates/{site.estimate}/",
    ]


@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "es")])
def test_the_pages_of_an_office_are_for_everybody(site, signed_in, width, language):
    page = signed_in("desk", width, language)
    assert page.get_attribute("html", "lang") == language
    assert look(page, site, office_pages(site)) == []
    confirm(page, site)
    assert look(page, site, ["/office/payment/eft/", "/office/payment/era/"]) == []


@pytest.mark.parametrize(("width", "language"), [(WIDE, "es"), (NARROW, "en")])
def test_the_pages_of_a_member_are_for_everybody(site, signed_in, width, language):
    page = signed_in("ada", width, language)
    assert look(page, site, member_pages(site)) == []


def premium_pages() -> list[str]:
    """A month is billed, and a payment for nobody waits."""
    ines, day = Actor("ines", "staff"), date(2026, 11, 1)
    run(day, day, ines)
    part = Part(1, 9, Money(5_000), member="Z9999999901")
    post_payment(Payment("1", "P1", Money(5_000), "ACH", day, "Harbor", (part,)), day, ines)
    number = invoices(ines, day)[0].number
    return ["/staff/billing/", f"/staff/billing/invoices/{number}/"]


@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "es")])
def test_the_pages_of_the_back_office_are_for_everybody(site, signed_in, width, language):
    page = signed_in("ines", width, language)
    pages = ["/staff/", f"/staff/files/{site.file}/", "/staff/partners/", "/staff/enrolments/"]
    pages += [f"/staff/enrolments/{site.asked}/", "/staff/week/", "/staff/late/"]
    pages += ["/staff/reviews/", f"/staff/reviews/{site.review}/"]
    pages += premium_pages()
    assert look(page, site, pages) == []


@pytest.fixture
def papers(site, settings, tmp_path) -> str:
    """A claim that waits for notes, asked for; what came, clean, infected, and of nobody."""
    settings.VIRUS_SCANNER = planted_scanner(tmp_path)
    lines = (("99213", "120"), ("20610", "150"))
    visit = Sent("ACC-9", day=recently() - timedelta(days=1), lines=lines, diagnosis="M1711")
    work_through(keep([send([visit], control=9)], Arrival("w.837", "cli"), SAM).id)
    write_requests()
    with acting(ENGINE):
        number = Claim.objects.get(patient_account="ACC-9").number
    uploads = [Upload("notes of the visit.pdf", [PDF]), Upload("scan.pdf", [INFECTED])]
    attach_to_claim(number, Put(uploads, "notes", "portal", recently()), DESK)
    lost = file_275([document("", account="ACC-7")], control=77)
    receive_attachments(keep([lost], Arrival("l.275", "sftp", "275"), SAM).id)
    scan_waiting()
    ask_for(number, ["operation"], recently(), SAM)
    write_requests()
    return number


@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "es")])
def test_the_pages_of_documents_are_for_everybody(site, papers, signed_in, width, language):
    number = papers
    desk = [f"/office/claims/{number}/", f"/office/claims/{number}/documents/"]
    desk += [f"/office/precertification/{site.review}/documents/"]
    assert look(signed_in("desk", width, language), site, [*desk, "/office/documents/"]) == []
    with acting(ENGINE):
        newest = Attachment.objects.latest("pk").pk
    staff = ["/staff/documents/", f"/staff/documents/claims/{number}/"]
    staff += [f"/staff/documents/{newest}/", f"/staff/documents/{newest - 2}/"]
    assert look(signed_in("ines", width, language), site, staff) == []


@pytest.mark.parametrize(("width", "language"), [(WIDE, "es"), (NARROW, "en")])
def test_the_public_pages_are_for_everybody(site, new_context, width, language):
    context = new_context(viewport={"width": width, "height": 900}, locale=f"{language}-US")
    page = context.new_page()
    pages = ["/", "/plans/", f"/plans/{site.edition}/", "/estimates/accuracy/", "/availability/"]
    pages += ["/sign-in/login/", "/sign-in/password/reset/"]
    pages += ["/edi-guide/", "/edi-guide/270/", "/edi-guide/vendors/"]
    assert look(page, site, pages) == []
