"""A 270 is answered by a 271 and a 276 by a 277, from the one service behind each."""

from datetime import date, timedelta

import pytest

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.inquiries import receive_inquiry
from coverwell.kernel.vocabulary.money import dollars
from coverwell.records.claims.models import AccumulatorBalance, Claim
from coverwell.records.eligibility.models import CoverageAnswer
from coverwell.records.files.models import KeptFile
from coverwell.records.members.models import CoverageSpan, OtherCoverage, Person
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.payments.run import run
from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.claim_status import ClaimStatus
from coverwell.wire.x12.transactions.eligibility import Eligibility
from coverwell.wire.x12.transactions.read_claim_status import read_claim_status
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from tests.claim_files import Sent, file_837
from tests.inquiry_files import claim, dependent, file_270, file_276, subscriber
from tests.services import world
from tests.wire.x12.judge import x12sdk_complaints


pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date.today()  # noqa: DTZ011 - the gateway asks the same clock
START = TODAY.replace(month=1, day=1)
STAFF = Actor("ines", "staff")
# The judge wants a number of every party of 2120; the guide leaves NM108 and NM109 open, and an
# administrator or another payer whose number nobody told us has none.
X12SDK = {"nm1_segment.identification_code_qualifier"}


@pytest.fixture(autouse=True)
def family(settings, tmp_path) -> int:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        made = world.family("H10000001", people=3, plan="open_access")
        world.partner()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
    return made.pk


def asked(data: bytes, kind: str = "270") -> dict[str, bytes]:
    """Keep a file of questions, read it, and return its answers by kind."""
    kept = keep([data], Arrival(f"a.{kind}", "cli", kind), STAFF)
    receive_inquiry(kept.id)
    with acting(ENGINE):
        rows = list(KeptFile.objects.filter(answers=kept.id))
    return {row.kind: b"".join(archive.read(row.sha256)) for row in rows}


def without_contact(data: bytes) -> bytes:
    """The judge drops the valid PER of 2100A and then counts one segment less than SE01 says."""
    kept = [one for one in data.decode().split("~") if not one.startswith("PER*IC*PROVIDER")]
    counted = [
        f"SE*{int(one.split('*')[1]) - 1}*{one.split('*')[2]}" if one.startswith("SE*") else one
        for one in kept
    ]
    return "~".join(counted).encode()


def told(*people: str, **rest) -> list[Eligibility]:
    """Ask, judge what is answered, and return it as typed values."""
    data = asked(file_270(*people, **rest))["271"]
    assert list(check([data])) == []
    assert set(x12sdk_complaints(without_contact(data))) <= X12SDK
    return [one for one in read_eligibility([data]) if isinstance(one, Eligibility)]


def test_a_general_question_is_answered_with_plan_amounts_and_every_required_type():
    (one,) = told(subscriber())
    insured = one.patient.insured
    assert (insured.name.last, insured.name.id) == ("Test0001", "H1000000101")
    assert insured.dates[0].first == START
    active = one.benefits[0]
    assert (active.information, active.service_types, active.plan) == (
        "1", ("30",), "Open Access Plus",
    )  # fmt: skip
    covered = next(
        one.service_types for one in one.benefits if one.information == "1" and "98" in
        one.service_types
    )  # fmt: skip
    assert {"33", "47", "48", "50", "86", "88", "98", "MH", "UC"} <= set(covered)
    assert "guarantee" in active.messages[0].text


def test_the_question_s_number_comes_back_with_the_reference_of_the_kept_answer():
    (one,) = told(subscriber(trace="DESK-7"))
    theirs, ours = one.patient.traces
    assert (theirs.kind, theirs.number) == ("2", "DESK-7")
    with acting(ENGINE):
        row = CoverageAnswer.objects.get()
    assert (ours.number, row.asked_by[:7]) == (row.reference, "partner")
    assert one.header.reference == "REF-1"


