"""Claim status, requests for records and claim acknowledgments: read, and written again."""

from datetime import date

import pytest

from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.claim_status import (
    ACKNOWLEDGMENT_VERSION,
    ANSWER,
    INQUIRY,
    REQUEST_VERSION,
    Claim,
    ClaimStatus,
    Header,
    Line,
    Person,
    Side,
    Status,
)
from coverwell.wire.x12.transactions.common import Dated, Party, Reference
from coverwell.wire.x12.transactions.read_claim_status import read_claim_status
from coverwell.wire.x12.transactions.write_claim_status import write_claim_status
from coverwell.wire.x12.writer import CannotWriteError
from tests.wire.x12.generate import transaction
from tests.wire.x12.judge import x12sdk_complaints
from tests.wire.x12.sets import ENVELOPE, file_of
from tests.wire.x12.status_sets import (
    ASK_RECORDS,
    ASK_STATUS,
    REFUSE_STATUS,
    STATUS,
    TELL_CLAIMS,
    TELL_STATUS,
    one_file,
)


FILES = [(name, one_file(name, text)) for name, texts in STATUS.items() for text in texts]
JUDGED = [file for file in FILES if file[0] in (INQUIRY, ANSWER)]  # x12sdk knows no other 277


def messages(name: str, data: bytes) -> list[ClaimStatus]:
    found = [event for event in read_claim_status([data]) if isinstance(event, ClaimStatus)]
    assert all(message.transaction.guide == name for message in found)
    return found


@pytest.mark.parametrize(("name", "data"), FILES)
def test_a_file_is_accepted_and_survives_reading_and_writing_byte_for_byte(name, data):
    assert list(check([data])) == []
    found = messages(name, data)
    assert all(message.acceptable for message in found)
    assert write_claim_status(ENVELOPE, name, found) == data


@pytest.mark.parametrize("name", STATUS)
def test_any_set_that_the_guide_allows_is_the_same_when_written_and_read_again(name):
    tried = 0
    for seed in range(12):
        data = file_of(name, transaction(name, seed, rich=0.3))
        found = messages(name, data)
        if not found or any(message.findings for message in found):
            continue
        tried += 1
        again = messages(name, write_claim_status(ENVELOPE, name, found))
        assert [m._replace(transaction=None) for m in again] == [
            m._replace(transaction=None) for m in found
        ]
    assert tried >= 3


@pytest.mark.parametrize(("name", "data"), JUDGED)
def test_x12sdk_accepts_what_is_written(name, data):
    assert x12sdk_complaints(data) == []


def test_an_inquiry_is_read_with_its_claims_and_lines():
    maria, lily = messages(INQUIRY, one_file(INQUIRY, ASK_STATUS))
    assert [party.id_qualifier for party in maria.provider.parties] == ["XX", "FI"]
    assert [claim.trace for claim in maria.claims] == ["INQ-1-1", "INQ-1-2"]
    first = maria.claims[0]
    assert (first.payer_number, first.charge, first.dates[0].last) == (
        "2026000001",
        15000,
        date(2026, 1, 3),
    )
    (line,) = lily.claims[0].lines
    assert (line.procedure, line.charge, line.units, line.control) == (
        ("HC", "73110", "RT"),
        8050,
        "1",
        "L1",
    )
    assert (lily.dependent.name.first, lily.subscriber.name.first) == ("LILY", "TOM")


def test_an_answer_has_up_to_three_codes_and_what_was_paid():
    maria, lily, bay = messages(ANSWER, one_file(ANSWER, TELL_STATUS))
    paid, more = maria.claims[0].statuses
    assert (paid.category, paid.charge, paid.paid, paid.paid_on, paid.check) == (
        "F1",
        15000,
        6500,
        date(2026, 1, 12),
        "TRACE0001",
    )
    assert more.codes == (("F1", "1"), ("F0", "3", "1P"), ("F0", "16"))
    assert maria.claims[1].statuses[0].codes == (("D0", "35", "", "RX"),)
    assert lily.claims[0].lines[0].statuses[0].category == "P3"
    assert (bay.patient, bay.provider.batch.statuses[0].codes) == (None, (("E0", "24", "85"),))
    (refused,) = messages(ANSWER, one_file(ANSWER, REFUSE_STATUS))
    assert refused.asker.batch.statuses[0].codes == (("E0", "24", "41"),)


