"""Reading the dated edit sheets: code lists, limits of units, pairs, ages, filing, modifiers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.edits.facts import CodeList, FilingException, UnitLimit
from coverwell.kernel.vocabulary.member import Sex
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, day
from coverwell.services.rulebook.text import Node, RulebookError, check_keys, mapping, sequence


_LONG_AGO = "1900-01-01"
_KEYS: Mapping[str, tuple[str, ...]] = {
    "code_lists": ("procedures", "diagnoses", "modifiers", "revenue", "largest charge"),
    "timely_filing": ("days", "exceptions"),
    "modifiers": ("repeats", "distinct", "parts a pair", "parts from surgery"),
    "units": ("limits",),
    "pairs": ("pairs",),
    "add_ons": ("add ons",),
    "person": ("ages", "sexes"),
    "global": ("visits",),
}


def edit_sheets(root: Path) -> dict[str, tuple[Sheet, ...]]:
    """Read every dated edit sheet by its topic."""
    return {
        topic: dated_sheets(root, f"edits/{topic}", (*keys, "examples"))
        for topic, keys in _KEYS.items()
    }


def code_list(sheet: Sheet, key: str) -> CodeList:
    """Read the codes that began or ended, with their first and last day."""
    group, where = sheet.group(key), f"{sheet.name}, '{key}'"
    check_keys(group, ("whole", "dated"), where)
    known: dict[str, Period] = {}
    for node in sequence(group.get("dated", []), where):
        row = mapping(node, where)
        check_keys(row, ("codes", "first", "last"), where)
        first = day(values.text(row, "first", where, _LONG_AGO), where)
        last = day(values.text(row, "last", where), where) if "last" in row else None
        for code in values.codes(row, "codes", where):
            if code in known:
                raise RulebookError(f"{where}: {code} stands twice.")
            known[code] = Period(first, last)
    return CodeList(MappingProxyType(known), values.yes(group, "whole", where))


def filing(sheet: Sheet) -> Mapping[str, FilingException]:
    """Read the exceptions of timely filing."""
    read = {}
    for where, row in sheet.rows("exceptions", ("exception", "days", "never late", "counts from")):
        days = values.number(row, "days", where) if "days" in row else None
        late = values.yes(row, "never late", where)
        read[values.text(row, "exception", where)] = FilingException(days, late)
    return MappingProxyType(read)


def units(sheet: Sheet) -> Mapping[str, UnitLimit]:
    """Read the most units of a day or a line."""
    read: dict[str, UnitLimit] = {}
    for where, row in sheet.rows("limits", ("procedures", "units", "per")):
        per_day = values.one_of(row, "per", where, ("day", "line")) == "day"
        limit = UnitLimit(values.number(row, "units", where), per_day)
        read |= dict.fromkeys(values.codes(row, "procedures", where), limit)
    return MappingProxyType(read)


def pairs(sheet: Sheet) -> Mapping[str, Mapping[str, bool]]:
    """Read the pairs by the code that is not paid."""
    read: dict[str, dict[str, bool]] = {}
    for where, row in sheet.rows("pairs", ("first", "second", "modifier")):
        may_part = values.yes(row, "modifier", where)
        for second in values.codes(row, "second", where):
            read.setdefault(second, {})[values.text(row, "first", where)] = may_part
    return MappingProxyType(read)


def add_ons(sheet: Sheet) -> Mapping[str, frozenset[str]]:
    """Read the codes that stand beside another one only."""
    read: dict[str, frozenset[str]] = {}
    for where, row in sheet.rows("add ons", ("procedures", "beside")):
        beside = values.codes(row, "beside", where)
        for code in values.codes(row, "procedures", where):
            read[code] = read.get(code, frozenset()) | beside
    return MappingProxyType(read)


def ages(sheet: Sheet) -> Mapping[str, tuple[int, int]]:
    """Read from which to which age a procedure fits."""
    read: dict[str, tuple[int, int]] = {}
    for where, row in sheet.rows("ages", ("procedures", "from", "to")):
        span = (values.number(row, "from", where), values.number(row, "to", where))
        read |= dict.fromkeys(values.codes(row, "procedures", where), span)
    return MappingProxyType(read)


def sexes(sheet: Sheet) -> Mapping[str, Sex]:
    """Read which sex a procedure fits."""
    read: dict[str, Sex] = {}
    for where, row in sheet.rows("sexes", ("procedures", "sex")):
        sex = Sex(values.one_of(row, "sex", where, ("F", "M")))
        read |= dict.fromkeys(values.codes(row, "procedures", where), sex)
    return MappingProxyType(read)


def codes_of(sheet: Sheet, key: str) -> frozenset[str]:
    """Read a set of codes."""
    entries: dict[str, Node] = dict(sheet.entries)
    return values.codes(entries, key, sheet.name)
