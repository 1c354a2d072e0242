"""The nightly recomputation finds what is wrong, and each payee reads what is theirs."""

from datetime import date

import pytest
from django.db import connection

from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.audit.models import Event
from coverwell.records.payments.models import Payment
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.database.owner import as_owner
from coverwell.services.payments.run import run
from coverwell.services.payments.show import payments_made, remittance, remittance_file
from coverwell.services.payments.verify import verify
from tests.services import world
from tests.services.payments_world import OFFICE, OTHER_OFFICE, TODAY, decided, office, taken_back


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")
MINE = Actor("o", "provider", frozenset({OFFICE}))
THEIRS = Actor("p", "provider", frozenset({OTHER_OFFICE}))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def paid(settings, tmp_path):
    """Two offices and a member, two runs, a balance carried forward."""
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        office(), office(OTHER_OFFICE, eft=False)
        family = world.family()
        first = decided(family, 8500, received=date(2026, 6, 1))
        decided(family, 700, tax_id=OTHER_OFFICE), decided(family, 900, payee="member")
    run(TODAY, STAFF)
    with acting(ENGINE):
        taken_back(first)
    run(TODAY, STAFF)
    write_remittances()
    return family


TABLES = ("payment", "paymentitem", "ledgerentry", "run", "sentfile", "tosend")


def damaged(statement: str) -> set[str]:
    """What the recomputation says after the owner of the tables changed a row behind our back."""
    with as_owner(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE cw_payments_{table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE cw_payments_{table} FORCE ROW LEVEL SECURITY")
    return {fault.check for fault in verify(STAFF)}


def test_books_that_are_right_have_no_fault(paid):
    assert verify(STAFF) == ()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE cw_payments_paymentitem SET amount = amount + 1 WHERE amount = 700",
            {"payments are the sum of their claims", "claims are paid what was decided"},
        ),
        (
            "UPDATE cw_payments_run SET paid_total = paid_total + 1 WHERE paid_total > 0",
            {"runs are the sum of their payments"},
        ),
        (
            "UPDATE cw_payments_ledgerentry SET account = 'elsewhere' WHERE account = 'bank'",
            {"the bank account moved what left and came"},
        ),
        (
            "UPDATE cw_payments_ledgerentry SET account = 'x' WHERE account LIKE 'owed by %'",
            {"the ledger owes what payees owe"},
        ),
        (
            "UPDATE cw_payments_sentfile SET total = total + 1 WHERE total > 0",
            {"files carry what was paid"},
        ),
        (
            "DELETE FROM cw_payments_tosend WHERE channel = 'bank'",
            {"every payment leaves the house"},
        ),
    ],
)
def test_each_change_behind_our_back_is_found(paid, statement, found):
    assert damaged(statement) >= found


def test_an_office_reads_its_remittance_and_no_other(paid):
    with acting(ENGINE):
        rows = dict(
            Payment.objects.filter(run__paid_total__gt=0).values_list("tax_id", "trace_number")
        )
    mine = remittance(rows[OFFICE], MINE)
    assert [claim.paid for claim in mine.claims] == [8500]
    assert mine.payment.amount == 8500 + mine.payment.interest_total
    assert [(a.code, a.amount) for a in mine.adjustments] == [("L6", -mine.payment.interest_total)]
    (line,) = mine.claims[0].lines
    assert line.amounts.charge == line.amounts.plan_paid + sum(a.amount for a in line.adjustments)
    for trace in (rows[OTHER_OFFICE], "000000000000", rows[OFFICE][:-1]):
        assert remittance(trace, MINE) is None
        assert remittance_file(trace, MINE) is None
    name, data = remittance_file(rows[OFFICE], MINE)
    assert name == f"835-{rows[OFFICE]}.x12"
    assert rows[OFFICE].encode() in b"".join(data)
    with acting(ENGINE):
        actions = list(Event.objects.filter(subject="cw_payments_payment", actor="o"))
    assert [event.action for event in actions] == ["read", "refused", "refused", "refused"]


def test_the_list_of_payments_is_the_actor_s_own(paid):
    def seen(actor: Actor) -> list[tuple[str, int]]:
        return [(row.payee, row.balance_after) for row in payments_made(*YEAR, actor)]

    with acting(ENGINE):
        owed = Payment.objects.filter(balance_after__gt=0).values_list("balance_after", flat=True)[
            0
        ]
    assert seen(MINE) == [(OFFICE, owed), (OFFICE, 0)]
    assert seen(THEIRS) == [(OTHER_OFFICE, 0)]
    assert seen(Actor("m", "member", persons=frozenset({(paid.pk, 1)}))) == [(f"{paid.pk}-01", 0)]
    assert len(seen(STAFF)) == 4
    assert all(row.file for row in payments_made(*YEAR, MINE))
    with pytest.raises(DeniedError):
        verify(MINE)
