"""Bank files: what two independent validators accept, and what they do not look at."""

from datetime import UTC, date, datetime

import achkit
import pytest
from achlens.core import validate_ach_file
from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.wire.nacha import (
    AchFile,
    Bank,
    CannotWriteError,
    Credit,
    MemberBatch,
    Origin,
    ProviderBatch,
    Reassociation,
    is_routing_number,
    write_file,
)


BANK = Bank("021000021", "FIRST RIVER BANK")
ORIGIN = Origin("1912223333", "COVERWELL DEMO PLAN")
WHEN = datetime(2026, 1, 9, 6, 0, tzinfo=UTC)
CLINIC = Credit("011000015", "123456", 6000, "HARBOR FAMILY CLINIC", "PAY000001")
TRACE = Reassociation("TRACE0001", "1912223333")
MEMBER = Credit("021000021", "00-778", 1234, "Lucía Peña", "PAY000002", "SG")
FILE = AchFile(
    BANK,
    ORIGIN,
    WHEN,
    "A",
    (
        ProviderBatch(date(2026, 1, 12), ((CLINIC, TRACE),)),
        MemberBatch(date(2026, 1, 12), (MEMBER,)),
    ),
)


def records(data: bytes) -> list[str]:
    return data.decode().splitlines()


def complaints(data: bytes) -> list[object]:
    text = data.decode()
    errors = list(achkit.validate(text)["errors"])
    report = validate_ach_file(text)
    return errors + [finding for finding in report.findings if finding.severity == "error"]


def test_two_validators_accept_the_file():
    data = write_file(FILE)
    assert complaints(data) == []
    assert {len(record) for record in records(data)} == {94}
    assert len(records(data)) == 10


def test_a_provider_payment_can_be_matched_to_its_835():
    header, entry, addendum = records(write_file(FILE))[1:4]
    assert (header[50:53], header[53:63], header[69:75]) == ("CCD", "HCCLAIMPMT", "260112")
    assert (entry[1:3], entry[3:12], entry[29:39], entry[78]) == (
        "22",
        "011000015",
        "0000006000",
        "1",
    )
    assert addendum[3:83].rstrip() == "TRN*1*TRACE0001*1912223333~"
    assert addendum[87:] == entry[87:]


def test_a_member_is_paid_without_an_addendum():
    header, entry, control = records(write_file(FILE))[5:8]
    assert header[50:53] == "PPD"
    assert (entry[1:3], entry[54:76].rstrip(), entry[78]) == ("32", "LUCIA PENA", "0")
    assert control[0] == "8"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Bank("021000022", "X"), "sending bank"),
        (lambda: Credit("021000020", "1", 1, "N", "P1"), "Payment P1: the routing number"),
        (lambda: Credit("021000021", "", 1, "N", "P1"), "account"),
        (lambda: Credit("021000021", "1", 0, "N", "P1"), "amount"),
        (lambda: Credit("021000021", "1", 10**10, "N", "P1"), "amount"),
        (lambda: Origin("123", "X"), "company id"),
        (lambda: Reassociation("A*B", "1912223333"), "trace number"),
        (lambda: AchFile(BANK, ORIGIN, WHEN, "A", ()), "needs a batch"),
        (
            lambda: AchFile(BANK, ORIGIN, WHEN, "A", (MemberBatch(date(2026, 1, 12), ()),)),
            "needs a payment",
        ),
    ],
)
def test_what_no_bank_would_take_is_refused(make, words):
    with pytest.raises(CannotWriteError, match=words):
        make()


def routing(digits: list[int]) -> str:
    weighted = sum(digit * (3, 7, 1)[at % 3] for at, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-weighted % 10)


ROUTINGS = (
    st.lists(st.integers(0, 9), min_size=8, max_size=8).map(routing).filter(is_routing_number)
)


@settings(deadline=None)
@given(st.lists(st.tuples(ROUTINGS, st.integers(1, 9_999_999_999)), min_size=1, max_size=25))
def test_totals_and_hashes_always_hold(payments):
    paid = tuple(
        (Credit(number, "1", cents, "N", f"P{at}"), Reassociation(f"T{at}", "1912223333"))
        for at, (number, cents) in enumerate(payments)
    )
    data = write_file(AchFile(BANK, ORIGIN, WHEN, "A", (ProviderBatch(date(2026, 1, 12), paid),)))
    text = data.decode()
    assert achkit.validate(text)["errors"] == []
    assert len(records(data)) % 10 == 0
    assert sum(record.startswith("705") for record in records(data)) == len(payments)
    assert int(records(data)[-1 - text.count("9" * 94)][43:55]) == sum(c for _, c in payments)
