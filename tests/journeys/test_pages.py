"""Every page: no fault for axe, no sideways scroll at 320 pixels, both languages."""

import json
import os
from pathlib import Path

import pytest

from coverwell.services.addresses import in_address
from tests.journeys.conftest import AXE, NARROW, PASSWORD, WIDE


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


@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "es")])
def test_the_pages_of_the_back_office_are_for_everybody(site, signed_in, width, language):
    page = signed_in("ines", width, language)
    pages = ["/staff/", f"/staff/files/{site.file}/", "/staff/partners/", "/staff/enrolments/"]
    pages += [f"/staff/enrolments/{site.asked}/", "/staff/week/"]
    pages += ["/staff/reviews/", f"/staff/reviews/{site.review}/"]
    assert look(page, site, pages) == []


@pytest.mark.parametrize(("width", "language"), [(WIDE, "es"), (NARROW, "en")])
def test_the_public_pages_are_for_everybody(site, new_context, width, language):
    context = new_context(viewport={"width": width, "height": 900}, locale=f"{language}-US")
    page = context.new_page()
    pages = ["/", "/plans/", f"/plans/{site.edition}/", "/estimates/accuracy/", "/availability/"]
    pages += ["/sign-in/login/", "/sign-in/password/reset/"]
    pages += ["/edi-guide/", "/edi-guide/270/", "/edi-guide/vendors/"]
    assert look(page, site, pages) == []
