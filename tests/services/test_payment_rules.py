"""Netting, interest and banking days: no database, always true."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.payments.accounts import is_routing_number
from coverwell.services.payments.interest import _STATE, InterestTerms, prompt_pay
from coverwell.services.payments.postings import entries
from coverwell.services.payments.settle import net, settle
from coverwell.services.payments.terms import pay_day
from coverwell.services.payments.values import (
    Item,
    Payee,
    PayeeFacts,
    Waiting,
)
from coverwell.services.rulebook.sheets import dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError


CENTS = st.integers(-500_000, 500_000).map(Money)
DAY = pay_day(date(2026, 10, 7))
OFFICES = (Payee("231234567"), Payee("237654321"), Payee("", 7, 1))


def waiting(number: int, payee: Payee, amount: Money, received: date) -> Waiting:
    return Waiting(
        1, number, 1, payee, amount, f"C{number}", received, 1, "231234567", "A1", True, "PA",
        Money(0),
    )  # fmt: skip


@st.composite
def waitings(draw) -> list[Waiting]:
    rows = draw(st.lists(st.tuples(st.sampled_from(OFFICES), CENTS, st.integers(0, 400))))
    return [
        waiting(n, payee, amount, date(2026, 10, 7) - timedelta(days=age))
        for n, (payee, amount, age) in enumerate(rows)
    ]


BALANCES = st.integers(0, 300_000).map(Money)


@given(waitings(), BALANCES)
def test_nothing_is_lost_between_claims_payments_and_balances(rows, owed):
    payees = {each.payee: PayeeFacts("X", balance=owed) for each in rows}
    plan = settle(rows, payees, DAY)
    before = sum(payment.facts.balance for payment in plan.payments)
    assert sum(row.amount for row in rows) == plan.claims_total
    assert plan.total == plan.claims_total + plan.interest_total - before + plan.carried
    assert plan.claims == len(rows)


@given(waitings(), BALANCES)
def test_no_payment_is_negative_and_none_is_made_by_who_still_owes(rows, owed):
    payees = {each.payee: PayeeFacts("X", balance=owed) for each in rows}
    for payment in settle(rows, payees, DAY).payments:
        assert payment.amount >= 0
        assert payment.balance_after >= 0
        assert not (payment.amount and payment.balance_after)


@given(waitings(), st.randoms())
def test_the_order_of_what_waits_does_not_matter(rows, dice):
    payees = {each.payee: PayeeFacts("X") for each in rows}
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert settle(rows, payees, DAY) == settle(shuffled, payees, DAY)


@given(waitings(), BALANCES)
def test_every_posting_balances(rows, owed):
    payees = {each.payee: PayeeFacts("X", balance=owed) for each in rows}
    for payment in settle(rows, payees, DAY).payments:
        sides = entries(payment)
        assert sum(each.debit for each in sides) == sum(each.credit for each in sides)
        assert all((each.debit > 0) != (each.credit > 0) for each in sides)


def test_a_recoupment_larger_than_the_payment_pays_nothing_and_is_carried():
    payee = OFFICES[0]
    rows = [waiting(n, payee, Money(a), date(2026, 10, 1)) for n, a in ((1, 1000), (2, -8500))]
    items = tuple(Item(row, Money(0)) for row in rows)
    made = net(payee, PayeeFacts("X", balance=Money(500)), items, (), DAY)
    assert (made.method, made.amount, made.balance_after, made.recouped) == ("none", 0, 8000, 8500)


def test_what_is_due_to_an_unknown_payee_goes_on_waiting_and_is_named():
    rows = [waiting(n, payee, Money(100), date(2026, 10, 1)) for n, payee in enumerate(OFFICES)]
    plan = settle(rows, {OFFICES[0]: PayeeFacts("X")}, DAY)
    assert (plan.claims, plan.total) == (1, 100)
    assert plan.unknown == ("237654321", "7-01")
    assert ("unknown_payee", "7-01") in plan.warnings


@pytest.mark.parametrize(
    ("days", "cents"),
    # 18% of 1,000.00 a year is 49.315... cents a day, half up.
    [(30, 0), (31, 49), (32, 99), (395, 18000)],
)
def test_interest_begins_after_the_last_day_in_time(days, cents):
    clean = date(2026, 1, 1)
    terms = InterestTerms(30, 1800, from_receipt=False)
    assert terms.interest(Money(100_000), clean, clean + timedelta(days=days)) == cents


def test_interest_from_receipt_counts_every_day_once_it_is_late():
    clean, terms = date(2026, 1, 1), InterestTerms(30, 1800, from_receipt=True)
    assert terms.interest(Money(100_000), clean, date(2026, 1, 31)) == 0
    assert terms.interest(Money(100_000), clean, date(2026, 2, 1)) == 1529


@pytest.mark.parametrize(
    # 1,000.00 for a day at 18, 24 and 30 percent: 49.32, 65.75 and 82.19 cents.
    ("days", "exact"),
    [(30, 0), (31, 49.315), (60, 30 * 49.315), (61, 30 * 49.315 + 65.753),
     (120, 30 * 49.315 + 60 * 65.753), (130, 30 * 49.315 + 60 * 65.753 + 10 * 82.192)],
)  # fmt: skip
def test_a_rate_that_rises_holds_for_its_own_days(days, exact):
    terms = prompt_pay(rulebook_folder()).on(date(2026, 1, 1)).states["MD"]
    clean = date(2026, 1, 1)
    paid = terms.interest(Money(100_000), clean, clean + timedelta(days=days))
    assert paid == pytest.approx(exact, abs=1)


def test_every_state_of_the_table_says_where_it_was_read_and_what_differs():
    for sheet in dated_sheets(rulebook_folder(), "prompt_pay", ("states", "contracts", "without")):
        rows = [row for _, row in sheet.rows("states", _STATE)]
        assert len(rows) > 20
        # What was not found again says so; what two sources tell otherwise says which is applied.
        assert all(row["seen"] for row in rows)
        assert all("applied" in row["disagree"] or "paid" in row["disagree"] or "raise" in
                   row["disagree"] for row in rows if "disagree" in row)  # fmt: skip


def test_california_counts_calendar_days_since_2026():
    table = prompt_pay(rulebook_folder())
    assert table.on(date(2025, 12, 31)).states["CA"].days == 42
    assert table.on(date(2026, 1, 1)).states["CA"].days == 30


def test_a_state_without_a_rate_is_named_when_a_claim_of_it_is_late():
    def plan(state: str, received: date):
        row = waiting(1, OFFICES[0], Money(100), received)._replace(state=state)
        return settle([row], {OFFICES[0]: PayeeFacts("X")}, DAY)

    soon, late = date(2026, 10, 1), date(2026, 8, 1)
    assert ("no_interest_rule", "ZZ") in plan("ZZ", soon).warnings
    assert plan("TX", soon).by_hand == plan("PA", late).by_hand == ()
    assert plan("TX", late).by_hand == ("TX",)


@pytest.mark.parametrize(
    ("as_of", "effective"),
    [
        (date(2026, 10, 7), date(2026, 10, 8)),
        (date(2026, 10, 9), date(2026, 10, 13)),  # a week-end and Columbus Day
        (date(2026, 11, 25), date(2026, 11, 27)),  # Thanksgiving
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_money_arrives_on_a_banking_day(as_of, effective):
    assert pay_day(as_of).effective_on == effective


def test_a_day_before_every_rule_is_refused():
    with pytest.raises(LookupError, match="no payment terms"):
        pay_day(date(2024, 12, 31))


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("990000013", True),
        ("021000021", True),
        ("990000017", False),
        ("02100002", False),
        ("000000000", False),
        ("02100002x", False),
        ("", False),
    ],
)
def test_a_routing_number_has_a_check_digit(text, valid):
    assert is_routing_number(text) is valid


HEAD = "source: s\nsays: s\neffective: 2025-01-01\nchecked: 2026-01-01\n"
ROW = (
    "  - {state: PA, days: '%s', paper days: '45', yearly percent: '%s', from: %s,"
    " statute: s, seen: s}\n"
)
STEP = ROW.replace("seen", "then: '%s', seen")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROW % ("45", "10", "monday"), "'from' is 'due' or 'receipt'"),
        (ROW % ("45", "ten", "due"), "not a percentage"),
        (ROW % ("4.5", "10", "due"), "whole days"),
        (ROW % ("45", "10.125", "due"), "two decimals"),
        (ROW % ("45", "10", "due") * 2, "has a row already"),
        (ROW % ("46", "10", "due"), "no fewer than 'days'"),
        (ROW.replace(", seen: s", "") % ("45", "10", "due"), "seen"),
        (STEP % ("45", "10", "due", "46 12"), "write 'then' as"),
        (STEP % ("45", "10", "due", "40: 12"), "later and later"),
        (STEP % ("30", "10", "due", "61: 12, 60: 13"), "later and later"),
        (
            ROW % ("45", "10", "due") + "without:\n  - {state: PA, days: '1', reason: r}\n",
            "without one",
        ),
        ("  - {state: PA, dayz: '45', yearly percent: '10', from: due}\n", "Did you mean 'days'"),
    ],
)
def test_a_table_that_is_wrong_says_where(tmp_path: Path, rows, said):
    folder = tmp_path / "prompt_pay"
    folder.mkdir()
    (folder / "2025-01-01.yaml").write_text(f"{HEAD}states:\n{rows}")
    with pytest.raises(RulebookError, match=said):
        prompt_pay(tmp_path)
