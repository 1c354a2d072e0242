"""Bank accounts of payees: enrolled, sealed everywhere, corrected by the bank, resealed."""

import base64
import logging
from datetime import date

import pytest
from django.db import IntegrityError, connection

from coverwell.doors.bank.write import write_bank_files
from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.payments.models import BankAccount, Payment, SentFile
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.database.owner import as_owner
from coverwell.services.files import archive
from coverwell.services.payments.accounts import (
    AccountDetails,
    AccountRefusedError,
    accounts_of,
    enrol,
    keys_in_use,
    reseal,
    same_account,
)
from coverwell.services.payments.returns import ReturnRefusedError, apply_correction, note_return
from coverwell.services.payments.run import preview, run
from coverwell.services.payments.show import payment_detail, remittance
from coverwell.services.payments.values import Payee
from tests.services import world
from tests.services.payments_world import OFFICE, OTHER_OFFICE, TODAY, decided, office


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")
MINE, THEIRS = (Actor("o", "provider", frozenset({who})) for who in (OFFICE, OTHER_OFFICE))
# What nobody may find: it is in no other place of the tests.
CANARY = "73519028846"
DETAILS = AccountDetails("990000013", CANARY)
KEYS = {name: base64.b64encode(bytes([n]) * 32).decode() for n, name in enumerate("abc", 1)}


@pytest.fixture
def family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.FIELD_KEYS = f"a:{KEYS['a']}"
    with acting(ENGINE):
        office(eft=False), office(OTHER_OFFICE, eft=False)
        return world.family()


