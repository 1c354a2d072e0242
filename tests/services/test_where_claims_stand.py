"""The status of a claim is read from its own history, in the codes of the 277 and in words."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.kernel.vocabulary.money import ZERO, Money, dollars
from coverwell.records.claims.models import Claim, Decision
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.claims.status import StatusQuestion, claim_statuses
from coverwell.services.claims.status_words import status_table
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.payments.run import run
from coverwell.services.rulebook.sheets import dated_sheets, rulebook_folder
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
TAX_ID = "231234567"
TODAY = date.today()  # noqa: DTZ011 - the gateway asks the same clock
DAY = max(TODAY - timedelta(days=20), TODAY.replace(month=1, day=3))
OFFICE = Actor("desk", "provider", tax_ids=frozenset({TAX_ID}))
SAM = Actor("sam", "staff")


@pytest.fixture(autouse=True)
def payer(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.partner()
        world.contract(world.group(TAX_ID), "OA001 Open Access", world.TERMS)


def sent(account: str, *lines, decide: bool = True, control: int = 1, **rest) -> None:
    data = file_837([Sent(account, lines=lines or (("99213", "150"),), day=DAY, **rest)],
                    control=control)  # fmt: skip
    receive(keep([data], Arrival("a.837", "cli"), SAM).id)
    if decide:
        decide_batch()


def status(account: str, **rest):
    (found,) = claim_statuses(StatusQuestion(account=account, **rest), TODAY, OFFICE)
    return found


def codes(found) -> tuple[str, str]:
    return found.standing.category, found.standing.status


def test_a_claim_that_was_just_accepted_waits_for_its_decision():
    sent("A1", decide=False)
    assert codes(status("A1")) == ("P1", "20")


def test_a_decided_claim_waits_for_the_payment_run_and_is_then_paid_under_a_trace_number():
    sent("A1")
    assert codes(status("A1")) == ("F0", "3")
    assert status("A1").paid == ZERO
    run(TODAY, SAM)
    found = status("A1")
    assert codes(found) == ("F1", "65")
    assert found.paid > ZERO
    assert found.paid_by
    assert found.lines[0].paid == found.paid


def test_a_claim_that_the_deductible_takes_whole_has_nothing_due():
    sent("A1", ("93306", "100"))
    assert codes(status("A1")) == ("F4", "104")


def test_a_denied_claim_says_why_in_the_status_codes():
    sent("A1")
    sent("A2", control=2)
    found = status("A2")
    assert codes(found) == ("F2", "54")
    assert codes(found.lines[0]) == ("F2", "54")


def test_a_pended_claim_says_what_it_waits_for():
    sent("A1")
    with acting(ENGINE):
        claim = Claim.objects.get(patient_account="A1")
        made = Decision.objects.get(family_id=claim.family_id, claim=claim.id)
        made.pk = (claim.family_id, claim.id, 2)
        made.decision_no, made.sequence, made.outcome = 2, 99, "pended"
        made.pend_reason = '[["documentation_needed", "documentation_received", 1]]'
        made.save(force_insert=True)
    assert codes(status("A1")) == ("P3", "123")


def test_a_rejected_claim_is_told_with_the_codes_of_its_acknowledgment():
    sent("A9", ("99213", "150"), member_id="H99999999")
    found = status("A9")
    assert found.number == ""
    assert codes(found) == ("A3", "33")


def test_what_is_given_must_fit_and_nothing_given_finds_nothing():
    sent("A1")
    number = status("A1").number
    fits = [
        StatusQuestion(number=number),
        StatusQuestion(member_id="H10000001", first=DAY),
        StatusQuestion(account="A1", charge=dollars("$150")),
    ]
    wrong = [
        StatusQuestion(),
        StatusQuestion(number=number, charge=Money(1)),
        StatusQuestion(member_id="H10000001", first=DAY + timedelta(days=1)),
    ]
    assert [len(claim_statuses(one, TODAY, OFFICE)) for one in fits] == [1, 1, 1]
    assert [claim_statuses(one, TODAY, OFFICE) for one in wrong] == [(), (), ()]


def test_another_office_finds_nothing():
    sent("A1")
    other = Actor("other", "provider", tax_ids=frozenset({"999999999"}))
    assert claim_statuses(StatusQuestion(account="A1"), TODAY, other) == ()


def test_many_claims_take_as_many_statements_as_one():
    sent("A1")
    for control in range(2, 6):
        sent("A1", control=control)
    counts = []
    for charge in (dollars("$150"), None):
        with CaptureQueriesContext(connection) as asked:
            found = claim_statuses(
                StatusQuestion(member_id="H10000001", charge=charge), TODAY, OFFICE
            )
        counts.append(len(asked))
    assert len(found) == 5
    assert counts[0] == counts[1] <= 9


def test_every_release_and_the_examples_of_the_table_have_their_codes():
    table = status_table(TODAY)
    known = ("states", "releases", "denials", "examples")
    (sheet,) = dated_sheets(rulebook_folder(), "inquiries/claim_status", known)
    for _, row in sheet.rows("examples", ("carc", "status")):
        assert table.denied(row["carc"]).status == row["status"]
    codes_sheet = (rulebook_folder() / "codes/adjustments.yaml").read_text()
    released = {word.split("}")[0].strip() for word in codes_sheet.split("release: ")[1:]}
    assert released == set(table.releases)
