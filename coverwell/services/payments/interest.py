"""Interest for late payment: which terms hold for a claim, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import NamedTuple

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.rulebook.sheets import Sheet, dated_sheets
from coverwell.services.rulebook.text import Node, RulebookError, required, scalar


FROM = ("due", "receipt")
_COLUMNS = ("days", "yearly percent", "from")


class InterestTerms(NamedTuple):
    """Simple yearly interest in hundredths of a percent once `days` have passed."""

    days: int
    hundredths: int
    from_receipt: bool

    def interest(self, amount: Money, clean: date, paid: date) -> Money:
        """Return the interest (cents, half up) on an amount paid on a day."""
        held = (paid - clean).days
        late = held - self.days
        if late <= 0 or amount <= 0:
            return ZERO
        exact = int(amount) * self.hundredths * (held if self.from_receipt else late)
        return Money((2 * exact + _YEAR) // (2 * _YEAR))


# Hundredths of a percent of a year of 365 days.
_YEAR = 365 * 100 * 100


@dataclass(frozen=True, slots=True)
class PromptPay:
    """One dated table: terms by state, and by self-funded account."""

    states: Mapping[str, InterestTerms]
    contracts: Mapping[str, InterestTerms]


@cache
def prompt_pay(root: Path) -> Dated[PromptPay]:
    """Read the tables of a rulebook. RulebookError says what is wrong and where."""
    sheets = dated_sheets(root, "prompt_pay", ("states", "contracts"))
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_table, sheets)))


def _table(sheet: Sheet) -> PromptPay:
    return PromptPay(_terms(sheet, "states", "state"), _terms(sheet, "contracts", "account"))


def _terms(sheet: Sheet, rows: str, key: str) -> dict[str, InterestTerms]:
    found: dict[str, InterestTerms] = {}
    for where, row in sheet.rows(rows, (key, *_COLUMNS)):
        name = scalar(required(row, key, where), where)
        if name in found:
            raise RulebookError(f"{where}: '{name}' has a row already.")
        found[name] = _read(row, where)
    return found


def _read(row: dict[str, Node], where: str) -> InterestTerms:
    days, percent, start = (scalar(required(row, name, where), where) for name in _COLUMNS)
    if start not in FROM:
        raise RulebookError(f"{where}: 'from' is 'due' or 'receipt', not '{start}'.")
    try:
        hundredths = Decimal(percent) * 100
    except InvalidOperation as problem:
        raise RulebookError(f"{where}: '{percent}' is not a percentage.") from problem
    if not days.isdigit() or hundredths != int(hundredths) or hundredths < 0:
        raise RulebookError(f"{where}: write whole days and a percentage of two decimals.")
    return InterestTerms(int(days), int(hundredths), start == "receipt")
