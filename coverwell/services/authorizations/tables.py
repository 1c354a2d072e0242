"""The dated tables of precertification: reasons, documents, refusals, what is approved at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final, TypeVar

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.eligibility.inquiry_tables import (
    Refusal,
    both_languages,
    read_refusals,
    refusals,
)
from coverwell.services.rulebook import values
from coverwell.services.rulebook.load import rulebook
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError, mapping, nearest


T = TypeVar("T")
FOLDER: Final = "authorizations"
ANSWERS: Final = ("pended", "modified", "denied")
KINDS: Final = ("admission", "services", "referral")
OWN_DOCTOR: Final = "own primary care provider"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is no yes: its code in the 278 (HCR03) and our words.

    `answers` may give it; `clinical`: only a clinician, who signs with the criteria.
    """

    key: str
    code: str
    answers: tuple[str, ...]
    clinical: bool
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """What a reviewer may ask for: its report type (PWK01), its LOINC code, our words."""

    key: str
    report: str
    loinc: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AtOnce:
    """What is approved without a person; an empty or None member asks for nothing."""

    rule: str
    kind: str
    codes: frozenset[str] = frozenset()
    cares: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None
    units: int | None = None
    side: str = ""
    source: str = ""


def reasons(day: date) -> Mapping[str, Reason]:
    """Return the reasons in force on a day, by key."""
    return _reasons().nearest(day)


def documents(day: date) -> Mapping[str, Document]:
    """Return the documents that may be asked for on a day, by key."""
    return _documents().nearest(day)


def request_refusals(day: date) -> Mapping[str, Refusal]:
    """Return why a request is refused: the refusals of any question, and those of requests."""
    return {**refusals(day), **_refusals().nearest(day)}


def at_once(day: date) -> tuple[AtOnce, ...]:
    """Return the rules in force on a day by which a request is approved at once."""
    return _at_once().nearest(day)


def _dated(folder: str, keys: tuple[str, ...], read: Callable[[Sheet], T]) -> Dated[T]:
    sheets = dated_sheets(rulebook_folder(), f"{FOLDER}/{folder}", keys)
    return Dated(tuple(one.effective for one in sheets), tuple(map(read, sheets)))


@cache
def _reasons() -> Dated[Mapping[str, Reason]]:
    return _dated("reasons", ("reasons",), _read_reasons)


def _read_reasons(sheet: Sheet) -> Mapping[str, Reason]:
    found: dict[str, Reason] = {}
    for key, entry in sheet.group("reasons").items():
        where = f"{sheet.name}, {key}"
        row = mapping(entry, where)
        answers = values.words(row, "for", where)
        if not answers or not set(answers) <= set(ANSWERS):
            raise RulebookError(f"{where}: 'for' names some of {', '.join(ANSWERS)}.")
        found[key] = Reason(
            key,
            values.text(row, "code", where),
            answers,
            values.yes(row, "clinical", where),
            both_languages(row, where),
        )
    return MappingProxyType(found)


@cache
def _documents() -> Dated[Mapping[str, Document]]:
    return _dated("documents", ("documents",), _read_documents)


def _read_documents(sheet: Sheet) -> Mapping[str, Document]:
    found: dict[str, Document] = {}
    for key, entry in sheet.group("documents").items():
        where = f"{sheet.name}, {key}"
        row = mapping(entry, where)
        report, loinc = values.text(row, "report", where), values.text(row, "loinc", where)
        found[key] = Document(key, report, loinc, both_languages(row, where))
    return MappingProxyType(found)


@cache
def _refusals() -> Dated[Mapping[str, Refusal]]:
    return _dated("refusals", ("refusals",), read_refusals)


@cache
def _at_once() -> Dated[tuple[AtOnce, ...]]:
    return _dated("at_once", ("rows",), _read_at_once)


def _read_at_once(sheet: Sheet) -> tuple[AtOnce, ...]:
    keys = ("rule", "kind", "codes", "care", "ages", "units", "side", "from")
    return tuple(_rule(row, where, sheet.source) for where, row in sheet.rows("rows", keys))


def _rule(row: values.Row, where: str, source: str) -> AtOnce:
    cares, known = values.words(row, "care", where), rulebook().cares
    for care in cares:
        if care not in known:
            raise RulebookError(f"{where}: no care is called '{care}'.{nearest(care, known)}")
    ages = values.text(row, "ages", where).partition("-")
    return AtOnce(
        values.text(row, "rule", where),
        values.one_of(row, "kind", where, KINDS),
        values.codes(row, "codes", where),
        cares,
        (int(ages[0]), int(ages[2])) if ages[0] else None,
        values.number(row, "units", where) if "units" in row else None,
        values.one_of(row, "side", where, ("network", ""))
        or values.one_of(row, "from", where, (OWN_DOCTOR, "")),
        source,
    )
