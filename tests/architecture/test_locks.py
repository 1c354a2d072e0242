"""What is installed is locked with hashes, and no file names a place to fetch it from."""

import re
import tomllib
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def plain(name):
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def locked(name):
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    return {plain(line) for line in lines if re.match(r"\w", line)}


def test_every_library_is_locked():
    extras = PROJECT["optional-dependencies"]
    run = PROJECT["dependencies"] + extras["local"] + extras["fast"]
    assert {plain(name) for name in run} - locked("run.txt") == set(), "run `make lock`"
    assert {plain(name) for name in extras["dev"]} - locked("dev.txt") == set(), "run `make lock`"


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_library_has_hashes_and_no_address(path):
    text = path.read_text()
    entries = re.split(r"\n(?=\w)", text.strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_the_front_end_lock_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
