"""A run pays what waits, once, to the cent, and the ledger says the same."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from coverwell.records.claims.models import ToPay
from coverwell.records.members.models import Account
from coverwell.records.payments.models import (
    LedgerEntry,
    Payment,
    PaymentItem,
    Posting,
    Run,
    ToSend,
)
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.payments.run import RunRefusedError, approve, preview, run
from coverwell.services.payments.values import Payee
from tests.services import world
from tests.services.payments_world import (
    OFFICE,
    OTHER_OFFICE,
    TODAY,
    decided,
    office,
    taken_back,
    transfers_to,
)


pytestmark = pytest.mark.django_db(transaction=True)
ONE, TWO = Actor("ola", "staff"), Actor("pam", "staff")


@pytest.fixture
def family():
    with acting(ENGINE):
        office(), office(OTHER_OFFICE, eft=False)
        return world.family()


def payments() -> list[tuple[str, str, int, int]]:
    with acting(ENGINE):
        rows = Payment.objects.order_by("id")
        return list(rows.values_list("payee", "method", "amount", "balance_after"))


def ledger(account: str) -> int:
    with acting(ENGINE):
        sums = LedgerEntry.objects.filter(account=account).aggregate(
            d=Sum("debit"), c=Sum("credit")
        )
    return (sums["d"] or 0) - (sums["c"] or 0)


def test_each_office_gets_one_payment_for_all_its_claims(family):
    with acting(ENGINE):
        for amount in (8500, 0, 1203):
            decided(family, amount)
        decided(family, 700, tax_id=OTHER_OFFICE)
    done = run(TODAY, ONE)
    assert payments() == [(OFFICE, "eft", 9703, 0), (OTHER_OFFICE, "cheque", 700, 0)]
    assert done.plan.total == 10403
    assert (ledger("claims A1"), ledger("bank"), ledger("cheques outstanding")) == (
        10403,
        -9703,
        -700,
    )


def test_a_second_run_takes_nothing_twice(family):
    with acting(ENGINE):
        decided(family)
    assert run(TODAY, ONE).run is not None
    assert run(TODAY, ONE).run is None
    with acting(ENGINE):
        assert (Run.objects.count(), PaymentItem.objects.count(), ToPay.objects.count()) == (
            1,
            1,
            0,
        )


def test_a_preview_is_the_run_that_follows_and_saves_nothing(family):
    with acting(ENGINE):
        decided(family), decided(family, 4400, received=date(2026, 5, 1))
    shown = preview(TODAY, ONE)
    with acting(ENGINE):
        assert Payment.objects.count() == 0
    assert run(TODAY, ONE).plan == shown


def test_a_reversal_is_taken_from_the_next_payment(family):
    with acting(ENGINE):
        first = decided(family)
    run(TODAY, ONE)
    with acting(ENGINE):
        taken_back(first), decided(family, 10000)
    plan = run(TODAY, ONE).plan
    assert payments()[1] == (OFFICE, "eft", 1500, 0)
    assert plan.recouped == 8500


def test_what_stays_negative_is_carried_forward_and_consumed_once(family):
    with acting(ENGINE):
        first = decided(family)
    run(TODAY, ONE)
    with acting(ENGINE):
        taken_back(first), decided(family, 1000)
    run(TODAY, ONE)
    assert payments()[1] == (OFFICE, "none", 0, 7500)
    assert ledger(f"owed by {OFFICE}") == 7500
    with acting(ENGINE):
        decided(family, 5000)
    run(TODAY, ONE)
    with acting(ENGINE):
        decided(family, 5000)
    run(TODAY, ONE)
    assert payments()[2:] == [(OFFICE, "none", 0, 2500), (OFFICE, "eft", 2500, 0)]
    assert ledger(f"owed by {OFFICE}") == 0


def test_members_are_paid_by_direct_deposit_or_cheque_where_they_are_the_payee(family):
    with acting(ENGINE):
        other = world.family("H10000002")
        transfers_to(Payee("", other.pk, 1), "77")
        decided(family, 900, payee="member", person=2), decided(other, 800, payee="member")
    run(TODAY, ONE)
    assert payments() == [
        (f"{family.pk}-01", "cheque", 900, 0),
        (f"{other.pk}-01", "eft", 800, 0),
    ]
    with acting(ENGINE):
        assert set(ToSend.objects.values_list("channel", "payment")) == {
            ("bank", None),
            ("cheque", None),
        }


def test_late_claims_of_insured_accounts_earn_the_interest_of_their_state(family):
    with acting(ENGINE):
        decided(family, 100000, received=date(2026, 6, 1))
    plan = run(TODAY, ONE).plan
    # PA: 45 days, then 10% a year; paid on 2026-10-08, 129 days after receipt: 84 days late.
    assert plan.interest_total == round(100000 * 84 * 10 / 36500)
    assert plan.claims_total == 100000
    assert ledger("interest A1") == plan.interest_total


def test_self_funded_accounts_owe_interest_by_contract_only(family):
    with acting(ENGINE):
        decided(family, 100000, received=date(2026, 6, 1))
        Account.objects.filter(number="A1").update(funding="self-funded")
    assert preview(TODAY, ONE).interest_total == 0
    with acting(ENGINE):
        Account.objects.filter(number="A1").update(number="0042017")
    assert preview(TODAY, ONE).interest_total == round(100000 * 84 * 6 / 36500)


def test_a_replacement_earns_interest_only_on_what_it_adds(family):
    with acting(ENGINE):
        first = decided(family, 10000)
        taken_back(first)
        decided(
            family, 11000, received=date(2026, 6, 1), decision="replacement",
            order=first.benefit_order, replaces=first.claim,
        )  # fmt: skip
    plan = preview(TODAY, ONE)
    assert plan.claims_total == 11000
    assert plan.interest_total == round(1000 * 84 * 10 / 36500)


def test_a_run_above_the_limit_waits_for_a_second_person(family):
    with acting(ENGINE):
        decided(family, 25_000_001)
    asked = run(TODAY, ONE)
    assert asked.run is None
    assert payments() == []
    with pytest.raises(RunRefusedError, match="second person"):
        approve(asked.request, TODAY, ONE)
    with acting(ENGINE):
        decided(family, 100)
    done = approve(asked.request, TODAY, TWO)
    assert payments() == [(OFFICE, "eft", 25_000_001, 0)]
    with acting(ENGINE):
        assert Run.objects.values_list("asked_by", "approved_by").get(pk=done.run) == (
            "ola",
            "pam",
        )
        assert ToPay.objects.count() == 1
    with pytest.raises(RunRefusedError, match="already"):
        approve(asked.request, TODAY, TWO)


def test_an_approval_is_refused_when_it_would_pay_otherwise_or_too_late(family):
    with acting(ENGINE):
        made = decided(family, 25_000_001)
    asked = run(TODAY, ONE)
    with pytest.raises(RunRefusedError, match="new run"):
        approve(asked.request, date(2026, 10, 9), TWO)
    with acting(ENGINE):
        ToPay.objects.filter(claim=made.claim).delete()
    with pytest.raises(RunRefusedError, match="changed"):
        approve(asked.request, TODAY, TWO)


@pytest.mark.parametrize("role", ["member", "provider"])
def test_only_staff_pay(role):
    with pytest.raises(DeniedError):
        preview(TODAY, Actor("x", role))


def test_a_posting_that_does_not_balance_cannot_be_committed(family):
    with acting(ENGINE):
        decided(family)
    run(TODAY, ONE)
    with pytest.raises(IntegrityError, match="off by 5 cents"):
        post_one_side()


def post_one_side() -> None:
    with acting(ENGINE):
        posting = Posting.objects.get()
        LedgerEntry.objects.create(posting=posting, line=9, account="bank", debit=5, credit=0)


def test_nobody_has_the_right_to_change_the_ledger(family):
    with acting(ENGINE):
        decided(family)
    run(TODAY, ONE)
    refused("DELETE FROM cw_payments_ledgerentry")
    refused("DELETE FROM cw_payments_posting")
    refused("DELETE FROM cw_payments_paymentitem")
    refused("DELETE FROM cw_payments_payment")
    refused("UPDATE cw_payments_ledgerentry SET debit = 1")


def refused(statement: str) -> None:
    with pytest.raises(DeniedError), acting(ENGINE), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_office_sees_its_own_payments_and_a_member_theirs(family):
    with acting(ENGINE):
        decided(family), decided(family, 70, tax_id=OTHER_OFFICE)
        decided(family, 900, payee="member", person=2)
    run(TODAY, ONE)

    def seen(actor):
        with acting(actor):
            return list(Payment.objects.values_list("payee", flat=True))

    assert seen(Actor("o", "provider", frozenset({OFFICE}))) == [OFFICE]
    assert seen(Actor("m", "member", persons=frozenset({(family.pk, 1)}))) == [f"{family.pk}-01"]
    assert seen(Actor("m", "member", persons=frozenset({(family.pk, 2)}))) == []


def test_a_run_asks_as_many_statements_whatever_it_pays(family):
    def statements(count: int) -> int:
        with acting(ENGINE):
            for _ in range(count):
                decided(family, 100)
        with CaptureQueriesContext(connection) as asked:
            run(TODAY, ONE)
        return len(asked)

    run(TODAY, ONE)
    assert statements(2) == statements(30) <= 20
    with acting(ENGINE):
        assert Payment.objects.count() == 2


def test_the_correction_and_the_reversal_meet_in_one_payment(family):
    with acting(ENGINE):
        first = decided(family, 10000)
        claim = first.claim
        taken_back(first)
        new = decided(family, 12000, decision="replacement", order=first.benefit_order)
    run(TODAY, ONE)
    with acting(ENGINE):
        items = PaymentItem.objects.order_by("claim", "decision_no")
        assert list(items.values_list("claim", "decision_no", "amount")) == [
            (claim, 1, 10000),
            (claim, 2, -10000),
            (new.claim, 1, 12000),
        ]
    assert payments() == [(OFFICE, "eft", 12000, 0)]


def test_a_reversal_is_taken_from_the_payee_who_was_paid(family):
    with acting(ENGINE):
        first = decided(family, 900, payee="member")
    run(TODAY, ONE)
    with acting(ENGINE):
        taken_back(first, payee="provider"), decided(family, 5000)
    run(TODAY, ONE)
    assert payments()[1:] == [(f"{family.pk}-01", "none", 0, 900), (OFFICE, "eft", 5000, 0)]
