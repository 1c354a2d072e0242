"""Whether the codes that our rules use may stand together in an 835 (CAQH CORE 360)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from coverwell.kernel.reasons.codes import Codes
from coverwell.kernel.reasons.problem import Effect
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets
from coverwell.services.rulebook.text import RulebookError


FOLDER: Final = "payments/combinations"
SCENARIOS: Final = ("1", "2", "3", "4")
# The columns of the official tables, as an operator saves them: one remark code a line.
OFFICIAL: Final = ("scenario", "carc", "rarc", "cagc")
_KEYS: Final = ("combinations", "free", "needs a remark")


class Combination(NamedTuple):
    """One listed combination; no `remarks` means that the code stands alone."""

    scenario: str
    code: str
    groups: frozenset[str]
    remarks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Combinations:
    """One dated table: what is listed by reason code, what is free, what needs a remark."""

    listed: Mapping[str, tuple[Combination, ...]]
    free: frozenset[str]
    needs_remark: frozenset[str]

    def allows(self, group: str, code: str, remarks: Iterable[str]) -> bool:
        """Say whether a code may be reported so."""
        said = frozenset(remarks)
        if code in self.needs_remark and not said:
            return False
        if code not in self.listed:
            return code in self.free
        # Most reason codes may also stand without any of their remark codes.
        return any(group in one.groups and said <= one.remarks for one in self.listed[code])


def combinations(root: Path) -> Dated[Combinations]:
    """Read every dated table, oldest first."""
    return _tables(root)


@cache
def _tables(root: Path) -> Dated[Combinations]:
    sheets = dated_sheets(root, FOLDER, _KEYS)
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_table, sheets)))


def not_listed(codes: Codes, table: Combinations) -> tuple[str, ...]:
    """Name each rule that denies with a combination that is neither listed nor free."""
    return tuple(
        f"{rule}: {said.group}-{said.code} {' '.join(said.remarks)}".rstrip()
        for rule, said in sorted(codes.items())
        if said.effect is Effect.DENY and not table.allows(said.group, said.code, said.remarks)
    )


def load_official(root: Path, file: Path, effective: date, checked: date) -> Path:
    """Turn the operator's official CSV into the table in force from a day on; returns its file.

    RulebookError where a line has not the columns scenario, CARC, RARC, CAGC. What is free stays.
    """
    rows = list(_official(file))
    sheets = dated_sheets(root, FOLDER, _KEYS)
    target = root / FOLDER / f"{effective.isoformat()}.yaml"
    if target.exists():
        raise RulebookError(f"{FOLDER}/{target.name} is there already: a table is never changed.")
    listed = {row.code for row in rows}
    free = values.words(dict(sheets[-1].entries), "free", FOLDER)
    lines = [
        f'source: "CAQH CORE-required code combinations, loaded by the operator from {file.name}"',
        'says: "Inside a business scenario only a listed combination explains an adjustment."',
        f"effective: {effective}",
        f"checked: {checked}",
        "combinations:",
        *(_line(row) for row in rows),
        f'free: "{", ".join(code for code in free if code not in listed)}"',
        f'needs a remark: "{sheets[-1].text("needs a remark")}"',
    ]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _tables.cache_clear()
    return target


def _line(row: Combination) -> str:
    remarks = f', remarks: "{", ".join(sorted(row.remarks))}"' if row.remarks else ""
    groups = ", ".join(sorted(row.groups))
    return f'  - {{scenario: "{row.scenario}", code: "{row.code}", groups: "{groups}"{remarks}}}'


def _official(file: Path) -> Iterator[Combination]:
    """Read one combination for each scenario and reason code, its remark codes together."""
    found: dict[tuple[str, str, frozenset[str]], set[str]] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            said = {
                str(key).strip().lower(): str(value or "").strip() for key, value in row.items()
            }
            where = f"{file.name}, line {number}"
            if not set(OFFICIAL) <= said.keys() or said["scenario"] not in SCENARIOS:
                raise RulebookError(f"{where}: the columns are scenario (1-4), CARC, RARC, CAGC.")
            groups = frozenset(said["cagc"].replace(",", " ").replace("/", " ").split())
            if not said["carc"] or not groups <= {"CO", "PR", "OA", "PI"}:
                raise RulebookError(f"{where}: a row needs its CARC and groups CO, PR, OA or PI.")
            remarks = found.setdefault((said["scenario"], said["carc"], groups), set())
            remarks.update(said["rarc"].split())
    for (scenario, code, groups), remarks in found.items():
        yield Combination(scenario, code, groups, frozenset(remarks))


def _table(sheet: Sheet) -> Combinations:
    listed: dict[str, tuple[Combination, ...]] = {}
    for where, row in sheet.rows("combinations", ("scenario", "code", "groups", "remarks")):
        code = values.text(row, "code", where)
        one = Combination(
            values.one_of(row, "scenario", where, SCENARIOS),
            code,
            frozenset(values.words(row, "groups", where)),
            frozenset(values.words(row, "remarks", where)),
        )
        listed[code] = (*listed.get(code, ()), one)
    entries = dict(sheet.entries)
    free = frozenset(values.words(entries, "free", sheet.name))
    if both := sorted(free & listed.keys()):
        raise RulebookError(f"{sheet.name}: {both[0]} is listed and cannot be free.")
    needs = frozenset(values.words(entries, "needs a remark", sheet.name))
    return Combinations(listed, free, needs)
