"""Is every code on a line there, well formed and valid on its date?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from coverwell.kernel.edits.facts import CodeList, EditFacts, EditTables, Fault
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.vocabulary.claim import Claim, Line


def check_codes(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:  # noqa: ARG001
    """Check procedure, modifiers, diagnoses, and revenue or place of every line."""
    institutional = claim.institutional is not None
    if institutional:
        yield from _form(claim, tables)
    for line in claim.lines:
        first, last = procedure_days(line.procedure, tables)
        if not first <= line.first <= last:
            yield from _procedure(line, institutional, tables)
        if line.modifiers:
            yield from _modifiers(line, tables)
        if institutional:
            yield from _revenue(line, tables)
        elif not _clear(claim, line, tables):
            # A dental claim names a diagnosis only where the plan asks for one (X224A2).
            if line.diagnoses or not claim.dental:
                yield from _pointers(line, tables)
            yield from _place(claim, line, tables)


def _clear(claim: Claim, line: Line, tables: EditTables) -> bool:
    """Say whether a professional line has a known place and points to sound diagnoses."""
    day = line.first
    for code in line.diagnoses:
        first, last = diagnosis_days(code, tables)
        if not first <= day <= last:
            return False
    return bool(line.diagnoses) and (line.place or claim.place) in tables.places


def _form(claim: Claim, tables: EditTables) -> Iterable[Fault]:
    """Check what a facility's claim says once for all lines: type of bill and diagnoses."""
    if claim.institutional is not None and not _bill_type(claim.institutional.bill_type):
        yield fault(0, "bill_type_missing", tables.source)
    day = claim.lines[0].first
    for diagnosis in claim.diagnoses:
        code = diagnosis.code
        first, last = diagnosis_days(code, tables)
        if not first <= day <= last:
            yield fault(0, "diagnosis_invalid", tables.source, code=code, day=day)


# The first and the last day on which a code is sound.
Days = tuple[date, date]
ALWAYS: Days = (date.min, date.max)
NEVER: Days = (date.max, date.min)


# Measured: a batch has the same codes again and again.
@lru_cache(maxsize=65536)
def procedure_days(code: str, tables: EditTables) -> Days:
    """Return the days on which a procedure is valid; NEVER where it has not the form of one."""
    return _days(code, tables.procedures) if procedure_form(code) else NEVER


@lru_cache(maxsize=131072)
def diagnosis_days(code: str, tables: EditTables) -> Days:
    """Return the days on which a diagnosis is valid; NEVER where it has not the form of one."""
    return _days(code, tables.diagnoses) if diagnosis_form(code) else NEVER


def _days(code: str, codes: CodeList) -> Days:
    """A list that is not whole allows what it does not name on any day."""
    listed = codes.known.get(code)
    if listed is None:
        return NEVER if codes.whole else ALWAYS
    return listed.first, listed.last or date.max


def _bill_type(code: str) -> bool:
    """A type of bill is three digits, with or without its leading zero; the last is frequency."""
    digits = code.lstrip("0")
    return len(digits) == 3 and digits[:2].isdigit()


def _procedure(line: Line, institutional: bool, tables: EditTables) -> Iterable[Fault]:  # noqa: FBT001
    """A professional line needs a procedure; a facility's revenue code may do without."""
    code = line.procedure
    if not code:
        if not institutional:
            yield fault(line.number, "procedure_missing", tables.source)
        return
    if not procedure_form(code):
        yield fault(line.number, "procedure_invalid", tables.source, code=code, day=line.first)
        return
    listed = tables.procedures.known.get(code)
    if listed is not None and listed.last is not None and listed.last < line.first:
        yield fault(line.number, "procedure_expired", tables.source, code=code, last=listed.last)
    elif listed is not None and line.first < listed.first:
        rule = "procedure_not_yet_valid"
        yield fault(line.number, rule, tables.source, code=code, first=listed.first)
    elif not _valid(code, line.first, tables.procedures):
        yield fault(line.number, "procedure_invalid", tables.source, code=code, day=line.first)


def _valid(code: str, day: date, codes: CodeList) -> bool:
    """Say whether a list allows a code on a day; a list that is not whole allows the unknown."""
    listed = codes.known.get(code)
    return listed.covers(day) if listed is not None else not codes.whole


def procedure_form(code: str) -> bool:
    """Say whether it looks like CPT or HCPCS: five characters, at most one a letter at an end."""
    if len(code) != 5 or not code.isascii():
        return False
    return (
        code[1:4].isdigit()
        and code.isalnum()
        and code.upper() == code
        and (code[0].isdigit() or code[4].isdigit())
    )


def _modifiers(line: Line, tables: EditTables) -> Iterable[Fault]:
    """A modifier is two letters or digits."""
    for code in line.modifiers:
        formed = len(code) == 2 and code.isascii() and code.isalnum() and code.upper() == code
        if not formed or not _valid(code, line.first, tables.modifiers):
            yield fault(line.number, "modifier_invalid", tables.source, code=code)


def diagnosis_form(code: str) -> bool:
    """Say whether it looks like ICD-10-CM: a letter, a digit, one to five more; no dot."""
    return (
        3 <= len(code) <= 7
        and code.isascii()
        and code.isalnum()
        and code[0].isalpha()
        and code[1].isdigit()
        and code.upper() == code
    )


def _pointers(line: Line, tables: EditTables) -> Iterable[Fault]:
    """A professional line must point to a diagnosis."""
    if not line.diagnoses:
        yield fault(line.number, "diagnosis_missing", tables.source)
    for code in line.diagnoses:
        first, last = diagnosis_days(code, tables)
        if not first <= line.first <= last:
            yield fault(line.number, "diagnosis_invalid", tables.source, code=code, day=line.first)


def _revenue(line: Line, tables: EditTables) -> Iterable[Fault]:
    """A facility's line needs a revenue code."""
    if not line.revenue:
        yield fault(line.number, "revenue_missing", tables.source)
    elif line.revenue not in tables.revenues:
        yield fault(line.number, "revenue_invalid", tables.source, code=line.revenue)


def _place(claim: Claim, line: Line, tables: EditTables) -> Iterable[Fault]:
    """A professional line needs a place, its own or the claim's."""
    place = line.place or claim.place
    if not place:
        yield fault(line.number, "place_missing", tables.source)
    elif place not in tables.places:
        yield fault(line.number, "place_invalid", tables.source, code=place)
