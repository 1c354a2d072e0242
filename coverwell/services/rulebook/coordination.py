"""Reading the dated order of payers; its examples must come out as written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.coordination.order import (
    RULES,
    MedicareBasis,
    MedicareRule,
    OrderRules,
    OtherCover,
    Standing,
    Work,
    order_of,
)
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, day
from coverwell.services.rulebook.text import RulebookError, check_keys, mapping, nearest


FOLDER = "coordination"
_LAST = "longer cover"
_STANDING = ("as", "work", "since", "birthday", "decreed", "employees", "child")
_EXAMPLE = ("example", "ours", "theirs", "medicare", "since", "day", "first", "by")
_BASES = tuple(basis.value for basis in MedicareBasis)


def read_order(root: Path) -> Dated[OrderRules]:
    """Read every edition of the order and try its examples."""
    sheets = dated_sheets(root, FOLDER, ("order", "medicare", "examples"))
    read = tuple(map(_rules, sheets))
    for sheet, rules in zip(sheets, read, strict=True):
        _check_examples(sheet, rules)
    return Dated(tuple(sheet.effective for sheet in sheets), read)


def _rules(sheet: Sheet) -> OrderRules:
    """Read the order; its last rule must tell any two covers apart."""
    order = values.words(dict(sheet.entries), "order", sheet.name)
    for name in order:
        if name not in RULES:
            raise RulebookError(f"{sheet.name}: no rule is '{name}'.{nearest(name, RULES)}")
    if not order or order[-1] != _LAST or len(set(order)) != len(order):
        raise RulebookError(f"{sheet.name}: name each rule once; the last is '{_LAST}'.")
    return OrderRules(order, MappingProxyType(_medicare(sheet)), sheet.source)


def _medicare(sheet: Sheet) -> dict[MedicareBasis, MedicareRule]:
    read = {}
    for where, row in sheet.rows("medicare", ("basis", "active", "employees", "months")):
        basis = MedicareBasis(values.one_of(row, "basis", where, _BASES))
        months = values.number(row, "months", where) if "months" in row else None
        employees = values.number(row, "employees", where, "0")
        read[basis] = MedicareRule(values.yes(row, "active", where), employees, months)
    return read


def _check_examples(sheet: Sheet, rules: OrderRules) -> None:
    """Refuse an order whose own examples come out otherwise."""
    rows = sheet.rows("examples", _EXAMPLE)
    if not rows:
        raise RulebookError(f"{sheet.name}: there are no examples.")
    for where, row in rows:
        on = day(values.text(row, "day", where, "2026-03-02"), where)
        ours = _standing(row, "ours", where)
        found = order_of(ours, _other(row, where), on, rules)
        wanted = values.one_of(row, "first", where, ("us", "them")) == "us"
        by = values.text(row, "by", where)
        if found.first is not wanted or (by and RULES[by][0] != found.rule):
            name = values.text(row, "example", where)
            who = "us" if found.first else "them"
            raise RulebookError(f"{where}: '{name}' comes out as {who} by {found.rule}.")


def _other(row: values.Row, where: str) -> OtherCover:
    """Make the other cover that an example speaks of."""
    since = day(values.text(row, "since", where), where) if "since" in row else None
    basis = values.text(row, "medicare", where)
    standing = _standing(row, "theirs", where)
    medicare = MedicareBasis(basis) if basis else None
    return OtherCover("other payer", Period(date.min), standing, medicare, since)


def _standing(row: values.Row, key: str, where: str) -> Standing:
    """Read how somebody holds a cover."""
    at = f"{where}, '{key}'"
    said = mapping(row.get(key, {}), at)
    check_keys(said, _STANDING, at)
    month, _, on = values.text(said, "birthday", at, "12-31").partition("-")
    return Standing(
        dependent=values.text(said, "as", at) == "dependent",
        work=Work(values.text(said, "work", at, Work.ACTIVE.value)),
        since=day(values.text(said, "since", at, "2020-01-01"), at),
        birthday=(int(month), int(on)),
        decreed=values.yes(said, "decreed", at),
        employees=values.number(said, "employees", at, "0"),
        child=values.yes(said, "child", at),
    )
