"""The files of the rulebook: where they are, and the head that every one of them has."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from coverwell.services.rulebook.text import (
    Node,
    RulebookError,
    check_keys,
    mapping,
    read_mapping,
    required,
    scalar,
    sequence,
)


HEAD = ("source", "says", "effective", "checked")

_PACKAGE = Path(__file__).resolve().parents[2]


def rulebook_folder() -> Path:
    """Find the rulebook: COVERWELL_RULEBOOK, else the checkout's, else the package's own."""
    return _folder(os.environ.get("COVERWELL_RULEBOOK", "").strip())


@lru_cache(maxsize=64)
def _folder(stated: str) -> Path:
    checkout = _PACKAGE.parent / "rulebook"
    folder = checkout if checkout.is_dir() else _PACKAGE / "rulebook"
    chosen = Path(stated).expanduser() if stated else folder
    if not chosen.is_dir():
        raise RulebookError(f"There is no rulebook at {chosen}: set COVERWELL_RULEBOOK.")
    return chosen


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file, read: `name` is its path inside the rulebook; `entries` are text as written."""

    name: str
    effective: date
    entries: Mapping[str, Node]

    @property
    def source(self) -> str:
        """Cite the file and what it follows."""
        return f"{self.name}: {self.text('source')}"

    def text(self, key: str, default: str | None = None) -> str:
        """Return a value that must be there, unless there is a default."""
        if default is not None and key not in self.entries:
            return default
        return scalar(required(dict(self.entries), key, self.name), f"{self.name}, '{key}'")

    def rows(self, key: str, known: tuple[str, ...]) -> list[tuple[str, dict[str, Node]]]:
        """Return a list's rows, each with the words that name it in an error."""
        found = sequence(self.entries.get(key, []), f"{self.name}, '{key}'")
        named = [(f"{self.name}, {key} {n}", row) for n, row in enumerate(found, 1)]
        return [(where, _known(row, known, where)) for where, row in named]

    def group(self, key: str) -> dict[str, Node]:
        """Return a group of `key: value` lines."""
        return mapping(self.entries.get(key, {}), f"{self.name}, '{key}'")


def _known(row: Node, known: tuple[str, ...], where: str) -> dict[str, Node]:
    """Take a row whose keys are all known."""
    lines = mapping(row, where)
    check_keys(lines, known, where)
    return lines


def read_sheet(root: Path, name: str, known: tuple[str, ...]) -> Sheet:
    """Read one file: its head must be whole and its keys known."""
    try:
        text = (root / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise RulebookError(f"{name}: this file cannot be read as UTF-8 text.") from problem
    entries = read_mapping(text, name)
    check_keys(entries, (*HEAD, *known), name)
    for key in HEAD:
        required(entries, key, name)
    day(scalar(entries["checked"], name), f"{name}, 'checked'")
    effective = day(scalar(entries["effective"], name), f"{name}, 'effective'")
    return Sheet(name, effective, entries)


def dated_sheets(root: Path, folder: str, known: tuple[str, ...]) -> tuple[Sheet, ...]:
    """Read `<folder>/<first day>.yaml`, oldest first; the file's name is its `effective`."""
    names = sorted(path.name for path in (root / folder).glob("*.yaml"))
    if not names:
        raise RulebookError(f"{folder}: there is no dated file, such as {folder}/2026-01-01.yaml.")
    sheets = tuple(read_sheet(root, f"{folder}/{name}", known) for name in names)
    for name, sheet in zip(names, sheets, strict=True):
        if name != f"{sheet.effective.isoformat()}.yaml":
            raise RulebookError(f"{folder}/{name}: 'effective' and the file's name disagree.")
    return sheets


def day(text: str, where: str) -> date:
    """Read 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise RulebookError(f"{where}: '{text}' is not a date such as 2026-01-31.") from problem