def test_base_and_remaining_deductible_are_told_for_person_and_family(family):
    with acting(ENGINE):
        for person, used in ((1, "$250"), (0, "$400")):
            AccumulatorBalance.objects.create(
                family_id=family, person=person, what="deductible", side="network",
                period=START, amount=dollars(used),
            )  # fmt: skip
    (one,) = told(subscriber())
    amounts = {
        (said.coverage_level, said.period, said.network): said.amount
        for said in one.benefits
        if said.information == "C" and said.service_types == ("30",)
    }
    assert amounts["IND", "23", "Y"] == dollars("$750")
    assert amounts["IND", "29", "Y"] == dollars("$500")
    assert amounts["FAM", "29", "Y"] == dollars("$1,100")
    assert amounts["IND", "23", "N"] == dollars("$2,000")


def test_copay_coinsurance_approval_and_limits_are_told_in_both_networks():
    (one,) = told(subscriber(types="98^62^PT"))
    by = {(said.information, said.service_types, said.network): said for said in one.benefits}
    assert by["B", ("98",), "Y"].period == "27"
    copays = [
        said.amount for said in one.benefits
        if (said.information, said.service_types) == ("B", ("98",))
    ]  # fmt: skip
    assert copays == [dollars("$30"), dollars("$55")]
    assert by["A", ("98",), "N"].percent == "0.4"
    assert by["A", ("62",), "Y"].authorization == "Y"
    visits = [said.quantity for said in one.benefits if said.information == "F"]
    assert visits == ["60", "60", "60", "60"]


def test_a_procedure_is_answered_as_a_procedure():
    data = file_270(subscriber().replace("EQ*30~", "EQ**HC:70551~"))
    (one,) = [
        found for found in read_eligibility([asked(data)["271"]]) if isinstance(found, Eligibility)
    ]
    scans = [said for said in one.benefits if said.procedure == ("HC", "70551")]
    assert {said.authorization for said in scans if said.information == "A"} == {"Y"}


def test_a_dependent_is_answered_below_the_subscriber():
    (one,) = told(dependent())
    assert one.subscriber.insured.name.id == "H1000000101"
    assert (one.dependent.insured.name.first, one.dependent.insured.relation.relationship) == (
        "Ben", "01",
    )  # fmt: skip
    assert one.benefits


def test_several_people_are_answered_in_the_order_of_the_file():
    found = told(subscriber(types="98"), dependent(), subscriber(types="UC", trace="T-9"))
    assert [one.patient.insured.name.first for one in found] == ["Ada", "Ben", "Ada"]


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        (subscriber(member="H9999999901"), [("N", "75", "C")]),
        (subscriber(member="123"), [("N", "72", "C")]),
        (subscriber(born="19800302"), [("N", "71", "C")]),
        (subscriber(last="SOMEBODY"), [("N", "73", "C")]),
        (subscriber(member="", first="ADA"), None),
        (subscriber(day=date(2020, 1, 1)), [("Y", "62", "C"), ("N", "60", "C")][:1]),
        (subscriber(day=TODAY + timedelta(days=62)), [("Y", "63", "C")]),
    ],
)
def test_what_cannot_be_answered_carries_the_reject_reason(person, codes):
    (one,) = told(person)
    rejects = [tuple(found) for found in one.patient.insured.rejects]
    if codes is None:  # names and a birth date find a person without the member id
        assert one.benefits
    else:
        assert rejects == codes
        assert not one.benefits


def test_a_dependent_s_wrong_birth_date_is_told_at_the_dependent():
    (one,) = told(dependent(born="19990101"))
    assert [found.reason for found in one.dependent.insured.rejects] == ["71"]
    assert one.subscriber.insured.rejects == ()


def test_a_provider_with_a_broken_number_is_refused_and_a_stranger_is_answered():
    (one,) = told(subscriber(), npi="1234567890")
    assert [found.reason for found in one.receiver.named.rejects] == ["43"]
    assert one.subscriber is None
    (stranger,) = told(subscriber(), npi="1245319599", control=2)
    assert stranger.benefits


