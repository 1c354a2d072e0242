"""The dated file of the companion guide: messages, ways, acknowledgments, times, how to test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError, check_keys, mapping, sequence


TABLES: Final = (
    "rejections",
    "service types",
    "refusals",
    "claim status",
    "enrollment",
    "premiums",
    "authorizations",
    "attachments",
    "",
)
MODES: Final = ("real time", "batch")
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is exchanged; `set` tells apart the guides of one version.

    `answers` are what a sender of it gets back, `table` the file of ours whose rows it meets.
    """

    key: str
    version: str
    set: str
    incoming: bool
    modes: tuple[str, ...]
    answers: tuple[str, ...]
    table: str
    words: Words


@dataclass(frozen=True, slots=True)
class Said:
    """A row with its name and, for a way to connect, its path."""

    key: str
    path: str
    words: Words


@dataclass(frozen=True, slots=True)
class Companion:
    """One dated file."""

    delimiters: str
    messages: Mapping[str, Message]
    ways: tuple[Said, ...]
    acknowledgments: tuple[Said, ...]
    times: tuple[Said, ...]
    testing: tuple[Said, ...]
    notes: Mapping[str, tuple[Said, ...]]


def companion(day: date) -> Companion:
    """Return the companion guide's own file in force on a day."""
    return _files().nearest(day)


@cache
def _files() -> Dated[Companion]:
    lists = ("ways", "acknowledgments", "times", "testing")
    known = ("delimiters", "messages", "notes", *lists)
    sheets = dated_sheets(rulebook_folder(), "companion", known)
    return Dated(tuple(one.effective for one in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> Companion:
    messages = {one.key: one for one in _messages(sheet)}
    notes = {
        key: tuple(
            _said(mapping(row, f"{sheet.name}, notes {key}"), f"{sheet.name}, notes {key}")
            for row in sequence(rows, f"{sheet.name}, notes {key}")
        )
        for key, rows in sheet.group("notes").items()
    }
    for key in notes:
        if key not in messages:
            raise RulebookError(f"{sheet.name}: the notes of '{key}' belong to no message.")
    return Companion(
        sheet.text("delimiters"),
        MappingProxyType(messages),
        _rows(sheet, "ways"),
        _rows(sheet, "acknowledgments"),
        _rows(sheet, "times"),
        _rows(sheet, "testing"),
        MappingProxyType(notes),
    )


def _messages(sheet: Sheet) -> list[Message]:
    keys = ("key", "version", "set", "direction", "modes", "answers", "table", *_WORDS)
    return [
        Message(
            values.text(row, "key", where),
            values.text(row, "version", where),
            values.text(row, "set", where),
            values.one_of(row, "direction", where, ("in", "out")) == "in",
            tuple(values.one_of({"m": one}, "m", where, MODES) for one in _list(row, "modes")),
            _list(row, "answers"),
            values.one_of(row, "table", where, TABLES),
            _words(row, where),
        )
        for where, row in sheet.rows("messages", keys)
    ]


_WORDS: Final = ("english", "spanish")


def _list(row: values.Row, key: str) -> tuple[str, ...]:
    return values.words(row, key, key)


def _rows(sheet: Sheet, key: str) -> tuple[Said, ...]:
    known = ("key", "path", *_WORDS)
    return tuple(_said(row, where) for where, row in sheet.rows(key, known))


def _said(row: values.Row, where: str) -> Said:
    check_keys(row, ("key", "path", *_WORDS), where)
    return Said(
        values.text(row, "key", where), values.text(row, "path", where), _words(row, where)
    )


def _words(row: values.Row, where: str) -> Words:
    words = {"en": values.text(row, "english", where), "es": values.text(row, "spanish", where)}
    if not all(words.values()):
        raise RulebookError(f"{where}: write both 'english' and 'spanish'.")
    return MappingProxyType(words)
