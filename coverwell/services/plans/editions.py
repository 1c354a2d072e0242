"""Plan editions as files: found, read whole, and hashed. No database, no settings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.problems import PlanTextError, Problem
from coverwell.kernel.plan.read_plan import read_plan
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.text import RulebookError, mapping, read_mapping, scalar, sequence


LARGEST_FILE = 1_000_000
"""Bytes; the longest plan document of the demonstration payer has about 15,000."""


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
    return Edition(read_plan(document, key, care_keys()), text, examples, digest(text, examples))


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


def read_text(path: Path) -> str:
    """Read a file of text; what is too large or not UTF-8 is refused in words."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PlanTextError([Problem("File", f"{path.name} is larger than a plan can be.")])
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        why = fault.strerror or "it cannot be read"
        raise PlanTextError([Problem("File", f"{path} cannot be opened: {why}.")]) from fault
    except UnicodeDecodeError as fault:
        what = f"{path.name} is not UTF-8 text. Save it as UTF-8."
        raise PlanTextError([Problem("File", what)]) from fault


@cache
def care_keys() -> frozenset[str]:
    """Return every kind of care of the rulebook."""
    name = "codes/care.yaml"
    document = read_mapping((rulebook_folder() / name).read_text(encoding="utf-8"), name)
    rows = sequence(document["care"], name)
    return frozenset(scalar(mapping(row, name)["key"], name) for row in rows)
