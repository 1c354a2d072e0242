"""A pended claim asks its office for documents; a person reads what comes, and it is decided."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coverwell.doors.edi_gateway.attachments.receive import receive_attachments
from coverwell.doors.edi_gateway.attachments.request_277 import write_requests
from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.records.attachments.models import Attachment, Placement, Request, ToAsk
from coverwell.records.claims.models import Claim, Decision, Review
from coverwell.records.files.models import KeptFile
from coverwell.records.partners.models import Partner
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.attachments import goes_on as going_on
from coverwell.services.attachments.approvals import place_early
from coverwell.services.attachments.ask import NothingAskedError, ask_for
from coverwell.services.attachments.scan import scan_waiting
from coverwell.services.attachments.show import (
    count_open_requests,
    documents_of_claim,
    open_requests,
    wanted_of_claim,
)
from coverwell.services.authorizations.decide import ask_for_more
from coverwell.services.authorizations.find import by_reference
from coverwell.services.authorizations.submit import submit
from coverwell.services.authorizations.values import Asked, Service, Source
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.claims.release import NotWaitingError, release
from coverwell.services.claims.status import StatusQuestion, claim_statuses
from coverwell.services.database.owner import as_owner
from coverwell.services.eligibility.question import Search
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.mailbox import mailbox
from coverwell.services.payments.waiting import load_waiting
from coverwell.services.rulebook.attachments import attachment_rules
from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.attachment_275 import REVIEW
from coverwell.wire.x12.transactions.claim_status import ClaimStatus
from coverwell.wire.x12.transactions.read_claim_status import read_claim_status
from tests.attachment_files import INFECTED, PDF, document, file_275, planted_scanner
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ines", "staff")
OFFICE = Actor(
    "desk",
    "provider",
    tax_ids=frozenset({"231234567"}),
    entitlements=frozenset({(PRECERTIFICATION, "231234567")}),
)
OTHER = Actor("otherdesk", "provider", tax_ids=frozenset({"987654321"}))
CAME = datetime(2026, 11, 3, 14, tzinfo=UTC)
VISIT = Sent("ACC-1", lines=(("99213", "120"), ("20610", "150")), diagnosis="M1711")


@pytest.fixture(autouse=True)
def payer(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.VIRUS_SCANNER = planted_scanner(tmp_path)
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        world.partner()


def claim(*sent: Sent, control: int = 1) -> str:
    """Send claims and decide them; returns the number of the last one."""
    with acting(ENGINE):
        partner = Partner.objects.get().pk
    arrival = Arrival("claims.837", "sftp", at=CAME, partner=partner)
    receive(keep([file_837(sent or (VISIT,), control=control)], arrival, STAFF).id)
    decide_batch(as_of=date(2026, 11, 3))
    with acting(ENGINE):
        return Claim.objects.latest("id").number


def send(*documents, control: int = 100, at: datetime = CAME) -> None:
    arrival = Arrival("notes.275", "sftp", "275", at=at)
    receive_attachments(keep([file_275(documents, control=control)], arrival, STAFF).id)
    scan_waiting()


def requests() -> list[ClaimStatus]:
    """The messages of every 277 in the partner's mailbox, each without a finding."""
    with acting(ENGINE):
        partner = Partner.objects.get().pk
    found = []
    for ready in mailbox(partner):
        if ready.kind == "277":
            data = b"".join(archive.read(ready.sha256))
            assert list(check([data])) == []
            found += [one for one in read_claim_status([data]) if isinstance(one, ClaimStatus)]
    return found


def outcome(number: str) -> str:
    with acting(ENGINE):
        row = Claim.objects.get(number=number)
        mine = Decision.objects.filter(family_id=row.family_id, claim=row.id)
        return mine.latest("decision_no").outcome


def standing(number: str) -> tuple[str, str]:
    (found,) = claim_statuses(StatusQuestion(number=number), date(2026, 11, 5), OFFICE)
    return found.standing.category, found.standing.status


