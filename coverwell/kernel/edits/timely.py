"""Did the claim come in time?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from operator import attrgetter
from typing import Final

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.vocabulary.claim import Claim


CONTRACT: Final = "the provider's contract, timely filing"


_last = attrgetter("last")


def check_timely(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Count the contract's days from the service, or from the day that an exception names."""
    days = tables.filing_days if facts.filing_days is None else facts.filing_days
    if claim.received - min(map(_last, claim.lines)) <= timedelta(days=days):
        return
    if _excepted(claim.received, days, facts, tables):
        return
    for line in claim.lines:
        due = line.last + timedelta(days=days)
        if claim.received > due:
            yield fault(
                line.number,
                "filed_late",
                tables.sources["timely_filing"] if facts.filing_days is None else CONTRACT,
                received=claim.received,
                due=due,
                days=days,
            )


def _excepted(received: date, days: int, facts: EditFacts, tables: EditTables) -> bool:
    """Say whether an exception of the table makes the claim timely."""
    for key, start in facts.filing_exceptions.items():
        rule = tables.filing.get(key)
        if rule is None:
            continue
        allowed = days if rule.days is None else rule.days
        if rule.never_late or received <= start + timedelta(days=allowed):
            return True
    return False
