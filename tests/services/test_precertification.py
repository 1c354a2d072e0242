"""A request for approval: asked, answered at once or by a person, followed up, and paid by."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coverwell.records.authorizations.models import (
    Authorization,
    Precertification,
    Referral,
    ReviewEvent,
    ToReview,
)
from coverwell.records.members.models import CoverageSpan
from coverwell.services.access.rights import office_itself
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.authorizations.decide import Signed, ask_for_more, decide
from coverwell.services.authorizations.find import by_control_number, by_reference, newest
from coverwell.services.authorizations.follow_up import Information, add_information, cancel
from coverwell.services.authorizations.submit import submit
from coverwell.services.authorizations.values import Asked, Place, RequestError, Service, Source
from coverwell.services.authorizations.write import Decided
from coverwell.services.eligibility.question import Search
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
TAX_ID, NPI = "231234567", "1234567893"
OFFICE = office_itself("desk", TAX_ID)
NURSE = Actor("ines", "staff")
PORTAL = Source("portal")
ADA = Search("H1000000101", "Ada", "Test0001", date(1980, 3, 1))
CAME = datetime(2026, 6, 5, 10, 30, tzinfo=timezone.get_default_timezone())  # a Friday
DAY = date(2026, 6, 15)
UNSIGNED = Signed()
SIGNED = Signed("Ruth Okafor, MD", "Imaging guideline 4.2: six weeks of conservative care")


@pytest.fixture(autouse=True)
def family() -> int:
    with acting(ENGINE):
        world.published("open_access")
        made = world.family("H10000001", people=3, plan="open_access")
        world.contract(world.group(TAX_ID, NPI), "OA001 Open Access", world.TERMS)
    return made.pk


def scan(*codes: str, **rest) -> Asked:
    """A request for scans of Ada at the practice itself."""
    asked = Asked(
        ADA,
        tax_id=TAX_ID,
        npi=NPI,
        requester="Harbor Family Practice",
        first=DAY,
        last=DAY + timedelta(days=60),
        diagnoses=("G43909",),
        services=tuple(Service(code, units=1) for code in codes or ("70551",)),
    )
    return replace(asked, **rest)


def sent(*codes: str, at: datetime = CAME, actor: Actor = OFFICE, source=PORTAL, **rest):
    return submit(scan(*codes, **rest), source, at, actor).review


def states(review) -> list[str]:
    return [one.state for one in review.events]


def test_what_the_plan_asks_no_approval_for_is_answered_so_at_once():
    review = sent("99213", "97110")
    assert states(review) == ["received", "not needed"]
    assert {one.action for one in review.lines} == {"not needed"}
    assert review.authorization == ""
    with acting(ENGINE):
        assert not Authorization.objects.exists()


def test_a_scan_waits_for_a_person_with_the_clock_of_the_law_running():
    review = sent()
    assert states(review) == ["received", "pended"]
    assert review.reference.startswith("P")
    assert review.lines[0].care == "advanced imaging"
    # 29 CFR 2560.503-1(f)(2)(iii)(A): 15 days, to the end of the day.
    assert timezone.localtime(review.due_at) == CAME.replace(day=20, hour=23, minute=59)
    assert not review.overdue(CAME + timedelta(days=15))
    assert review.overdue(CAME + timedelta(days=16))


def test_an_urgent_request_has_72_hours_and_more_of_a_stay_that_goes_on_24():
    assert sent(urgency="urgent").due_at == CAME + timedelta(hours=72)
    assert sent(urgency="concurrent").due_at == CAME + timedelta(hours=24)


def test_a_screening_that_the_rulebook_approves_is_approved_at_once():
    with acting(ENGINE):
        ben = Search("H1000000102", "Ben", "Test0001", date(1982, 3, 2))
    review = sent("70450", search=ben)
    assert states(review) == ["received", "approved"]
    assert review.authorization == review.reference
    assert "first_imaging_of_the_head" in review.last_event.criteria
    assert review.last_event.by == "engine"


def test_what_differs_from_the_rule_in_one_thing_waits_for_a_person():
    one = (Service("70450", units=1),)
    elsewhere = Place(npi="1999999984", name="Elsewhere Imaging")
    assert sent(services=(Service("70450", units=2),)).state == "pended"
    assert sent(services=one, provider=elsewhere).state == "pended"
    assert sent(services=one, request_type="4").state == "pended"


def test_a_request_that_mixes_kinds_waits_as_a_whole():
    review = sent("70450", "70551")
    assert review.state == "pended"
    assert [one.action for one in review.lines] == ["", ""]


REFUSED = {
    "name_mismatch": {"search": replace(ADA, last_name="Other")},
    "days_missing": {"first": None},
    "dates_reversed": {"last": DAY - timedelta(days=1)},
    "days_too_far": {"last": DAY + timedelta(days=500)},
    "nothing_asked": {"services": (Service(),)},
    "diagnosis_missing": {"diagnoses": ()},
    "units_wrong": {"services": (Service("70551", units=0),)},
    "not_covered_then": {"first": date(2019, 1, 1), "last": date(2019, 1, 2)},
}


def test_a_request_that_cannot_be_taken_says_what_to_change():
    for rule, rest in REFUSED.items():
        found = submit(scan(**rest), PORTAL, CAME, OFFICE)
        assert (found.review, found.refused) == (None, (rule,))
    assert submit(scan(services=()), PORTAL, CAME, OFFICE).refused == ("nothing_asked",)
    with acting(ENGINE):
        assert not Precertification.objects.exists()


def test_an_office_asks_for_its_own_tax_id_only_and_a_member_never():
    with pytest.raises(DeniedError):
        submit(scan(tax_id="987654321"), PORTAL, CAME, OFFICE)
    with pytest.raises(DeniedError):
        submit(scan(), PORTAL, CAME, Actor("ada", "member"))


def test_the_same_request_again_is_answered_with_the_first():
    first, again = sent(trace="T-1"), sent(trace="T-1")
    assert again == first
    assert sent("70552", trace="T-1").reference != first.reference
    assert sent(trace="T-2").reference != first.reference
    assert sent(trace="T-1", source=Source("x12", 7)).reference != first.reference


def decided(review, action="approved", signed=UNSIGNED, actor=NURSE, **rest):
    lines = [Decided(one.number, action, **rest) for one in review.lines]
    return decide(review.reference, lines, signed, CAME + timedelta(days=1), actor)


def test_an_approval_is_written_for_claims_and_leaves_the_queue():
    review = decided(sent("70551", "70552"))
    assert review.state == "approved"
    assert [one.authorization for one in review.lines] == [
        review.reference, f"{review.reference}-2",
    ]  # fmt: skip
    with acting(ENGINE):
        rows = list(Authorization.objects.order_by("id"))
        assert not ToReview.objects.exists()
    assert [(one.codes, one.units, one.tax_id, one.npis) for one in rows] == [
        (["70551"], 1, TAX_ID, [NPI]), (["70552"], 1, TAX_ID, [NPI]),
    ]  # fmt: skip


def test_a_part_is_approved_a_part_denied_with_its_reason():
    review = sent("70551", "70552")
    lines = [Decided(1, "approved"), Decided(2, "denied", "not_covered")]
    found = decide(review.reference, lines, Signed(), CAME, NURSE)
    assert found.state == "partly"
    assert [(one.action, one.reason) for one in found.lines] == [
        ("approved", ""), ("denied", "not_covered"),
    ]  # fmt: skip


def test_fewer_units_are_a_modification_signed_by_a_clinician():
    review = sent(services=(Service("70551", units=3),))
    cut = [Decided(1, "modified", "fewer_units", units=2)]
    with pytest.raises(RequestError, match="clinician"):
        decide(review.reference, cut, Signed(), CAME, NURSE)
    found = decide(review.reference, cut, SIGNED, CAME, NURSE)
    assert (found.state, found.lines[0].given_units) == ("modified", 2)
    assert found.last_event.signed == "Ruth Okafor, MD"
    with acting(ENGINE):
        assert Authorization.objects.get().units == 2


def test_a_clinical_denial_without_name_and_criteria_is_refused():
    review = sent()
    with pytest.raises(RequestError, match="criteria"):
        decided(review, "denied", Signed("Ruth Okafor, MD"), reason="not_necessary")
    assert decided(review, "denied", SIGNED, reason="not_necessary").state == "denied"


CONTRADICTORY = [
    (Decided(1, "denied"), "choose a reason"),
    (Decided(1, "denied", "fewer_units"), "choose a reason"),
    (Decided(1, "approved", units=5), "choose modify"),
    (Decided(1, "modified", "other_days"), "choose approve"),
    (Decided(1, "waived"), "choose approve, modify or deny"),
    (Decided(1, "modified", "other_days", first=date(2027, 1, 1)), "ends before it begins"),
    (Decided(2, "approved"), "every service once"),
]


def test_a_decision_that_contradicts_itself_is_refused():
    review = sent()
    for line, says in CONTRADICTORY:
        with pytest.raises(RequestError, match=says):
            decide(review.reference, [line], SIGNED, CAME, NURSE)
    assert by_reference(review.reference, NURSE).state == "pended"


def test_what_is_decided_stays_decided_and_only_staff_decide():
    review = decided(sent())
    with pytest.raises(RequestError, match="decided already"):
        decided(review, "denied", SIGNED, reason="not_necessary")
    with pytest.raises(DeniedError):
        decided(sent("70552"), actor=OFFICE)


def test_the_clock_stands_still_while_the_office_is_asked_and_runs_on_with_its_answer():
    asked_at = CAME + timedelta(days=5)
    review = ask_for_more(sent().reference, ["imaging_report"], "", asked_at, NURSE)
    assert review.waits_for_requester
    assert review.last_event.asked == ("imaging_report",)
    # 45 days to answer; after them the ten days left and the extension of fifteen.
    assert timezone.localdate(review.last_event.answer_by) == date(2026, 7, 25)
    assert timezone.localdate(review.due_at) == date(2026, 8, 19)
    answered = asked_at + timedelta(days=3)
    review = add_information(
        review.reference, Information("Report of May", ("file 12",)), answered, OFFICE
    )
    assert states(review)[-2:] == ["asked", "informed"]
    assert timezone.localdate(review.due_at) == date(2026, 7, 8)


def test_an_urgent_request_is_decided_48_hours_after_the_answer():
    review = sent(urgency="urgent")
    ask_for_more(review.reference, ["history"], "", CAME + timedelta(hours=10), NURSE)
    answered = CAME + timedelta(hours=30)
    review = add_information(review.reference, Information("Here it is"), answered, OFFICE)
    assert review.due_at == answered + timedelta(hours=48)


def test_a_document_finds_its_request_by_the_number_it_was_asked_under_or_came_with():
    review = ask_for_more(sent(attachments=("OUR-77",)).reference, ["history"], "", CAME, NURSE)
    ours = review.last_event.control_number
    assert by_control_number(ours, OFFICE).reference == review.reference
    assert by_control_number("OUR-77", OFFICE).reference == review.reference
    stranger = office_itself("other", "987654321")
    for number in (ours, "OUR-77"):
        assert by_control_number(number, stranger) is None
    assert by_control_number("", OFFICE) is None


def test_the_same_document_twice_is_added_once():
    review = sent()
    for _ in range(2):
        found = add_information(review.reference, Information(documents=("file 9",)), CAME, OFFICE)
    assert states(found).count("informed") == 1


def test_nothing_is_added_to_what_is_closed_and_nothing_empty_to_what_is_open():
    review = sent()
    with pytest.raises(RequestError, match="Write what you add"):
        add_information(review.reference, Information("  "), CAME, OFFICE)
    decided(review)
    with pytest.raises(RequestError, match="closed"):
        add_information(review.reference, Information("More"), CAME, OFFICE)


def test_a_request_is_withdrawn_before_and_cancelled_after_its_decision():
    assert cancel(sent().reference, "Patient chose otherwise", CAME, OFFICE).state == "withdrawn"
    given = decided(sent("70552"))
    assert cancel(given.reference, "", CAME, OFFICE).state == "cancelled"
    with acting(ENGINE):
        assert not Authorization.objects.exists()
    with pytest.raises(RequestError):
        cancel(given.reference, "", CAME, OFFICE)


def test_care_before_the_cancellation_stays_approved():
    given = decided(sent())
    cancel(given.reference, "", CAME + timedelta(days=20), OFFICE)
    with acting(ENGINE):
        row = Authorization.objects.get()
    assert (row.first_on, row.last_on) == (DAY, date(2026, 6, 24))


def test_each_sees_their_own_requests_and_no_others(family):
    review = sent()
    ada = Actor("ada", "member", persons=frozenset({(family, 1)}))
    ben = Actor("ben", "member", persons=frozenset({(family, 2)}))
    other = office_itself("other", "987654321")
    assert by_reference(review.reference.lower(), ada).reference == review.reference
    assert [one.reference for one in newest(ada)] == [review.reference]
    for stranger in (ben, other):
        assert by_reference(review.reference, stranger) is None
        assert newest(stranger) == []
        assert cancel(review.reference, "", CAME, Actor("x", "provider")) is None


def test_who_has_not_the_entitlement_for_the_office_neither_sees_nor_asks():
    review = sent()
    clerk = Actor("clerk", "provider", frozenset({TAX_ID}))
    assert by_reference(review.reference, clerk) is None
    assert newest(clerk) == []
    assert cancel(review.reference, "", CAME, clerk) is None
    with pytest.raises(DeniedError):
        submit(scan(), PORTAL, CAME, clerk)


def test_a_stay_without_services_is_its_days_and_approved_whole():
    review = sent(
        kind="admission", services=(), last=DAY + timedelta(days=3), diagnoses=("I2510",)
    )
    (room,) = review.lines
    assert (room.revenue, room.units, room.care) == ("0120", 3, "inpatient stay facility")
    decided(review)
    with acting(ENGINE):
        row = Authorization.objects.get()
    assert (row.codes, row.units, row.last_on) == ([], None, DAY + timedelta(days=3))


def test_a_behavioral_stay_is_reviewed_by_the_row_for_mental_health():
    review = sent(kind="admission", services=(), behavioral=True, quantity=5, diagnoses=("F322",))
    (room,) = review.lines
    assert (room.revenue, room.units) == ("0124", 5)
    assert room.care == "mental health inpatient"


def test_a_referral_by_the_own_doctor_is_approved_at_once_and_found_by_claims(family):
    with acting(ENGINE):
        world.published("hmo_pcp")
        CoverageSpan.objects.filter(family_id=family, person=1).update(
            plan_key="hmo_pcp", pcp_npi=NPI
        )
        world.group("987654321", "1999999984")
    review = sent(
        kind="referral",
        services=(),
        quantity=3,
        provider=Place(npi="1999999984", name="Harbor Hearts"),
    )
    assert review.state == "approved"
    with acting(ENGINE):
        row = Referral.objects.get()
    assert (row.number, row.from_npi, row.to_tax_id, row.visits) == (
        review.reference, NPI, "987654321", 3,
    )  # fmt: skip


def test_a_plan_without_referrals_needs_none():
    assert sent(kind="referral", services=(), quantity=3).state == "not needed"


def test_history_is_appended_and_cannot_be_changed():
    sent()
    with acting(ENGINE), pytest.raises(Exception, match="permission denied"):
        ReviewEvent.objects.update(state="approved")


def test_ten_requests_cost_no_more_statements_than_one():
    sent()
    with CaptureQueriesContext(
        connection,
    ) as one:
        newest(OFFICE)
    for at in range(9):
        sent(trace=str(at))
    with CaptureQueriesContext(connection) as ten:
        assert len(newest(OFFICE)) == 10
    assert len(ten) == len(one) <= 14


def test_ten_services_are_asked_for_with_as_many_statements_as_one():
    sent()
    with CaptureQueriesContext(connection) as one:
        sent(trace="1")
    with CaptureQueriesContext(connection) as ten:
        sent(*["70551"] * 10, trace="10")
    assert len(ten) == len(one) <= 45
