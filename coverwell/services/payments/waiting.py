"""Load, set-based, the decisions that wait for a payment run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from django.db import connection

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.payments.values import Payee, Waiting


# The subscriber is paid for the whole family, so that a reversal meets the payee it came from.
SUBSCRIBER: Final = 1

# A claim for which documents were asked is clean from the day on which the first answer came, to
# every request about it: until then it could not be processed without asking the provider (42 CFR
# 447.45(b), whose words state laws repeat). Other claims are clean when they are received.
# A replacement keeps its place in benefit order: what that place paid before bears no interest.
# A reversal takes the money back from whom it went to: the payee of the decision before it.
_WAITING = """
SELECT t.family_id, t.claim, t.decision_no, t.tax_id, coalesce(reversed.payee, t.payee),
       t.amount, c.number, greatest(c.received_on, clean.since), c.person,
       a.number, a.funding = 'insured', a.state,
       coalesce(before.plan_paid, 0), letter.family_id IS NOT NULL
FROM cw_claims_topay t
JOIN cw_claims_claim c ON c.family_id = t.family_id AND c.id = t.claim
JOIN cw_claims_decision d
  ON d.family_id = t.family_id AND d.claim = t.claim AND d.decision_no = t.decision_no
JOIN cw_members_family f ON f.id = t.family_id
JOIN cw_members_account a ON a.id = f.account_id
LEFT JOIN cw_payments_recoverybyletter letter ON letter.family_id = t.family_id
  AND letter.claim = t.claim AND letter.decision_no = t.decision_no
LEFT JOIN LATERAL (
    SELECT b.plan_paid FROM cw_claims_decision b
    WHERE d.kind = 'replacement' AND b.family_id = d.family_id
      AND b.benefit_order = d.benefit_order AND b.sequence < d.sequence AND b.outcome = 'paid'
    ORDER BY b.sequence DESC LIMIT 1
) before ON true
LEFT JOIN LATERAL (
    SELECT b.payee FROM cw_claims_decision b
    WHERE d.kind = 'reversal' AND b.family_id = d.family_id AND b.claim = d.claim
      AND b.decision_no < d.decision_no AND b.kind <> 'reversal'
    ORDER BY b.decision_no DESC LIMIT 1
) reversed ON true
LEFT JOIN LATERAL (
    SELECT max(first_came.day) AS since FROM (
        SELECT min(a.came_on) AS day
        FROM cw_attachments_placement p JOIN cw_attachments_attachment a ON a.id = p.attachment_id
        WHERE p.family = t.family_id AND p.claim = t.claim AND p.request <> ''
          AND NOT EXISTS (
            SELECT FROM cw_attachments_placement n WHERE n.instead_of_id = p.id)
          AND NOT EXISTS (
            SELECT FROM cw_attachments_scan s
            WHERE s.attachment_id = a.id AND s.state = 'infected')
        GROUP BY p.request) first_came
) clean ON true
WHERE c.received_on <= %s
"""

# By whether the payee is an office.
_NARROW = {True: " AND t.tax_id = %s", False: " AND t.family_id = %s"}

_REQUESTED = """
SELECT family_id, claim, decision_no FROM cw_payments_runrequestitem WHERE request_id = %s
"""


def load_waiting(
    as_of: date, request: int | None = None, of: Payee | None = None
) -> list[Waiting]:
    """Read the decisions on claims received by a day; with a request, only its items.

    With `of`, read those of an office, or of the family whose subscriber is the payee.
    """
    statement, values = _WAITING, list[object]([as_of])
    if of is not None:
        statement, values = _WAITING + _NARROW[of.is_provider], [as_of, of.tax_id or of.family]
    rows = fetched(statement, values)
    if request is not None:
        # Filtered here: a join with rows that the planner has no statistics of can take for ever.
        wanted = set(fetched(_REQUESTED, [request]))
        rows = [row for row in rows if row[:3] in wanted]
    return list(_waiting(rows))


def _waiting(rows: Iterable[tuple[Any, ...]]) -> Iterator[Waiting]:
    offices: dict[str, Payee] = {}
    for family, claim, number, tax_id, payee, amount, *said, replaced, by_letter in rows:
        who = offices.get(tax_id) or offices.setdefault(tax_id, Payee(tax_id))
        if payee == "member":
            who = Payee("", family, SUBSCRIBER)
        start, account = said[:3], said[3:]
        paid, before = Money(amount), Money(replaced)
        yield Waiting._make(
            (family, claim, number, who, paid, *start, tax_id, *account, before, by_letter)
        )


def fetched(statement: str, values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
