"""Load, set-based, what a payment run is decided on: waiting decisions and their payees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import connection

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.payments.values import Payee, PayeeFacts, Waiting


# The subscriber is paid for the whole family, so that a reversal meets the payee it came from.
SUBSCRIBER: Final = 1

# A replacement keeps its place in benefit order: what that place paid before bears no interest.
# A reversal takes the money back from whom it went to: the payee of the decision before it.
_WAITING = """
SELECT t.family_id, t.claim, t.decision_no, t.tax_id, coalesce(reversed.payee, t.payee),
       t.amount, c.number, c.received_on, c.person, a.number, a.funding = 'insured', a.state,
       coalesce(before.plan_paid, 0)
FROM cw_claims_topay t
JOIN cw_claims_claim c ON c.family_id = t.family_id AND c.id = t.claim
JOIN cw_claims_decision d
  ON d.family_id = t.family_id AND d.claim = t.claim AND d.decision_no = t.decision_no
JOIN cw_members_family f ON f.id = t.family_id
JOIN cw_members_account a ON a.id = f.account_id
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
WHERE c.received_on <= %s
"""

_REQUESTED = """
SELECT family_id, claim, decision_no FROM cw_payments_runrequestitem WHERE request_id = %s
"""

_GROUPS = """
SELECT tax_id, name, eft_routing, eft_account FROM cw_providers_group WHERE tax_id = ANY(%s)
"""

_MEMBERS = """
SELECT p.family_id, p.first_name || ' ' || p.last_name, coalesce(b.routing, ''),
       coalesce(b.account, '')
FROM cw_members_person p
LEFT JOIN LATERAL (
    SELECT routing, account FROM cw_payments_memberaccount b
    WHERE b.family_id = p.family_id AND b.person = p.number AND b.first_on <= %s
    ORDER BY b.first_on DESC, b.id DESC LIMIT 1
) b ON true
WHERE p.family_id = ANY(%s) AND p.number = %s
"""

_LAST_PAYMENTS = """
SELECT wanted.payee, last.sequence, last.balance_after, last.trace_number
FROM unnest(%s::text[]) AS wanted (payee)
CROSS JOIN LATERAL (
    SELECT sequence, balance_after, trace_number FROM cw_payments_payment p
    WHERE p.payee = wanted.payee ORDER BY sequence DESC LIMIT 1
) last
"""


def load_waiting(as_of: date, request: int | None = None) -> list[Waiting]:
    """Read the decisions on claims received by a day; with a request, only its items."""
    rows = _rows(_WAITING, [as_of])
    if request is not None:
        # Filtered here: a join with rows that the planner has no statistics of can take for ever.
        wanted = set(_rows(_REQUESTED, [request]))
        rows = [row for row in rows if row[:3] in wanted]
    return [_waiting(*row) for row in rows]


def load_payees(waiting: Iterable[Waiting], as_of: date) -> dict[Payee, PayeeFacts]:
    """Read how each payee is paid and what each still owes."""
    payees = {each.payee for each in waiting}
    offices = sorted(payee.tax_id for payee in payees if payee.is_provider)
    families = sorted(payee.family for payee in payees if not payee.is_provider)
    known = {Payee(row[0]): PayeeFacts(*row[1:]) for row in _rows(_GROUPS, [offices])}
    if families:
        rows = _rows(_MEMBERS, [as_of, families, SUBSCRIBER])
        known |= {Payee("", row[0], SUBSCRIBER): PayeeFacts(*row[1:]) for row in rows}
    return _with_balances(known)


def _with_balances(known: dict[Payee, PayeeFacts]) -> dict[Payee, PayeeFacts]:
    last = {row[0]: row[1:] for row in _rows(_LAST_PAYMENTS, [[p.key for p in known]])}
    return {payee: _standing(facts, last.get(payee.key)) for payee, facts in known.items()}


def _standing(facts: PayeeFacts, last: tuple[Any, ...] | None) -> PayeeFacts:
    sequence, balance, trace_number = last or (0, ZERO, "")
    return facts._replace(sequence=sequence, balance=Money(balance), trace_number=trace_number)


def _waiting(*row: Any) -> Waiting:
    family, claim, number, tax_id, payee, amount, claim_number, received, person, *account = row
    fund, insured, state, replaced = account
    return Waiting(
        family,
        claim,
        number,
        Payee("", family, SUBSCRIBER) if payee == "member" else Payee(tax_id),
        Money(amount),
        claim_number,
        received,
        person,
        tax_id,
        fund,
        insured,
        state,
        Money(replaced),
    )


def _rows(statement: str, values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
