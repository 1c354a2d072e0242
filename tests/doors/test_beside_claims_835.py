"""Recoveries, refunds, taxes and levies: in the 835, in the ledger, in the year's totals."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.db.models import Sum

from coverwell.doors.bank.write import write_bank_files, write_cheque_lists
from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims.models import Claim
from coverwell.records.payments.models import LedgerEntry, Payment, PaymentAdjustment, Run
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.payments.lock import one_at_a_time
from coverwell.services.payments.orders import (
    Entered,
    OrderRefusedError,
    adjust,
    levy,
    note_refund,
    recover_by_letter,
    withhold,
)
from coverwell.services.payments.returns import (
    ReturnRefusedError,
    note_cashed,
    note_return,
    owed_again,
    void_cheque,
)
from coverwell.services.payments.run import RunRefusedError, _plan, approve, preview, run
from coverwell.services.payments.runs_made import cheques_out
from coverwell.services.payments.save import save_run
from coverwell.services.payments.standing import standing
from coverwell.services.payments.values import Payee
from coverwell.services.payments.verify import verify
from coverwell.services.payments.year_totals import year_totals
from tests.doors.payment_papers import Advice, advice, sent, transfers
from tests.services import world
from tests.services.payments_world import OFFICE, OTHER_OFFICE, TODAY, decided, office, taken_back
from tests.wire.x12.judge import pyx12_complaints


pytestmark = pytest.mark.django_db(transaction=True)
ONE, TWO = Actor("ola", "staff"), Actor("pam", "staff")
NEXT, AFTER_NOTICE = date(2026, 10, 14), date(2026, 11, 18)


@pytest.fixture
def family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        office(), office(OTHER_OFFICE, eft=False)
        return world.family()


def number_of(decision) -> str:
    with acting(ENGINE):
        return Claim.objects.get(family=decision.family, id=decision.claim).number


def paid_out(day: date = TODAY) -> Advice:
    """Make a run, write its files, judge them, check the books; the newest 835 of the office."""
    run(day, ONE)
    write_remittances(), write_bank_files(), write_cheque_lists()
    assert verify(ONE) == ()
    files = sent("835")
    assert all(pyx12_complaints(data) == [] for data in files)
    papers = [advice(data) for data in files]
    assert all(paper.balanced for paper in papers)
    return papers[-1]


def booked(account: str) -> int:
    with acting(ENGINE):
        sums = LedgerEntry.objects.filter(account=account).aggregate(
            d=Sum("debit"), c=Sum("credit")
        )
    return (sums["d"] or 0) - (sums["c"] or 0)


def entered(amount: int, reference: str, **named: object) -> Entered:
    payee = Payee(str(named.pop("tax_id", OFFICE)))
    return Entered(payee, Money(amount), reference, TODAY, **named)  # type: ignore[arg-type]


@pytest.fixture
def reversed_claim(family):
    """A claim that was paid 85.00 and is reversed; its number."""
    with acting(ENGINE):
        first = decided(family, 8500)
    paid_out()
    with acting(ENGINE):
        taken_back(first)
    return number_of(first)


def test_by_letter_the_reversal_is_reported_and_nothing_is_taken(family, reversed_claim):
    assert recover_by_letter(reversed_claim, ONE) == 1
    assert recover_by_letter(reversed_claim, ONE) == 0
    with acting(ENGINE):
        decided(family, 4000)
    paper = paid_out(NEXT)
    assert paper.beside == (("WO", reversed_claim, -8500),)
    assert (paper.amount, paper.method) == (4000, "ACH")
    assert booked(f"asked back from {OFFICE}") == 8500
    assert standing(Payee(OFFICE), NEXT, ONE).asked_back == 8500


def test_what_was_asked_back_and_did_not_come_is_taken_in_a_later_835(family, reversed_claim):
    recover_by_letter(reversed_claim, ONE)
    paid_out(NEXT)
    with acting(ENGINE):
        decided(family, 6000)
    assert paid_out(date(2026, 10, 21)).beside == ()
    with acting(ENGINE):
        decided(family, 5000, received=AFTER_NOTICE)
    first = paid_out(AFTER_NOTICE)
    assert (first.beside, first.amount, first.method) == (
        (("WO", reversed_claim, 5000),),
        0,
        "NON",
    )
    with acting(ENGINE):
        decided(family, 5000, received=AFTER_NOTICE)
    last = paid_out(date(2026, 11, 25))
    assert (last.beside, last.amount) == ((("WO", reversed_claim, 3500),), 1500)
    assert booked(f"asked back from {OFFICE}") == 0


def test_a_refund_by_cheque_is_acknowledged_and_its_letter_closed(family, reversed_claim):
    recover_by_letter(reversed_claim, ONE)
    paid_out(NEXT)
    assert note_refund(entered(8500, "CHK 771", claim=reversed_claim), ONE) is True
    assert note_refund(entered(8500, "CHK 771", claim=reversed_claim), ONE) is False
    assert booked("refunds received") == -8500
    paper = paid_out(date(2026, 10, 21))
    assert paper.beside == (("WO", reversed_claim, 8500), ("72", "CHK 771", -8500))
    assert (paper.amount, paper.method, paper.claims) == (0, "NON", ())
    assert any(segment.startswith("BPR*H*0*C*NON") for segment in paper.segments)
    assert (booked("refunds received"), booked(f"asked back from {OFFICE}")) == (0, 0)
    assert run(AFTER_NOTICE, ONE).run is None


def test_what_was_refunded_beyond_what_was_asked_goes_back(family, reversed_claim):
    recover_by_letter(reversed_claim, ONE)
    paid_out(NEXT)
    note_refund(entered(9000, "CHK 772"), ONE)
    paper = paid_out(date(2026, 10, 21))
    assert paper.beside == (
        ("WO", reversed_claim, 8500),
        ("72", "CHK 772", -8500),
        ("B2", "CHK 772", -500),
    )
    assert (paper.amount, paper.method) == (500, "ACH")


def test_a_refund_pays_off_a_balance_that_was_carried_forward(family, reversed_claim):
    opened = paid_out(NEXT)
    assert opened.beside == (("FB", opened.trace, -8500),)
    note_refund(entered(8500, "CHK 773"), ONE)
    closed = paid_out(date(2026, 10, 21))
    assert closed.beside == (("72", "CHK 773", -8500), ("FB", opened.trace, 8500))
    assert closed.amount == 0
    assert booked(f"owed by {OFFICE}") == 0


def test_a_refund_that_came_before_the_run_is_not_asked_back_as_well(family, reversed_claim):
    recover_by_letter(reversed_claim, ONE)
    note_refund(entered(8500, "CHK 774", claim=reversed_claim), ONE)
    paper = paid_out(NEXT)
    assert paper.beside == (("72", "CHK 774", -8500),)
    assert paper.amount == 0
    assert standing(Payee(OFFICE), NEXT, ONE).asked_back == 0


def test_what_was_netted_is_never_asked_back_by_letter_too(family, reversed_claim):
    paid_out(NEXT)
    with pytest.raises(OrderRefusedError, match="recovered there"):
        recover_by_letter(reversed_claim, ONE)
    with acting(ENGINE):
        other = decided(family)
    with pytest.raises(OrderRefusedError, match="not reversed"):
        recover_by_letter(number_of(other), ONE)
    with pytest.raises(OrderRefusedError, match="no claim"):
        recover_by_letter("C0", ONE)


def test_a_letter_waits_for_the_run_that_nets_the_reversal(family, reversed_claim):
    asked = threading.Event()

    def ask() -> str:
        asked.set()
        try:
            recover_by_letter(reversed_claim, TWO)
        except OrderRefusedError as fault:
            return str(fault)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(1) as pool:
        with acting(ENGINE):
            one_at_a_time()
            answer = pool.submit(ask)
            asked.wait(10)
            # The run that holds the lock settles the reversal before the other may look.
            plan = _plan(NEXT)
            save_run(plan, Run(asked_by="ola"))
        assert "recovered there" in answer.result(30)


def test_tax_is_withheld_and_the_year_s_totals_say_so(family):
    withhold(OFFICE, date(2026, 10, 1), ONE, withheld=True, reason="second B notice")
    with acting(ENGINE):
        decided(family, 10_000)
    paper = paid_out()
    assert paper.beside == (("IR", "2026-10-08", 2400),)
    assert paper.amount == 7600
    assert booked("tax withheld") == -2400
    withhold(OFFICE, date(2026, 10, 10), ONE, withheld=False, reason="W-9 received")
    with acting(ENGINE):
        decided(family, 5000)
    assert paid_out(NEXT).amount == 5000
    (total,) = year_totals(2026, ONE)
    assert (total.paid, total.withheld, total.total) == (12_600, 2400, 15_000)


def test_a_levy_is_taken_until_it_is_paid(family):
    levy(entered(6000, "LEVY 12"), ONE)
    with acting(ENGINE):
        decided(family, 4000)
    first = paid_out()
    assert (first.beside, first.amount) == ((("LE", "LEVY 12", 4000),), 0)
    with acting(ENGINE):
        decided(family, 4000)
    assert paid_out(NEXT).beside == (("LE", "LEVY 12", 2000),)
    assert year_totals(2026, ONE)[0].total == 8000


def test_a_payment_raised_by_hand_needs_a_second_person(family):
    adjust(entered(-2000, "INC 1", note="quality bonus"), ONE)
    asked = run(TODAY, ONE)
    assert (asked.run, asked.plan.total) == (None, 2000)
    with pytest.raises(RunRefusedError, match="second person"):
        approve(asked.request, TODAY, ONE)
    adjust(entered(-9000, "INC 2", note="entered after it was asked"), ONE)
    assert approve(asked.request, TODAY, TWO).plan.total == 2000
    with acting(ENGINE):
        assert list(PaymentAdjustment.objects.values_list("code", "amount")) == [("CS", -2000)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: note_refund(entered(0, "X"), ONE), "above zero"),
        (lambda: note_refund(entered(5, "A*B"), ONE), "cut by"),
        (lambda: note_refund(entered(5, "X", tax_id="999999999"), ONE), "Nobody"),
        (lambda: note_refund(entered(5, "X", claim="C0"), ONE), "no claim"),
        (lambda: adjust(entered(5, "X"), ONE), "its reason"),
    ],
)
def test_what_cannot_be_entered_says_why(family, wrong, said):
    with pytest.raises(OrderRefusedError, match=said):
        wrong()


def test_the_same_cheque_with_another_amount_is_refused(family):
    note_refund(entered(500, "CHK 1"), ONE)
    with pytest.raises(OrderRefusedError, match="another amount"):
        note_refund(entered(501, "CHK 1"), ONE)


@pytest.fixture
def cheque(family):
    """A cheque of 7.00 to the office without an account; its trace number."""
    with acting(ENGINE):
        decided(family, 700, tax_id=OTHER_OFFICE)
    paid_out()
    with acting(ENGINE):
        return Payment.objects.get(tax_id=OTHER_OFFICE).trace_number


def test_a_void_cheque_is_paid_again_once(family, cheque):
    assert void_cheque(cheque, "lost", TODAY, ONE) is True
    assert void_cheque(cheque, "lost", TODAY, ONE) is False
    assert [(row.trace_number, row.paid_again) for row in owed_again(ONE)] == [(cheque, "")]
    paper = paid_out(NEXT)
    assert (paper.beside, paper.amount, paper.claims) == ((("CS", cheque, -700),), 700, ())
    assert owed_again(ONE)[0].paid_again == paper.trace
    assert run(date(2026, 10, 21), ONE).run is None
    assert booked("returned payments") == 0
    (total,) = year_totals(2026, ONE)
    assert (total.payments, total.total) == (1, 700)
    # The new one may be lost too; the first one never is paid a third time.
    assert void_cheque(paper.trace, "damaged", NEXT, ONE) is True
    assert paid_out(date(2026, 10, 21)).beside == (("CS", paper.trace, -700),)


def test_a_cashed_cheque_cannot_be_void_and_a_void_one_not_cashed(family, cheque):
    assert note_cashed(cheque, 700, TODAY, ONE) is True
    assert note_cashed(cheque, 700, TODAY, ONE) is False
    with pytest.raises(ReturnRefusedError, match="cashed already"):
        void_cheque(cheque, "stale", TODAY, ONE)
    with acting(ENGINE):
        decided(family, 300, tax_id=OTHER_OFFICE)
    trace = paid_out(NEXT).trace
    with pytest.raises(ReturnRefusedError, match="another amount"):
        note_cashed(trace, 301, NEXT, ONE)
    void_cheque(trace, "error", NEXT, ONE, pay_again=False)
    with pytest.raises(ReturnRefusedError, match="voided already"):
        note_cashed(trace, 300, NEXT, ONE)
    assert preview(NEXT, ONE).payments == ()
    assert booked("returned payments") == -300
    assert verify(ONE) == ()


def test_a_cheque_is_stale_half_a_year_after_its_day(family, cheque):
    assert [row.stale for row in cheques_out(date(2027, 4, 6), ONE)] == [False]
    assert [row.stale for row in cheques_out(date(2027, 4, 7), ONE)] == [True]
    void_cheque(cheque, "stale", date(2027, 4, 7), ONE)
    assert cheques_out(date(2027, 4, 7), ONE) == ()


def test_a_returned_transfer_is_paid_again_by_cheque_once(family):
    with acting(ENGINE):
        decided(family)
    trace = paid_out().trace
    note_return(trace, "R03", 8500, TODAY, ONE)
    with acting(ENGINE):
        decided(family, 1000)
    paper = paid_out(NEXT)
    assert (paper.beside, paper.amount, paper.method) == ((("CS", trace, -8500),), 9500, "CHK")
    assert [amount for data in sent("bank") for _, _, amount, _ in transfers(data)] == [8500]
    assert run(date(2026, 10, 21), ONE).run is None
