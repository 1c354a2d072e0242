"""What a payment does to the ledger: entries whose debits equal their credits."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from coverwell.services.payments.values import PlannedPayment


# The accounts that money leaves by; each payment method has one.
PAID_FROM: Final = {"eft": "bank", "cheque": "cheques outstanding", "none": "bank"}


class Entry(NamedTuple):
    """One side of a posting (cents): exactly one of the two is above zero."""

    account: str
    debit: int
    credit: int


def entries(payment: PlannedPayment) -> list[Entry]:
    """Post claims and interest to whose money it is, against bank and what the payee owes."""
    sums: Counter[str] = Counter()
    funds = {waiting.fund for waiting, _ in payment.items}
    for fund in funds:
        own = [item for item in payment.items if item.waiting.fund == fund]
        sums[f"claims {fund}"] += sum(int(item.waiting.amount) for item in own)
        sums[f"interest {fund}"] += sum(int(item.interest) for item in own)
    owed = payment.balance_after - payment.facts.balance
    sums[f"owed by {payment.payee.key}"] += owed
    for row in payment.beside:
        sums[row.account] -= row.amount
    sums[PAID_FROM[payment.method]] -= payment.amount
    return [side(account, amount) for account, amount in sorted(sums.items()) if amount]


def side(account: str, amount: int) -> Entry:
    """Turn a signed amount into a debit (above zero) or a credit."""
    return Entry(account, amount, 0) if amount > 0 else Entry(account, 0, -amount)
