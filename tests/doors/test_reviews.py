"""The reviewers' queue and their decisions; what a member reads of it."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coverwell.records.authorizations.models import Authorization
from coverwell.services.access.accounts import grant_person, grant_staff, open_account
from coverwell.services.access.rights import office_itself
from coverwell.services.acting import ENGINE, acting
from coverwell.services.authorizations.submit import submit
from coverwell.services.authorizations.values import Asked, Service, Source
from coverwell.services.eligibility.question import Search
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
TAX_ID = "231234567"
PASSWORD = "open the door 7"
ADA = Search("H1000000101", "Ada", "Test0001", date(1980, 3, 1))
NOW = timezone.localtime()


@pytest.fixture(autouse=True)
def family(settings) -> int:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with acting(ENGINE):
        world.published("open_access")
        made = world.family("H10000001", people=2, plan="open_access").pk
        world.contract(world.group(TAX_ID), "OA001 Open Access", world.TERMS)
    grant_staff(open_account("ines", PASSWORD))
    grant_person(open_account("ada", PASSWORD), made, 1)
    return made


def sign_in(name: str) -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": name, "password": PASSWORD})
    return client


def sent(*codes: str, at: datetime = NOW, **rest) -> str:
    day = NOW.date()
    asked = Asked(
        ADA, tax_id=TAX_ID, first=day, last=day + timedelta(days=30), diagnoses=("G43909",),
        services=tuple(Service(code, units=2) for code in codes or ("70551",)), **rest,
    )  # fmt: skip
    office = office_itself("desk", TAX_ID)
    return submit(asked, Source("portal"), at, office).review.reference


def line(number: int, action: str, reason: str = "", units: str = "2") -> dict[str, str]:
    said = {"action": action, "reason": reason, "units": units}
    return {f"{number}-{key}": value for key, value in said.items()}


def test_what_is_late_stands_first_and_the_queue_is_narrowed():
    new = sent()
    late = sent("70552", at=NOW - timedelta(days=20))
    urgent = sent("70553", urgency="urgent")
    ines = sign_in("ines")
    page = ines.get("/staff/reviews/").text
    assert page.index(late) < page.index(urgent) < page.index(new)
    assert page.count(">Late</strong>") == 1
    found = ines.get("/staff/reviews/?urgency=urgent").text
    assert urgent in found
    assert new not in found
    assert late in ines.get("/staff/reviews/?state=overdue").text
    assert "No request is open here." in ines.get("/staff/reviews/?care=behavioral").text
    assert late in ines.get("/staff/reviews/?format=csv").text


def test_a_reviewer_asks_then_decides_and_the_next_request_opens():
    first, second = sent(urgency="urgent"), sent("70552")
    ines, there = sign_in("ines"), f"/staff/reviews/{first}/"
    assert ines.post(f"{there}ask/", {"note": ""}).status_code == 422
    asked = ines.post(f"{there}ask/", {"documents": ["history"]}, follow=True).text
    assert "History and physical examination" in asked
    done = ines.post(f"{there}decide/", line(1, "approved"))
    assert done.headers["Location"] == f"/staff/reviews/{second}/"
    with acting(ENGINE):
        assert Authorization.objects.get().number == first
    again = ines.post(f"{there}decide/", line(1, "approved"))
    assert again.status_code == 422
    assert "decided already" in again.text


def test_a_clinical_denial_must_be_signed_and_what_was_entered_stays():
    reference = sent()
    ines, there = sign_in("ines"), f"/staff/reviews/{reference}/decide/"
    said = {**line(1, "denied", "not_necessary"), "note": "Try physical therapy first"}
    page = ines.post(there, said)
    assert page.status_code == 422
    assert "clinician" in page.text
    assert "Try physical therapy first" in page.text
    signed = {**said, "clinician": "Ruth Okafor, MD", "criteria": "Guideline 4.2"}
    assert ines.post(there, signed).status_code == 302
    member = sign_in("ada").get(f"/member/approvals/{reference}/").text
    for words in (
        "Not approved", "does not show that this care is medically necessary",
        "Decided by Ruth Okafor, MD", "Guideline 4.2", "You can appeal until",
    ):  # fmt: skip
        assert words in member
    assert "ines" not in member


def test_a_member_follows_a_request_in_plain_words():
    reference = sent()
    ada = sign_in("ada")
    assert reference in ada.get("/member/approvals/").text
    page = ada.get(f"/member/approvals/{reference}/").text
    assert "A reviewer of the plan decides." in page
    assert "Attachment control number" not in page


def test_only_staff_open_the_queue():
    reference = sent()
    ada = sign_in("ada")
    for path in ("", f"{reference}/"):
        assert ada.get(f"/staff/reviews/{path}").status_code == 403
    ines = sign_in("ines")
    assert ines.get("/staff/reviews/P000000009999/").status_code == 404
    assert ines.post("/staff/reviews/P000000009999/decide/").status_code == 404
