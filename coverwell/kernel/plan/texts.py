"""The texts under one heading of a plan document, read key by key; faults are collected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from coverwell.kernel.plan.problems import Problem, unknown_word


T = TypeVar("T")


class Texts:
    """One heading (`where`) of a document: its texts by key, and the faults found so far."""

    def __init__(self, where: str, texts: Mapping[str, object], problems: list[Problem]) -> None:
        self.where = where
        self.texts = texts
        self.problems = problems

    def refuse(self, what: str) -> None:
        """Note one fault under this heading."""
        self.problems.append(Problem(self.where, what))

    def text(self, key: str) -> str:
        """Return the text of a key, '' without it; a list or mapping there is a fault."""
        value = self.texts.get(key)
        if value is None:
            return ""
        if isinstance(value, str):
            return value.strip()
        self.refuse(f"'{key}' must be one line of text.")
        return ""

    def required(self, key: str, hint: str) -> str:
        """Return the text of a key that every document must have."""
        text = self.text(key)
        if not text:
            self.refuse(f"'{key}' is missing. {hint}")
        return text

    def read(self, key: str, reader: Callable[[str], T], default: T) -> T:
        """Read the text of a key; the default without one or when it is at fault."""
        text = self.text(key)
        if not text:
            return default
        try:
            return reader(text)
        except ValueError as fault:
            self.refuse(str(fault))
            return default

    def only(self, known: tuple[str, ...]) -> None:
        """Refuse keys that are not known, naming the nearest known one."""
        for key in self.texts:
            if key not in known:
                self.refuse(unknown_word("key", key, known))
