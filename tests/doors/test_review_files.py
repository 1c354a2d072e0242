"""A 278 is answered by a 278, from the service that the portal uses, and its approval pays."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from coverwell.doors.edi_gateway.authorizations.asked import ReviewAsked, write_told
from coverwell.doors.edi_gateway.authorizations.tell import unable
from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.inquiries import receive_inquiry
from coverwell.records.authorizations.models import Authorization, Precertification, ReviewEvent
from coverwell.records.claims.models import Claim, Decision
from coverwell.records.files.models import KeptFile
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.authorizations.decide import Signed, ask_for_more, decide
from coverwell.services.authorizations.write import Decided
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.read_278 import read_reviews
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.review_278 import Header278, Review278
from coverwell.wire.x12.writer import Envelope
from tests.claim_files import Sent, file_837
from tests.inquiry_files import NOTICE, event, file_278, service
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ines", "staff")
TODAY = date.today()  # noqa: DTZ011 - the gateway asks the same clock
NOW = timezone.localtime()
FIRST, LAST = TODAY, TODAY + timedelta(days=60)
DAYS = f"{FIRST:%Y%m%d}-{LAST:%Y%m%d}"
SCAN = service("70551", days=DAYS)
INQUIRY = "005010X215"
BEN = "NM1*QC*1*TEST0001*BEN~DMG*D8*19820302*M~INS*N*01~"


@pytest.fixture(autouse=True)
def family(settings, tmp_path) -> int:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        made = world.family("H10000001", people=3, plan="open_access")
        world.partner()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
    return made.pk


def answers(data: bytes) -> dict[str, bytes]:
    """Keep a file, read it, and return what answers it by kind."""
    kept = keep([data], Arrival("a.278", "cli", "278"), STAFF)
    receive_inquiry(kept.id)
    with acting(ENGINE):
        rows = list(KeptFile.objects.filter(answers=kept.id))
    return {row.kind: b"".join(archive.read(row.sha256)) for row in rows}


def told(*events: str, **rest) -> list[Review278]:
    """Ask, judge what is answered, and return it as typed values."""
    data = answers(file_278(*events, **rest))["278"]
    assert list(check([data])) == []
    return [one.value for one in read_reviews([data]) if isinstance(one, Found)]


def told_one(*events: str, **rest) -> Review278:
    (one,) = told(*events, **rest)
    return one


def rejects(review: Review278) -> list[tuple[str, str]]:
    people = [level.person for level in (review.subscriber, review.dependent) if level]
    actors = [
        one for level in (review.organization, review.requester) if level for one in level.actors
    ]
    parts = [*actors, *people, *([review.event] if review.event else [])]
    return [(one.reason, one.follow_up) for part in parts for one in part.rejections]


def test_a_request_that_must_be_looked_at_is_pended_with_its_number_and_a_999():
    found = answers(file_278(event(SCAN)))
    assert set(found) == {"278", "999"}
    (one,) = [x.value for x in read_reviews([found["278"]]) if isinstance(x, Found)]
    with acting(ENGINE):
        row = Precertification.objects.get()
    assert (one.header.purpose, one.header.type, one.header.reference) == ("11", "19", "R-1")
    assert (one.event.decision.action, one.event.decision.reasons) == ("A4", ("0V",))
    assert [(t.type, t.number) for t in one.event.tracks] == [("2", "T-1"), ("1", row.reference)]
    assert (one.event.references[0].qualifier, one.event.references[0].value) == (
        "NT", row.reference,
    )  # fmt: skip
    assert (row.channel, row.trace, row.tax_id, row.diagnoses) == (
        "278", "T-1", "231234567", ["G43909"],
    )  # fmt: skip
    assert (row.first_on, row.last_on, row.place) == (FIRST, LAST, "22")


def test_care_that_needs_no_approval_is_answered_at_once_as_no_action_required():
    one = told_one(event(service("99213", days=DAYS), um="HS*I*98*11:B"))
    assert (one.event.decision.action, one.event.decision.reasons) == ("NA", ("0H",))
    assert one.header.type == "18"
    assert one.event.services[0].decision.action == "NA"


def test_what_the_rulebook_approves_is_certified_with_number_and_period():
    one = told_one(event(service("70450", days=DAYS)))
    with acting(ENGINE):
        row = Authorization.objects.get()
    assert (one.event.decision.action, one.event.decision.number) == ("A1", row.number)
    dates = {said.qualifier: said.value for said in one.event.dates}
    assert (dates["102"], dates["007"]) == (f"{TODAY:%Y%m%d}", DAYS)
    (line,) = one.event.services
    assert (line.decision.action, line.professional) == ("A1", ("HC:70450", "900", "UN", "1"))


def reference() -> str:
    with acting(ENGINE):
        return Precertification.objects.get().reference


def review(*decisions: Decided, signed: Signed | None = None) -> None:
    decide(reference(), decisions, signed or Signed(), timezone.localtime(), STAFF)


def inquired(number: str = "", control: int = 2, trace: str = "Q-1", **rest) -> list[Review278]:
    asked = event(
        trace=trace, um="HS", diagnosis="", first=f"REF*BB*{number}~" if number else "", **rest
    )
    return told(asked, control=control, guide=INQUIRY, bht="28*Q-1*20260615*0833")


def test_an_inquiry_is_answered_with_what_the_reviewer_decided_of_each_service():
    told_one(event(SCAN, service("70552", days=DAYS)))
    review(Decided(1, "approved"), Decided(2, "denied", "not_covered"))
    (one,) = inquired(reference())
    assert (one.event.decision.action, one.event.decision.number) == ("A2", reference())
    assert [(line.decision.action, line.decision.reasons) for line in one.event.services] == [
        ("A1", ()), ("A3", ("0M",)),
    ]  # fmt: skip
    assert [line.professional[0] for line in one.event.services] == ["HC:70551", "HC:70552"]


def test_a_cut_and_a_denial_are_told_with_their_codes():
    told_one(event(service("70551", units=3, days=DAYS)))
    doctor = Signed("Ruth Okafor, MD", "Guideline 4.2")
    review(Decided(1, "modified", "fewer_units", units=2), signed=doctor)
    (one,) = inquired(reference())
    assert (one.event.decision.action, one.event.decision.reasons) == ("A6", ("10",))
    assert one.event.services[0].professional == ("HC:70551", "", "UN", "2")


def test_what_is_asked_for_is_named_by_its_control_number_and_loinc_code():
    told_one(event(SCAN))
    ask_for_more(
        reference(), ["imaging_report", "history"], "Of this year", timezone.localtime(), STAFF
    )
    (one,) = inquired(reference())
    assert (one.event.decision.action, one.event.decision.reasons) == ("A4", ("0U",))
    assert {(p.report, p.control) for p in one.event.paperwork} == {
        ("RR", f"{reference()}A3"), ("P5", f"{reference()}A3"),
    }  # fmt: skip
    assert [c.code for c in one.event.diagnoses] == ["G43909", "18748-4", "34117-2"]
    assert one.event.message.upper() == "OF THIS YEAR"
    assert one.event.parties[-1].entity == "L5"


def test_requests_of_a_person_are_found_by_the_senders_number_and_by_their_days():
    told_one(event(SCAN, trace="T-8"), control=1)
    told_one(event(SCAN, trace="T-9"), control=2)
    found = inquired(trace="", control=3, days=f"DTP*AAH*RD8*{DAYS}")
    assert len(found) == 2
    assert len(inquired(trace="T-8", control=4)) == 1
    (none,) = inquired("P000000009999", control=5)
    assert rejects(none) == [("AA", "C")]


def test_the_same_request_again_has_the_same_answer_and_is_kept_once():
    first, again = told_one(event(SCAN), control=1), told_one(event(SCAN), control=2)
    assert first.event.tracks == again.event.tracks
    with acting(ENGINE):
        assert Precertification.objects.count() == 1


def test_a_request_is_cancelled_by_its_number_and_what_was_given_is_taken_back():
    told_one(event(service("70450", days=DAYS)))
    cancelled = event(trace="C-1", um="HS*3", diagnosis="", first=f"REF*BB*{reference()}~")
    one = told_one(cancelled, control=2)
    assert one.event.decision.action == "C"
    with acting(ENGINE):
        assert not Authorization.objects.exists()
    again = told_one(cancelled.replace("C-1", "C-2"), control=3)
    assert rejects(again) == [("33", "N")]


def test_a_stay_of_a_dependent_is_asked_for_with_its_days_and_providers():
    admitted = f"{TODAY + timedelta(days=9):%Y%m%d}"
    one = told_one(
        event(
            um="AR*I*48*21:B**U",
            days=f"DTP*435*D8*{admitted}",
            diagnosis="K3580",
            more="HSD*DY*4~CL1*1*1~NM1*71*1*REED*ALMA****XX*1234567893~"
            "NM1*FA*2*BAY HOSPITAL*****XX*1999999984~",
        ),
        patient=BEN,
    )
    assert (one.event.decision.action, one.event.services) == ("A4", ())
    assert [p.entity for p in one.event.parties] == ["71", "FA"]
    with acting(ENGINE):
        row = Precertification.objects.get()
    assert (row.person, row.kind, row.urgency, row.facility_npi) == (
        2, "admission", "urgent", "1999999984",
    )  # fmt: skip
    assert (row.last_on - row.first_on).days == 4


WRONG = [
    (("43", "C"), event(SCAN), {"npi": "1234567890"}),
    (("73", "C"), event(SCAN), {"patient": BEN.replace("BEN", "BOB")}),
    (("71", "C"), event(SCAN), {"patient": BEN.replace("1982", "1983")}),
    (("AF", "C"), event(SCAN, diagnosis=""), {}),
    (("57", "C"), event("SV1*HC:70551*900*UN*1~"), {}),
    (("15", "C"), event(SCAN.replace("*1~", "*0~")), {}),
    (("AG", "C"), event(days=f"DTP*AAH*RD8*{DAYS}"), {}),
    (("95", "C"), event(service("70551", days="20180101-20180102")), {}),
]


def test_a_request_that_cannot_be_taken_is_rejected_where_its_fault_stands():
    for control, (reason, asked, rest) in enumerate(WRONG, 1):
        assert rejects(told_one(asked, control=control, **rest)) == [reason]
    with acting(ENGINE):
        assert not Precertification.objects.exists()


def test_a_provider_outside_our_networks_may_ask_and_inquire_about_its_own():
    one = told_one(event(SCAN), npi="1999999984")
    assert one.event.decision.action == "A4"
    asked = event(trace="T-1", um="HS", diagnosis="")
    inquiry = {"guide": INQUIRY, "bht": "28*Q-1*20260615*0833"}
    (mine,) = told(asked, npi="1999999984", control=2, **inquiry)
    assert mine.event.decision.action == "A4"
    (other,) = told(asked, npi="1234567893", control=3, **inquiry)
    assert rejects(other) == [("AA", "C")]


def test_a_sender_asks_for_its_own_offices_only():
    with acting(ENGINE):
        Partner.objects.update(tax_ids=["987654321"])
    assert rejects(told_one(event(SCAN))) == [("41", "N")]


@pytest.mark.parametrize("how", ["a partner that is tested", "a test interchange"])
def test_a_test_is_answered_as_it_would_be_and_nothing_is_kept(how):
    if how == "a partner that is tested":
        with acting(ENGINE):
            Partner.objects.update(state=Partner.State.TESTING)
    one = told_one(event(service("70450", days=DAYS)), usage="T" if "interchange" in how else "P")
    assert one.event.decision.action == "A1"
    with acting(ENGINE):
        assert not Precertification.objects.exists()
        assert not Authorization.objects.exists()


def notice(number: str = "", **rest) -> Review278:
    text = event(
        um="AR*I*48*21:B",
        days=f"DTP*435*D8*{TODAY:%Y%m%d}",
        diagnosis="K3580",
        first=f"REF*BB*{number}~" if number else "",
        trace="N-1",
    )
    return told_one(text, guide=NOTICE, bht="14*N-1*20260615*0833", **rest)


def test_a_notice_of_admission_is_acknowledged_and_seen_by_a_reviewer():
    one = notice()
    assert one.header.purpose == "53"
    with acting(ENGINE):
        row = Precertification.objects.get()
    assert (row.kind, one.event.references[0].value) == ("admission", row.reference)


def test_a_notice_about_an_approved_stay_changes_nothing_but_its_history():
    told_one(event(service("70450", days=DAYS)))
    one = notice(reference(), control=2)
    assert (one.header.purpose, one.event.decision.action) == ("53", "A1")
    with acting(ENGINE):
        assert ReviewEvent.objects.order_by("event").last().state == "noticed"
    assert notice("P000000009999", control=3).header.purpose == "44"


def test_requests_and_inquiries_of_one_file_are_each_answered_under_their_guide():
    both = file_278(event(SCAN)).replace(b"IEA*1*", b"IEA*2*").split(b"IEA")[0]
    asked = file_278(
        event(trace="T-1", um="HS", diagnosis=""), guide=INQUIRY, bht="28*Q-1*20260615*0833"
    )
    second = asked.split(b"~", 1)[1].split(b"IEA")[0].replace(b"*1*X*", b"*2*X*")
    second = second.replace(b"GE*1*1~", b"GE*1*2~")
    found = answers(both + second + b"IEA*2*000000001~")
    assert list(check([found["278"]])) == []
    guides = [
        one.transaction.guide for one in read_reviews([found["278"]]) if isinstance(one, Found)
    ]
    assert guides == ["005010X217", INQUIRY]


def test_what_the_999_refuses_is_not_answered():
    found = answers(file_278(event(SCAN, um="ZZ*I*62*22:B")))
    assert set(found) == {"999"}
    with acting(ENGINE):
        assert not Precertification.objects.exists()


def claim(account: str, units: str = "1", control: int = 50) -> Decision:
    """Send a claim for the scan, let it be decided, and return the decision."""
    sent = Sent(account, day=TODAY, lines=(("70551", "900"),), units=units, diagnosis="G43909")
    data = file_837([sent], control=control)
    receive(keep([data], Arrival(f"{account}.837", "cli"), STAFF).id)
    decide_batch()
    with acting(ENGINE):
        row = Claim.objects.get(patient_account=account)
        return Decision.objects.get(claim=row.pk[1])


def test_from_the_278_through_the_approval_to_a_paid_claim():
    assert claim("BEFORE", control=50).outcome == "denied"
    told_one(event(service("70551", units=2, days=DAYS)))
    review(Decided(1, "approved"))
    (one,) = inquired(reference())
    assert one.event.decision.action == "A1"
    assert claim("AFTER", control=51).outcome == "paid"
    assert claim("LAST", control=52, units="2").outcome == "denied"


def test_what_the_guide_does_not_use_is_not_repeated_in_the_answer():
    data = file_278(event(SCAN)).replace(b"PRACTICE*****XX", b"PRACTICE***DR**XX")
    assert b"HCR*A4**0V" in answers(data)["278"]


@pytest.mark.parametrize("guide", ["005010X217", INQUIRY, NOTICE])
def test_what_cannot_be_answered_now_is_said_by_a_valid_message(guide):
    asked = ReviewAsked(guide, (Review278(Header278("13", "R~1" * 30, "20260615", "0833")),))
    envelope = Envelope("ZZ", "HBLT1", "ZZ", "S", NOW, 1, "P")
    data = write_told(envelope, [unable(asked, NOW)])
    assert list(check([data])) == []
    assert b"AAA*Y**42*R" in data
