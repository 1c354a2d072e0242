"""Reading fee schedules: `<key>/<first day>/schedule.yaml` with its `rates.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.pricing.schedule import Fee, Key, Locality, RelativeValue, Schedule
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import day
from coverwell.services.rulebook.text import (
    Node,
    RulebookError,
    check_keys,
    mapping,
    read_mapping,
    required,
    scalar,
)


_HEAD = (
    "schedule", "effective", "source", "says", "authored by", "checked by", "next review",
    "factor", "localities",
)  # fmt: skip
_COLUMNS = (
    "code", "modifier", "work", "practice_nonfacility", "practice_facility", "malpractice",
    "price", "global_days", "multiple_procedure",
)  # fmt: skip
# Multiple procedure indicators of the Medicare fee schedule: 2 and 3 are reduced surgery.
_REDUCED = ("2", "3")

Row = dict[str, str]


def read_schedules(root: Path) -> Mapping[str, Dated[Schedule]]:
    """Read every edition of every fee schedule, by key."""
    schedules = {}
    for folder in sorted(path for path in (root / "fee_schedules").glob("*") if path.is_dir()):
        editions = sorted(path for path in folder.glob("*") if path.is_dir())
        firsts = tuple(day(path.name, str(path.relative_to(root))) for path in editions)
        schedules[folder.name] = Dated(firsts, tuple(_schedule(root, path) for path in editions))
    return MappingProxyType(schedules)


def _schedule(root: Path, folder: Path) -> Schedule:
    """Read one edition."""
    name = str((folder / "schedule.yaml").relative_to(root))
    head = read_mapping((folder / "schedule.yaml").read_text(encoding="utf-8"), name)
    check_keys(head, _HEAD, name)
    for key in ("schedule", "effective", "source", "says", "authored by", "checked by", "factor"):
        required(head, key, name)
    if not scalar(head["effective"], name).startswith(folder.name):
        raise RulebookError(f"{name}: 'effective' and the folder's name disagree.")
    fees, relative = _rates(folder / "rates.csv", str((folder / "rates.csv").relative_to(root)))
    return Schedule(
        key=scalar(head["schedule"], name),
        source=f"{name}: {scalar(head['source'], name)}",
        fees=MappingProxyType(fees),
        values=MappingProxyType(relative),
        localities=_localities(mapping(head.get("localities", {}), name), name),
        factor=Decimal(int(values.money(head, "factor", name))) * Decimal("0.01"),
    )


def _localities(group: Mapping[str, Node], where: str) -> Mapping[str, Locality]:
    """Read the geographic indices by locality."""
    read = {}
    for name, node in group.items():
        row, at = mapping(node, f"{where}, {name}"), f"{where}, {name}"
        check_keys(row, ("work", "practice", "malpractice"), at)
        parts = (values.decimal(row, part, at) for part in ("work", "practice", "malpractice"))
        read[name] = Locality(*parts)
    return MappingProxyType(read)


def _rates(path: Path, name: str) -> tuple[dict[Key, Fee], dict[Key, RelativeValue]]:
    """Read a line for each code and component: a price, or relative values."""
    fees: dict[Key, Fee] = {}
    relative: dict[Key, RelativeValue] = {}
    for number, row in _lines(path, name):
        key, where = (row["code"], row["modifier"]), f"{name}, line {number}"
        if key in fees or key in relative:
            raise RulebookError(f"{where}: {' '.join(key)} is listed twice.")
        if row["price"]:
            fees[key] = _fee(row, where)
        else:
            relative[key] = _relative(row, where)
    return fees, relative


def _lines(path: Path, name: str) -> Iterator[tuple[int, Row]]:
    """Read the file line by line; its columns must be the known ones in their order."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise RulebookError(f"{name}: the columns must be {','.join(_COLUMNS)}.")
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise RulebookError(f"{name}, line {number}: it needs {len(_COLUMNS)} columns.")
            yield number, row


def _fee(row: Row, where: str) -> Fee:
    """Read a price, the same at a facility and elsewhere."""
    price = values.money({"price": row["price"]}, "price", where)
    return Fee(Money(price), Money(price), _reduced(row), _global_days(row))


def _relative(row: Row, where: str) -> RelativeValue:
    """Read relative values."""
    cells: dict[str, Node] = dict(row)
    columns = ("work", "practice_facility", "practice_nonfacility", "malpractice")
    parts = tuple(values.decimal(cells, column, where) for column in columns)
    if any(part < 0 for part in parts):
        raise RulebookError(f"{where}: a relative value cannot be negative.")
    work, facility, elsewhere, malpractice = parts
    return RelativeValue(work, facility, elsewhere, malpractice, _reduced(row), _global_days(row))


def _reduced(row: Row) -> bool:
    """Say whether a further procedure of the day is paid less."""
    return row["multiple_procedure"] in _REDUCED


def _global_days(row: Row) -> int:
    """Return the days after surgery that its price includes (000, 010, 090; else none)."""
    return int(row["global_days"]) if row["global_days"].isdigit() else 0
