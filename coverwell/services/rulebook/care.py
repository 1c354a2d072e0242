"""Reading the kinds of care and the dated rules that classify a line of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.coverage.care import Care, CareQuestion, CareRule, CareRules, classify
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.code_ranges import CodeRanges, code_ranges, procedure_key
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, read_sheet
from coverwell.services.rulebook.text import Node, RulebookError, nearest


EVENTS = (
    "office", "test", "drugs", "outpatient surgery", "immediate", "hospital stay",
    "mental health", "pregnancy", "recovery", "child", "dental", "other",
)  # fmt: skip
MARKS = ("office visit", "preventive", "drug", "emergency", "mental health", "excluded")
CARE_KEYS = ("key", "event", "part", "marks", "fallback", "also", "english", "spanish")
_CONDITIONS = (
    "for", "age", "procedures", "diagnoses", "specialties", "modifiers", "places", "revenue",
    "bill types", "drg",
)  # fmt: skip
_EXAMPLE_KEYS = (
    "example", "care", "for", "age", "procedure", "diagnosis", "specialty", "modifiers", "place",
    "revenue", "bill type", "drg",
)  # fmt: skip
_FACILITY_ONLY = ("revenue", "bill types", "drg")

Rows = list[tuple[str, dict[str, Node]]]
Cares = Mapping[str, Care]


def read_cares(root: Path) -> tuple[Cares, Mapping[str, Mapping[str, str]]]:
    """Read the closed list of kinds of care, and their names by language."""
    sheet = read_sheet(root, "codes/care.yaml", ("care",))
    rows = sheet.rows("care", CARE_KEYS)
    known = tuple(values.text(row, "key", where) for where, row in rows)
    if len(set(known)) != len(known):
        raise RulebookError(f"{sheet.name}: a kind of care is written twice.")
    cares = {values.text(row, "key", where): _care(row, where, known) for where, row in rows}
    names = {"en": _names(rows, "english"), "es": _names(rows, "spanish")}
    return MappingProxyType(cares), MappingProxyType(names)


def _care(row: dict[str, Node], where: str, known: tuple[str, ...]) -> Care:
    """Read one kind of care; those that stand in for it must be on the list too."""
    key = values.text(row, "key", where)
    fallback = values.words(row, "fallback", where)
    for other in fallback:
        if other not in known:
            raise RulebookError(f"{where}: no care is called '{other}'.{nearest(other, known)}")
    marks = values.words(row, "marks", where)
    if set(marks) - set(MARKS):
        raise RulebookError(f"{where}: the marks are {', '.join(MARKS)}.")
    event = values.one_of(row, "event", where, EVENTS)
    part = values.one_of(row, "part", where, ("facility", "professional", ""), "")
    return Care(key, event, part, frozenset(marks), (key, *fallback))


def _names(rows: Rows, language: str) -> Mapping[str, str]:
    """Return what each kind of care is called in a language."""
    names = {values.text(r, "key", w): values.text(r, language, w) for w, r in rows}
    lacking = [key for key, name in names.items() if not name]
    if lacking:
        raise RulebookError(f"codes/care.yaml: '{lacking[0]}' has no {language} name.")
    return MappingProxyType(names)


def read_care_rules(root: Path, cares: Cares) -> Dated[CareRules]:
    """Read every dated classification; its examples must come out as written."""
    sheets = dated_sheets(root, "codes/care_rules", ("child under", "rules", "examples"))
    tables = tuple(_table(sheet, cares) for sheet in sheets)
    for sheet, table in zip(sheets, tables, strict=True):
        _check_examples(sheet, table)
    return Dated(tuple(sheet.effective for sheet in sheets), tables)


def _table(sheet: Sheet, cares: Cares) -> CareRules:
    """Turn the rows into masks."""
    rows = sheet.rows("rules", ("care", *_CONDITIONS))
    for where, row in rows:
        if set(_FACILITY_ONLY) & set(row) and row.get("for") != "institutional":
            raise RulebookError(f"{where}: revenue, bill type and DRG ask for institutional.")
    _check_ends(sheet, rows)
    return CareRules(
        rules=tuple(_rule(row, where, cares) for where, row in rows),
        professional=_either(rows, "for", "professional"),
        institutional=_either(rows, "for", "institutional"),
        child=_either(rows, "age", "child"),
        adult=_either(rows, "age", "adult"),
        child_under=int(sheet.text("child under")),
        no_modifier=_silent(rows, "modifiers"),
        modifiers=_named(rows, "modifiers", 0),
        revenues=_named(rows, "revenue", _silent(rows, "revenue")),
        no_revenue=_silent(rows, "revenue"),
        places=_named(rows, "places", _silent(rows, "places")),
        no_place=_silent(rows, "places"),
        procedures=_ranges(rows, "procedures"),
        diagnoses=_ranges(rows, "diagnoses"),
        specialties=_ranges(rows, "specialties"),
        bill_types=_ranges(rows, "bill types"),
        drgs=_ranges(rows, "drg"),
    )


def _check_ends(sheet: Sheet, rows: Rows) -> None:
    """Refuse a classification that could leave a line without a kind of care."""
    for form in ("professional", "institutional"):
        if not any(set(row) <= {"care", "for"} and row.get("for") == form for _, row in rows):
            raise RulebookError(f"{sheet.name}: the last rules must take any {form} line.")


def _rule(row: dict[str, Node], where: str, cares: Cares) -> CareRule:
    """Make the rule with the finding that every line it decides shares."""
    key = values.one_of(row, "care", where, tuple(cares))
    return CareRule(cares[key], Finding("care", ZERO, {"care": key}, where))


def _silent(rows: Rows, key: str) -> int:
    """Set the bit of every rule that does not ask for `key`."""
    return sum(1 << n for n, (_, row) in enumerate(rows) if key not in row)


def _either(rows: Rows, key: str, value: str) -> int:
    """Set the bit of every rule that asks for this value or for none."""
    return sum(1 << n for n, (_, row) in enumerate(rows) if row.get(key, value) == value)


def _named(rows: Rows, key: str, default: int) -> Mapping[str, int]:
    """Return the mask of each code that some rule names."""
    masks: dict[str, int] = {}
    for n, (where, row) in enumerate(rows):
        for code in values.codes(row, key, where):
            masks[code] = masks.get(code, default) | 1 << n
    return MappingProxyType(masks)


def _ranges(rows: Rows, key: str) -> CodeRanges:
    """Return the masks of ranges of codes; procedure codes sort by their own key."""
    sort = procedure_key if key == "procedures" else str
    named = (
        (sort(low), sort(high), n)
        for n, (where, row) in enumerate(rows)
        for low, high in values.ranges(row, key, where)
    )
    return code_ranges(named, _silent(rows, key))


def _check_examples(sheet: Sheet, table: CareRules) -> None:
    """Refuse a classification whose own examples come out otherwise."""
    examples = sheet.rows("examples", _EXAMPLE_KEYS)
    if not examples:
        raise RulebookError(f"{sheet.name}: there are no examples.")
    for where, row in examples:
        care = classify(example_question(row, where), table).care.key
        wanted = values.text(row, "care", where)
        if care != wanted:
            name = values.text(row, "example", where)
            raise RulebookError(f"{where}: '{name}' should be {wanted} and comes out as {care}.")


def example_question(row: dict[str, Node], where: str) -> CareQuestion:
    """Read an example as the question that the classification answers."""
    return CareQuestion(
        institutional=values.text(row, "for", where) == "institutional",
        procedure=values.text(row, "procedure", where),
        modifiers=values.words(row, "modifiers", where),
        revenue=values.text(row, "revenue", where),
        place=values.text(row, "place", where),
        diagnosis=values.text(row, "diagnosis", where),
        specialty=values.text(row, "specialty", where),
        bill_type=values.text(row, "bill type", where),
        drg=values.text(row, "drg", where),
        age=values.number(row, "age", where, "40"),
    )
