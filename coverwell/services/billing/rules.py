"""Reading the premium sheets (rulebook/premiums); their examples must come out as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from coverwell.kernel.premiums.month import premiums
from coverwell.kernel.premiums.rates import TIERS, Insured, PlanRates, PremiumRules, Proration
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, day, rulebook_folder
from coverwell.services.rulebook.text import Node, RulebookError, check_keys, mapping


FOLDER: Final = "premiums"
_KEYS: Final = (
    "proration", "due day", "grace days", "months set right", "billed one by one", "plans",
    "children counted", "child under", "ages", "waits", "examples",
)  # fmt: skip
_WAITS: Final = ("advice", "english", "spanish")
_EXAMPLE: Final = ("example", "plan", "people", "month", "from", "due")


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a part of a payment waits; `advice` is the code of TED01 in an 824."""

    advice: str
    english: str
    spanish: str


@dataclass(frozen=True, slots=True)
class BillingRules:
    """One dated sheet: the rates, and when what is billed, due and ended."""

    rates: PremiumRules
    due_day: int
    grace_days: int
    months_set_right: int
    one_by_one: frozenset[str]
    waits: Mapping[str, Wait]
    name: str


def billing_rules(on: date) -> BillingRules:
    """Return the rules in force on a day."""
    return _rules().nearest(on)


@cache
def _rules() -> Dated[BillingRules]:
    sheets = dated_sheets(rulebook_folder(), FOLDER, _KEYS)
    return Dated(tuple(one.effective for one in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> BillingRules:
    row = dict(sheet.entries)
    rates = PremiumRules(
        MappingProxyType(
            {key: _plan(key, node, sheet) for key, node in sheet.group("plans").items()}
        ),
        tuple(
            values.decimal({"age": one}, "age", sheet.name)
            for one in values.words(row, "ages", sheet.name)
        ),
        values.number(row, "children counted", sheet.name),
        values.number(row, "child under", sheet.name),
        Proration(
            values.one_of(row, "proration", sheet.name, tuple(one.value for one in Proration))
        ),
        sheet.source,
    )
    if len(rates.curve) < rates.child_under:
        raise RulebookError(f"{sheet.name}, 'ages': name a factor for each age from 0 on.")
    _check_examples(sheet, rates)
    return BillingRules(
        rates,
        values.number(row, "due day", sheet.name),
        values.number(row, "grace days", sheet.name),
        values.number(row, "months set right", sheet.name),
        frozenset(values.words(row, "billed one by one", sheet.name)),
        MappingProxyType(
            {key: _wait(key, node, sheet) for key, node in sheet.group("waits").items()}
        ),
        sheet.name,
    )


def _plan(key: str, node: Node, sheet: Sheet) -> PlanRates:
    where = f"{sheet.name}, {key}"
    row = mapping(node, where)
    check_keys(row, (*TIERS, "base"), where)
    base = values.money(row, "base", where) if "base" in row else None
    if base is None and any(tier not in row for tier in TIERS):
        raise RulebookError(f"{where}: write {', '.join(TIERS)}; or 'base' alone.")
    tiers = {} if base is not None else {tier: values.money(row, tier, where) for tier in TIERS}
    return PlanRates(MappingProxyType(tiers), base, where)


def _wait(key: str, node: Node, sheet: Sheet) -> Wait:
    where = f"{sheet.name}, {key}"
    row = mapping(node, where)
    check_keys(row, _WAITS, where)
    said = [values.text(row, one, where) for one in _WAITS]
    if not all(said):
        raise RulebookError(f"{where}: write 'advice', 'english' and 'spanish'.")
    return Wait(*said)


def _check_examples(sheet: Sheet, rates: PremiumRules) -> None:
    rows = sheet.rows("examples", _EXAMPLE)
    if not rows:
        raise RulebookError(f"{sheet.name}: there are no examples.")
    for where, row in rows:
        first = day(values.text(row, "from", where), where)
        family = [
            Insured(at, kind, date(1985, 6, 1), values.text(row, "plan", where), first, None)
            for at, kind in enumerate(values.words(row, "people", where))
        ]
        month = day(values.text(row, "month", where), where)
        due = sum(one.amount for one in premiums(month, family, rates))
        if due != values.money(row, "due", where):
            raise RulebookError(f"{where}: comes out as {due} cents.")
