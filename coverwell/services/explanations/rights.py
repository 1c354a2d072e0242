"""How a decision can be appealed and by when: dated words of the rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from coverwell.services.explanations.services import LANGUAGES
from coverwell.services.rulebook.sheets import rulebook_folder
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


_HEAD: tuple[str, ...] = ("source", "says", "effective", "checked", "internal days", "answer days")
_HEAD += ("external months", "english", "spanish", "taglines")
_SAID = ("appeal", "external", "urgent", "help", "fairness")


@dataclass(frozen=True, slots=True)
class Tagline:
    """One line in another language that offers help; `language` is its code."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Rights:
    """The appeal rights of one decision, in one language. `until` is the last day to appeal."""

    until: date
    answer_days: int
    external_months: int
    appeal: str
    external: str
    urgent: str
    help: str
    fairness: str
    source: str
    taglines: tuple[Tagline, ...]


def rights(told_on: date, language: str, phone: str) -> Rights:
    """Return the rights that go with a decision told on a day; LookupError before any rules."""
    found = _in_force(told_on, rulebook_folder())
    words = mapping(required(found, LANGUAGES.get(language, "english"), "rights"), "rights")
    check_keys(words, _SAID, "rights")
    said = {key: scalar(required(words, key, "rights"), key) for key in _SAID}
    return Rights(
        until=told_on + timedelta(days=_number(found, "internal days")),
        answer_days=_number(found, "answer days"),
        external_months=_number(found, "external months"),
        source=scalar(found["source"], "source"),
        taglines=tuple(
            Tagline(
                scalar(mapping(one, "tagline")["language"], "language"),
                scalar(mapping(one, "tagline")["text"], "text").format(phone=phone),
            )
            for one in sequence(found["taglines"], "taglines")
        ),
        **said,
    )


def _number(found: dict[str, Node], key: str) -> int:
    text = scalar(required(found, key, "rights"), key)
    if not text.isdigit():
        raise RulebookError(f"rights.yaml: '{key}' is a whole number, not '{text}'.")
    return int(text)


@cache
def _in_force(day: date, root: Path) -> dict[str, Node]:
    folder = root / "appeals"
    names = sorted(one.name for one in folder.iterdir() if one.name <= day.isoformat())
    if not names:
        raise LookupError(f"The rulebook has no appeal rights for {day}.")
    path = folder / names[-1] / "rights.yaml"
    found = read_mapping(path.read_text(encoding="utf-8"), path.name)
    check_keys(found, _HEAD, path.name)
    return found
