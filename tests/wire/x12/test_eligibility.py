"""Eligibility questions and answers: read to typed values, written again to the same bytes."""

from datetime import date

import pytest

from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.common import Party, Trace
from coverwell.wire.x12.transactions.eligibility import (
    ANSWER,
    INQUIRY,
    Benefit,
    Eligibility,
    Header,
    Insured,
    Named,
    Person,
    Receiver,
    Reject,
    Related,
    Source,
)
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from coverwell.wire.x12.transactions.write_eligibility import write_answers, write_inquiries
from coverwell.wire.x12.writer import CannotWriteError
from tests.wire.x12.generate import transaction
from tests.wire.x12.judge import x12sdk_complaints
from tests.wire.x12.samples import lines
from tests.wire.x12.sets import ENVELOPE, file_of
from tests.wire.x12.status_sets import (
    ASK_DETAILS,
    ASK_SEVERAL,
    ASK_SUBSCRIBER,
    ELIGIBILITY,
    REFUSE_PERSON,
    REFUSE_RECEIVER,
    REFUSE_SOURCE,
    TELL_DEPENDENT,
    TELL_SUBSCRIBER,
    one_file,
)


FILES = [(name, one_file(name, text)) for name, texts in ELIGIBILITY.items() for text in texts]
WRITERS = {INQUIRY: write_inquiries, ANSWER: write_answers}


def messages(name: str, data: bytes) -> list[Eligibility]:
    found = [event for event in read_eligibility([data]) if isinstance(event, Eligibility)]
    assert all(message.transaction.guide == name for message in found)
    return found


@pytest.mark.parametrize(("name", "data"), FILES)
def test_a_file_is_accepted_and_survives_reading_and_writing_byte_for_byte(name, data):
    assert list(check([data])) == []
    found = messages(name, data)
    assert all(message.acceptable for message in found)
    assert WRITERS[name](ENVELOPE, found) == data


@pytest.mark.parametrize("name", [INQUIRY, ANSWER])
def test_any_set_that_the_guide_allows_is_the_same_when_written_and_read_again(name):
    for seed in range(12):
        data = file_of(name, transaction(name, seed, rich=0.3))
        found = messages(name, data)
        rejecting = [finding for message in found for finding in message.findings]
        if rejecting or not found:
            continue
        again = messages(name, WRITERS[name](ENVELOPE, found))
        assert [m._replace(transaction=None) for m in again] == [
            m._replace(transaction=None) for m in found
        ]


@pytest.mark.parametrize(("name", "data"), FILES)
def test_x12sdk_accepts_what_is_written(name, data):
    assert x12sdk_complaints(data) == []


def test_a_question_is_read_in_the_words_of_the_standard():
    (asked,) = messages(INQUIRY, one_file(INQUIRY, ASK_SUBSCRIBER))
    assert (asked.header.reference, asked.header.date) == ("ASK-1", date(2026, 1, 5))
    assert asked.source.party.id == "PAYER01"
    assert asked.receiver.party.npi == "1234567893"
    assert asked.receiver.named.specialty.id == "207Q00000X"
    insured = asked.patient.insured
    assert (insured.name.last, insured.name.id, insured.born) == (
        "LAKE",
        "M0000001",
        date(1980, 2, 14),
    )
    assert asked.patient.traces == (Trace("1", "ASK-1-1", "9HARBORCLI", "DESK 2"),)
    assert asked.questions[0].service_types == ("30",)
    assert insured.dates[0].first == date(2026, 1, 5)


def test_service_types_procedures_and_places_are_told_apart():
    (asked,) = messages(INQUIRY, one_file(INQUIRY, ASK_DETAILS))
    kinds, procedure = asked.questions
    assert (kinds.service_types, kinds.pointers) == (("98", "33", "MH"), ("1", "2"))
    assert procedure.procedure == ("HC", "99213", "25")
    assert [place.code for question in asked.questions for place in question.places] == [
        "11",
        "22",
    ]
    assert asked.patient.insured.diagnoses.codes == ("J0290", "R509")
    assert kinds.amounts[0].amount == 3750


def test_a_subscriber_above_a_dependent_is_no_question_of_its_own():
    lily, sam = messages(INQUIRY, one_file(INQUIRY, ASK_SEVERAL))
    assert (lily.dependent.insured.name.first, lily.subscriber.insured.name.first) == (
        "LILY",
        "TOM",
    )
    assert (sam.dependent, sam.subscriber.insured.name.first) == (None, "SAM")


def test_benefits_are_read_with_all_that_belongs_to_them():
    (told,) = messages(ANSWER, one_file(ANSWER, TELL_SUBSCRIBER))
    by_kind = {benefit.information: benefit for benefit in told.benefits}
    assert len(told.benefits) == 12
    assert by_kind["C"].amount == 125050
    assert by_kind["C"].messages[0].text == "DEDUCTIBLE AS OF TODAY"
    assert (by_kind["A"].percent, by_kind["A"].deliveries[0].quantity) == ("0.2", "20")
    assert by_kind["1"].procedure == ("HC", "99213", "25")
    assert [condition.code for condition in by_kind["1"].conditions] == ["11", ""]
    care, other = by_kind["L"].related
    assert (care.entity, care.relationship, care.contacts[0].numbers[1]) == (
        "P3",
        "65",
        ("EX", "12"),
    )
    assert other.last == "OTHER MUTUAL"
    assert told.patient.insured.relation.maintenance == "001"


