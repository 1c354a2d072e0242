"""Official code edits that an operator loads: `official/<first day>/<kind>.<ending>`.

The files are CMS's own and are not shipped. Pairs are lines `column 1|modifier|rationale|column 2
codes;…` (.psv or .psv.xz); units are CSV with code, units and adjudication indicator first; code
lists are CSV (.csv or .csv.gz) with a column of codes and, where known, of first and last days.
"""

from __future__ import annotations

import csv
import gzip
import lzma
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from coverwell.kernel.edits.facts import CodeList, Pairs, UnitLimit
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import day
from coverwell.services.rulebook.text import RulebookError


class Kind(Enum):
    """Which table a file is."""

    PRACTITIONER_PAIRS = "practitioner-pairs"
    OUTPATIENT_PAIRS = "outpatient-pairs"
    PRACTITIONER_UNITS = "practitioner-units"
    OUTPATIENT_UNITS = "outpatient-units"
    PROCEDURE_CODES = "procedure-codes"
    DIAGNOSIS_CODES = "diagnosis-codes"
    MODIFIER_CODES = "modifier-codes"
    ANESTHESIA_UNITS = "anesthesia-units"

    @property
    def of_codes(self) -> bool:
        """Say whether it is a list of codes with the days on which they are valid."""
        return self in (Kind.PROCEDURE_CODES, Kind.DIAGNOSIS_CODES, Kind.MODIFIER_CODES)

    @property
    def endings(self) -> tuple[str, ...]:
        """Return how its file may end."""
        if self.of_pairs:
            return (".psv", ".psv.xz")
        return (".csv", ".csv.gz") if self.of_codes else (".csv",)

    @property
    def of_pairs(self) -> bool:
        """Say whether it holds pairs, not units."""
        return self in (Kind.PRACTITIONER_PAIRS, Kind.OUTPATIENT_PAIRS)


# Adjudication indicator 1: each line by itself; 2 and 3: the day of service.
_OF_THE_LINE = "1"
_MODIFIER_INDICATORS = ("0", "1", "9")


@dataclass(frozen=True, slots=True)
class Official:
    """The official tables of one first day; None where that table was not loaded."""

    effective: date
    pairs: Pairs | None = None
    facility_pairs: Pairs | None = None
    units: Mapping[str, UnitLimit] | None = None
    facility_units: Mapping[str, UnitLimit] | None = None
    procedures: CodeList | None = None
    diagnoses: CodeList | None = None
    modifiers: CodeList | None = None
    base_units: Mapping[str, Decimal] | None = None

    @property
    def sources(self) -> dict[str, str]:
        """Name what decides now, by the topic of our own sheet whose place it takes."""
        where = f"CMS's own tables, loaded as official/{self.effective}"
        units = {"units": where} if self.units or self.facility_units else {}
        return units | ({"pairs": where} if self.pairs or self.facility_pairs else {})


def read_official(root: Path) -> tuple[Official, ...]:
    """Read what was loaded, oldest first; nothing where nothing was."""
    folders = sorted(path for path in (root / "official").glob("*") if path.is_dir())
    return tuple(_edition(path) for path in folders)


def _edition(folder: Path) -> Official:
    """Read the tables of one first day."""
    found = {kind: _file(folder, kind) for kind in Kind}
    pairs = {k: read_pairs(path) for k, path in found.items() if path and k.of_pairs}
    units = {k: read_units(path) for k, path in found.items() if path and k in _UNITS}
    anesthesia = found[Kind.ANESTHESIA_UNITS]
    codes = {k: read_codes(path, k) for k, path in found.items() if path and k.of_codes}
    return Official(
        day(folder.name, f"official/{folder.name}"),
        pairs.get(Kind.PRACTITIONER_PAIRS),
        pairs.get(Kind.OUTPATIENT_PAIRS),
        units.get(Kind.PRACTITIONER_UNITS),
        units.get(Kind.OUTPATIENT_UNITS),
        codes.get(Kind.PROCEDURE_CODES),
        codes.get(Kind.DIAGNOSIS_CODES),
        codes.get(Kind.MODIFIER_CODES),
        None if anesthesia is None else read_base_units(anesthesia),
    )


def _file(folder: Path, kind: Kind) -> Path | None:
    """Find the file of a table, packed or not."""
    names = (folder / f"{kind.value}{ending}" for ending in kind.endings)
    return next((path for path in names if path.is_file()), None)


def load_official(root: Path, kind: Kind, source: Path, effective: date) -> tuple[Path, int]:
    """Check an official file and copy it into the rulebook; return its place and its rows.

    RulebookError: the file is not of that kind, and nothing was copied.
    """
    ending = next((end for end in kind.endings if source.name.endswith(end)), "")
    if not ending:
        said = " or ".join(kind.endings)
        raise RulebookError(f"{source.name}: a file of {kind.value} ends in {said}.")
    rows = _count(kind, source)
    target = root / "official" / effective.isoformat() / f"{kind.value}{ending}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return target, rows


