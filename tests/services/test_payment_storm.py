"""Payment runs that are killed, repeated and run at once: no payment twice, none lost (P4)."""

import random
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess as Process

import psycopg
import pytest
from django.db import connection
from django.db.models import Sum

from coverwell.doors.bank.write import write_bank_files, write_cheque_lists
from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.claims.models import ToPay
from coverwell.records.payments.models import LedgerEntry, Payment, PaymentItem, SentFile, ToSend
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.payments.run import run
from coverwell.services.payments.verify import verify
from tests.doors.payment_papers import advice, sent, transfers
from tests.services import world
from tests.services.payments_world import OTHER_OFFICE, TODAY, decided, office


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")
CLAIMS, KILLS = 36, 20


class Killed(BaseException):
    """What a process feels when it is killed: nothing of ours may catch it."""


@pytest.fixture(autouse=True)
def _own_archive(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"


@pytest.fixture
def total() -> int:
    dice = random.Random(20261007)  # noqa: S311 - the same every time
    amounts = [dice.choice((0, 1250, 8499, 12345)) for _ in range(CLAIMS)]
    with acting(ENGINE):
        office(), office(OTHER_OFFICE, eft=False)
        families = [world.family(f"H1000000{n}", people=1) for n in range(1, 7)]
        for number, amount in enumerate(amounts):
            decided(
                families[number % 6],
                amount,
                tax_id=OTHER_OFFICE if number % 3 == 0 else "231234567",
                payee="member" if number % 7 == 0 else "provider",
            )
    return sum(amounts)


def dying_at(step: int, work: Callable[[], object]) -> bool:
    """Do the work, but lose the connection before its n-th statement; say whether it died."""
    counted = iter(range(step))

    def count(execute, statement, params, many, context):
        if next(counted, None) is None:
            connection.connection.close()
            raise Killed
        return execute(statement, params, many, context)

    try:
        with connection.execute_wrapper(count):
            work()
    except (Killed, psycopg.OperationalError):
        return True
    finally:
        connection.close()
    return False


def write_all() -> None:
    write_remittances()
    write_bank_files()
    write_cheque_lists()


def everything_was_paid_once(total: int) -> None:
    """Claims = payments = ledger = 835 = bank file and cheques, payment by payment."""
    papers = {p.trace: p.amount for p in map(advice, sent("835"))}
    moved = {trace: amount for data in sent("bank") for _, trace, amount, _ in transfers(data)}
    with acting(ENGINE):
        assert (ToPay.objects.count(), ToSend.objects.count()) == (0, 0)
        assert PaymentItem.objects.count() == CLAIMS
        assert PaymentItem.objects.aggregate(t=Sum("amount"))["t"] == total
        paid = dict(Payment.objects.values_list("trace_number", "amount"))
        eft = dict(Payment.objects.filter(method="eft").values_list("trace_number", "amount"))
        offices = dict(Payment.objects.exclude(tax_id="").values_list("trace_number", "amount"))
        out = LedgerEntry.objects.filter(account__in=("bank", "cheques outstanding"))
        assert out.aggregate(t=Sum("credit"))["t"] == total
        files = SentFile.objects.exclude(channel="835").aggregate(t=Sum("total"))["t"]
    assert sum(paid.values()) == total == files
    assert (papers, moved) == (offices, eft)
    assert verify(STAFF) == ()


def test_a_run_that_dies_at_any_statement_pays_nothing_and_the_next_pays_all(total):
    died = 0
    for step in range(100):
        with acting(ENGINE):
            assert (Payment.objects.count(), ToPay.objects.count()) == (0, CLAIMS)
        if not dying_at(step, lambda: run(TODAY, STAFF)):
            break
        died += 1
    assert died > 10
    write_all()
    everything_was_paid_once(total)


def test_writing_that_dies_at_any_statement_loses_no_file_and_writes_none_twice(total):
    run(TODAY, STAFF)
    died = 0
    while dying_at(died, write_all) and died < 200:
        died += 1
    assert died > 10
    everything_was_paid_once(total)


def test_runs_at_the_same_moment_pay_once(total):
    def one() -> None:
        try:
            run(TODAY, STAFF)
        finally:
            connection.close()

    runners = [threading.Thread(target=one) for _ in range(4)]
    for each in runners:
        each.start()
    for each in runners:
        each.join()
    write_all()
    everything_was_paid_once(total)


def test_writers_at_the_same_moment_write_once(total):
    run(TODAY, STAFF)

    def one() -> None:
        try:
            write_all()
        finally:
            connection.close()

    writers = [threading.Thread(target=one) for _ in range(3)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    everything_was_paid_once(total)


def work_in_a_process() -> Process:
    """A child process of its own connection; what it inherits is closed before it is born."""
    connection.close()
    child = get_context("fork").Process(target=lambda: (run(TODAY, STAFF), write_all()))
    child.start()
    return child


def test_processes_killed_at_random_moments_pay_everything_once(total):
    """kill -9, again and again, until one lives to the end."""
    dice, killed = random.Random(4), 0  # noqa: S311 - a storm that can be repeated
    for _ in range(KILLS):
        child = work_in_a_process()
        child.join(dice.uniform(0.0, 0.12))
        if child.is_alive():
            child.kill()
            killed += 1
        child.join()
    assert killed >= 5
    last = work_in_a_process()
    last.join(60)
    assert last.exitcode == 0
    everything_was_paid_once(total)
