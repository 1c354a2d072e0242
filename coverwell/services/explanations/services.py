"""What services are called, in plain words of our own, by code and language."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from coverwell.services.rulebook.sheets import rulebook_folder


LANGUAGES = {"en": "english", "es": "spanish"}
"""What rulebook files call a language."""


def service_name(code: str, language: str) -> str:
    """Say what a procedure code is; empty where the rulebook has no words for it."""
    return _names(rulebook_folder()).get(code, {}).get(LANGUAGES.get(language, "english"), "")


def revenue_name(code: str, language: str) -> str:
    """Say what a revenue code is, by its first three digits; empty where there are no words."""
    names = _names(rulebook_folder(), "revenues.csv")
    return names.get(code[:3], {}).get(LANGUAGES.get(language, "english"), "")


@cache
def _names(root: Path, name: str = "services.csv") -> Mapping[str, Mapping[str, str]]:
    text = (root / "codes" / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {row["code"]: row for row in csv.DictReader(lines)}


def services(language: str) -> list[tuple[str, str]]:
    """Return every code with its name in a language, by name."""
    word = LANGUAGES.get(language, "english")
    named = ((code, row[word]) for code, row in _names(rulebook_folder()).items())
    return sorted(named, key=lambda one: one[1].casefold())