def _count(kind: Kind, path: Path) -> int:
    """Read a file as what it should be, and count its rows."""
    if kind.of_pairs:
        return sum(map(len, read_pairs(path).values()))
    if kind is Kind.ANESTHESIA_UNITS:
        return len(read_base_units(path))
    return len(read_codes(path, kind).known) if kind.of_codes else len(read_units(path))


def read_pairs(path: Path) -> Pairs:
    """Read pairs by the code that is not paid; indicator 9 pairs are no longer in force."""
    found: dict[str, dict[str, bool]] = {}
    for number, row in _rows(path, "|"):
        if len(row) != 4 or row[1] not in _MODIFIER_INDICATORS:
            raise RulebookError(f"{path.name}, line {number}: this is not a line of pairs.")
        first, indicator, _, seconds = row
        if indicator == "9":
            continue
        may_part = indicator == "1"
        # Each code is kept once however many of the 1.7 million pairs name it.
        first = sys.intern(first)
        for second in seconds.split(";"):
            found.setdefault(second, {})[first] = may_part
    return MappingProxyType(found)


def read_units(path: Path) -> Mapping[str, UnitLimit]:
    """Read the most units by code."""
    found = {}
    for number, row in _rows(path, ","):
        if len(row) < 3 or not row[1].isdigit():
            raise RulebookError(f"{path.name}, line {number}: this is not a line of units.")
        found[row[0]] = UnitLimit(int(row[1]), per_day=not row[2].startswith(_OF_THE_LINE))
    return MappingProxyType(found)


def read_codes(path: Path, kind: Kind) -> CodeList:
    """Read codes with their days; the diagnosis list is whole: what it does not name is refused.

    A row whose `billable` is 0 heads a group of codes and is none that a claim may use.
    """
    rows = _rows(path, ",", header=True)
    names = [word.strip().lower() for word in next(rows, (1, []))[1]]
    at = {what: _column(names, words) for what, words in _COLUMNS.items()}
    if at["code"] is None:
        raise RulebookError(f"{path.name}: there is no column 'code'.")
    known: dict[str, Period] = {}
    for number, row in rows:
        said = {what: row[n] if n is not None and n < len(row) else "" for what, n in at.items()}
        if said["billable"] == "0":
            continue
        where = f"{path.name}, line {number}"
        try:
            last = day(said["last"], where) if said["last"] else None
            known[said["code"]] = Period(day(said["first"] or "1900-01-01", where), last)
        except ValueError as problem:
            raise RulebookError(f"{where}: {problem}") from problem
    return CodeList(MappingProxyType(known), whole=kind is Kind.DIAGNOSIS_CODES)


def read_base_units(path: Path) -> Mapping[str, Decimal]:
    """Read the base units of anesthesia by code: CSV with code and units first."""
    found = {}
    for number, row in _rows(path, ","):
        where = f"{path.name}, line {number}"
        if len(row) < 2 or not row[0].isalnum():
            raise RulebookError(f"{where}: this is not a line of base units.")
        units = values.decimal({"units": row[1]}, "units", where)
        if row[0] in found or units < 0:
            raise RulebookError(f"{where}: a code stands once, and its units are not negative.")
        found[row[0]] = units
    return MappingProxyType(found)


_UNITS = (Kind.PRACTITIONER_UNITS, Kind.OUTPATIENT_UNITS)
_COLUMNS = {
    "code": ("code", "hcpcs_code", "modifier"),
    "first": ("first", "date_added", "effective"),
    "last": ("last", "date_term", "ends"),
    "billable": ("billable",),
}


def _column(names: list[str], words: tuple[str, ...]) -> int | None:
    return next((names.index(word) for word in words if word in names), None)


def _rows(path: Path, separator: str, *, header: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Read the lines (after the header, unless it is asked for), unpacking what is packed."""
    try:
        with _opened(path) as file:
            reader = csv.reader(file, delimiter=separator)
            if not header:
                next(reader, None)
            yield from enumerate(reader, 1 if header else 2)
    except (UnicodeDecodeError, lzma.LZMAError, gzip.BadGzipFile, EOFError, csv.Error) as problem:
        raise RulebookError(f"{path.name}: this file cannot be read as a table.") from problem


def _opened(path: Path) -> TextIO:
    """Open a file, packed or not, as text."""
    if path.name.endswith(".xz"):
        return lzma.open(path, "rt", encoding="utf-8", newline="")
    if path.name.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