def test_a_refusal_is_read_at_the_level_where_it_stands():
    (source,) = messages(ANSWER, one_file(ANSWER, REFUSE_SOURCE))
    assert source.source.rejects == (Reject("Y", "42", "P"),)
    assert source.source.named.rejects == (Reject("Y", "80", "R"),)
    assert source.patient is None
    (receiver,) = messages(ANSWER, one_file(ANSWER, REFUSE_RECEIVER))
    assert receiver.receiver.named.rejects == (Reject("Y", "50", "N"),)
    (person,) = messages(ANSWER, one_file(ANSWER, REFUSE_PERSON))
    assert person.subscriber.insured.rejects == (Reject("N", "72", "C"),)
    assert [reject.reason for reject in person.dependent.insured.rejects] == ["58", "71"]
    lily, sam = messages(ANSWER, one_file(ANSWER, TELL_DEPENDENT))
    assert lily.benefits[1].rejects == (Reject("Y", "56", "C"),)
    assert sam.patient.insured.rejects[0].reason == "75"


def answer(*benefits: Benefit) -> Eligibility:
    return Eligibility(
        Header("11", "ASK-9", date(2026, 1, 5), "0834"),
        Source(Named(Party("PR", last="COVERWELL DEMO PLAN", id_qualifier="PI", id="PAYER01"))),
        Receiver(Named(Party("1P", last="HARBOR CLINIC", id_qualifier="XX", id="1234567893"))),
        Person(
            Insured(
                Party("IL", "1", "LAKE", "MARIA", id_qualifier="MI", id="M0000001"),
                born=date(1980, 2, 14),
                sex="F",
                benefits=benefits,
            ),
            (Trace("2", "ASK-9-1", "9HARBORCLI"),),
        ),
    )


def test_an_answer_made_by_hand_is_written_with_its_brackets_and_levels():
    care = Related("P3", "1", "STONE", "PAUL", id_qualifier="XX", id="1234567893")
    data = write_answers(ENVELOPE, [answer(Benefit("L", related=(care,)), Benefit("1", "IND"))])
    written = data.decode().split("~")
    at = written.index("EB*L")
    assert written[at : at + 5] == [
        "EB*L",
        "LS*2120",
        "NM1*P3*1*STONE*PAUL****XX*1234567893",
        "LE*2120",
        "EB*1*IND",
    ]
    assert "HL*3*2*22*0" in written
    assert "DMG*D8*19800214*F" in written
    assert x12sdk_complaints(data) == []


@pytest.mark.parametrize(
    ("benefit", "words"),
    [
        (Benefit("ZZ"), "EB01"),
        (Benefit("1", service_types=("30", "XX")), "EB03 repeat 2"),
        (Benefit("1", quantity="3"), "EB09"),
        (Benefit("1", messages=tuple(Reject("Y", "1", "1") for _ in "1")), "text"),
    ],
)
def test_an_answer_that_breaks_its_guide_is_not_written(benefit, words):
    with pytest.raises((CannotWriteError, AttributeError), match=words):
        write_answers(ENVELOPE, [answer(benefit)])


def test_a_bad_code_in_one_answer_leaves_the_others_whole():
    data = one_file(ANSWER, TELL_DEPENDENT).replace(b"EB*6**30", b"EB*6**ZZ")
    lily, sam = messages(ANSWER, data)
    assert (lily.acceptable, sam.acceptable) == (False, True)
    (finding,) = lily.findings
    assert (finding.segment_id, finding.element, finding.value) == ("EB", 3, "ZZ")


def test_a_bracket_that_is_not_closed_is_missed():
    data = one_file(ANSWER, TELL_SUBSCRIBER)
    for gone, missed in ((b"LE*2120~", "LE"), (b"LS*2120~", "LS")):
        body = data.replace(gone, b"").replace(b"SE*50*", b"SE*49*")
        missing = [f for f in check([body]) if f.segment_id == missed]
        assert [finding.code for finding in missing] == ["I6"]


def test_others_concerned_are_counted_for_each_benefit_by_itself():
    told = lines(TELL_SUBSCRIBER)
    first = next(at for at, one in enumerate(told) if one.startswith("EB*"))
    concerned = ["EB*1**30", "LS*2120", *["NM1*P3*1*STONE"] * 23, "LE*2120"]
    assert list(check([file_of(ANSWER, [*told[:first], *concerned * 2])])) == []
    concerned.insert(-1, "NM1*P3*1*STONE")
    found = list(check([file_of(ANSWER, [*told[:first], *concerned * 2])]))
    assert [(one.code, one.loop) for one in found] == [("4", "2120C")]
