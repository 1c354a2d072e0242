"""Acknowledgments: what was found in a file, answered as 999, TA1 and 277CA."""

from datetime import UTC, date, datetime

from coverwell.wire.x12 import check, read, read_claims
from coverwell.wire.x12.transactions.ack_999 import (
    Acknowledger,
    Acknowledgment999,
    AcknowledgmentTA1,
    ElementNote,
)
from coverwell.wire.x12.transactions.claim_ack_277 import (
    ClaimAcknowledgment,
    ClaimStatus,
    LineStatus,
    ProviderStatuses,
    Status,
    write_277ca,
)
from coverwell.wire.x12.transactions.common import Party, Procedure
from coverwell.wire.x12.transactions.remit_835 import Period
from coverwell.wire.x12.transactions.write_999 import write_999, write_ta1
from coverwell.wire.x12.writer import Envelope
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.samples import PATIENT, PROFESSIONAL, file_of, lines, professional, transaction


ENVELOPE = Envelope(
    "ZZ",
    "PAYER01",
    "ZZ",
    "SENDER01",
    datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
    55,
    "T",
    group_control=55,
)


def answers(data: bytes) -> tuple[Acknowledgment999, AcknowledgmentTA1]:
    listener = Acknowledger()
    found = [answer for event in read([data]) if (answer := listener.take(event))]
    group, interchange = found
    assert isinstance(group, Acknowledgment999)
    assert isinstance(interchange, AcknowledgmentTA1)
    return group, interchange


def spoiled(old: str, new: str) -> bytes:
    body = lines(PROFESSIONAL)
    body[body.index(old)] = new
    return professional(body)


def segments(data: bytes) -> list[str]:
    return data.decode().rstrip("~").split("~")


def test_a_clean_file_is_accepted():
    group, interchange = answers(professional())
    assert (group.status, group.accepted, group.answers[0].status) == ("A", 1, "A")
    assert (interchange.status, interchange.code) == ("A", "000")
    data = write_999(ENVELOPE, [group])
    assert list(check([data])) == []
    assert pyx12_complaints(data) == []
    assert "AK1*HC*11*005010X222A1" in segments(data)
    assert "AK2*837*0001*005010X222A1" in segments(data)
    assert "AK9*A*1*1*1" in segments(data)


def test_a_bad_code_is_noted_with_its_place_and_the_set_is_kept():
    group, _ = answers(spoiled("DMG*D8*19800214*F", "DMG*D8*19800230*X"))
    (note,) = group.answers[0].notes
    assert (note.segment_id, note.segment, note.loop, note.code) == ("DMG", 17, "2010BA", "8")
    assert note.elements == (ElementNote(2, 0, "8", "19800230"), ElementNote(3, 0, "7", "X"))
    assert (group.answers[0].status, group.status) == ("E", "E")
    data = write_999(ENVELOPE, [group])
    assert list(check([data])) == []
    assert pyx12_complaints(data) == []
    written = segments(data)
    at = written.index("IK3*DMG*17*2010*8")  # IK303 holds four characters
    assert written[at + 1 : at + 3] == ["IK4*2**8*19800230", "IK4*3**7*X"]


def test_a_bad_header_rejects_the_set_and_not_its_neighbour():
    bad = lines(PROFESSIONAL)
    bad[0] = "BHT*0019*77*BATCH77*20260105*0833*CH"
    data = file_of(transaction(bad), transaction(lines(PROFESSIONAL), control="0002"))
    group, _ = answers(data)
    assert [answer.status for answer in group.answers] == ["R", "A"]
    assert (group.status, group.included, group.received, group.accepted) == ("P", 2, 2, 1)
    assert pyx12_complaints(write_999(ENVELOPE, [group])) == []


def test_a_wrong_interchange_trailer_is_answered_with_a_ta1():
    data = professional().replace(b"IEA*1*000000101", b"IEA*1*000000999")
    _, interchange = answers(data)
    assert (interchange.status, interchange.code) == ("E", "001")
    written = write_ta1(ENVELOPE, [interchange])
    assert "TA1*000000101*260105*0833*E*001" in segments(written)
    assert [f for f in check([written]) if f.rejects] == []


def test_the_typed_reader_tells_the_999_the_same():
    body = lines(PROFESSIONAL) + lines(PATIENT)
    body[16] = "NM1*PR*2*X*****ZZ*PAYER01"
    data = professional(body)
    listener = Acknowledger()
    found = [answer for event in read_claims([data]) if (answer := listener.take(event))]
    assert found == list(answers(data))


def test_every_claim_is_answered_with_totals_that_add_up():
    patient = Party("QC", "1", "LAKE", "MARIA", "", "", "MI", "M0000001")
    good = ClaimStatus(
        patient,
        "ACCT-1",
        15000,
        (Status("A2", "20"),),
        payer_number="2026000001",
        clearinghouse_number="CH0001",
        service=Period(date(2026, 1, 2)),
    )
    bad = ClaimStatus(
        patient,
        "ACCT-2",
        8050,
        (Status("A7", "562", "85"), Status("A8", "400")),
        type_of_bill="111",
        service=Period(date(2026, 1, 2), date(2026, 1, 4)),
        lines=(LineStatus(Procedure("HC", "99213"), 8050, (Status("A7", "454"),), control="L1"),),
    )
    answer = ClaimAcknowledgment(
        Party("PR", last="COVERWELL DEMO PLAN", id_qualifier="PI", id="PAYER01"),
        Party("41", last="HARBOR BILLING", id_qualifier="46", id="SENDER01"),
        "A0001",
        "T0001",
        "BATCH77",
        "0901",
        date(2026, 1, 5),
        date(2026, 1, 5),
        (
            ProviderStatuses(
                Party("85", last="HARBOR FAMILY CLINIC", id_qualifier="XX", id="1234567893"),
                (good, bad),
            ),
        ),
    )
    data = write_277ca(ENVELOPE, [answer])
    assert list(check([data])) == []
    written = segments(data)
    assert "STC*A1:19:PR*20260105*WQ*230.5" in written
    assert written[written.index("QTY*90*1") :][:4] == [
        "QTY*90*1",
        "QTY*AA*1",
        "AMT*YU*150",
        "AMT*YY*80.5",
    ]
    assert "STC*A2:20*20260105*WQ*150" in written
    assert "REF*1K*2026000001" in written
    assert "STC*A7:562:85*20260105*U*80.5******A8:400" in written
    assert "DTP*472*RD8*20260102-20260104" in written
    assert written[written.index("SVC*HC:99213*80.5") + 1] == "STC*A7:454*20260105*U*80.5"
