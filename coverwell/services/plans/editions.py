"""Plan editions as files: found, read whole, and hashed. No database, no settings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.problems import PlanTextError, Problem
from coverwell.kernel.plan.read_plan import read_plan
from coverwell.services.plans.care_names import care_keys, care_of_name
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.text import Node, RulebookError, read_mapping


LARGEST_FILE = 1_000_000
"""Bytes of a plan; the longest of the demonstration payer has about 15,000."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as read: the plan, the exact texts it was read from, and their SHA-256."""

    plan: Plan
    text: str
    examples_text: str
    sha256: str


def edition_files(root: Path | None = None) -> tuple[Path, ...]:
    """List every plan.yaml of the rulebook, by plan and first day."""
    return tuple(sorted((root or rulebook_folder()).glob("plans/*/*/plan.yaml")))


def edition_file(edition: str, root: Path | None = None) -> Path:
    """Find 'open_access/2026-01-01', or a plan's newest edition by its name alone."""
    key, _, first = edition.strip("/").partition("/")
    found = [path for path in edition_files(root) if path.parts[-3] == key]
    found = [path for path in found if first in ("", path.parts[-2])]
    if not found:
        names = ", ".join("/".join(path.parts[-3:-1]) for path in edition_files(root))
        raise PlanTextError([Problem(edition, f"is not an edition. There are: {names}.")])
    return found[-1]


def read_edition(path: Path) -> Edition:
    """Read a plan.yaml and the examples.yaml beside it; PlanTextError lists every fault."""
    text, examples = read_text(path), ""
    beside = path.with_name("examples.yaml")
    if beside.is_file() and path.name == "plan.yaml":
        examples = read_text(beside)
    return read_edition_text(text, examples, key_of(path), path.name)


def read_edition_text(text: str, examples: str, key: str, name: str = "plan.yaml") -> Edition:
    """Read the texts of an edition, from a file or from the database."""
    try:
        document = read_mapping(text, name)
    except RulebookError as fault:
        raise PlanTextError([Problem("File", str(fault))]) from fault
    plan = read_plan(with_care_keys(document), key, care_keys())
    return Edition(plan, text, examples, digest(text, examples))


def with_care_keys(document: dict[str, Node]) -> dict[str, Node]:
    """Write the key of each kind of care that goes by another name; PlanTextError: which one?"""
    rows = document.get("care")
    if not isinstance(rows, list):
        return document
    problems: list[Problem] = []
    found = [_with_care_key(row, problems) for row in rows]
    if problems:
        raise PlanTextError(problems)
    return {**document, "care": found}


def _with_care_key(row: Node, problems: list[Problem]) -> Node:
    care = row.get("care") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(care, str):
        return row
    try:
        return {**row, "care": care_of_name(care, str(row.get("when", "")))}
    except ValueError as fault:
        problems.append(Problem(f"Row '{care}'", str(fault)))
        return row


def digest(text: str, examples: str) -> str:
    """Return the SHA-256 of both texts of an edition, in hexadecimal."""
    return hashlib.sha256(f"{text}\0{examples}".encode()).hexdigest()


def key_of(path: Path) -> str:
    """Name the plan of a file: its folder in the rulebook, else the file itself."""
    folder = path.absolute().parent
    try:
        date.fromisoformat(folder.name)
    except ValueError:
        return path.stem
    return folder.parent.name


def read_text(path: Path, most: int = LARGEST_FILE) -> str:
    """Read a file of text; what has more than `most` bytes or is not UTF-8 is refused in words."""
    try:
        if path.stat().st_size > most:
            what = f"{path.name} has more than {most:,} bytes. Split it."
            raise PlanTextError([Problem("File", what)])
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        why = fault.strerror or "it cannot be read"
        raise PlanTextError([Problem("File", f"{path} cannot be opened: {why}.")]) from fault
    except UnicodeDecodeError as fault:
        what = f"{path.name} is not UTF-8 text (UTF-16, perhaps). Save it as UTF-8."
        raise PlanTextError([Problem("File", what)]) from fault
