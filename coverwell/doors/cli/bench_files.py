"""The two forms that `plan try` input comes in, read into rows; a file that is neither is told."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from coverwell.doors.cli import bench_fields as fields
from coverwell.kernel.plan.problems import PlanTextError, Problem
from coverwell.services.plans.editions import read_text


HEAD_FIELDS = ("coverage", "accumulators", "services", "note")
LARGEST_FILE = 50_000_000
"""Bytes; far more than the services that are decided at once."""
SEPARATORS = ",;\t"

Row = dict[str, object]


class BenchInputError(ValueError):
    """Input that cannot be decided; `problems` names every row and what to write there."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


def read_rows(path: Path, known: tuple[str, ...]) -> tuple[Row, list[object]]:
    """Read a file into its head and its services; `known` are the fields of a service."""
    try:
        text = read_text(path, LARGEST_FILE)
    except PlanTextError as fault:
        raise BenchInputError(list(fault.problems)) from fault
    if not text.strip():
        _refuse("File", "is empty. Write one service a line under a line of headings, or JSON.")
    is_json = path.suffix.lower() == ".json" or text.lstrip()[0] in "[{"
    return _json(text) if is_json else _csv(text, known)


def _json(text: str) -> tuple[Row, list[object]]:
    try:
        document = json.loads(
            text, parse_float=Decimal, parse_constant=str, object_pairs_hook=_once
        )
    except BenchInputError:
        raise
    except (ValueError, RecursionError) as fault:
        place = f"line {fault.lineno}" if isinstance(fault, json.JSONDecodeError) else "the file"
        raise BenchInputError([Problem("File", f"is not JSON: see {place}.")]) from fault
    if isinstance(document, list):
        return {}, document
    try:
        head = fields.named(document if isinstance(document, dict) else {})
        services = head.get("services")
        if not isinstance(services, list):
            _refuse("File", 'has no list of services. Write [{…}, {…}] or {"services": [{…}]}.')
        fields.check_fields(head, HEAD_FIELDS)
    except BenchInputError:
        raise
    except ValueError as fault:
        raise BenchInputError([Problem("Head", str(fault))]) from fault
    return head, services


def _once(pairs: Sequence[tuple[str, object]]) -> Row:
    """Refuse a key that is written twice: nobody can say which of the two was meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _refuse("File", f"the key '{twice}' is written twice in one group.")
    return found


def _csv(text: str, known: tuple[str, ...]) -> tuple[Row, list[object]]:
    first = text.lstrip().partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip()), delimiter=separator, strict=True)
    try:
        names = _headings(next(reader), known)
        return {}, [
            _row(names, row, reader.line_num) for row in reader if any(map(str.strip, row))
        ]
    except csv.Error as fault:
        what = f"is not CSV near line {reader.line_num}: {fault}."
        raise BenchInputError([Problem("File", what)]) from fault


def _headings(row: list[str], known: tuple[str, ...]) -> list[str]:
    """Name each column by its field; every heading that is not known is told at once."""
    problems = []
    names: list[str] = []
    for heading in row:
        name = fields.field_name(heading)
        try:
            if heading.strip():
                fields.check_fields({name: ""}, known)
            if name and name in names:
                raise ValueError(f"'{name}' is a column twice (the second as '{heading}').")  # noqa: TRY301 - one kind of refusal
        except ValueError as fault:
            problems.append(Problem("Headings", str(fault)))
        names.append(name)
    if problems:
        raise BenchInputError(problems)
    return names


def _row(names: list[str], row: list[str], line: int) -> Row:
    if len(row) > len(names):
        _refuse(f"Line {line}", f"has {len(row)} columns, and there are {len(names)} headings.")
    found = {name: cell for name, cell in zip(names, row, strict=False) if cell.strip()}
    if "" in found:
        _refuse(f"Line {line}", f"'{found['']}' stands in a column without a heading.")
    return dict(found)


def _refuse(where: str, what: str) -> NoReturn:
    raise BenchInputError([Problem(where, what)])
