"""Premium payments: read to what each entity pays, written again, and balanced."""

from datetime import date

import pytest

from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.premium_820 import VERSION, Header820, Remitted
from coverwell.wire.x12.transactions.read_820 import read_premiums
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.write_820 import write_premiums
from coverwell.wire.x12.writer import CannotWriteError
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.sets import ENVELOPE, INDIVIDUALS_820, ORGANIZATION_820, file_of


FILES = [file_of(VERSION, ORGANIZATION_820), file_of(VERSION, INDIVIDUALS_820)]


def values(data: bytes) -> tuple[Header820, list[Remitted]]:
    header, *remitted = [e.value for e in read_premiums([data]) if isinstance(e, Found)]
    return header, remitted


@pytest.mark.parametrize("data", FILES)
def test_a_payment_is_accepted_and_survives_reading_and_writing_byte_for_byte(data):
    assert list(check([data])) == []
    header, remitted = values(data)
    assert write_premiums(ENVELOPE, header, remitted) == data
    assert pyx12_complaints(data) == []


def test_a_payment_is_read_in_the_words_of_the_standard():
    header, (group,) = values(FILES[0])
    assert (header.payment.amount, header.payment.method) == (300_000, "ACH")
    assert header.payment.payer_bank.account == "998877"
    assert header.payment.effective == date(2026, 1, 20)
    assert header.trace.number == "P26010001"
    assert header.payer.contacts[0].name == "ANA RUIZ"
    assert header.dates[1].last == date(2026, 1, 31)
    (item,) = group.items
    assert (item.paid, item.billed, item.lines[0].counts[0].members) == (315_000, 320_000, "7")
    assert (group.earlier[0].amount, item.adjustments[0].reason) == (-15_000, "AA")
    assert group.paid == header.payment.amount
    header, people = values(FILES[1])
    assert [one.paid for one in people] == [82_500, 31_250, 11_300]
    assert sum(one.paid for one in people) == header.payment.amount
    assert people[0].names[0].id == "M0000001"


def test_details_that_do_not_add_up_reject_the_payment():
    data = FILES[1].replace(b"RMR*IK*INV26010004**113~", b"RMR*IK*INV26010004**113.01~")
    (finding,) = check([data])
    assert (finding.level.value, finding.code, finding.segment_id) == ("824", "010", "BPR")
    assert "1250.50" in finding.message
    assert "1250.51" in finding.message
    header, people = values(FILES[1])
    with pytest.raises(CannotWriteError, match="add up to"):
        write_premiums(ENVELOPE, header, people[1:])


def test_an_organization_may_repeat_what_its_people_pay():
    both = [
        *ORGANIZATION_820,
        "ENT*2*2J*EI*000000001",
        "NM1*IL*1*LAKE*MARIA****N*M0000001",
        "RMR*IK*INV26010002**3000",
    ]
    assert list(check([file_of(VERSION, both)])) == []
