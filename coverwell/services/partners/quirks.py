"""What one partner asks beyond the guides, as dated files (rulebook/partners/NAME/DATE.yaml).

The rules of a file are text in the notation of the guides, which the gateway alone understands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError


FOLDER: Final = "partners"
KNOWN: Final = ("accepts", "tolerates", "rules", "writes", "examples")
LINE_ENDS: Final = {"none": "", "LF": "\n", "CRLF": "\r\n"}
_WRITES: Final = ("line end", "capitals", "receiver", "group receiver")


@dataclass(frozen=True, slots=True)
class Example:
    """Changes to a good file of a kind, and what the partner's profile says of it.

    A change is (old text, new text). `says` is accepted, warned, or words of the finding that
    refuses it.
    """

    kind: str
    changes: tuple[tuple[str, str], ...]
    says: str


@dataclass(frozen=True, slots=True)
class Quirks:
    """What a partner asks beyond the guides.

    `versions` are the guide versions (GS08) that it may send, by kind; a kind without a row: all
    that we read. `tolerated` are codes that the guide does not know there and that are taken with
    a warning: ('SBR09', 'ZZ'), ('CLM05-3', '9'). The rest is how messages to it are written;
    `receiver` and `group_receiver` take the place of its address in ISA07-08 and GS03.
    """

    versions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tolerated: frozenset[tuple[str, str]] = frozenset()
    rules: str = ""
    line_end: str = ""
    capitals: bool = False
    receiver: tuple[str, str] | None = None
    group_receiver: str = ""
    examples: tuple[Example, ...] = ()


NONE: Final = Quirks()


def quirks_of(profile: str, day: date) -> Quirks:
    """Return the profile of that name in force on a day; '' and before its first day: none."""
    if not profile:
        return NONE
    return _editions(rulebook_folder(), profile).on(day) or NONE


def profiles() -> tuple[str, ...]:
    """Return the names of the profiles that there are."""
    folder = rulebook_folder() / FOLDER
    return tuple(sorted(one.name for one in folder.iterdir())) if folder.is_dir() else ()


def editions(profile: str) -> Dated[Quirks]:
    """Return every edition of a profile. RulebookError says what is wrong in which file."""
    return _editions(rulebook_folder(), profile)


@cache
def _editions(root: Path, profile: str) -> Dated[Quirks]:
    sheets = dated_sheets(root, f"{FOLDER}/{profile}", KNOWN)
    return Dated(tuple(one.effective for one in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> Quirks:
    writes = sheet.group("writes")
    unknown = set(writes) - set(_WRITES)
    if unknown:
        raise RulebookError(f"{sheet.name}, writes: '{min(unknown)}' is not a known key.")
    ends = tuple(LINE_ENDS)
    return Quirks(
        MappingProxyType(dict(_versions(sheet))),
        frozenset(_tolerated(sheet)),
        sheet.text("rules", ""),
        LINE_ENDS[values.one_of(writes, "line end", sheet.name, ends, "none")],
        values.yes(writes, "capitals", sheet.name),
        _address(values.text(writes, "receiver", sheet.name), sheet.name),
        values.text(writes, "group receiver", sheet.name),
        tuple(_examples(sheet)),
    )


def _versions(sheet: Sheet) -> list[tuple[str, frozenset[str]]]:
    rows = sheet.rows("accepts", ("kind", "versions"))
    return [
        (values.text(row, "kind", where), frozenset(values.words(row, "versions", where)))
        for where, row in rows
    ]


def _tolerated(sheet: Sheet) -> list[tuple[str, str]]:
    rows = sheet.rows("tolerates", ("element", "code", "why"))
    found = [
        (values.text(row, "element", where), values.text(row, "code", where))
        for where, row in rows
        if values.text(row, "why", where)
    ]
    if len(found) < len(rows):
        raise RulebookError(f"{sheet.name}, tolerates: say 'why' in each row.")
    return found


def _examples(sheet: Sheet) -> list[Example]:
    return [
        Example(
            values.text(row, "of", where),
            tuple(_change(one, where) for one in values.words(row, "changes", where)),
            values.text(row, "says", where),
        )
        for where, row in sheet.rows("examples", ("of", "changes", "says"))
    ]


def _change(written: str, where: str) -> tuple[str, str]:
    old, arrow, new = (part.strip() for part in written.partition("=>"))
    if not arrow:
        raise RulebookError(f"{where}: write a change as 'old text => new text'.")
    return old, new


def _address(written: str, where: str) -> tuple[str, str] | None:
    if not written:
        return None
    qualifier, _, name = written.partition("/")
    if len(qualifier) != 2 or not 1 <= len(name) <= 15:
        raise RulebookError(f"{where}, receiver: write a qualifier and an id, such as ZZ/BRIDGE.")
    return qualifier, name