def test_from_a_claim_that_waits_to_the_request_the_answer_and_the_release():
    number = claim()
    assert (outcome(number), standing(number)) == ("pended", ("P3", "123"))
    assert write_requests() == 1
    (asked,) = requests()
    (about,) = asked.claims
    assert (about.trace, about.payer_number) == (f"{number}-1", number)
    assert about.statuses[0].code == ("R4", "11506-3", "", "LOI")
    assert about.lines[0].procedure[:2] == ("HC", "99213")
    assert about.lines[0].statuses[0].code == ("R4", "11506-3", "", "LOI")
    with acting(ENGINE):
        due = Request.objects.get().due_on
    assert [one.first for one in about.dates if one.qualifier == "106"] == [due]
    (wanted,) = open_requests(OFFICE)
    assert wanted.lines("es") == [(1, "Notas de la visita o de evolución")]
    send(document(about.trace, asked=True))
    with acting(ENGINE):
        placed = Placement.objects.get()
        assert (placed.how, placed.request) == ("request", about.trace)
    assert standing(number) == ("P2", "46")
    assert count_open_requests(OFFICE) == 0
    (came,) = documents_of_claim(number, STAFF)
    assert (came.state, came.kind) == ("clean", "notes")
    release(number, "The notes support a separate visit.", STAFF)
    assert outcome(number) == "paid"


def test_what_is_asked_is_asked_once_however_often_the_outbox_is_emptied():
    claim(VISIT, replace(VISIT, id="ACC-2", day=date(2026, 10, 20)))
    assert (write_requests(), write_requests()) == (2, 0)
    assert len(requests()) == 2
    with acting(ENGINE):
        assert KeptFile.objects.filter(kind="277").count() == 1
        assert ToAsk.objects.count() == 0


def test_nothing_is_asked_for_where_the_documents_came_with_the_claim():
    send(document("NOTES-1"))
    number = claim(replace(VISIT, paper="NOTES-1"))
    assert write_requests() == 0
    assert standing(number) == ("P2", "46")
    assert wanted_of_claim(number, OFFICE) == ()


def test_nothing_is_asked_for_where_a_person_was_faster():
    number = claim()
    release(number, "Seen in the chart.", STAFF)
    assert write_requests() == 0


def test_an_infected_document_is_no_answer_and_stays_closed():
    number = claim()
    write_requests()
    send(document(f"{number}-1", asked=True, data=INFECTED))
    assert count_open_requests(OFFICE) == 1
    assert standing(number) == ("P3", "123")
    (found,) = documents_of_claim(number, OFFICE)
    assert (found.state, found.readable) == ("infected", False)
    assert "clean copy" in found.why("en")


def test_a_person_asks_for_more_and_the_office_alone_is_told():
    number = claim()
    write_requests()
    ask_for(number, ["operation", "imaging"], date(2026, 11, 5), STAFF)
    assert write_requests() == 1
    assert [one.claims[0].trace for one in requests()] == [f"{number}-1", f"{number}-2"]
    assert len(requests()[1].claims[0].statuses[0].codes) == 2
    assert {one.number for one in open_requests(OFFICE)} == {f"{number}-1", f"{number}-2"}
    assert open_requests(OTHER) == ()
    assert wanted_of_claim(number, OTHER) == ()


def test_only_staff_ask_and_only_for_what_has_a_code():
    number = claim()
    with pytest.raises(DeniedError):
        ask_for(number, ["notes"], date(2026, 11, 5), OFFICE)
    for kinds in ([], ["other"], ["no such"]):
        with pytest.raises(NothingAskedError):
            ask_for(number, kinds, date(2026, 11, 5), STAFF)
    release(number, "Seen.", STAFF)
    with pytest.raises(NotWaitingError):
        ask_for(number, ["notes"], date(2026, 11, 5), STAFF)


def test_the_claim_is_clean_from_the_day_on_which_the_answer_came():
    number = claim()
    write_requests()
    send(document(f"{number}-1", asked=True), at=datetime(2026, 11, 20, 14, tzinfo=UTC))
    send(document(f"{number}-1", asked=True, data=PDF + b"more"), control=101,
         at=datetime(2026, 11, 25, 14, tzinfo=UTC))  # fmt: skip
    release(number, "The notes are there.", STAFF)
    assert clean_since() == date(2026, 11, 20)


