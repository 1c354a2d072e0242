"""Hypothesis strategies for 835 payments that add up."""

from datetime import date

from hypothesis import strategies as st

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
)


NUMBERS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-", min_size=2, max_size=20)
NAMES = st.sampled_from(("LAKE", "BROOK", "O'HILL", "REED-STONE", "VAN DER BERG"))
CENTS = st.integers(0, 9_999_999)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
PERIODS = st.builds(
    lambda first, last: Period(first, last if last and last > first else None),
    DAYS,
    st.none() | DAYS,
)
MODIFIERS = st.lists(st.sampled_from(("25", "59", "TC", "RT")), max_size=4).map(tuple)
PROCEDURES = st.builds(
    Procedure,
    st.sampled_from(("HC", "AD", "N4")),
    st.sampled_from(("99213", "D1110")),
    MODIFIERS,
    st.just(""),
)
REASONS = st.builds(
    Adjustment,
    st.sampled_from(("CO", "PR", "OA", "PI")),
    st.sampled_from(("45", "1", "2", "3", "97", "23")),
    st.integers(-99_999, 99_999),
    st.sampled_from(("", "1", "2.5")),
)
REMARKS = st.lists(st.sampled_from(("N130", "M15", "MA01")), max_size=3).map(tuple)


def ordered(values):
    """Adjustments as CAS segments hold them: runs of one group."""
    return tuple(sorted(values, key=lambda one: one.group))


@st.composite
def lines(draw) -> ServicePayment:
    taken = ordered(draw(st.lists(REASONS, max_size=8)))
    paid = draw(CENTS)
    return ServicePayment(
        draw(PROCEDURES),
        paid + sum(one.amount for one in taken),
        paid,
        draw(st.none() | PERIODS),
        draw(st.sampled_from(("", "0450"))),
        draw(st.sampled_from(("", "1", "2"))),
        draw(st.none() | PROCEDURES),
        "",
        taken,
        draw(st.just("") | NUMBERS),
        tuple(Reference("LU", number) for number in draw(st.lists(NUMBERS, max_size=1))),
        draw(st.none() | CENTS),
        tuple(Amount("T", amount) for amount in draw(st.lists(CENTS, max_size=1))),
        draw(REMARKS),
        tuple(("ZL", "2") for _ in range(draw(st.integers(0, 1)))),
        tuple("75" for _ in range(draw(st.integers(0, 1)))),
    )


@st.composite
def claims(draw) -> ClaimPayment:
    own = ordered(draw(st.lists(REASONS, max_size=7)))
    parts = tuple(draw(st.lists(lines(), max_size=4)))
    paid = draw(CENTS) if not parts else sum(line.paid for line in parts) - _sum(own)
    charge = sum(line.charge for line in parts) if parts else paid + _sum(own)
    return ClaimPayment(
        draw(NUMBERS),
        draw(st.sampled_from(("1", "2", "3", "4", "19"))),
        charge,
        paid,
        draw(st.none() | CENTS),
        "12",
        draw(NUMBERS),
        Party("QC", "1", draw(NAMES), draw(NAMES), id_qualifier="MI", id=draw(NUMBERS)),
        draw(st.sampled_from(("", "11"))),
        adjustments=own,
        insured=draw(st.none() | st.builds(_insured, NAMES, NUMBERS)),
        outpatient=draw(st.sampled_from(((), ("", "", "MA01")))),
        references=tuple(Reference("EA", one) for one in draw(st.lists(NUMBERS, max_size=1))),
        statement=draw(st.none() | PERIODS),
        received=draw(st.none() | DAYS),
        contacts=tuple(
            Contact("CX", "CLAIMS", (("TE", "5555550101"),))
            for _ in range(draw(st.integers(0, 1)))
        ),
        amounts=tuple(Amount("AU", amount) for amount in draw(st.lists(CENTS, max_size=1))),
        lines=parts,
    )


def _sum(values) -> int:
    return sum(one.amount for one in values)


def _insured(name: str, number: str) -> Party:
    return Party("IL", "1", name, "JO", id_qualifier="MI", id=number)


@st.composite
def remittances(draw) -> Remittance835:
    paid = tuple(draw(st.lists(claims(), max_size=4)))
    total = sum(claim.paid for claim in paid)
    year_end = date(2026, 12, 31)
    interest = draw(st.integers(0, 500))
    plb = [ProviderAdjustment("1234567893", year_end, "L6", "INT", -interest)] if interest else []
    if total < 0:  # what the payee owes is carried forward
        plb.append(ProviderAdjustment("1234567893", year_end, "FB", "OWED", total))
    amount = total - sum(one.amount for one in plb)
    bank = draw(st.booleans()) and amount > 0
    return Remittance835(
        Payment(
            amount,
            ("ACH" if bank else "CHK") if amount else "NON",
            draw(DAYS),
            draw(NUMBERS),
            "1912223333",
            "I" if amount else "H",
            "CCP" if bank else "",
            Account("021000021", "998877") if bank else None,
            Account("011000015", "123456", "SG") if bank else None,
        ),
        Party(
            "PR",
            last="COVERWELL DEMO PLAN",
            address=Address("100 MAIN ST", "", "SEATTLE", "WA", "98101"),
        ),
        Party("PE", last=draw(NAMES), id_qualifier="XX", id="1234567893"),
        paid,
        tuple(plb),
        produced=draw(st.none() | DAYS),
        technical_contacts=(Contact("BL", "EDI HELP", (("TE", "5555550102"),)),),
    )
