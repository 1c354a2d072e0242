"""The dated settings of payment runs: the limit for one person, and banking days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.money import Money, dollars
from coverwell.services.payments.interest import PromptPay, prompt_pay
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, day, rulebook_folder
from coverwell.services.rulebook.text import RulebookError, scalar, sequence


_LIMIT, _LEAD, _HOLIDAYS = "second person above", "banking days to the payee", "bank holidays"
_RUNS, _TAX = "payment runs on", "backup withholding percent"
_NOTICE, _STALE = "days of a recovery letter", "days until a cheque is stale"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """One dated file: `lead` banking days pass before the payee has the money.

    `runs` are the weekdays (0 is Monday) of payment runs; `tax` is the percentage of backup
    withholding; `notice` and `stale` are days.
    """

    limit: Money
    lead: int
    runs: frozenset[int]
    tax: Decimal
    notice: int
    stale: int
    holidays: frozenset[date]

    def is_banking_day(self, day: date) -> bool:
        """Say whether banks book on a day."""
        return day.weekday() < 5 and day not in self.holidays

    def effective_entry(self, as_of: date) -> date:
        """Return the banking day on which a payment made on a day reaches the payee."""
        found, left = as_of, self.lead
        while left:
            found += timedelta(days=1)
            left -= self.is_banking_day(found)
        return found


@dataclass(frozen=True, slots=True)
class PayDay:
    """The day of a run and every rule that holds on it."""

    as_of: date
    effective_on: date
    limit: Money
    tax: Decimal
    notice: int
    interest: Dated[PromptPay]


def pay_day(as_of: date, root: Path | None = None) -> PayDay:
    """Read the rules for a run on a day; LookupError where the rulebook has none yet."""
    folder = root or rulebook_folder()
    terms = payment_terms(folder).on(as_of)
    if terms is None:
        raise LookupError(f"The rulebook has no payment terms for {as_of}. Add payments/.")
    effective_on = terms.effective_entry(as_of)
    return PayDay(as_of, effective_on, terms.limit, terms.tax, terms.notice, prompt_pay(folder))


@cache
def payment_terms(root: Path) -> Dated[PaymentTerms]:
    """Read every dated file of payment terms, oldest first."""
    sheets = dated_sheets(root, "payments", _KEYS)
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_read, sheets)))


_KEYS = (_LIMIT, _LEAD, _RUNS, _TAX, _NOTICE, _STALE, _HOLIDAYS)


def _read(sheet: Sheet) -> PaymentTerms:
    where = f"{sheet.name}, '{_HOLIDAYS}'"
    holidays = sequence(sheet.entries.get(_HOLIDAYS, []), where)
    try:
        return PaymentTerms(
            dollars(sheet.text(_LIMIT)),
            _count(sheet, _LEAD, 10),
            _weekdays(sheet),
            Decimal(sheet.text(_TAX)),
            _count(sheet, _NOTICE, 365),
            _count(sheet, _STALE, 3650),
            frozenset(day(scalar(each, where), where) for each in holidays),
        )
    except RulebookError:
        raise
    except (ValueError, InvalidOperation) as problem:
        raise RulebookError(f"{sheet.name}: {problem}") from problem


def _count(sheet: Sheet, key: str, most: int) -> int:
    found = int(sheet.text(key))
    if not 1 <= found <= most:
        raise RulebookError(f"{sheet.name}: '{key}' is a count from 1 to {most}.")
    return found


def _weekdays(sheet: Sheet) -> frozenset[int]:
    words = [word.strip() for word in sheet.text(_RUNS).split(",")]
    if wrong := [word for word in words if word not in _WEEKDAYS]:
        raise RulebookError(f"{sheet.name}, '{_RUNS}': '{wrong[0]}' is no day from Monday on.")
    return frozenset(map(_WEEKDAYS.index, words))