def test_a_claim_that_was_released_without_an_answer_is_clean_since_it_came():
    number = claim()
    write_requests()
    send(document(f"{number}-1", asked=True, data=INFECTED))
    release(number, "Seen in the chart.", STAFF)
    assert clean_since() == date(2026, 11, 3)


def clean_since() -> date:
    with acting(ENGINE):
        (found,) = load_waiting(date(2026, 12, 31))
    return found.received


def test_where_the_rules_say_so_the_engine_goes_on_once_a_clean_document_is_there(monkeypatch):
    rules = attachment_rules(date(2026, 11, 3))
    asks = {key: replace(one, then="engine") for key, one in rules.asks.items()}
    monkeypatch.setattr(going_on, "attachment_rules", lambda _: replace(rules, asks=asks))
    number = claim()
    write_requests()
    send(document(f"{number}-1", asked=True, data=INFECTED))
    assert outcome(number) == "pended"
    send(document(f"{number}-1", asked=True), control=101)
    assert outcome(number) == "paid"
    with acting(ENGINE):
        assert Review.objects.get().reviewed_by == "documents"


def test_a_claim_that_no_277_can_carry_is_asked_about_on_the_page_alone():
    number = claim()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cw_claims_claim NO FORCE ROW LEVEL SECURITY")
        Claim.objects.update(patient_account="ACC~1")
        cursor.execute("ALTER TABLE cw_claims_claim FORCE ROW LEVEL SECURITY")
    assert write_requests() == 1
    assert requests() == []
    assert [one.number for one in open_requests(OFFICE)] == [f"{number}-1"]


def test_many_requests_ask_the_database_as_often_as_few():
    asked = []
    for control, count in ((1, 2), (2, 12)):
        days = range(1, count + 1)
        claim(*(replace(VISIT, id=f"A{control}-{n}", day=date(2026, 10, n + control * 14 - 14))
                for n in days), control=control)  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            assert write_requests() == count
        asked.append(len(seen.captured_queries))
    assert asked[1] <= asked[0]


SCAN = Asked(
    Search("H1000000101", "Ada", "Test0001", date(1980, 3, 1)),
    tax_id="231234567",
    npi="1234567893",
    requester="Harbor Family Practice",
    first=date(2026, 11, 20),
    diagnoses=("G43909",),
    services=(Service("70551", units=1),),
)


def approval_file(*documents, control: int) -> None:
    data = file_275(documents, control=control, version=REVIEW)
    receive_attachments(keep([data], Arrival("notes.275", "sftp", "275", at=CAME), STAFF).id)


def states(reference: str) -> list[str]:
    return [one.state for one in by_reference(reference, STAFF).events]


def test_documents_for_an_approval_go_to_its_reviewers_once_whatever_number_they_name():
    at = timezone.localtime(CAME)
    review = submit(replace(SCAN, attachments=("OWN-1",)), Source("edi"), at, OFFICE).review
    asked = ask_for_more(review.reference, ["imaging_report"], "", at, STAFF)
    approval_file(
        document("OWN-1"),
        document(asked.last_event.control_number, asked=True, data=PDF + b"2"),
        document("NO-SUCH"),
        control=100,
    )
    assert states(review.reference) == ["received", "pended", "asked", "informed", "informed"]
    with acting(ENGINE):
        rows = Placement.objects.order_by("pk").values_list("precertification", "how")
        assert list(rows) == [(review.reference, "control"), (review.reference, "request")]
        ids = list(Attachment.objects.order_by("pk").values_list("pk", flat=True))
    added = [one.documents for one in by_reference(review.reference, STAFF).events[3:]]
    assert added == [(f"document {ids[0]}",), (f"document {ids[1]}",)]


def test_documents_that_come_before_their_request_for_approval_find_it_later():
    approval_file(document("EARLY-1"), control=100)
    assert place_early(CAME.date()) == 0
    at = timezone.localtime(CAME)
    review = submit(replace(SCAN, attachments=("EARLY-1",)), Source("edi"), at, OFFICE).review
    assert (place_early(CAME.date()), place_early(CAME.date())) == (1, 0)
    assert states(review.reference)[-1] == "informed"
