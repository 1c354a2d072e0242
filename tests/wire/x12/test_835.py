"""Payments written as 835: balanced, in the guide's words, readable by others."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.common import (
    Address,
    Adjustment,
    Amount,
    Contact,
    Party,
    Procedure,
    Reference,
)
from coverwell.wire.x12.transactions.remit_835 import (
    Account,
    ClaimPayment,
    Payment,
    Period,
    ProviderAdjustment,
    Remittance835,
    ServicePayment,
    UnbalancedError,
)
from coverwell.wire.x12.transactions.write_835 import write_remittances
from coverwell.wire.x12.writer import CannotWriteError, Envelope
from tests.wire.x12.judge import pyx12_complaints


ENVELOPE = Envelope(
    "ZZ",
    "PAYER01",
    "ZZ",
    "CLINIC01",
    datetime(2026, 1, 9, 6, 0, tzinfo=UTC),
    7,
    "T",
    group_control=7,
)
PAYER = Party(
    "PR",
    last="COVERWELL DEMO PLAN",
    address=Address("100 MAIN ST", "", "SEATTLE", "WA", "981010001"),
    references=(Reference("2U", "PAYER01"),),
    contacts=(Contact("CX", "PROVIDER SERVICES", (("TE", "5555550100"),)),),
)
PAYEE = Party(
    "PE",
    last="HARBOR FAMILY CLINIC",
    id_qualifier="XX",
    id="1234567893",
    address=Address("1 HARBOR WAY", "", "SEATTLE", "WA", "981010001"),
    references=(Reference("TJ", "912345678"),),
)
PATIENT = Party("QC", "1", "LAKE", "MARIA", "J", "", "MI", "M0000001")
LINE = ServicePayment(
    Procedure("HC", "99213", ("25",)),
    12000,
    6500,
    Period(date(2026, 1, 2)),
    units="1",
    adjustments=(Adjustment("CO", "45", 3000), Adjustment("PR", "3", 2500)),
    control="L1",
    allowed=9000,
    remarks=("N130",),
)
CLAIM = ClaimPayment(
    "ACCT-1",
    "1",
    15000,
    6500,
    5500,
    "12",
    "2026000001",
    PATIENT,
    facility_type="11",
    frequency="1",
    provider=Party("82", "1", "STONE", "PAUL", "", "", "XX", "1234567893"),
    references=(Reference("1L", "GRP100"),),
    statement=Period(date(2026, 1, 2)),
    received=date(2026, 1, 5),
    contacts=(Contact("CX", "CLAIMS", (("TE", "5555550101"),)),),
    amounts=(Amount("AU", 12000),),
    lines=(
        LINE,
        ServicePayment(
            Procedure("HC", "87880"),
            3000,
            0,
            Period(date(2026, 1, 2), date(2026, 1, 3)),
            adjustments=(Adjustment("PR", "1", 3000),),
            control="L2",
        ),
    ),
)
PAYMENT = Payment(
    6000,
    "ACH",
    date(2026, 1, 12),
    "TRACE0001",
    "1912223333",
    format="CCP",
    payer_account=Account("021000021", "998877"),
    payee_account=Account("011000015", "123456"),
)
REMITTANCE = Remittance835(
    PAYMENT,
    PAYER,
    PAYEE,
    (CLAIM,),
    (
        ProviderAdjustment("1234567893", date(2026, 12, 31), "WO", "2025000123", 700),
        ProviderAdjustment("1234567893", date(2026, 12, 31), "L6", "2026000001", -200),
    ),
    produced=date(2026, 1, 9),
    technical_contacts=(Contact("BL", "EDI HELP", (("TE", "5555550102"),)),),
)


def segments(data: bytes) -> list[str]:
    return data.decode().rstrip("~").split("~")


def test_a_balanced_payment_is_written_and_nobody_complains():
    data = write_remittances(ENVELOPE, [REMITTANCE])
    assert list(check([data])) == []
    assert pyx12_complaints(data) == []
    written = segments(data)
    assert (
        "BPR*I*60*C*ACH*CCP*01*021000021*DA*998877*1912223333**01*011000015*DA*123456*20260112"
        in (written)
    )
    assert "TRN*1*TRACE0001*1912223333" in written
    assert "CLP*ACCT-1*1*150*65*55*12*2026000001*11*1" in written
    assert "SVC*HC:99213:25*120*65**1" in written
    assert "CAS*CO*45*30" in written
    assert "LQ*HE*N130" in written
    assert "PLB*1234567893*20261231*WO:2025000123*7*L6:2026000001*-2" in written


def test_a_reversal_and_its_correction_stand_in_one_payment():
    reverse = replace(
        CLAIM,
        status="22",
        charge=-15000,
        paid=-6500,
        patient_owes=None,
        amounts=(),
        lines=tuple(
            replace(
                line,
                charge=-line.charge,
                paid=-line.paid,
                allowed=None,
                remarks=(),
                adjustments=tuple(a._replace(amount=-a.amount) for a in line.adjustments),
            )
            for line in CLAIM.lines
        ),
    )
    payment = replace(
        PAYMENT,
        amount=0,
        handling="H",
        method="NON",
        format="",
        payer_account=None,
        payee_account=None,
    )
    data = write_remittances(
        ENVELOPE, [replace(REMITTANCE, payment=payment, claims=(reverse, CLAIM), adjustments=())]
    )
    assert "CLP*ACCT-1*22*-150*-65**12*2026000001*11*1" in segments(data)
    assert "BPR*H*0*C*NON************20260112" in segments(data)
    assert list(check([data])) == []


@pytest.mark.parametrize(
    ("spoiled", "words"),
    [
        (
            replace(CLAIM, lines=(replace(LINE, paid=6501), CLAIM.lines[1])),
            "Claim ACCT-1, line 1, .*65.00 expected, 65.01 stated, difference 0.01",
        ),
        (replace(CLAIM, paid=6400), "Claim ACCT-1, .*difference -1.00"),
        (replace(CLAIM, status="22"), "reversal"),
    ],
)
def test_an_unbalanced_claim_is_refused_by_name(spoiled, words):
    with pytest.raises(UnbalancedError, match=words):
        write_remittances(ENVELOPE, [replace(REMITTANCE, claims=(spoiled,))])


def test_a_payment_that_is_not_the_sum_of_its_claims_is_refused():
    with pytest.raises(UnbalancedError, match=r"Payment TRACE0001.*difference 0.01"):
        write_remittances(ENVELOPE, [replace(REMITTANCE, payment=replace(PAYMENT, amount=6001))])


def test_a_negative_payment_is_refused():
    owed = ProviderAdjustment("1234567893", date(2026, 12, 31), "WO", "X", 7000)
    with pytest.raises(UnbalancedError, match="negative"):
        write_remittances(
            ENVELOPE,
            [replace(REMITTANCE, payment=replace(PAYMENT, amount=-500), adjustments=(owed,))],
        )


def test_codes_outside_the_guide_are_refused():
    with pytest.raises(CannotWriteError, match="CLP06"):
        write_remittances(ENVELOPE, [replace(REMITTANCE, claims=(replace(CLAIM, filing="99"),))])


def beside(reason: str, amount: int) -> ProviderAdjustment:
    return ProviderAdjustment("1234567893", date(2026, 12, 31), reason, "REF 1", amount)


@pytest.mark.parametrize(
    ("reason", "amount"), [("L6", 5), ("72", 5), ("B2", 5), ("IR", -5), ("LE", -5)]
)
def test_a_provider_adjustment_with_the_wrong_sign_is_refused(reason, amount):
    made = REMITTANCE
    paid = replace(made.payment, amount=made.payment.amount - amount)
    wrong = replace(made, payment=paid, adjustments=(*made.adjustments, beside(reason, amount)))
    with pytest.raises(UnbalancedError, match=f"PLB {reason} REF 1: .* wrong sign"):
        write_remittances(ENVELOPE, [wrong])


@pytest.mark.parametrize(("amount", "method"), [(0, "ACH"), (6000, "NON")])
def test_no_payment_is_said_to_be_none_and_nothing_else_is(amount, method):
    made = REMITTANCE
    rest = made.payment.amount - amount
    wrong = replace(
        made,
        payment=replace(made.payment, amount=amount, method=method),
        adjustments=(*made.adjustments, beside("FB", rest)) if rest else made.adjustments,
    )
    with pytest.raises(UnbalancedError, match="method NON"):
        write_remittances(ENVELOPE, [wrong])
