"""Application advice: what does not add up is told in an 824."""

from datetime import date

from coverwell.wire.x12 import TransactionEnd, check, read
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.transactions.ack_999 import Acknowledger, Acknowledgment999
from coverwell.wire.x12.transactions.advice_824 import (
    VERSION,
    Advice,
    Header824,
    Original,
    advice_of,
    read_advice,
    write_advice,
)
from coverwell.wire.x12.transactions.common import Party
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.write_999 import write_999
from tests.wire.x12.sets import ENVELOPE, INDIVIDUALS_820, file_of, lines
from tests.wire.x12.test_read_835 import GOOD


HEADER = Header824(
    "ADV26010001",
    date(2026, 1, 9),
    "0932",
    "U",
    submitter=Party("41", last="COVERWELL DEMO PLAN", id_qualifier="46", id="PAYER01"),
    receiver=Party("40", last="HARBOR WORKS", id_qualifier="46", id="SENDER01"),
)


def advice_on(data: bytes) -> Advice:
    findings = []
    for event in read([data]):
        if isinstance(event, Piece):
            findings += event.findings
        elif isinstance(event, TransactionEnd):
            found = advice_of(event.transaction, (*findings, *event.findings))
    assert found is not None
    return found


def test_a_payment_that_does_not_add_up_is_answered_with_the_place_and_the_code():
    bad = file_of("005010X218", INDIVIDUALS_820).replace(b"BPR*I*1250.5*", b"BPR*I*1250*")
    advice = advice_on(bad)
    assert (advice.original.code, advice.original.set) == ("TR", "820")
    (error,) = advice.errors
    assert (error.code, error.segment_id, error.segment, error.place) == (
        "010",
        "BPR",
        "2",
        ("2",),
    )
    data = write_advice(ENVELOPE, HEADER, [advice])
    assert list(check([data])) == []
    header, read_back = [e.value for e in read_advice([data]) if isinstance(e, Found)]
    assert (header, read_back) == (HEADER, advice)


def test_the_999_of_such_a_payment_says_that_the_set_is_in_error():
    listener = Acknowledger()
    bad = GOOD.replace(b"BPR*I*60*", b"BPR*I*61*")
    answers = [answer for event in read([bad]) if (answer := listener.take(event))]
    group = answers[0]
    assert isinstance(group, Acknowledgment999)
    assert (group.answers[0].status, group.answers[0].codes) == ("R", ("I5",))
    assert list(check([write_999(ENVELOPE, [group])])) == []


def test_a_sound_set_needs_no_advice():
    events = list(read([file_of("005010X218", INDIVIDUALS_820)]))
    (end,) = (event for event in events if isinstance(event, TransactionEnd))
    assert advice_of(end.transaction, end.findings) is None


def test_an_acceptance_is_read():
    body = lines("""
BGN*11*ADV26010002*20260109*0932**F2601**WQ
N1*41*COVERWELL DEMO PLAN*46*PAYER01
PER*IC*EDI HELP*TE*5555550102
N1*40*HARBOR WORKS*46*SENDER01
OTI*TA*TN*NA***20260105*0833*11*0001*834*005010X220A1
""")
    data = file_of(VERSION, body)
    assert list(check([data])) == []
    _, advice = [e.value for e in read_advice([data]) if isinstance(e, Found)]
    assert advice.original == Original(
        "TA", "TN", "NA", "", "", date(2026, 1, 5), "0833", "11", "0001", "834", "005010X220A1"
    )


def test_a_rejection_without_an_error_is_named():
    body = lines("""
BGN*11*ADV26010002*20260109*0932****U
N1*41*COVERWELL DEMO PLAN*46*PAYER01
N1*40*HARBOR WORKS*46*SENDER01
OTI*TR*TN*NA***20260105*0833*11*0001*834*005010X220A1
""")
    (finding,) = check([file_of(VERSION, body)])
    assert (finding.level.value, finding.code, finding.segment_id) == ("IK3", "I6", "TED")
