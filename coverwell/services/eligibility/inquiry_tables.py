"""The dated tables of coverage questions: service types, and why a question is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.load import rulebook
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError, mapping, nearest


LEVELS: Final = ("asker", "subscriber", "patient", "request")


@dataclass(frozen=True, slots=True)
class ServiceType:
    """One service type code, our own words for it, and the kinds of care that answer it.

    `general`: it is answered in a general inquiry too. `whole_plan`: the yearly amounts answer it.
    """

    code: str
    words: Mapping[str, str]
    cares: tuple[str, ...]
    general: bool
    whole_plan: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered. `code` is the reject reason, `follow_up` what may be done.

    `level` says whom it is about: asker, subscriber, patient or request.
    """

    rule: str
    code: str
    follow_up: str
    level: str
    words: Mapping[str, str]


def service_types(day: date) -> Mapping[str, ServiceType]:
    """Return the service types in force on a day, by code."""
    return _service_types().nearest(day)


def refusals(day: date) -> Mapping[str, Refusal]:
    """Return the reasons to refuse a question in force on a day, by rule."""
    return _refusals().nearest(day)


@cache
def _service_types() -> Dated[Mapping[str, ServiceType]]:
    known = ("service types", "examples")
    sheets = dated_sheets(rulebook_folder(), "inquiries/service_types", known)
    return Dated(tuple(one.effective for one in sheets), tuple(map(_types_of, sheets)))


def _types_of(sheet: Sheet) -> Mapping[str, ServiceType]:
    keys = ("code", "english", "spanish", "care", "general", "amounts")
    found: dict[str, ServiceType] = {}
    for where, row in sheet.rows("service types", keys):
        code = values.text(row, "code", where)
        if code in found:
            raise RulebookError(f"{where}: the service type '{code}' is written twice.")
        found[code] = ServiceType(
            code,
            both_languages(row, where),
            _cares(values.words(row, "care", where), where),
            values.yes(row, "general", where),
            values.one_of(row, "amounts", where, ("plan", ""), "") == "plan",
        )
    return MappingProxyType(found)


def _cares(keys: tuple[str, ...], where: str) -> tuple[str, ...]:
    known = rulebook().cares
    for key in keys:
        if key not in known:
            raise RulebookError(f"{where}: no care is called '{key}'.{nearest(key, known)}")
    return keys


@cache
def _refusals() -> Dated[Mapping[str, Refusal]]:
    sheets = dated_sheets(rulebook_folder(), "inquiries/refusals", ("refusals",))
    return Dated(tuple(one.effective for one in sheets), tuple(map(read_refusals, sheets)))


def read_refusals(sheet: Sheet) -> Mapping[str, Refusal]:
    """Read the `refusals` of a file, by rule."""
    found: dict[str, Refusal] = {}
    for rule, entry in sheet.group("refusals").items():
        where = f"{sheet.name}, {rule}"
        row = mapping(entry, where)
        found[rule] = Refusal(
            rule,
            values.text(row, "code", where),
            values.one_of(row, "follow up", where, ("C", "N", "R")),
            values.one_of(row, "level", where, LEVELS),
            both_languages(row, where),
        )
    return MappingProxyType(found)


def both_languages(row: values.Row, where: str) -> Mapping[str, str]:
    """Read `english` and `spanish`, both of which must be there."""
    words = {
        "en": values.text(row, "english", where),
        "es": values.text(row, "spanish", where),
    }
    if not all(words.values()):
        raise RulebookError(f"{where}: write both 'english' and 'spanish'.")
    return MappingProxyType(words)