def whole_database() -> str:
    """Every row of every table, as its owner reads it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        tables = [name for (name,) in cursor.fetchall()]
        text = []
        for name in tables:
            cursor.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608 - names of our tables
            text += [f"{name}: {row}" for (row,) in cursor.fetchall()]
        for name in tables:
            cursor.execute(
                "SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [f'"{name}"']
            )
            if cursor.fetchone()[0]:
                cursor.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')
    return "\n".join(text)


def test_no_account_number_stands_in_the_database_or_a_log(family, caplog):
    caplog.set_level(logging.DEBUG)
    enrol(Payee(OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    enrol(Payee("", family.pk, 1), DETAILS, date(2026, 1, 1), STAFF)
    with acting(ENGINE):
        decided(family), decided(family, 900, payee="member")
    run(TODAY, STAFF)
    write_remittances(), write_bank_files()
    with acting(ENGINE):
        paid = Payment.objects.get(tax_id=OFFICE)
    note_return(paid.trace_number, "R02", paid.amount, TODAY, STAFF)
    rows = whole_database()
    assert paid.trace_number in rows
    assert "cw_audit_event:" in rows
    assert "procrastinate_jobs:" in rows
    assert CANARY not in rows
    assert base64.b64encode(CANARY.encode()).decode() not in rows
    assert CANARY not in caplog.text
    # It does reach those who must have it: the bank, and the office's own 835.
    with acting(ENGINE):
        files = [row.file.sha256 for row in SentFile.objects.select_related("file")]
    assert all(CANARY.encode() in b"".join(archive.read(sha)) for sha in files)


def test_people_see_the_last_digits_and_no_more(family):
    shown = enrol(Payee(OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    assert shown.ending == "8846"
    assert accounts_of(Payee(OFFICE), MINE) == (shown,)
    assert accounts_of(Payee(OFFICE), THEIRS) == ()
    with acting(ENGINE):
        decided(family)
    run(TODAY, STAFF)
    with acting(ENGINE):
        trace = Payment.objects.get().trace_number
    seen = remittance(trace, MINE)
    assert (seen.payment.ending, seen.payment.account) == ("8846", "")
    assert CANARY not in repr((seen, payment_detail(trace, STAFF)))
    short = AccountDetails("990000013", "123456")
    assert enrol(Payee(OTHER_OFFICE), short, date(2026, 1, 1), STAFF).ending == ""


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (AccountDetails("990000017", CANARY), "check digit"),
        (AccountDetails("990000013", "1" * 18), "1 to 17"),
        (AccountDetails("990000013", "  "), "1 to 17"),
    ],
)
def test_an_account_that_no_bank_would_take_is_refused(family, details, said):
    with pytest.raises(AccountRefusedError, match=said) as refused:
        enrol(Payee(OFFICE), details, TODAY, STAFF)
    assert details.account.strip() == "" or details.account not in str(refused.value)
    with pytest.raises(DeniedError):
        enrol(Payee(OFFICE), DETAILS, TODAY, MINE)


def test_nothing_plain_can_be_stored(family):
    enrol(Payee(OFFICE), DETAILS, TODAY, STAFF)
    with pytest.raises(IntegrityError, match="cw_bank_account_is_sealed"), acting(ENGINE):
        BankAccount.objects.update(account_sealed=CANARY, account_index="")


def test_a_new_key_seals_every_account_again(family, settings):
    with acting(ENGINE):
        decided(family)
    enrol(Payee(OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    enrol(Payee(OTHER_OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    settings.FIELD_KEYS = f"b:{KEYS['b']} a:{KEYS['a']}"
    # Found before the rotation reaches it: by the index of every key.
    assert [row.payee for row in same_account(DETAILS, STAFF)] == [OFFICE, OTHER_OFFICE]
    assert reseal(STAFF, most=1) == 1
    assert keys_in_use(STAFF) == {"a": 1, "b": 1}
    assert len(same_account(DETAILS, STAFF)) == 2
    assert (reseal(STAFF), reseal(STAFF)) == (1, 0)
    settings.FIELD_KEYS = f"b:{KEYS['b']}"
    assert keys_in_use(STAFF) == {"b": 2}
    assert len(same_account(DETAILS, STAFF)) == 2
    run(TODAY, STAFF)
    assert write_bank_files() == 1


def test_without_the_key_that_sealed_nothing_is_written_and_nothing_lost(family, settings):
    with acting(ENGINE):
        decided(family)
    enrol(Payee(OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    run(TODAY, STAFF)
    settings.FIELD_KEYS = f"c:{KEYS['c']}"
    with pytest.raises(LookupError, match="FIELD_KEYS"):
        write_bank_files()
    with pytest.raises(LookupError, match="FIELD_KEYS"):
        reseal(STAFF)
    settings.FIELD_KEYS = f"a:{KEYS['a']}"
    assert write_bank_files() == 1


def test_the_bank_corrects_an_account_and_the_next_transfer_follows(family):
    enrol(Payee(OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    with acting(ENGINE):
        decided(family)
    run(TODAY, STAFF)
    with acting(ENGINE):
        trace = Payment.objects.get().trace_number
    corrected = {"account": "5550001112", "kind": "SG"}
    assert apply_correction(trace, corrected, date(2026, 10, 9), STAFF) is True
    assert apply_correction(trace, corrected, date(2026, 10, 9), STAFF) is False
    newest = accounts_of(Payee(OFFICE), STAFF)[0]
    assert (newest.ending, newest.checking, newest.source) == ("1112", False, "bank")
    assert newest.routing == "990000013"
    with acting(ENGINE):
        decided(family)
    run(date(2026, 10, 14), STAFF)
    write_bank_files()
    with acting(ENGINE):
        sha = SentFile.objects.filter(channel="bank").order_by("-id")[0].file.sha256
    (entry,) = [r for r in b"".join(archive.read(sha)).decode().splitlines() if r[0] == "6"]
    assert (entry[1:3], entry[12:29].strip()) == ("32", "5550001112")
    with pytest.raises(ReturnRefusedError):
        apply_correction("000000000000", corrected, TODAY, STAFF)


def test_an_account_enrolled_since_is_not_overwritten_by_a_late_correction(family):
    enrol(Payee(OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    with acting(ENGINE):
        decided(family)
    run(TODAY, STAFF)
    with acting(ENGINE):
        trace = Payment.objects.get().trace_number
    newer = enrol(Payee(OFFICE), AccountDetails("990000013", "99887766"), TODAY, STAFF)
    assert apply_correction(trace, {"account": "5550001112"}, TODAY, STAFF) is False
    assert accounts_of(Payee(OFFICE), STAFF)[0] == newer


def test_an_account_that_a_transfer_came_back_from_is_not_used_again(family):
    enrol(Payee(OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    with acting(ENGINE):
        decided(family)
    run(TODAY, STAFF)
    with acting(ENGINE):
        paid = Payment.objects.get()
    note_return(paid.trace_number, "R02", paid.amount, TODAY, STAFF)
    (again,) = preview(TODAY, STAFF).payments
    assert (again.method, again.amount) == ("cheque", 8500)
    assert ("returned_account", OFFICE) in preview(TODAY, STAFF).warnings
    enrol(Payee(OFFICE), DETAILS, TODAY, STAFF)
    assert preview(TODAY, STAFF).payments[0].method == "eft"


def test_an_account_that_two_payees_share_is_named_before_it_is_paid(family):
    with acting(ENGINE):
        decided(family), decided(family, 700, tax_id=OTHER_OFFICE)
    enrol(Payee(OFFICE), DETAILS, date(2026, 1, 1), STAFF)
    enrol(Payee(OTHER_OFFICE), AccountDetails("990000013", "5550001112"), TODAY, STAFF)
    assert {key for key, _ in preview(TODAY, STAFF).warnings} == set()
    enrol(Payee(OTHER_OFFICE), DETAILS, TODAY, STAFF)
    named = [about for key, about in preview(TODAY, STAFF).warnings if key == "shared_account"]
    assert named == [OFFICE, OTHER_OFFICE]
