"""A bank file goes out once; whatever is unknown is asked of the bank, never sent again (P4)."""

from datetime import date
from pathlib import Path

import pytest
from django.db.models import Sum

from coverwell.doors.bank import send as line
from coverwell.doors.bank.returns import post_returns
from coverwell.doors.bank.write import write_bank_files
from coverwell.records.payments.models import LedgerEntry, Payment
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.payments.returns import owed_again
from coverwell.services.payments.run import run
from coverwell.services.payments.sending import (
    SendingRefusedError,
    bank_files,
    note_answer,
    take_for_sending,
)
from coverwell.services.payments.verify import verify
from coverwell.services.payments.year_totals import year_totals
from coverwell.wire.nacha.returns import NotAReturnFileError
from tests.doors.payment_papers import returned
from tests.services import world
from tests.services.payments_world import OFFICE, TODAY, decided, office


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.BANK_FOLDER = tmp_path / "bank"
    return tmp_path / "bank"


@pytest.fixture
def file(folder):
    with acting(ENGINE):
        office()
        decided(world.family())
    run(TODAY, STAFF)
    write_bank_files()
    (found,) = bank_files(STAFF)
    assert (found.state, found.total) == ("written", 8500)
    return found


def state() -> tuple[str, int]:
    (found,) = bank_files(STAFF)
    return found.state, found.attempt


def test_a_file_is_handed_over_whole_and_once(file, folder):
    line.send(file.id, STAFF)
    assert state() == ("sent", 1)
    assert [path.name for path in folder.iterdir()] == [file.name]
    with pytest.raises(SendingRefusedError, match="never sent again"):
        line.send(file.id, STAFF)
    assert note_answer(file.name, "confirmed", STAFF).state == "confirmed"
    assert note_answer(file.name, "confirmed", STAFF).state == "confirmed"
    with pytest.raises(SendingRefusedError):
        line.send(file.id, STAFF)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_crash_between_the_steps_leaves_a_question_that_the_bank_answers(
    file, folder, monkeypatch, arrived
):
    def crash(name, data, where):
        if arrived:
            real(name, data, where)
        raise ConnectionError("cut")

    real = line.deliver
    monkeypatch.setattr(line, "deliver", crash)
    with pytest.raises(ConnectionError):
        line.send(file.id, STAFF)
    assert state() == ("sending", 1)
    with pytest.raises(SendingRefusedError):
        take_for_sending(file.id, STAFF)
    monkeypatch.undo()
    if arrived:
        note_answer(file.name, "confirmed", STAFF)
        with pytest.raises(SendingRefusedError):
            line.send(file.id, STAFF)
    else:
        note_answer(file.name, "missing", STAFF)
        line.send(file.id, STAFF)
        assert state() == ("sent", 2)
    assert len(list(folder.iterdir())) == 1


def test_an_answer_that_nobody_waits_for_is_refused(file):
    with pytest.raises(SendingRefusedError, match="no answer is awaited"):
        note_answer(file.name, "confirmed", STAFF)
    with pytest.raises(SendingRefusedError, match="no bank file"):
        note_answer("other.txt", "confirmed", STAFF)


def test_a_returned_payment_is_posted_back_once_and_owed_again(file):
    with acting(ENGINE):
        trace = Payment.objects.get().trace_number
    day = date(2026, 10, 9)
    assert post_returns(returned(trace, 8500), day, STAFF).posted == (trace,)
    assert post_returns(returned(trace, 8500), day, STAFF).known == (trace,)
    with acting(ENGINE):
        sums = LedgerEntry.objects.filter(account="bank").aggregate(
            d=Sum("debit"), c=Sum("credit")
        )
    assert sums == {"d": 8500, "c": 8500}
    assert [(each.payee, each.amount, each.reason) for each in owed_again(STAFF)] == [
        (OFFICE, 8500, "R02")
    ]
    assert verify(STAFF) == ()
    assert year_totals(2026, STAFF) == ()


def test_a_return_that_fits_no_payment_is_named_and_posts_nothing(file):
    with acting(ENGINE):
        trace = Payment.objects.get().trace_number
    for data in (returned(trace, 8499), returned("000000000099", 8500)):
        read = post_returns(data, TODAY, STAFF)
        assert (read.posted, len(read.refused)) == ((), 1)
    with pytest.raises(NotAReturnFileError, match="Record 1 has"):
        post_returns(b"no such file\n", TODAY, STAFF)
    cut = returned(trace, 8500).rsplit(b"\n", 2)[0]
    with pytest.raises(NotAReturnFileError, match="without its file control"):
        post_returns(cut, TODAY, STAFF)
    assert owed_again(STAFF) == ()


def test_the_year_total_of_an_office_is_what_it_was_paid(file):
    (total,) = year_totals(2026, STAFF)
    assert (total.tax_id, total.payments, total.total) == (OFFICE, 1, 8500)
    assert year_totals(2025, STAFF) == ()
