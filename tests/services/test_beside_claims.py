"""What stands beside claims, with the signs of PLB: no database, always true."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.payments.beside import Around, Order, beside


DAY = date(2026, 10, 8)
SOON, LATER = date(2026, 10, 1), date(2026, 12, 1)


def order(kind: str, amount: int, number: int = 1, first: date = SOON, claim: str = "") -> Order:
    return Order(number, kind, f"R{number}", claim, Money(amount), first)


def around(due: int, *orders: Order, **named: object) -> list[tuple[str, int]]:
    earned = Money(int(str(named.pop("earned", max(due, 0)))))
    made = beside(Around("X", DAY, Money(due), earned, orders=orders, **named))  # type: ignore[arg-type]
    return [(row.code, row.amount) for row in made]


def test_a_reversal_asked_back_by_letter_is_offset_in_its_own_835():
    delayed = (("C7", Money(-8500)),)
    assert around(-8500, delayed=delayed) == [("WO", -8500)]


def test_what_was_asked_back_is_taken_when_its_days_are_over():
    assert around(10_000, order("recovery", 8500, first=LATER)) == []
    assert around(10_000, order("recovery", 8500)) == [("WO", 8500)]


def test_a_recovery_takes_what_there_is_and_no_more():
    assert around(3000, order("recovery", 8500)) == [("WO", 3000)]
    assert around(0, order("recovery", 8500)) == []
    assert around(-5, order("recovery", 8500)) == []


def test_a_refund_settles_what_was_asked_back_and_leaves_the_payment_alone():
    open_ = (order("recovery", 8500, 1, LATER), order("refund", 8500, 2))
    assert around(0, *open_) == [("WO", 8500), ("72", -8500)]
    assert around(4000, *open_) == [("WO", 8500), ("72", -8500)]


def test_a_refund_of_more_than_was_asked_for_goes_back():
    open_ = (order("recovery", 8500, 1, LATER), order("refund", 9000, 2))
    assert around(0, *open_) == [("WO", 8500), ("72", -8500), ("B2", -500)]


def test_a_refund_that_nobody_asked_for_goes_back_whole():
    assert around(0, order("refund", 700)) == [("B2", -700)]


def test_a_refund_pays_off_what_was_carried_forward():
    assert around(-7500, order("refund", 7500)) == [("72", -7500)]
    assert around(-7500, order("refund", 8000)) == [("72", -7500), ("B2", -500)]


def test_a_refund_settles_the_claim_that_it_names_first():
    open_ = (
        order("recovery", 100, 1, LATER, "C1"),
        order("recovery", 100, 2, LATER, "C2"),
        order("refund", 100, 3, claim="C2"),
    )
    made = beside(Around("X", DAY, Money(0), Money(0), orders=open_))
    assert [(row.code, row.order) for row in made] == [("WO", 2), ("72", 3)]


def test_tax_is_withheld_from_what_is_newly_paid_only():
    rate = {"withheld": Decimal(24)}
    assert around(10_000, **rate) == [("IR", 2400)]
    assert around(10_000, order("recovery", 4000), **rate) == [("WO", 4000), ("IR", 1440)]
    # A payment that is made again was taxed when it was made first.
    assert around(0, order("reissue", 5000), **rate) == [("CS", -5000)]
    assert around(-10, **rate) == []


def test_a_levy_takes_the_rest_until_it_is_paid():
    assert around(10_000, order("levy", 4000)) == [("LE", 4000)]
    assert around(1000, order("levy", 4000)) == [("LE", 1000)]
    assert around(1000, order("levy", 600, 1), order("levy", 600, 2)) == [("LE", 600), ("LE", 400)]


def test_an_adjustment_has_the_sign_that_a_person_gave_it():
    assert around(1000, order("adjustment", 300)) == [("CS", 300)]
    assert around(1000, order("adjustment", -300)) == [("CS", -300)]


KINDS = st.sampled_from(["recovery", "refund", "reissue", "levy"])
ORDERS = st.lists(st.tuples(KINDS, st.integers(1, 20_000), st.booleans()), max_size=6)


@given(st.integers(-20_000, 20_000), ORDERS, st.integers(0, 40))
def test_every_order_is_settled_at_most_once_and_nothing_is_made_up(due, drawn, rate):
    orders = tuple(
        order(kind, amount, n, SOON if soon else LATER)
        for n, (kind, amount, soon) in enumerate(drawn, 1)
    )
    earned = Money(max(due, 0))
    rows = beside(Around("X", DAY, Money(due), earned, orders=orders, withheld=Decimal(rate)))
    taken = {one.id: 0 for one in orders}
    for row in rows:
        if row.order is not None:
            taken[row.order] += abs(row.amount)
    assert all(taken[one.id] <= one.amount for one in orders)
    assert all(taken[one.id] == one.amount for one in orders if one.pushes)
    by_code = {code: sum(r.amount for r in rows if r.code == code) for code in ("WO", "72", "B2")}
    refunds = sum(one.amount for one in orders if one.kind == "refund")
    assert -by_code["72"] - by_code["B2"] == refunds
    # Only what was below zero before may be below zero after: nothing here overdraws a payee.
    left = due - sum(row.amount for row in rows)
    assert left >= min(due, 0)
