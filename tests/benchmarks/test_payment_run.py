"""100,000 decisions to 5,000 payments in one run; the ratio is to COPY of the same item rows."""

import time
from datetime import date

import pytest
from django.db import connection

from coverwell.records.payments.models import Payment, PaymentItem
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.database.copy_rows import copy_rows
from coverwell.services.payments.run import approve, preview, run
from coverwell.services.payments.verify import verify
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
CLAIMS, OFFICES, FAMILIES = 100_000, 5_000, 20_000
TODAY = date(2026, 10, 7)

WORLD = (
    """
    INSERT INTO cw_providers_group (tax_id, name, npi, street, city, state, zip_code, locality)
    SELECT lpad((600000000 + n)::text, 9, '0'), 'Office ' || n, '1234567893', '1 Quay', 'Erie',
           'PA', '165010001', 'PA01'
    FROM generate_series(1, %(offices)s) n
    """,
    # The run names accounts and opens none; these are sealed by a key that nobody has.
    """
    INSERT INTO cw_payments_bankaccount (id, payee, tax_id, first_on, routing, account_sealed,
                                         account_index, ending, checking, source, by)
    SELECT nextval('cw_payments_number'), tax_id, tax_id, '2020-01-01', '990000013', 's1.x.AAAA',
           id, '', true, 'enrolled', 'bench'
    FROM cw_providers_group WHERE id %% 5 > 0
    """,
    """
    INSERT INTO cw_members_family (subscriber_number, sponsor_number, account_id, next_order)
    SELECT 'H' || lpad(n::text, 8, '0'), '', %(account)s, 1
    FROM generate_series(1, %(families)s) n
    """,
    """
    INSERT INTO cw_claims_claim (family_id, id, number, person, patient_first, patient_last,
        birth_date, member_id, kind, tax_id, billing_npi, patient_account, received_on, first_on,
        last_on, charge, frequency, content)
    SELECT f.first + n %% %(families)s, n, 'C' || n, 1, 'Ada', 'Test', '1980-03-01',
        'H0000000001', 'P', lpad((600000001 + n %% %(offices)s)::text, 9, '0'), '1234567893',
        'A' || n, date '2026-07-01' + n %% 90, '2026-06-20', '2026-06-20', 15000, '1', '{}'
    FROM generate_series(1, %(claims)s) n, (SELECT min(id) AS first FROM cw_members_family) f
    """,
    """
    INSERT INTO cw_claims_decision (family_id, claim, decision_no, sequence, benefit_order, person,
        tax_id, kind, outcome, payee, rulebook, code, charge, allowed, cost_share_base, deductible,
        copay, coinsurance, not_covered, not_covered_member, beyond_limit, penalty, balance_bill,
        write_off, other_payer, plan_paid, member_share, member_owes, pend_reason, trace,
        decided_on)
    SELECT family_id, id, 1, id, id, 1, tax_id, 'original', 'paid', 'provider', 'r', 'c', 15000,
        12000, 12000, 0, 3500, 0, 0, 0, 0, 0, 0, 3000, 0, 8500, 3500, 3500, '', '', '2026-10-06'
    FROM cw_claims_claim
    """,
    """
    INSERT INTO cw_claims_topay (family_id, claim, decision_no, tax_id, payee, amount)
    SELECT family_id, claim, 1, tax_id, 'provider', plan_paid FROM cw_claims_decision
    """,
)


def create() -> None:
    with acting(ENGINE), connection.cursor() as cursor:
        words = {
            "offices": OFFICES,
            "families": FAMILIES,
            "claims": CLAIMS,
            "account": world.account().pk,
        }
        for statement in WORLD:
            cursor.execute(statement, words)


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def copying() -> float:
    """Seconds that COPY alone needs for the same item rows, into a table without keys."""
    with acting(ENGINE), connection.cursor() as cursor:
        rows = list(PaymentItem.objects.values_list(*ITEM))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE plain (a bigint, b bigint, c int, d bigint, e int)")
        return seconds(lambda: copy_rows("plain", "abcde", rows))


ITEM = ("family_id", "claim", "decision_no", "payment_id", "amount")


def test_a_run_of_a_hundred_thousand_decisions():
    create()
    one, two = Actor("ola", "staff"), Actor("pam", "staff")
    plan = seconds(lambda: preview(TODAY, one))
    asked = run(TODAY, one)
    paid = seconds(lambda: approve(asked.request, TODAY, two))
    with acting(ENGINE):
        assert (Payment.objects.count(), PaymentItem.objects.count()) == (OFFICES, CLAIMS)
    checked = seconds(lambda: verify(one))
    print(  # noqa: T201 - a benchmark prints its figures
        f"\npayment run, {CLAIMS:,} decisions to {OFFICES:,} payments: preview {plan:.1f} s,"
        f" run {paid:.1f} s ({CLAIMS / paid:,.0f} decisions/s, {copying() / paid:.2f} of"
        f" raw COPY), verify {checked:.1f} s"
    )