def test_a_sender_asks_for_its_own_offices_only():
    with acting(ENGINE):
        Partner.objects.update(tax_ids=["987654321"])
    (one,) = told(subscriber())
    assert [found.reason for found in one.receiver.named.rejects] == ["41"]


def test_who_is_not_covered_any_more_is_told_so_with_the_last_day(family):
    with acting(ENGINE):
        CoverageSpan.objects.filter(family_id=family).update(last_on=START + timedelta(days=5))
    (one,) = told(subscriber())
    assert [said.information for said in one.benefits] == ["6"]
    assert one.patient.insured.dates[-1].first == START + timedelta(days=5)


def test_another_payer_and_the_primary_care_provider_are_named(family):
    with acting(ENGINE):
        OtherCoverage.objects.create(
            family_id=family, id=1, person=1, payer="Second Harbor Mutual", facts={},
            first_on=START,
        )  # fmt: skip
        CoverageSpan.objects.filter(family_id=family).update(pcp_npi="1234567893")
    (one,) = told(subscriber())
    related = {said.information: said.related[0] for said in one.benefits if said.related}
    assert related["L"].id == "1234567893"
    assert related["R"].last == "Second Harbor Mutual"


def test_a_question_with_a_fault_is_told_in_the_999_and_the_good_one_is_answered():
    broken = subscriber(types="30").replace("EQ*30~", "EQ*QQQQ~")
    answers = asked(file_270(broken, subscriber(trace="T-9")))
    assert b"IK4*1*" in answers["999"]
    found = [one for one in read_eligibility([answers["271"]]) if isinstance(one, Eligibility)]
    assert [one.patient.traces[0].number for one in found] == ["T-9"]


def stood(data: bytes) -> list[ClaimStatus]:
    answer = asked(data, "276")["277"]
    assert list(check([answer])) == []
    assert x12sdk_complaints(answer) == []
    return [one for one in read_claim_status([answer]) if isinstance(one, ClaimStatus)]


def take(*claims: Sent, control: int = 1) -> None:
    data = file_837(claims, control=control)
    receive(keep([data], Arrival("a.837", "cli"), STAFF).id)


def test_a_claim_is_followed_from_its_acceptance_to_its_payment():
    day = max(TODAY - timedelta(days=20), START + timedelta(days=2))
    take(Sent("A1", lines=(("99213", "150"),), day=day))
    codes = []
    for control, step in enumerate((lambda: None, decide_batch, lambda: run(TODAY, STAFF)), 10):
        step()
        (one,) = stood(file_276(claim("A1", charge="150", day=day), control=control))
        codes.append(one.claims[0].statuses[0].code)
    assert codes == [("P1", "20"), ("F0", "3"), ("F1", "65")]
    paid = one.claims[0]
    with acting(ENGINE):
        assert paid.payer_number == Claim.objects.get().number
    assert paid.statuses[0].paid > 0
    assert paid.statuses[0].check
    assert paid.lines[0].procedure == ("HC", "99213")
    assert (paid.trace, one.header.reference) == ("C-A1", "INQ-1")


def test_a_claim_that_is_not_there_and_a_provider_that_is_not_known_are_told_apart():
    (nothing,) = stood(file_276(claim("NONE")))
    assert nothing.claims[0].statuses[0].code == ("D0", "35")
    (unknown,) = stood(file_276(claim("A1"), npi="1245319599", control=2))
    assert unknown.provider.batch.statuses[0].code == ("E0", "26", "1P")


def test_an_answer_that_cannot_be_written_never_keeps_the_others_back(family):
    with acting(ENGINE):  # a street that the standard's characters cannot carry
        Person.objects.filter(family_id=family, number=2).update(street="\u674e", city="Lakeport")
    found = told(subscriber(), dependent())
    assert [bool(one.benefits) for one in found] == [True, False]
    assert [one.reason for one in found[1].dependent.insured.rejects] == ["42"]
