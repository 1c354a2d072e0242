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
_TERMS = ("days", "yearly percent", "from")
_STATE = ("state", *_TERMS, "paper days", "then", "statute", "seen", "disagree")


class InterestTerms(NamedTuple):
    """Simple yearly interest in hundredths of a percent once `days` have passed.

    `steps` are later rates: (day after the clean-claim date from which it holds, hundredths).
    """

    days: int
    hundredths: int
    from_receipt: bool
    steps: tuple[tuple[int, int], ...] = ()

    def interest(self, amount: Money, clean: date, paid: date) -> Money:
        """Return the interest (cents, half up) on an amount paid on a day."""
        held = (paid - clean).days
        if held <= self.days or amount <= 0:
            return ZERO
        exact = int(amount) * self._percent_days(held)
        return Money((2 * exact + _YEAR) // (2 * _YEAR))

    def _percent_days(self, held: int) -> int:
        """Sum the rate of each day on which interest ran, up to the day of payment."""
        first = 1 if self.from_receipt else self.days + 1
        if not self.steps:
            return self.hundredths * (held + 1 - first)
        starts = (first, *(day for day, _ in self.steps), held + 1)
        rates = (self.hundredths, *(rate for _, rate in self.steps))
        spans = zip(starts[:-1], starts[1:], rates, strict=True)
        return sum(rate * max(min(end, held + 1) - start, 0) for start, end, rate in spans)


# Hundredths of a percent of a year of 365 days.
_YEAR = 365 * 100 * 100


@dataclass(frozen=True, slots=True)
class PromptPay:
    """One dated table: terms by state, and by self-funded account.

    `without` are states whose law has no fixed rate, with the days after which it holds.
    """

    states: Mapping[str, InterestTerms]
    contracts: Mapping[str, InterestTerms]
    without: Mapping[str, int]

    def needs_a_person(self, state: str, clean: date, paid: date) -> bool:
        """Say whether a claim may be owed more than this table can tell."""
        if state in self.states:
            return False
        return (paid - clean).days > self.without.get(state, 0)


@cache
def prompt_pay(root: Path) -> Dated[PromptPay]:
    """Read the tables of a rulebook. RulebookError says what is wrong and where."""
    sheets = dated_sheets(root, "prompt_pay", ("states", "contracts", "without"))
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_table, sheets)))


def _table(sheet: Sheet) -> PromptPay:
    without = dict(
        _without(row, where) for where, row in sheet.rows("without", ("state", "days", "reason"))
    )
    states = _terms(sheet, "states", "state", _STATE)
    if both := sorted(without.keys() & states.keys()):
        raise RulebookError(f"{sheet.name}: '{both[0]}' has a row and is without one.")
    contracts = _terms(sheet, "contracts", "account", ("account", *_TERMS))
    return PromptPay(states, contracts, without)


def _without(row: dict[str, Node], where: str) -> tuple[str, int]:
    state, days, _ = (
        scalar(required(row, key, where), where) for key in ("state", "days", "reason")
    )
    if not days.isdigit():
        raise RulebookError(f"{where}: 'days' are whole days.")
    return state, int(days)


def _terms(sheet: Sheet, rows: str, key: str, known: tuple[str, ...]) -> dict[str, InterestTerms]:
    found: dict[str, InterestTerms] = {}
    for where, row in sheet.rows(rows, known):
        name = scalar(required(row, key, where), where)
        if name in found:
            raise RulebookError(f"{where}: '{name}' has a row already.")
        found[name] = _read(row, where)
        if rows == "states":
            _check_source(row, where)
    return found


def _check_source(row: dict[str, Node], where: str) -> None:
    """A row of law says where it stands, who said so, and its limit for paper, never sooner."""
    for key in ("statute", "seen"):
        scalar(required(row, key, where), where)
    paper = scalar(required(row, "paper days", where), where)
    if not paper.isdigit() or int(paper) < int(scalar(row["days"], where)):
        raise RulebookError(f"{where}: 'paper days' are whole days, no fewer than 'days'.")


def _read(row: dict[str, Node], where: str) -> InterestTerms:
    days, percent, start = (scalar(required(row, name, where), where) for name in _TERMS)
    if start not in FROM:
        raise RulebookError(f"{where}: 'from' is 'due' or 'receipt', not '{start}'.")
    if not days.isdigit():
        raise RulebookError(f"{where}: write whole days and a percentage of two decimals.")
    steps = _steps(scalar(row["then"], where), where) if "then" in row else ()
    firsts = [int(days), *(first for first, _ in steps)]
    if sorted(set(firsts)) != firsts:
        raise RulebookError(f"{where}: the days of 'then' come later and later.")
    return InterestTerms(int(days), _hundredths(percent, where), start == "receipt", steps)


def _steps(text: str, where: str) -> tuple[tuple[int, int], ...]:
    """Read '61: 24, 121: 30'."""
    found = []
    for word in text.split(","):
        first, _, percent = (part.strip() for part in word.partition(":"))
        if not first.isdigit():
            raise RulebookError(f"{where}: write 'then' as '61: 24, 121: 30', not '{text}'.")
        found.append((int(first), _hundredths(percent, where)))
    return tuple(found)


def _hundredths(percent: str, where: str) -> int:
    try:
        hundredths = Decimal(percent) * 100
    except InvalidOperation as problem:
        raise RulebookError(f"{where}: '{percent}' is not a percentage.") from problem
    if hundredths != int(hundredths) or hundredths < 0:
        raise RulebookError(f"{where}: write whole days and a percentage of two decimals.")
    return int(hundredths)
