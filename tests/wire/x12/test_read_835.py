"""Payments read: streams and whole, several payees, reversals; and what does not add up."""

from dataclasses import replace

import oxedi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.wire.x12 import Severity, TransactionEnd, check
from coverwell.wire.x12.transactions.read_835 import read_remittances, whole_remittances
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.remit_835 import (
    ClaimPayment,
    ProviderAdjustment,
    Remittance835,
    Summary835,
)
from coverwell.wire.x12.transactions.write_835 import write_remittances
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.payments import remittances
from tests.wire.x12.sets import ENVELOPE, file_of
from tests.wire.x12.test_835 import CLAIM, LINE, PAYMENT, REMITTANCE


VERSION = "005010X221A1"
GOOD = write_remittances(ENVELOPE, [REMITTANCE])


def whole(data: bytes) -> list[Remittance835]:
    return [one.remittance for one in whole_remittances([data])]


def test_a_payment_is_read_as_it_was_written():
    assert whole(GOOD) == [REMITTANCE]


@settings(max_examples=25)
@given(st.lists(remittances(), min_size=1, max_size=2))
def test_whatever_balances_is_written_read_equal_and_accepted(payments):
    data = write_remittances(ENVELOPE, payments)
    assert whole(data) == payments
    assert list(check([data])) == []


@settings(max_examples=10)
@given(remittances())
def test_oxedi_finds_that_what_we_write_balances(payment):
    found = oxedi.parse(write_remittances(ENVELOPE, [payment])).diagnostics
    assert [str(one) for one in found] == []


@settings(max_examples=4)
@given(remittances())
def test_pyx12_accepts_what_we_write(payment):
    assert pyx12_complaints(write_remittances(ENVELOPE, [payment])) == []


def test_a_stream_hands_out_claims_and_adjustments_one_by_one():
    events = list(read_remittances([GOOD]))
    kinds = [type(event.value) for event in events if isinstance(event, Found)]
    assert kinds == [
        Remittance835,
        Summary835,
        ClaimPayment,
        ProviderAdjustment,
        ProviderAdjustment,
    ]
    (end,) = (event for event in events if isinstance(event, TransactionEnd))
    assert end.accepted


def test_payments_to_several_payees_stand_in_one_file():
    other = replace(REMITTANCE, payee=REMITTANCE.payee._replace(last="BAY HOSPITAL"))
    data = write_remittances(ENVELOPE, [REMITTANCE, other])
    assert [one.payee.last for one in whole(data)] == ["HARBOR FAMILY CLINIC", "BAY HOSPITAL"]


def test_a_reversal_and_its_correction_are_read_apart():
    reverse = replace(
        CLAIM,
        status="22",
        charge=-15000,
        paid=-6500,
        patient_owes=None,
        amounts=(),
        lines=(),
        adjustments=tuple(
            one._replace(amount=-one.amount) for line in CLAIM.lines for one in line.adjustments
        ),
    )
    payment = replace(PAYMENT, amount=0, handling="H", method="NON", format="")
    payment = replace(payment, payer_account=None, payee_account=None)
    sent = replace(REMITTANCE, payment=payment, claims=(reverse, CLAIM), adjustments=())
    (read,) = whole(write_remittances(ENVELOPE, [sent]))
    assert read == sent
    assert [claim.status for claim in read.claims] == ["22", "1"]


@pytest.mark.parametrize(
    ("old", "new", "segment", "element", "words"),
    [
        (b"SVC*HC:99213:25*120*65", b"SVC*HC:99213:25*120*64", "SVC", 3, "line does not add up"),
        (b"CAS*PR*1*30~", b"CAS*PR*1*30.01~", "SVC", 3, "30.01"),
        (b"CLP*ACCT-1*1*150*65*", b"CLP*ACCT-1*1*150*66*", "CLP", 4, "claim does not add up"),
        (b"BPR*I*60*", b"BPR*I*60.5*", "BPR", 2, "provider adjustments come to 60.00"),
        (b"*L6:2026000001*-2~", b"*L6:2026000001*2~", "BPR", 2, "56.00"),
    ],
)
def test_what_does_not_add_up_is_told_once_where_it_arises(old, new, segment, element, words):
    assert old in GOOD
    (finding,) = check([GOOD.replace(old, new)])
    assert (finding.level.value, finding.code) == ("824", "010")
    assert (finding.segment_id, finding.element, finding.rejects) == (segment, element, True)
    assert words in finding.message
    assert GOOD.replace(old, new)[finding.offset :].startswith(segment.encode())


def test_a_payment_that_does_not_add_up_is_not_accepted():
    (read,) = whole_remittances([GOOD.replace(b"BPR*I*60*", b"BPR*I*61*")])
    assert not read.accepted
    assert read.remittance.payment.amount == 6100


def test_a_negative_payment_and_money_without_a_way_are_told():
    negative = GOOD.replace(b"BPR*I*60*C*ACH", b"BPR*I*-60*C*ACH")
    assert any("negative" in finding.message for finding in check([negative]))
    unpaid = GOOD.replace(b"BPR*I*60*C*ACH*CCP", b"BPR*I*60*C*NON*")
    assert [f.element for f in check([unpaid]) if f.severity is Severity.WARN] == [4]


def test_a_sender_without_a_business_contact_is_accepted():
    body = GOOD.decode().split("~")
    plain = [one for one in body if not one.startswith("PER*CX")]
    at = plain.index("SE*" + str(len(body) - 5) + "*0001")
    plain[at] = f"SE*{len(plain) - 5}*0001"
    assert list(check(["~".join(plain).encode()])) == []


def test_an_amount_that_cannot_be_read_is_the_only_finding():
    (finding,) = check([GOOD.replace(b"CLP*ACCT-1*1*150*65*", b"CLP*ACCT-1*1*150*6x*")])
    assert (finding.level.value, finding.segment_id, finding.element) == ("IK4", "CLP", 4)


def test_summaries_of_a_hospital_are_kept():
    body = GOOD.decode().split("ST*835*0001~")[1].split("~SE*")[0].split("~")
    at = body.index("LX*1")
    body[at : at + 1] = ["LX*1", "TS3*1234567893*11*20261231*1*150", "TS2*65"]
    (found,) = (
        event.value
        for event in read_remittances([file_of(VERSION, body)])
        if isinstance(event, Found) and isinstance(event.value, Summary835)
    )
    assert found == Summary835("1", ("1234567893", "11", "20261231", "1", "150"), ("65",))
    assert LINE.paid == 6500
