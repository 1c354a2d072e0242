"""People at work: sending a file, asking why, changing the language, without JavaScript too."""

from dataclasses import replace
from datetime import timedelta

from tests.claim_files import Sent
from tests.journeys import story
from tests.journeys.conftest import NARROW, recently, send


def test_an_office_sends_a_file_and_sees_its_claims_decided_without_a_click(site, signed_in):
    # given an office with a new file
    page = signed_in("desk")
    late = Sent("ACC-9", day=recently() + timedelta(days=1), lines=(("99214", "210"),))
    data = send([late, replace(late, id="ACC-10", born=recently())], control=2)
    # when the file is chosen and sent
    page.goto(f"{site.url}/office/files/")
    page.set_input_files("[name=file]", {"name": "new.837", "mimeType": "x/y", "buffer": data})
    page.click("main form button")
    page.wait_for_selector("text=Kept, waits to be read")
    # then the open page follows the workers, and the claim opens to its reasons
    story.work_through(int(page.url.rstrip("/").rpartition("/")[2]))
    page.wait_for_selector("text=Rejected: correct these and send them again", timeout=10_000)
    assert page.locator("td", has_text="ACC-10").or_(page.locator("th", has_text="ACC-10")).count()
    assert page.locator("text=277CA:").count() == 1
    page.click("#progress a[href^='/office/claims/C']")
    page.click("text=Line 1 (99214)")
    assert page.locator("#why-1 >> text=Your copay is").is_visible()


def test_a_damaged_file_is_refused_in_words(site, signed_in):
    page = signed_in("desk")
    page.goto(f"{site.url}/office/files/")
    half = send([Sent("ACC-9", day=recently())], control=3)[:400]
    page.set_input_files("[name=file]", {"name": "half.837", "mimeType": "x/y", "buffer": half})
    page.click("main form button")
    story.receive(int(page.url.rstrip("/").rpartition("/")[2]))
    page.reload()
    assert page.locator(".govuk-tag", has_text="Refused").first.is_visible()
    assert page.locator("h2", has_text="Findings").count() == 1


def test_the_keyboard_finds_a_claim_by_the_account_number(site, signed_in):
    page = signed_in("desk")
    page.goto(f"{site.url}/office/")
    page.keyboard.press("/")
    page.keyboard.type("acc-1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/office/claims/{site.paid}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to body of page"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_an_office_corrects_a_rejected_claim_and_sees_it_decided(site, signed_in):
    # given the claim that came with an unknown member ID
    page = signed_in("desk", java_script_enabled=False)
    page.goto(f"{site.url}/office/claims/rejected/{site.rejected}/")
    assert "We know nobody with this member ID." in page.locator(".cw-finding").inner_text()
    # when the office corrects and sends it
    page.fill("[name=member_id]", "H1000000101")
    page.fill("[name='1-code']", "99212")
    page.click("text=Send the corrected claim")
    story.work_through(int(page.url.rstrip("/").rpartition("/")[2]))
    # then it was accepted and decided, and the rejection is still there
    page.reload()
    page.click("text=See the claim that was rejected")
    assert page.locator(".govuk-tag", has_text="Accepted").is_visible()
    assert "We know nobody with this member ID." in page.locator("main").inner_text()


def test_before_the_sign_out_there_is_a_notice_and_what_was_entered_is_kept(site, signed_in):
    page = signed_in("desk")
    page.clock.install()
    page.goto(f"{site.url}/office/estimates/")
    page.fill("[name=member_id]", "H1000000102")
    assert not page.locator("#idle").is_visible()
    with page.expect_response("**/account/draft/") as kept:
        page.clock.run_for(14 * 60 * 1000)
    assert kept.value.status == 204
    page.wait_for_selector("#idle >> text=You will be signed out in two minutes")
    page.click("#idle button")
    page.wait_for_selector("#idle", state="hidden")
    page.goto(f"{site.url}/office/estimates/")
    assert page.input_value("[name=member_id]") == "H1000000102"


def test_the_language_changes_and_the_page_stays(site, signed_in):
    page = signed_in("ada")
    address = f"{site.url}/member/claims/{site.denied}/"
    page.goto(address)
    page.click("button:text-is('Español')")
    assert page.url == address
    assert page.locator("h1").inner_text() == "Explicación de beneficios"
    page.click("button:text-is('English')")
    assert page.locator("h1").inner_text() == "Explanation of benefits"


def test_everything_works_without_javascript(site, signed_in):
    page = signed_in("ada", NARROW, java_script_enabled=False)
    page.goto(f"{site.url}/member/estimates/")
    page.select_option("[name=person]", "H1000000102")
    page.select_option("[name=service]", "99213")
    page.select_option("[name=office]", index=0)
    page.click("main form button")
    assert page.locator("h1").inner_text() == "You would owe"
    assert "$30.00" in page.locator(".cw-big").inner_text()
    page.goto(f"{site.url}/member/claims/{site.paid}/")
    page.click("summary >> nth=0")
    page.click("text=Sign out")
    assert page.goto(f"{site.url}/member/").url.startswith(f"{site.url}/sign-in/login/")


def test_the_explanation_of_benefits_opens_as_pdf(site, signed_in):
    page = signed_in("ada")
    answer = page.request.get(f"{site.url}/member/claims/{site.paid}/explanation.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def test_the_estimate_and_the_later_claim_show_how_they_differ(site, signed_in):
    page = signed_in("desk")
    for address in (f"claims/{site.paid}", f"estimates/{site.estimate}"):
        page.goto(f"{site.url}/office/{address}/")
        compared = page.locator("section", has_text="Estimate and claim compared").last
        assert compared.locator("tbody tr").count() == 2
        assert compared.locator("text=No difference").count() == 2


def test_an_approval_is_asked_for_decided_and_read_without_javascript(site, signed_in):
    # given a front desk that asks first whether approval is needed
    desk = signed_in("desk", NARROW, java_script_enabled=False)
    desk.goto(f"{site.url}/office/precertification/")
    desk.click("text=Is approval needed?")
    desk.fill("[name=member_id]", "H1000000102")
    desk.fill("[name=birth_date]", "3/2/82")
    desk.fill("[name=codes]", "70553")
    desk.click("main form button >> nth=0")
    assert "Needed" in desk.locator("main table").inner_text()
    # when it requests approval with what it had typed, and the office and the plan do their part
    desk.click("text=Request approval for these")
    assert desk.input_value("[name='1-code']") == "70553"
    desk.fill("[name=diagnoses]", "G43.909")
    desk.click("text=Send the request")
    reference = desk.locator("h1").inner_text().rpartition(" ")[2]
    assert "A reviewer of the plan decides." in desk.locator("main").inner_text()
    ines = signed_in("ines", NARROW, java_script_enabled=False)
    ines.goto(f"{site.url}/staff/reviews/")
    ines.click(f"text={reference}")
    ines.click("text=Decide and open the next")
    # then the office has the number for the claim, and the member reads it in Spanish
    desk.reload()
    assert reference in desk.locator(".govuk-inset-text").inner_text()
    ada = signed_in("ada", NARROW, "es", java_script_enabled=False)
    ada.goto(f"{site.url}/member/approvals/{reference}/")
    assert "La atención está aprobada." in ada.locator("main").inner_text()
