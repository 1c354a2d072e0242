"""An estimate is the adjudication in dry run; the later claim is compared with it line by line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.kernel.vocabulary.money import ZERO, dollars
from coverwell.records.claims.models import AccumulatorEntry, Claim, Decision, ToPay
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.claims.show import show
from coverwell.services.estimates.ask import ask
from coverwell.services.estimates.compare import compare_claim, compare_estimate
from coverwell.services.estimates.question import EstimateError, Question, Service
from coverwell.services.estimates.show import newest_estimates, show_estimate
from coverwell.services.files.keep import Arrival, keep
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
TAX_ID = "231234567"
TODAY = date.today()  # noqa: DTZ011 - the gateway asks the same clock
DAY = max(TODAY - timedelta(days=20), TODAY.replace(month=1, day=3))
AS_OF = TODAY
OFFICE = Actor("desk", "provider", tax_ids=frozenset({TAX_ID}))
SAM = Actor("sam", "staff")
OTHER = Actor("other", "provider", tax_ids=frozenset({"999999999"}))


@pytest.fixture
def family(settings, tmp_path) -> int:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        made = world.family("H10000001", people=2, plan="open_access")
        world.partner()
        world.contract(world.group(TAX_ID), "OA001 Open Access", world.TERMS)
    return made.pk


@pytest.fixture
def question(family) -> Question:
    return Question(
        family, 1, "H1000000101", TAX_ID, DAY, (Service("99213", charge=dollars("$150")),),
        diagnosis="J029",
    )  # fmt: skip


def the_claim_comes(account: str, *lines, control: int = 1, day: date = DAY) -> str:
    sent = Sent(account, lines=lines, day=day)
    file = keep([file_837([sent], control=control)], Arrival("a.837", "cli"), SAM)
    receive(file.id)
    decide_batch()
    with acting(ENGINE):
        return Claim.objects.get(patient_account=account).number


def test_an_estimate_is_stored_with_its_reference_and_posts_nothing(question):
    reference = ask(question, OFFICE, AS_OF)
    shown = show_estimate(reference, OFFICE)
    assert shown.totals.charge == dollars("$150")
    assert shown.totals.member_owes > ZERO
    assert shown.edition == f"open_access/{TODAY.year}-01-01"
    assert [noted.finding.rule for noted in shown.trace.changed]
    with acting(ENGINE):
        for empty in (Claim, Decision, AccumulatorEntry, ToPay):
            assert not empty.objects.exists()


def test_the_same_question_has_the_same_answer_under_a_new_reference(question):
    first, second = (show_estimate(ask(question, OFFICE, AS_OF), OFFICE) for _ in range(2))
    assert first.reference != second.reference
    assert (first.lines, first.trace) == (second.lines, second.trace)


def test_a_charge_that_is_not_known_is_the_price_of_the_contract(question):
    unknown = replace(question, services=(Service("99213"),))
    shown = show_estimate(ask(unknown, OFFICE, AS_OF), OFFICE)
    assert shown.totals.charge == shown.totals.allowed
    assert shown.totals.write_off == ZERO


def test_only_the_office_that_bills_and_the_member_may_ask_and_see(question, family):
    reference = ask(question, OFFICE, AS_OF)
    with pytest.raises(DeniedError):
        ask(question, OTHER, AS_OF)
    with pytest.raises(DeniedError):
        ask(question, Actor("ben", "member", persons=frozenset({(family, 2)})), AS_OF)
    assert show_estimate(reference, OTHER) is None
    assert newest_estimates(OTHER) == []
    ada = Actor("ada", "member", persons=frozenset({(family, 1)}))
    assert show_estimate(reference, ada) is not None


def test_what_a_member_asks_is_not_shown_to_the_office(question, family):
    ada = Actor("ada", "member", persons=frozenset({(family, 1)}))
    reference = ask(question, ada, AS_OF)
    assert show_estimate(reference, ada).reference == reference
    assert show_estimate(reference, OFFICE) is None


def test_without_a_diagnosis_some_illness_is_assumed_and_said(question):
    shown = show_estimate(ask(replace(question, diagnosis=""), OFFICE, AS_OF), OFFICE)
    stated = show_estimate(ask(question, OFFICE, AS_OF), OFFICE)
    assert shown.illness_assumed
    assert not stated.illness_assumed
    assert shown.totals.member_owes == stated.totals.member_owes > ZERO


def test_an_unknown_provider_is_told_in_words(question):
    wrong = replace(question, tax_id="000000001")
    with pytest.raises(EstimateError, match="No provider has this tax ID"):
        ask(wrong, replace(OFFICE, tax_ids=frozenset({"000000001"})), AS_OF)


def test_the_claim_that_comes_as_estimated_shows_no_difference(question):
    reference = ask(question, OFFICE, AS_OF)
    number = the_claim_comes("A1", ("99213", "150"))
    compared = compare_claim(show(number, OFFICE), OFFICE, "en")
    assert compared.reference == reference
    assert compared.same
    back = compare_estimate(show_estimate(reference, OFFICE), OFFICE, "en")
    assert back.lines == compared.lines


def test_a_deductible_that_others_used_in_between_is_named_as_the_reason(question):
    scan = replace(question, services=(Service("93306", charge=dollars("$2,000")),))
    reference = ask(scan, OFFICE, AS_OF)
    the_claim_comes("A1", ("95810", "2000"), day=DAY - timedelta(days=1))
    number = the_claim_comes("A2", ("93306", "2000"), control=2)
    (line,) = compare_claim(show(number, OFFICE), OFFICE, "en").lines
    assert line.estimated > line.decided
    assert any("when the claim was decided" in said for said in line.differences)
    assert any(said.startswith("Deductible: $") for said in line.differences)
    assert compare_claim(show(number, OFFICE), OFFICE, "en").reference == reference


def test_services_on_one_side_only_are_named(question):
    asked = replace(question, services=(Service("99213"), Service("85025")))
    ask(asked, OFFICE, AS_OF)
    number = the_claim_comes("A1", ("99213", "150"), ("80053", "40"))
    compared = compare_claim(show(number, OFFICE), OFFICE, "en")
    assert [(line.code, line.decided is None) for line in compared.lines] == [
        ("99213", False),
        ("85025", True),
        ("80053", False),
    ]
    assert compared.lines[1].differences == ("This service is not on the claim.",)
    assert compared.lines[2].differences == ("This service was not part of the estimate.",)


def test_an_estimate_of_another_office_is_not_compared(question):
    ask(question, Actor("ada", "member", persons=frozenset({(question.family, 1)})), AS_OF)
    number = the_claim_comes("A1", ("99213", "150"))
    assert compare_claim(show(number, OFFICE), OFFICE, "en") is None
