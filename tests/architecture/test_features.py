"""The acceptance list is complete, and what it says is done can be looked up."""

import re
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
STATES = {"done", "part", "not yet"}
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (ROOT / "docs" / "features.md").read_text().splitlines()
    if re.match(r"\| [FB]\d", line)
]


def cited(cell):
    """The files that a cell names between backticks, without the test after `::`."""
    return [name.split("::")[0] for name in re.findall(r"`([^`]+)`", cell)]


def test_every_feature_has_its_row_in_order():
    wanted = [f"F{n}" for n in range(1, 166)] + [f"B{n}" for n in range(1, 40)]
    assert [row[0] for row in ROWS] == wanted
    assert len(ROWS) == 204


def test_every_row_has_its_columns_and_a_known_state():
    wrong = [row[0] for row in ROWS if len(row) != 6 or row[2] not in STATES or not row[1]]
    assert wrong == []


def test_a_row_cites_only_what_exists():
    missing = {row[0]: name for row in ROWS for name in named(row) if not (ROOT / name).exists()}
    assert missing == {}


def named(row):
    return [name for cell in row[3:5] for name in cited(cell)]


def test_what_works_says_where_and_shows_its_test():
    working = [row for row in ROWS if row[2] != "not yet"]
    assert [row[0] for row in working if not cited(row[3]) or not cited(row[4])] == []


def test_a_cited_test_is_in_its_file():
    pairs = {(row[0], *pair) for row in ROWS for pair in re.findall(r"`([^`]+)::(\w+)`", row[4])}
    missing = [p for p in pairs if f"def {p[2]}(" not in (ROOT / p[1]).read_text()]
    assert missing == []


def test_what_is_not_done_says_what_is_missing():
    assert [row[0] for row in ROWS if row[2] != "done" and not row[5]] == []


def test_what_is_done_misses_nothing():
    assert [row[0] for row in ROWS if row[2] == "done" and row[5]] == []
