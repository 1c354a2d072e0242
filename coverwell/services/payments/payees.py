"""Load, set-based, how payees are paid, where each stands with us, and what is open for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.payments.accounts import is_routing_number
from coverwell.services.payments.beside import Order
from coverwell.services.payments.values import Payee, PayeeFacts
from coverwell.services.payments.waiting import SUBSCRIBER, fetched


_OFFICES: Final = """
SELECT g.tax_id, g.name, coalesce(tax.withheld, false)
FROM cw_providers_group g
LEFT JOIN LATERAL (
    SELECT withheld FROM cw_payments_backupwithholding w
    WHERE w.tax_id = g.tax_id AND w.first_on <= %s ORDER BY w.first_on DESC, w.id DESC LIMIT 1
) tax ON true
WHERE g.tax_id = ANY(%s)
"""

_MEMBERS: Final = """
SELECT family_id, first_name || ' ' || last_name FROM cw_members_person
WHERE family_id = ANY(%s) AND number = %s
"""

# An account that a transfer came back from is not used again: a newer row says it is right now.
_ACCOUNTS: Final = """
SELECT wanted.payee, account.id, account.routing, EXISTS (
    SELECT 1 FROM cw_payments_payment p JOIN cw_payments_paymentoutcome o ON o.payment_id = p.id
    WHERE p.bank_account_id = account.id AND o.kind = 'returned'),
    EXISTS (
    SELECT 1 FROM cw_payments_bankaccount x
    WHERE x.account_index = account.account_index AND x.payee <> wanted.payee), account.source
FROM unnest(%s::text[]) AS wanted (payee)
CROSS JOIN LATERAL (
    SELECT id, routing, account_index, source FROM cw_payments_bankaccount b
    WHERE b.payee = wanted.payee AND b.first_on <= %s ORDER BY b.first_on DESC, b.id DESC LIMIT 1
) account
"""

_LAST_PAYMENTS: Final = """
SELECT wanted.payee, last.sequence, last.balance_after, last.trace_number
FROM unnest(%s::text[]) AS wanted (payee)
CROSS JOIN LATERAL (
    SELECT sequence, balance_after, trace_number FROM cw_payments_payment p
    WHERE p.payee = wanted.payee ORDER BY sequence DESC LIMIT 1
) last
"""

_ORDERS: Final = """
SELECT o.tax_id, coalesce(o.family, 0), coalesce(o.person, 0), o.id, o.kind, o.reference,
       o.claim_number, o.amount - coalesce(settled.total, 0), o.first_on
FROM cw_payments_payeeorder o
LEFT JOIN LATERAL (
    SELECT sum(abs(a.amount)) * sign(o.amount) AS total
    FROM cw_payments_paymentadjustment a WHERE a.order_id = o.id
) settled ON true
WHERE o.amount <> coalesce(settled.total, 0) AND (o.first_on <= %(day)s OR o.kind = 'recovery')
  AND o.id <= %(last)s AND (%(payee)s = '' OR o.payee = %(payee)s)
ORDER BY o.id
"""
LAST: Final = 2**62
"""Above the number of every order: leaves none out."""


def open_orders(day: date, last: int = LAST, payee: str = "") -> dict[Payee, tuple[Order, ...]]:
    """Read what is open on a day, of all payees or one; with `last`, of the orders up to it."""
    found: dict[Payee, list[Order]] = {}
    for *who, number, kind, reference, claim, amount, first in fetched(
        _ORDERS, {"day": day, "last": last, "payee": payee}
    ):
        one = Order(number, kind, reference, claim, Money(int(amount)), first)
        found.setdefault(Payee(*who), []).append(one)
    return {who: tuple(orders) for who, orders in found.items()}


def load_payees(payees: Iterable[Payee], as_of: date) -> dict[Payee, PayeeFacts]:
    """Read how each known payee is paid and what each still owes."""
    wanted = set(payees)
    offices = sorted(payee.tax_id for payee in wanted if payee.is_provider)
    families = sorted(payee.family for payee in wanted if not payee.is_provider)
    names = {Payee(row[0]): row[1:] for row in fetched(_OFFICES, [as_of, offices])}
    if families:
        rows = fetched(_MEMBERS, [families, SUBSCRIBER])
        names |= {Payee("", row[0], SUBSCRIBER): (row[1], False) for row in rows}
    keys = [payee.key for payee in names]
    accounts = {row[0]: row[1:] for row in fetched(_ACCOUNTS, [keys, as_of])}
    last = {row[0]: row[1:] for row in fetched(_LAST_PAYMENTS, [keys])}
    return {payee: _facts(payee, said, accounts, last) for payee, said in names.items()}


Rows = Mapping[str, tuple[Any, ...]]


def _facts(payee: Payee, said: tuple[Any, ...], accounts: Rows, last: Rows) -> PayeeFacts:
    sequence, balance, trace_number = last.get(payee.key) or (0, ZERO, "")
    row = accounts.get(payee.key)
    account, trouble = _account(row)
    return PayeeFacts(
        said[0],
        account,
        trouble,
        sequence,
        Money(balance),
        trace_number,
        taxed=said[1],
        shared=bool(row and row[3]),
    )


def _account(row: tuple[Any, ...] | None) -> tuple[int | None, str]:
    """Return the account that can be used, or why there is none."""
    if row is None:
        return None, "no_bank_account"
    number, routing, came_back, _shared, source = row
    if source == "ended":
        return None, "no_bank_account"
    if not is_routing_number(routing):
        return None, "wrong_bank_account"
    return (None, "returned_account") if came_back else (number, "")
