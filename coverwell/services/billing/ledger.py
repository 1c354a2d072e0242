"""The premium ledger: each event is one posting whose debits equal its credits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from coverwell.records.billing.models import BillingEntry, BillingPosting


CASH: Final = "premium cash"
SUSPENSE: Final = "premium suspense"

Sums = Mapping[str, int]
"""What an event does to accounts (cents): above zero a debit, below a credit."""


def receivable(payer: str) -> str:
    """Name the account of what a payer owes."""
    return f"premium owed by {payer}"


def income(plan: str) -> str:
    """Name the account of what a plan earns."""
    return f"premium of {plan}"


def post(kind: str, events: Iterable[tuple[int, Sums]], day: date) -> None:
    """Append a posting for each event (its id and its sums); call inside `acting`."""
    events = [(of, sums) for of, sums in events if any(sums.values())]
    postings = BillingPosting.objects.bulk_create(
        BillingPosting(kind=kind, of=of, posted_on=day) for of, _ in events
    )
    BillingEntry.objects.bulk_create(
        BillingEntry(
            posting=posting,
            line=line,
            account=account,
            debit=max(amount, 0),
            credit=max(-amount, 0),
        )
        for posting, (_, sums) in zip(postings, events, strict=True)
        for line, (account, amount) in enumerate(sorted(sums.items()), start=1)
        if amount
    )
