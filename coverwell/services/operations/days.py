"""Business days, on which banks book, and when a batch must be answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from coverwell.services.payees.terms import banking_days_after
from coverwell.services.payments.terms import payment_terms
from coverwell.services.rulebook.operating_rules import OperatingRules
from coverwell.services.rulebook.sheets import rulebook_folder


def is_business_day(day: date) -> bool:
    """Say whether a day is a business day."""
    return payment_terms(rulebook_folder()).nearest(day).is_banking_day(day)


def business_day_before(day: date, count: int) -> date:
    """Return the business day so many business days before a day."""
    while count:
        day -= timedelta(days=1)
        count -= is_business_day(day)
    return day


def batch_due(day: date, rules: OperatingRules, *, late: bool) -> datetime:
    """Return when a batch of a day must be answered; `late`: it came after `received_by`.

    What comes late, or on a day off, counts as of the next business day.
    """
    counts = day if is_business_day(day) and not late else banking_days_after(day, 1)
    return timezone.make_aware(datetime.combine(banking_days_after(counts, 1), rules.answered_by))
