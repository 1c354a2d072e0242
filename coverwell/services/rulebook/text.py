"""Strict reading of YAML: every value is text, nothing is guessed, nothing is said twice."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn

import yaml


Node = str | list["Node"] | dict[str, "Node"]


class RulebookError(ValueError):
    """A rulebook or plan file that cannot be used; the message says where and what to do."""


def read_yaml(text: str, name: str) -> Node:
    """Read YAML text; `name` (a path) is named in every error. Numbers and dates stay text.

    Raises RulebookError for bad YAML, a key written twice, a key that is not text, an alias, a
    tag, a second document, or nesting too deep to be a rulebook file.
    """
    try:
        return _Builder(name).built(_LOADER(text))
    except yaml.MarkedYAMLError as problem:
        raise RulebookError(_located(problem, name)) from problem
    except yaml.YAMLError as problem:
        raise RulebookError(f"{name}: this is not YAML text: {problem}") from problem


def read_mapping(text: str, name: str) -> dict[str, Node]:
    """Read YAML text whose outermost part must be `key: value` lines."""
    if not text.strip():
        raise RulebookError(f"{name}: the file is empty.")
    return mapping(read_yaml(text, name), name)


def mapping(node: Node, where: str) -> dict[str, Node]:
    """Take a node as `key: value` lines, or raise RulebookError naming `where`."""
    if not isinstance(node, dict):
        raise RulebookError(f"{where}: write 'key: value' lines here.")
    return node


def sequence(node: Node, where: str) -> list[Node]:
    """Take a node as a list, or raise RulebookError naming `where`."""
    if not isinstance(node, list):
        raise RulebookError(f"{where}: write a list here, each entry after '- '.")
    return node


def scalar(node: Node, where: str) -> str:
    """Take a node as one text value, or raise RulebookError naming `where`."""
    if not isinstance(node, str):
        raise RulebookError(f"{where}: write one value here, not a list or a group.")
    return node.strip()


def check_keys(found: dict[str, Node], known: Iterable[str], where: str) -> None:
    """Refuse keys outside `known`, naming the nearest known key."""
    allowed = tuple(known)
    for key in found:
        if key not in allowed:
            raise RulebookError(f"{where}: '{key}' is not a known key.{nearest(key, allowed)}")


def required(found: dict[str, Node], key: str, where: str) -> Node:
    """Return the value of a key that must be there and not be empty."""
    value = found.get(key, "")
    if value == "":
        raise RulebookError(f"{where}: '{key}' is missing. Add a line '{key}: …'.")
    return value


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known words are nearest to `word`: ' Did you mean …?', or what is known."""
    choices = tuple(known)
    close = get_close_matches(word, choices, n=1, cutoff=0.6)
    if close:
        return f" Did you mean '{close[0]}'?"
    return f" Known: {', '.join(choices)}." if len(choices) <= 40 else ""


# The parser in C is many times faster; both give the same events.
_LOADER: type[yaml.BaseLoader | yaml.CBaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 40


class _Builder:
    """Builds values from YAML's events, so that what is not used here is refused where it stands.

    `groups` are the lists and mappings still open, `keys` the key that waits for its value in
    each of them. A stack instead of recursion: no file can exhaust it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.groups: list[dict[str, Node] | list[Node]] = []
        self.keys: list[str | None] = []
        self.whole: Node = ""
        self.documents = 0

    def built(self, loader: yaml.BaseLoader | yaml.CBaseLoader) -> Node:
        """Take every event and return the one document ('' where the file is empty)."""
        event = loader.get_event()
        while event is not None and not isinstance(event, yaml.StreamEndEvent):
            self._take(event)
            event = loader.get_event()
        return self.whole

    def _take(self, event: yaml.Event) -> None:
        """Add a value, or begin or end a group."""
        if isinstance(event, yaml.ScalarEvent):
            self._add(event, event.value)
        elif isinstance(event, yaml.MappingStartEvent):
            self._begin(event, {})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._begin(event, [])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.groups.pop()
            self.keys.pop()
        else:
            self._outside(event)

    def _outside(self, event: yaml.Event) -> None:
        """Refuse a second document, and aliases: a few can stand for more than memory holds."""
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "aliases (*name) are not used here: write the value out")
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, "a second document begins here: one file holds one")

    def _begin(self, event: yaml.Event, group: dict[str, Node] | list[Node]) -> None:
        """Open a group inside the one that is open."""
        if len(self.groups) == _DEEPEST:
            self._refuse(event, "the lists in this file are nested too deep")
        self._add(event, group)
        self.groups.append(group)
        self.keys.append(None)

    def _add(self, event: yaml.Event, value: Node) -> None:
        """Put a value into the open group; in a mapping every other one is a key."""
        if getattr(event, "tag", None) is not None:
            self._refuse(event, "tags (!name) are not used here: every value is text")
        if not self.groups:
            self.whole = value
            return
        group, key = self.groups[-1], self.keys[-1]
        if isinstance(group, list):
            group.append(value)
        elif key is not None:
            group[key] = value
            self.keys[-1] = None
        elif not isinstance(value, str):
            self._refuse(event, "a key must be plain text")
        elif value in group:
            self._refuse(event, f"the key '{value}' is written twice")
        else:
            self.keys[-1] = value

    def _refuse(self, event: yaml.Event, problem: str) -> NoReturn:
        """Name the file, the line and the fault."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        raise RulebookError(f"{self.name}, line {line}: {problem}.")


def _located(problem: yaml.MarkedYAMLError, name: str) -> str:
    """Name the file, line and fault."""
    mark = problem.problem_mark or problem.context_mark
    place = f"{name}, line {mark.line + 1}" if mark else name
    hint = (
        " Put quotes around a value that contains ': '."
        if "mapping values" in str(problem.problem)
        else ""
    )
    return f"{place}: {problem.problem}.{hint}"