def test_a_request_says_what_is_wanted_by_when_and_where_it_goes():
    (asked,) = messages(REQUEST_VERSION, one_file(REQUEST_VERSION, ASK_RECORDS))
    (claim,) = asked.claims
    assert [code[1] for code in claim.statuses[0].codes] == ["18842-5", "11506-3"]
    assert [d.first for d in claim.dates if d.qualifier == "106"] == [date(2026, 3, 20)]
    assert (claim.answer.transmission, claim.answer.contacts[0].name) == ("EL", "RECORDS DESK")
    assert claim.lines[0].statuses[0].code == ("R4", "18748-4", "", "LOI")


def test_an_acknowledgment_is_read_with_its_totals():
    good, bad = messages(ACKNOWLEDGMENT_VERSION, one_file(ACKNOWLEDGMENT_VERSION, TELL_CLAIMS))
    assert good.payer.batch.trace == "CW-ACK-1"
    assert [(q.qualifier, q.value) for q in good.asker.batch.quantities] == [
        ("90", "1"),
        ("AA", "1"),
    ]
    assert good.claims[0].statuses[0].action == "WQ"
    status = bad.claims[0].statuses[0]
    assert status.codes == (("A7", "562", "82"), ("A8", "496", "85"))
    assert status.message == "CORRECT THE RENDERING PROVIDER"


def answer(*claims: Claim) -> ClaimStatus:
    payer = Party("PR", last="COVERWELL DEMO PLAN", id_qualifier="PI", id="PAYER01")
    asker = Party("41", last="HARBOR BILLING", id_qualifier="46", id="SENDER01")
    clinic = Party("1P", last="HARBOR CLINIC", id_qualifier="XX", id="1234567893")
    person = Party("IL", "1", "LAKE", "MARIA", id_qualifier="MI", id="M0000001")
    header = Header("0010", "08", "INQ-9", date(2026, 2, 5), "0834", "DG")
    sides = (Side((payer,)), Side((asker,)), Side((clinic,)))
    return ClaimStatus(header, *sides, Person(person, claims=claims))


STATUS_OF_LINE = Status(("F1", "65"), date(2026, 2, 1))


def test_an_answer_made_by_hand_is_written_in_the_order_of_the_guide():
    line = Line(("HC", "99213"), 12000, 6500, units="1", dates=(Dated("472", "D8", "20260102"),))
    claim = Claim(
        "INQ-9-1",
        (Status(("F1", "65"), date(2026, 2, 1), charge=15000, paid=6500),),
        (Reference("EJ", "ACCT-1"), Reference("1K", "2026000001")),
        lines=(line._replace(statuses=(STATUS_OF_LINE,)),),
    )
    data = write_claim_status(ENVELOPE, ANSWER, [answer(claim)])
    written = data.decode().split("~")
    at = written.index("TRN*2*INQ-9-1")
    assert written[at + 1 : at + 7] == [
        "STC*F1:65*20260201**150*65",
        "REF*EJ*ACCT-1",
        "REF*1K*2026000001",
        "SVC*HC:99213*120*65****1",
        "STC*F1:65*20260201",
        "DTP*472*D8*20260102",
    ]
    assert x12sdk_complaints(data) == []


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (Claim("T1"), "Required segment STC"),
        (Claim("T1", (Status(("F1",), date(2026, 2, 1)),)), "STC01-2"),
        (Claim("T1", (STATUS_OF_LINE,), (Reference("QQ", "1"),)), "no place for all references"),
        (Claim("T1", (STATUS_OF_LINE,), lines=(Line(("HC", "1"), 1, 1),)), "STC"),
    ],
)
def test_an_answer_that_breaks_its_guide_is_not_written(claim, words):
    with pytest.raises(CannotWriteError, match=words):
        write_claim_status(ENVELOPE, ANSWER, [answer(claim)])
