"""Strict reading of YAML: every value is text, nothing is guessed, nothing is said twice."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import yaml


Node = str | list["Node"] | dict[str, "Node"]


class RulebookError(ValueError):
    """A rulebook or plan file that cannot be used; the message says where and what to do."""


def read_yaml(text: str, name: str) -> Node:
    """Read YAML text; `name` (a path) is named in every error. Numbers and dates stay text.

    Raises RulebookError for bad YAML, a key written twice, a key that is not text, an alias, or
    nesting too deep to be a rulebook file.
    """
    try:
        loader = _StrictLoader(text)
        node: Node | None = loader.get_single_data()
    except yaml.MarkedYAMLError as problem:
        raise RulebookError(_located(problem, name)) from problem
    except yaml.YAMLError as problem:
        raise RulebookError(f"{name}: this is not YAML text: {problem}") from problem
    except RecursionError as problem:
        raise RulebookError(f"{name}: the lists in this file are nested too deep.") from problem
    return "" if node is None else node


def read_mapping(text: str, name: str) -> dict[str, Node]:
    """Read YAML text whose outermost part must be `key: value` lines."""
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


class _StrictLoader(yaml.BaseLoader):
    """YAML's text-only loader that also refuses aliases and repeated keys."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        """Refuse an alias: a few of them can stand for a file too large for any machine."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(
                None,
                None,
                "aliases (*name) are not used here: write the value out",
                event.start_mark,
            )
        return super().compose_node(parent, index)  # type: ignore[arg-type]

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Node]:  # type: ignore[override] # noqa: FBT001, FBT002
        """Refuse a key written twice or a key that is itself a list."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                problem = "a key must be plain text"
            elif key_node.value in seen:
                problem = f"the key '{key_node.value}' is written twice"
            else:
                seen.add(key_node.value)
                continue
            raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
        read: dict[str, Node] = super().construct_mapping(node, deep=deep)  # type: ignore[assignment]
        return read


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
