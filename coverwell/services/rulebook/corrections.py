"""How far a correction that takes money back reaches, by state and by contract."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, day
from coverwell.services.rulebook.text import RulebookError, check_keys


_TERMS = ("months", "days", "unlimited", "notice", "law")
_EXAMPLE = ("example", "state", "paid", "until")
_NEVER = "never"


class LookBack(NamedTuple):
    """Until when money may be asked back (no months and no days: for ever), and who is told when.

    `notice` is in the words of the law, such as '30 working days'.
    """

    months: int | None
    days: int | None
    notice: str
    law: str

    def until(self, paid: date) -> date | None:
        """Return the last day on which a payment of that day may be asked back; None: no end."""
        if self.days is not None:
            return paid + timedelta(days=self.days)
        if self.months is None:
            return None
        year, month = divmod(paid.year * 12 + paid.month - 1 + self.months, 12)
        return date(year, month + 1, min(paid.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class LookBacks:
    """One dated table."""

    states: Mapping[str, LookBack]
    contract: LookBack

    def of(self, state: str) -> LookBack:
        """Return the law of the state that insures a plan; '' and unknown ones: the contract."""
        return self.states.get(state, self.contract)


@cache
def look_backs(root: Path) -> Dated[LookBacks]:
    """Read every edition and try its examples. RulebookError says what is wrong and where."""
    sheets = dated_sheets(root, "corrections", ("contract", "states", "examples"))
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_table, sheets)))


def _table(sheet: Sheet) -> LookBacks:
    states = {}
    for where, row in sheet.rows("states", ("state", *_TERMS)):
        states[values.text(row, "state", where)] = _terms(row, where)
    contract = sheet.group("contract")
    check_keys(contract, _TERMS, f"{sheet.name}, 'contract'")
    read = LookBacks(MappingProxyType(states), _terms(contract, f"{sheet.name}, 'contract'"))
    _check_examples(sheet, read)
    return read


def _terms(row: values.Row, where: str) -> LookBack:
    months = values.number(row, "months", where) if "months" in row else None
    days = values.number(row, "days", where) if "days" in row else None
    told = [months is not None, days is not None, values.yes(row, "unlimited", where)]
    if told.count(True) != 1:
        raise RulebookError(f"{where}: say months, days or unlimited, and only one of them.")
    notice, law = values.text(row, "notice", where), values.text(row, "law", where)
    if not notice or not law:
        raise RulebookError(f"{where}: 'notice' and 'law' are needed.")
    return LookBack(months, days, notice, law)


def _check_examples(sheet: Sheet, table: LookBacks) -> None:
    rows = sheet.rows("examples", _EXAMPLE)
    if not rows:
        raise RulebookError(f"{sheet.name}: there are no examples.")
    for where, row in rows:
        paid = day(values.text(row, "paid", where), where)
        found = table.of(values.text(row, "state", where)).until(paid)
        said = _NEVER if found is None else found.isoformat()
        if said != values.text(row, "until", where):
            raise RulebookError(
                f"{where}: '{values.text(row, 'example', where)}' is until {said}."
            )
