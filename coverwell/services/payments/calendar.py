"""When payments are made and when payees have the money, from the dated rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from coverwell.services.payments.terms import PaymentTerms, payment_terms
from coverwell.services.rulebook.sheets import rulebook_folder


class PayDate(NamedTuple):
    """A day on which payments are made, and the banking day on which payees have them."""

    made_on: date
    effective_on: date


def calendar(first: date, last: date) -> tuple[PayDate, ...]:
    """Return the pay dates of a span of days; LookupError where the rulebook has no rules yet.

    A run that falls on a day on which banks are closed is made on the next banking day.
    """
    terms = payment_terms(rulebook_folder())
    if terms.on(last) is None:
        raise LookupError(f"The rulebook has no payment terms for {last}. Add payments/.")
    # A day moved out of the week before can fall into the span.
    days = (first + timedelta(days=n) for n in range(-7, (last - first).days + 1))
    made = sorted({moved for day in days for moved in _runs(day, terms.on(day))})
    return tuple(
        PayDate(day, rule.effective_entry(day))
        for day in made
        if first <= day <= last and (rule := terms.on(day))
    )


def _runs(day: date, terms: PaymentTerms | None) -> Iterator[date]:
    if terms is not None and day.weekday() in terms.runs:
        while not terms.is_banking_day(day):
            day += timedelta(days=1)
        yield day
