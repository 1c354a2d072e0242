"""How long enrolments take and a changed account waits (rulebook/electronic_payment)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.payments.terms import PaymentTerms, payment_terms
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder


_WAIT = "banking days before a changed account is used"
_REVIEW = "business days until we answer"


@dataclass(frozen=True, slots=True)
class EnrolmentTerms:
    """`wait` before a changed account is used, `review` until we answer; banking days."""

    wait: int
    review: int


def enrolment_terms(day: date) -> EnrolmentTerms:
    """Return the terms in force on a day."""
    return _terms().nearest(day)


def used_from(asked: date, today: date, *, changes: bool) -> date:
    """Return from which day an account may be used: a changed one waits."""
    first = banking_days_after(today, enrolment_terms(today).wait) if changes else today
    return max(asked, first)


def answered_by(today: date) -> date:
    """Return until when an enrolment that came today is answered."""
    return banking_days_after(today, enrolment_terms(today).review)


def banking_days_after(day: date, count: int) -> date:
    """Count banking days on from a day."""
    terms: PaymentTerms = payment_terms(rulebook_folder()).nearest(day)
    while count:
        day += timedelta(days=1)
        count -= terms.is_banking_day(day)
    return day


@cache
def _terms() -> Dated[EnrolmentTerms]:
    sheets = dated_sheets(rulebook_folder(), "electronic_payment", (_WAIT, _REVIEW))
    return Dated(tuple(one.effective for one in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> EnrolmentTerms:
    row = dict(sheet.entries)
    counts = (values.number(row, key, sheet.name) for key in (_WAIT, _REVIEW))
    return EnrolmentTerms(*counts)
