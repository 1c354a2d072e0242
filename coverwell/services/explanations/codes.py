"""The adjustment codes of remittances in plain words of our own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from coverwell.services.explanations.services import LANGUAGES
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import read_sheet, rulebook_folder
from coverwell.services.rulebook.text import check_keys, mapping


def code_words(language: str) -> Mapping[str, str]:
    """Return what each claim adjustment reason code says, by code."""
    return _words(rulebook_folder())[LANGUAGES.get(language, "english")]


@cache
def _words(root: Path) -> Mapping[str, Mapping[str, str]]:
    sheet = read_sheet(root, "codes/adjustment_words.yaml", ("codes",))
    said: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES.values()}
    for code, node in sheet.group("codes").items():
        where = f"{sheet.name}, {code}"
        row = mapping(node, where)
        check_keys(row, tuple(said), where)
        for language, words in said.items():
            words[code] = values.text(row, language, where)
    return said
