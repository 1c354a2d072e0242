"""What leaves the house: 835, bank file and cheque list say what payments and ledger say (P4)."""

import csv
import io
from datetime import date

import achkit
import pytest
from achlens.core import validate_ach_file
from django.db.models import Sum

from coverwell.doors.bank.write import bank_file, write_bank_files, write_cheque_lists
from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.files.models import KeptFile
from coverwell.records.payments.models import (
    LedgerEntry,
    Payment,
    SentFile,
    ToSend,
)
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.payments.outbox import FileDisagreesError, keep_written
from coverwell.services.payments.run import run
from coverwell.services.payments.values import Payee
from tests.doors.payment_papers import advice, cents, sent, transfers
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
from tests.wire.x12.judge import pyx12_complaints


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")


@pytest.fixture(autouse=True)
def _own_archive(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"


@pytest.fixture
def family():
    with acting(ENGINE):
        office(), office(OTHER_OFFICE, eft=False)
        return world.family()


def write_all() -> None:
    write_remittances()
    write_bank_files()
    write_cheque_lists()


@pytest.fixture
def two_runs(family):
    """Paid, denied, late and member-paid claims; then a reversal that the next claim pays off."""
    with acting(ENGINE):
        first = decided(family, 8500)
        decided(family, 0), decided(family, 12000, received=date(2026, 6, 1))
        decided(family, 700, tax_id=OTHER_OFFICE)
        transfers_to(Payee("", family.pk, 1), "77")
        decided(family, 900, payee="member", person=2)
    run(TODAY, STAFF)
    with acting(ENGINE):
        taken_back(first)
        decided(family, 8000, decision="replacement", order=first.benefit_order)
        decided(family, 1000, tax_id=OTHER_OFFICE)
    run(date(2026, 10, 14), STAFF)
    with acting(ENGINE):
        decided(family, 4000)
    run(date(2026, 10, 21), STAFF)
    write_all()


def test_each_835_balances_and_says_what_was_paid(two_runs):
    papers = [advice(data) for data in sent("835")]
    assert all(paper.balanced for paper in papers)
    with acting(ENGINE):
        paid = Payment.objects.exclude(tax_id="").order_by("run_id", "id")
        assert [(p.trace, p.amount) for p in papers] == list(
            paid.values_list("trace_number", "amount")
        )


def test_the_bank_moves_what_the_835_says_on_the_day_it_says(two_runs):
    papers = {p.trace: p for p in map(advice, sent("835")) if p.method == "ACH"}
    entries = [entry for data in sent("bank") for entry in transfers(data)]
    offices = [entry for entry in entries if entry[0] == "CCD"]
    assert {(trace, amount, "20" + day) for _, trace, amount, day in offices} == {
        (p.trace, p.amount, p.effective) for p in papers.values()
    }
    assert len(offices) == len(papers) == 2
    assert [entry[2] for entry in entries if entry[0] == "PPD"] == [900]


def test_the_ledger_lost_what_the_files_carry(two_runs):
    cheques = [
        row for data in sent("cheque") for row in csv.DictReader(io.StringIO(data.decode()))
    ]
    moved = sum(entry[2] for data in sent("bank") for entry in transfers(data))
    printed = sum(cents(row["amount"]) for row in cheques)
    with acting(ENGINE):
        sums = dict(LedgerEntry.objects.values_list("account").annotate(Sum("credit")))
        assert (sums["bank"], sums["cheques outstanding"]) == (moved, printed)
        assert moved + printed == Payment.objects.aggregate(t=Sum("amount"))["t"]


def test_a_reversal_negates_its_claim_and_its_correction_follows(two_runs):
    paper = next(p for p in map(advice, sent("835")) if any(c[1] == "22" for c in p.claims))
    assert [(status, charge, paid) for _, status, charge, paid in paper.claims] == [
        ("22", -15000, -8500),
        ("1", 15000, 8000),
    ]
    assert paper.amount == 0
    assert paper.method == "NON"
    assert ("FB", paper.trace, -500) in paper.beside
    reversal = next(s for s in paper.segments if s.startswith("CLP*") and s.split("*")[2] == "22")
    assert reversal.split("*")[5] == ""
    assert "CAS*CO*45*-30" in paper.segments


def test_a_balance_forward_is_consumed_by_the_payment_that_follows(two_runs):
    papers = [p for p in map(advice, sent("835")) if any(code == "FB" for code, *_ in p.beside)]
    (opening, closing) = papers
    assert closing.beside == (("FB", opening.trace, 500),)
    assert closing.amount == 3500


def test_interest_stands_beside_the_claim_and_never_inside_it(two_runs):
    paper = advice(sent("835")[0])
    with acting(ENGINE):
        late = Payment.objects.filter(tax_id=OFFICE).order_by("id")[0].interest_total
    assert late > 0
    assert [(code, amount) for code, _, amount in paper.beside] == [("L6", -late)]
    assert f"AMT*I*{late // 100}.{late % 100:02d}".rstrip("0") in paper.segments
    assert sorted(paid for *_, paid in paper.claims) == [0, 8500, 12000]


def test_others_accept_what_we_send(two_runs):
    for data in sent("835"):
        assert pyx12_complaints(data) == []
    for data in sent("bank"):
        assert achkit.validate(data.decode())["errors"] == []
        found = validate_ach_file(data.decode()).findings
        assert [each for each in found if each.severity == "error"] == []


def test_writing_again_writes_nothing(two_runs):
    with acting(ENGINE):
        before = KeptFile.objects.count()
        assert ToSend.objects.count() == 0
    write_all()
    with acting(ENGINE):
        assert KeptFile.objects.count() == before == SentFile.objects.count()


def test_an_office_finds_its_own_835_and_no_other(two_runs):
    with acting(Actor("o", "provider", frozenset({OTHER_OFFICE}))):
        names = set(KeptFile.objects.values_list("name", flat=True))
        traces = set(Payment.objects.values_list("trace_number", flat=True))
    assert names == {f"835-{trace}.x12" for trace in traces}
    assert len(names) == 2


def test_a_file_that_disagrees_with_its_payments_is_not_kept(family):
    from dataclasses import replace

    with acting(ENGINE):
        decided(family)
    done = run(TODAY, STAFF)
    wrong = replace(bank_file(done.run), total=8501)
    with pytest.raises(FileDisagreesError):
        keep_written([wrong])
    with acting(ENGINE):
        assert KeptFile.objects.count() == 0
        assert ToSend.objects.filter(channel="bank").count() == 1
    assert write_bank_files() == 1


def test_the_same_payment_gives_the_same_bytes(family):
    with acting(ENGINE):
        decided(family)
    done = run(TODAY, STAFF)
    assert bank_file(done.run).data == bank_file(done.run).data
    assert OFFICE.encode() not in bank_file(done.run).data
