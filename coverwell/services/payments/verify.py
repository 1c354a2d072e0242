"""The nightly recomputation: does everything about money still say the same (P4, P7)?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from coverwell.services.acting import Actor, DeniedError, acting


@dataclass(frozen=True, slots=True)
class Fault:
    """A check that failed for one thing; `off_by` is in cents, or a count where none are."""

    check: str
    key: str
    off_by: int


def verify(actor: Actor) -> tuple[Fault, ...]:
    """Recompute every sum from its parts; returns what disagrees, nothing when all is well."""
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only staff verify payments.")
    with acting(actor.as_engine()):
        return tuple(fault for check, said in CHECKS.items() for fault in _faults(check, said))


def _faults(check: str, statement: str) -> list[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [Fault(check, str(key), int(off_by)) for key, off_by in cursor.fetchall()]


# Each statement returns a key and by how much it is off; no row when all is well.
CHECKS: Final[Mapping[str, str]] = {
    "postings balance": """
        SELECT posting_id, sum(debit) - sum(credit) FROM cw_payments_ledgerentry
        GROUP BY posting_id HAVING sum(debit) <> sum(credit)
    """,
    "every payment has its posting": """
        SELECT p.trace_number, p.amount FROM cw_payments_payment p
        WHERE NOT EXISTS (
            SELECT 1 FROM cw_payments_posting g WHERE g.payment_id = p.id AND g.kind = 'payment')
          AND (p.claims_total <> 0 OR p.interest_total <> 0 OR p.balance_before <> 0
               OR p.adjustments_total <> 0)
    """,
    "payments are the sum of their claims": """
        SELECT p.trace_number, p.claims_total - coalesce(sum(i.amount), 0)
             + p.interest_total - coalesce(sum(i.interest), 0)
        FROM cw_payments_payment p LEFT JOIN cw_payments_paymentitem i ON i.payment_id = p.id
        GROUP BY p.id HAVING p.claims_total <> coalesce(sum(i.amount), 0)
            OR p.interest_total <> coalesce(sum(i.interest), 0)
    """,
    "payments carry what stands beside their claims": """
        SELECT p.trace_number, p.adjustments_total - coalesce(sum(a.amount), 0)
        FROM cw_payments_payment p LEFT JOIN cw_payments_paymentadjustment a
          ON a.payment_id = p.id
        GROUP BY p.id HAVING p.adjustments_total <> coalesce(sum(a.amount), 0)
    """,
    "no order is settled beyond its amount": """
        SELECT o.kind || ' ' || o.id, sum(abs(a.amount)) - abs(o.amount)
        FROM cw_payments_payeeorder o JOIN cw_payments_paymentadjustment a ON a.order_id = o.id
        GROUP BY o.id HAVING sum(abs(a.amount)) > abs(o.amount)
    """,
    "the ledger asks back what is open": """
        WITH open AS (
            SELECT 'asked back from ' || o.payee AS account,
                   sum(o.amount - coalesce(s.total, 0)) AS total
            FROM cw_payments_payeeorder o LEFT JOIN LATERAL (
                SELECT sum(a.amount) AS total FROM cw_payments_paymentadjustment a
                WHERE a.order_id = o.id) s ON true
            WHERE o.kind = 'recovery' GROUP BY o.payee
        ), booked AS (
            SELECT account, sum(debit) - sum(credit) AS total FROM cw_payments_ledgerentry
            WHERE account LIKE 'asked back from %' GROUP BY account
        )
        SELECT account, coalesce(booked.total, 0) - coalesce(open.total, 0)
        FROM open FULL JOIN booked USING (account)
        WHERE coalesce(booked.total, 0) <> coalesce(open.total, 0)
    """,
    "a reversal is recovered one way": """
        SELECT o.reference, o.amount FROM cw_payments_payeeorder o
        WHERE o.kind = 'recovery' AND NOT EXISTS (
            SELECT 1 FROM cw_payments_paymentadjustment a
            WHERE a.code = 'WO' AND a.order_id IS NULL AND a.reference = o.reference
              AND a.amount = -o.amount)
    """,
    "what came back is owed again": """
        SELECT booked.total, booked.total - owed.total FROM
            (SELECT coalesce(sum(credit) - sum(debit), 0) AS total
             FROM cw_payments_ledgerentry WHERE account = 'returned payments') booked,
            (SELECT coalesce(sum(p.amount), 0) AS total
             FROM cw_payments_paymentoutcome e JOIN cw_payments_payment p ON p.id = e.payment_id
             WHERE e.kind <> 'cashed' AND NOT EXISTS (
                SELECT 1 FROM cw_payments_payeeorder o
                JOIN cw_payments_paymentadjustment a ON a.order_id = o.id
                WHERE o.reissues_id = p.id)) owed
        WHERE booked.total <> owed.total
    """,
    "claims are paid what was decided": """
        SELECT i.family_id || '-' || i.claim || '-' || i.decision_no,
               abs(i.amount) - abs(d.plan_paid)
        FROM cw_payments_paymentitem i JOIN cw_claims_decision d
          ON d.family_id = i.family_id AND d.claim = i.claim AND d.decision_no = i.decision_no
        WHERE abs(i.amount) <> abs(d.plan_paid)
    """,
    "no decision is paid and waits": """
        SELECT t.family_id || '-' || t.claim || '-' || t.decision_no, t.amount
        FROM cw_claims_topay t JOIN cw_payments_paymentitem i
          ON i.family_id = t.family_id AND i.claim = t.claim AND i.decision_no = t.decision_no
    """,
    "runs are the sum of their payments": """
        SELECT r.id, r.paid_total - coalesce(sum(p.amount), 0)
        FROM cw_payments_run r LEFT JOIN cw_payments_payment p ON p.run_id = r.id
        GROUP BY r.id HAVING r.paid_total <> coalesce(sum(p.amount), 0)
    """,
    "balances follow one another": """
        SELECT p.trace_number, p.balance_before - coalesce(b.balance_after, 0)
        FROM cw_payments_payment p
        LEFT JOIN cw_payments_payment b ON b.payee = p.payee AND b.sequence = p.sequence - 1
        WHERE p.balance_before <> coalesce(b.balance_after, 0)
           OR (b.id IS NULL AND p.sequence <> 1)
    """,
    "the ledger owes what payees owe": """
        WITH last AS (
            SELECT DISTINCT ON (payee) 'owed by ' || payee AS account, balance_after
            FROM cw_payments_payment ORDER BY payee, sequence DESC
        ), booked AS (
            SELECT account, sum(debit) - sum(credit) AS balance FROM cw_payments_ledgerentry
            WHERE account LIKE 'owed by %' GROUP BY account
        )
        SELECT account, coalesce(balance, 0) - coalesce(balance_after, 0)
        FROM last FULL JOIN booked USING (account)
        WHERE coalesce(balance, 0) <> coalesce(balance_after, 0)
    """,
    "the bank account moved what left and came": """
        SELECT 'bank', booked.total - moved.total FROM
            (SELECT coalesce(sum(credit) - sum(debit), 0) AS total
             FROM cw_payments_ledgerentry WHERE account = 'bank') booked,
            (SELECT (SELECT coalesce(sum(p.amount), 0) FROM cw_payments_payment p
                     LEFT JOIN cw_payments_paymentoutcome e ON e.payment_id = p.id
                     WHERE p.method = 'eft' AND e.kind IS DISTINCT FROM 'returned'
                        OR p.method = 'cheque' AND e.kind = 'cashed')
                  - (SELECT coalesce(sum(amount), 0) FROM cw_payments_payeeorder
                     WHERE kind = 'refund') AS total) moved
        WHERE booked.total <> moved.total
    """,
    "the cheques that are out are in the books": """
        SELECT 'cheques outstanding', booked.total - out.total FROM
            (SELECT coalesce(sum(credit) - sum(debit), 0) AS total
             FROM cw_payments_ledgerentry WHERE account = 'cheques outstanding') booked,
            (SELECT coalesce(sum(p.amount), 0) AS total FROM cw_payments_payment p
             WHERE p.method = 'cheque' AND NOT EXISTS (
                SELECT 1 FROM cw_payments_paymentoutcome e WHERE e.payment_id = p.id)) out
        WHERE booked.total <> out.total
    """,
    "files carry what was paid": """
        SELECT f.channel || ' ' || f.id, f.total - coalesce(sum(p.amount), 0)
        FROM cw_payments_sentfile f LEFT JOIN cw_payments_payment p
          ON p.id = f.payment_id OR (f.payment_id IS NULL AND p.run_id = f.run_id
             AND p.method = CASE f.channel WHEN 'bank' THEN 'eft' ELSE 'cheque' END)
        GROUP BY f.id HAVING f.total <> coalesce(sum(p.amount), 0) OR f.entries <> count(p.id)
    """,
    "every payment leaves the house": """
        SELECT p.trace_number, p.amount FROM cw_payments_payment p
        CROSS JOIN LATERAL (
            SELECT CASE p.method WHEN 'eft' THEN 'bank' ELSE 'cheque' END AS channel
        ) way
        WHERE p.amount > 0
          AND NOT EXISTS (SELECT 1 FROM cw_payments_tosend t WHERE t.run_id = p.run_id
                          AND t.channel = way.channel AND t.payment_id IS NULL)
          AND NOT EXISTS (SELECT 1 FROM cw_payments_sentfile f WHERE f.run_id = p.run_id
                          AND f.channel = way.channel AND f.payment_id IS NULL)
    """,
}
