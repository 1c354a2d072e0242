"""A member sees what is owed, what is left, and why, on pages and as PDF."""

import json
import zlib
from datetime import date

import pytest
from django.test import Client

from coverwell.records.claims.models import AccumulatorEntry
from coverwell.records.members.models import CoverageSpan
from coverwell.records.plans.models import PlanEdition
from coverwell.services.access.accounts import grant_person, open_account
from coverwell.services.acting import ENGINE, acting
from coverwell.services.addresses import in_address
from coverwell.services.correspondence.press import printed
from coverwell.services.plans.editions import edition_file, read_edition
from tests.doors.decided import decided_claim, received_claim, world
from tests.kernel.claims.bench import service, used


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the door 7"
EDITION = "open_access/2026-01-01"


@pytest.fixture
def family():
    made = world()
    read = read_edition(edition_file(EDITION))
    with acting(ENGINE):
        edition = PlanEdition.objects.create(
            key=read.plan.key,
            effective_first=read.plan.effective.first,
            effective_last=date(2026, 12, 31),
            sha256=read.sha256,
            text=read.text,
            examples_text=read.examples_text,
            published_by="test",
        )
        CoverageSpan.objects.filter(family_id=made.family).delete()
        CoverageSpan.objects.create(
            family_id=made.family,
            id=1,
            person=1,
            plan_key=read.plan.key,
            coverage_tier="family",
            first_on=date(2026, 1, 1),
        )
    decided_claim(
        made, "C1", service("hospital", "$1,000", "$1,200"), before=used(), edition=edition.pk
    )
    decided_claim(made, "C2", service("acupuncture", "$80"))
    decided_claim(made, "C9", service("primary care visit", "$120"), person=2)
    received_claim(made, "C3", service("hospital", "$10"))
    with acting(ENGINE):
        for at, person in enumerate((1, 0), start=1):
            AccumulatorEntry.objects.create(
                family_id=made.family, claim=1, decision_no=1, entry=at, line=1, person=person,
                what="deductible", side="network", period=date(2026, 1, 1), amount=50_000,
            )  # fmt: skip
    return made


@pytest.fixture
def ada(family, client: Client) -> Client:
    grant_person(open_account("ada", PASSWORD), family.family, 1)
    client.post("/sign-in/login/", {"login": "ada", "password": PASSWORD})
    return client


def in_spanish(client: Client) -> Client:
    client.post("/language/setlang/", {"language": "es", "next": "/"})
    return client


def test_home_says_what_is_owed_and_what_is_left(ada):
    page = ada.get("/member/").text
    assert "$680.00" in page
    assert "Deductible, person, in network" in page
    assert "<meter" in page


def test_home_shows_only_the_people_whom_the_member_may_see(family, ada):
    assert "Ada Test" in ada.get("/member/").text
    assert "Ben Test" not in ada.get("/member/").text
    grant_person(open_account("ada", PASSWORD), family.family, 2)
    assert "Ben Test" in ada.get("/member/").text


def test_the_explanation_of_benefits_says_each_amount_and_why(ada):
    page = ada.get("/member/claims/C1/").text
    for said in ("This is not a bill.", "$1,200.00", "$200.00", "$400.00", "$600.00"):
        assert said in page
    assert "§ hospital" in page
    assert "Used before this claim $0.00, after it $500.00." in page


def test_the_explanation_of_benefits_gives_the_right_to_appeal_and_its_last_day(ada):
    page = ada.get("/member/claims/C2/").text
    assert "Send your appeal by Sept. 16, 2026." in page
    assert "independent organization" in page
    assert "Your plan has no benefit for acupuncture" in page
    assert 'lang="vi"' in page


def test_the_explanation_of_benefits_speaks_spanish(ada):
    page = in_spanish(ada).get("/member/claims/C1/").text
    assert "Esto no es una factura." in page
    assert "Por qué debe $600.00" in page
    assert "16 de septiembre de 2026" in page


def test_a_claim_that_waits_says_that_nothing_is_to_be_paid_yet(ada):
    assert "Do not pay a bill for it yet." in ada.get("/member/claims/C3/").text


@pytest.mark.parametrize("address", ["/member/claims/C9/", "/member/claims/C9/explanation.pdf"])
def test_the_claim_of_somebody_else_in_the_family_is_not_there(ada, address):
    assert ada.get(address).status_code == 404


def test_the_claims_of_one_person_are_listed(family, ada):
    grant_person(open_account("ada", PASSWORD), family.family, 2)
    everybody = ada.get("/member/claims/").text
    ben = ada.get("/member/claims/", {"person": in_address("H1000000102")}).text
    assert "/member/claims/C9/" in everybody
    assert "/member/claims/C1/" in everybody
    assert "/member/claims/C9/" in ben
    assert "/member/claims/C1/" not in ben


def objects_of(pdf: bytes) -> bytes:
    """The document with its compressed parts opened."""
    opened = pdf
    for part in pdf.split(b"stream\n")[1:]:
        try:
            opened += zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
    return opened


@pytest.mark.parametrize(("language", "title"), [("en", b"Explanation"), ("es", b"Explicaci")])
def test_the_pdf_is_tagged_titled_and_in_the_language_of_its_reader(ada, language, title):
    if language == "es":
        in_spanish(ada)
    answer = ada.get("/member/claims/C1/explanation.pdf")
    opened = objects_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert f"/Lang({language})".encode() in opened.replace(b"/Lang (", b"/Lang(")
    assert b"/Marked true" in opened
    assert b"<pdfuaid:part>1" in opened
    assert title in opened
    assert all(tag in opened for tag in (b"/H1", b"/H2", b"/Table", b"/TH"))


def test_what_a_name_says_is_printed_and_never_run():
    named = {"words": {}, "payer": {"name": '#panic("run")', "address": [], "phone": ""}}
    words = dict.fromkeys(
        ("claim", "page", "phone", "not_a_bill", "summary", "lines", "why", "next", "limits"), "x"
    )
    data = {
        **named,
        "words": {**words, "appeal": "x"},
        "title": "T *bold* $x$",
        "language": "en",
        "number": "C1",
        "facts": [["Patient", "#import \"/etc/passwd\""]],
        "summary": [], "notes": [], "head": ["a"] * 6, "rows": [["]#[x"] * 6], "lines": [],
        "limits_head": ["a"] * 4, "limits": [], "appeal": [], "taglines": [],
    }  # fmt: skip
    assert printed("eob.typ", data).startswith(b"%PDF-1.7")
    assert json.dumps(data)
