"""Official code edits that an operator loads: `official/<first day>/<kind>.<ending>`.

The files are CMS's own and are not shipped. Pairs are lines `column 1|modifier|rationale|column 2
codes;…` (.psv or .psv.xz); units are CSV with code, units and adjudication indicator first.
"""

from __future__ import annotations

import csv
import lzma
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from coverwell.kernel.edits.facts import Pairs, UnitLimit
from coverwell.services.rulebook.sheets import day
from coverwell.services.rulebook.text import RulebookError


class Kind(Enum):
    """Which table a file is."""

    PRACTITIONER_PAIRS = "practitioner-pairs"
    OUTPATIENT_PAIRS = "outpatient-pairs"
    PRACTITIONER_UNITS = "practitioner-units"
    OUTPATIENT_UNITS = "outpatient-units"

    @property
    def of_pairs(self) -> bool:
        """Say whether it holds pairs, not units."""
        return self in (Kind.PRACTITIONER_PAIRS, Kind.OUTPATIENT_PAIRS)


_ENDINGS = (".psv", ".psv.xz", ".csv")
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


def read_official(root: Path) -> tuple[Official, ...]:
    """Read what was loaded, oldest first; nothing where nothing was."""
    folders = sorted(path for path in (root / "official").glob("*") if path.is_dir())
    return tuple(_edition(path) for path in folders)


def _edition(folder: Path) -> Official:
    """Read the tables of one first day."""
    found = {kind: _file(folder, kind) for kind in Kind}
    pairs = {k: read_pairs(path) for k, path in found.items() if path and k.of_pairs}
    units = {k: read_units(path) for k, path in found.items() if path and not k.of_pairs}
    return Official(
        day(folder.name, f"official/{folder.name}"),
        pairs.get(Kind.PRACTITIONER_PAIRS),
        pairs.get(Kind.OUTPATIENT_PAIRS),
        units.get(Kind.PRACTITIONER_UNITS),
        units.get(Kind.OUTPATIENT_UNITS),
    )


def _file(folder: Path, kind: Kind) -> Path | None:
    """Find the file of a table, packed or not."""
    names = (folder / f"{kind.value}{ending}" for ending in _ENDINGS)
    return next((path for path in names if path.is_file()), None)


def load_official(root: Path, kind: Kind, source: Path, effective: date) -> tuple[Path, int]:
    """Check an official file and copy it into the rulebook; return its place and its rows.

    RulebookError: the file is not of that kind, and nothing was copied.
    """
    ending = next((end for end in _ENDINGS if source.name.endswith(end)), "")
    if not ending or kind.of_pairs != ending.startswith(".psv"):
        raise RulebookError(f"{source.name}: pairs end in .psv or .psv.xz, units in .csv.")
    pairs = read_pairs(source) if kind.of_pairs else {}
    rows = sum(map(len, pairs.values())) if kind.of_pairs else len(read_units(source))
    target = root / "official" / effective.isoformat() / f"{kind.value}{ending}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return target, rows


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


def _rows(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Read the lines after the header, unpacking what is packed."""
    try:
        with _opened(path) as file:
            reader = csv.reader(file, delimiter=separator)
            next(reader, None)
            yield from enumerate(reader, 2)
    except (UnicodeDecodeError, lzma.LZMAError, EOFError, csv.Error) as problem:
        raise RulebookError(f"{path.name}: this file cannot be read as a table.") from problem


def _opened(path: Path) -> TextIO:
    """Open a file, packed or not, as text."""
    if path.name.endswith(".xz"):
        return lzma.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
