"""The dated settings of payment runs: the limit for one person, and banking days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.money import Money, dollars
from coverwell.services.payments.interest import PromptPay, prompt_pay
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, day, rulebook_folder
from coverwell.services.rulebook.text import RulebookError, scalar, sequence


_LIMIT, _LEAD, _HOLIDAYS = "second person above", "banking days to the payee", "bank holidays"


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """One dated file: `lead` banking days pass before the payee has the money."""

    limit: Money
    lead: int
    holidays: frozenset[date]

    def effective_entry(self, as_of: date) -> date:
        """Return the banking day on which a payment made on a day reaches the payee."""
        found, left = as_of, self.lead
        while left:
            found += timedelta(days=1)
            if found.weekday() < 5 and found not in self.holidays:
                left -= 1
        return found


@dataclass(frozen=True, slots=True)
class PayDay:
    """The day of a run and every rule that holds on it."""

    as_of: date
    effective_on: date
    limit: Money
    interest: Dated[PromptPay]


def pay_day(as_of: date, root: Path | None = None) -> PayDay:
    """Read the rules for a run on a day; LookupError where the rulebook has none yet."""
    folder = root or rulebook_folder()
    terms = payment_terms(folder).on(as_of)
    if terms is None:
        raise LookupError(f"The rulebook has no payment terms for {as_of}. Add payments/.")
    return PayDay(as_of, terms.effective_entry(as_of), terms.limit, prompt_pay(folder))


@cache
def payment_terms(root: Path) -> Dated[PaymentTerms]:
    """Read every dated file of payment terms, oldest first."""
    sheets = dated_sheets(root, "payments", _KEYS)
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_read, sheets)))


_KEYS = (_LIMIT, _LEAD, _HOLIDAYS)


def _read(sheet: Sheet) -> PaymentTerms:
    where = f"{sheet.name}, '{_HOLIDAYS}'"
    holidays = sequence(sheet.entries.get(_HOLIDAYS, []), where)
    try:
        limit, lead = dollars(sheet.text(_LIMIT)), int(sheet.text(_LEAD))
    except ValueError as problem:
        raise RulebookError(f"{sheet.name}: {problem}") from problem
    if not 1 <= lead <= 10:
        raise RulebookError(f"{sheet.name}: '{_LEAD}' is a count from 1 to 10.")
    days = frozenset(day(scalar(each, where), where) for each in holidays)
    return PaymentTerms(limit, lead, days)
