"""What documents are taken, how long they wait, what is asked for (rulebook/attachments)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError, check_keys, mapping


MEGABYTE: Final = 1_000_000
PERSON, ENGINE_GOES_ON = "person", "engine"


@dataclass(frozen=True, slots=True)
class FileType:
    """A media type; `begins` are its first bytes, `reads` is 'xml' or 'text' where it has none."""

    media_type: str
    name: str
    ending: str
    begins: tuple[bytes, ...]
    reads: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: report type code (PWK01), LOINC code ('' : none is asked for), words."""

    key: str
    report: str
    loinc: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asks:
    """What a claim that waits for a release is asked for; `category` is of code list 507."""

    category: str
    documents: tuple[str, ...]
    then: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document is not taken, or not laid to a claim; `advice` is the code of TED01."""

    advice: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Denial:
    """A rule by which a reviewer denies; `signed`: a clinician stands for it by name."""

    signed: bool
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AttachmentRules:
    """One dated table. `waits` and `due` are days, `largest` is bytes."""

    waits: int
    due: int
    largest: int
    types: tuple[FileType, ...]
    kinds: Mapping[str, Kind]
    asks: Mapping[str, Asks]
    refusals: Mapping[str, Refusal]
    unplaced: Mapping[str, Refusal]
    denials: Mapping[str, Denial]

    def media_type(self, start: bytes) -> str:
        """Say what a file is by its first bytes; '' : none of the types that are taken."""
        for one in self.types:
            if any(start.startswith(mark) for mark in one.begins) or _reads_as(one.reads, start):
                return one.media_type
        return ""

    def ending(self, media_type: str) -> str:
        """Return how a file name of this type ends."""
        return next((one.ending for one in self.types if one.media_type == media_type), "bin")

    def kind_of(self, report: str, loinc: str) -> Kind | None:
        """Find a kind of document by its LOINC code, or else by its report type code."""
        by_loinc = [one for one in self.kinds.values() if loinc and one.loinc == loinc]
        by_report = [one for one in self.kinds.values() if report and one.report == report]
        return next(iter(by_loinc + by_report), None)


def attachment_rules(day: date) -> AttachmentRules:
    """Return the table in force on a day. RulebookError says what is wrong and where."""
    return _rules().nearest(day)


def _reads_as(reads: str, start: bytes) -> bool:
    """Say whether bytes read as text: no control characters but tabs and line ends."""
    if not reads or not start or any(one < 32 and one not in b"\t\n\r\f" for one in start):
        return False
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return reads == "text" or head.startswith(b"<")


@cache
def _rules() -> Dated[AttachmentRules]:
    known = (
        "waits for its claim", "due", "largest megabytes", "types", "kinds", "asks", "refusals",
        "unplaced", "denials", "examples",
    )  # fmt: skip
    sheets = dated_sheets(rulebook_folder(), "attachments", known)
    return Dated(tuple(one.effective for one in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> AttachmentRules:
    entries = dict(sheet.entries)
    kinds = dict(_kinds(sheet))
    rules = AttachmentRules(
        values.number(entries, "waits for its claim", sheet.name),
        values.number(entries, "due", sheet.name),
        values.number(entries, "largest megabytes", sheet.name) * MEGABYTE,
        tuple(_type(row, where) for where, row in sheet.rows("types", _TYPE)),
        MappingProxyType(kinds),
        MappingProxyType(dict(_asks(sheet, kinds))),
        MappingProxyType(dict(_refusals(sheet, "refusals"))),
        MappingProxyType(dict(_refusals(sheet, "unplaced"))),
        MappingProxyType(dict(_denials(sheet))),
    )
    for where, row in sheet.rows("examples", ("begins", "type")):
        start = _bytes(values.text(row, "begins", where), where)
        if rules.media_type(start) != values.text(row, "type", where):
            raise RulebookError(f"{where}: this file is '{rules.media_type(start)}'.")
    return rules


_TYPE = ("type", "name", "ending", "begins", "reads")


def _type(row: values.Row, where: str) -> FileType:
    begins = tuple(_bytes(word, where) for word in values.words(row, "begins", where))
    reads = values.one_of(row, "reads", where, ("", "xml", "text"))
    if bool(begins) == bool(reads):
        raise RulebookError(f"{where}: a type is known by what it 'begins' with or 'reads' as.")
    media_type, name, ending = (values.text(row, key, where) for key in _TYPE[:3])
    return FileType(media_type, name, ending, begins, reads)


def _bytes(hexed: str, where: str) -> bytes:
    try:
        return bytes.fromhex(hexed)
    except ValueError as problem:
        raise RulebookError(f"{where}: '{hexed}' is not hex.") from problem


_KIND = ("report", "loinc", "english", "spanish")


def _kinds(sheet: Sheet) -> Iterator[tuple[str, Kind]]:
    for key, entry in sheet.group("kinds").items():
        where = f"{sheet.name}, {key}"
        row = mapping(entry, where)
        check_keys(row, _KIND, where)
        report, loinc = (values.text(row, name, where) for name in _KIND[:2])
        yield key, Kind(key, report, loinc, _words(row, where))


def _asks(sheet: Sheet, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, Asks]]:
    for release, entry in sheet.group("asks").items():
        where = f"{sheet.name}, {release}"
        row = mapping(entry, where)
        check_keys(row, ("category", "documents", "then"), where)
        documents = values.words(row, "documents", where)
        if not documents or not all(one in kinds and kinds[one].loinc for one in documents):
            raise RulebookError(f"{where}: name 'documents' that have a LOINC code.")
        then = values.one_of(row, "then", where, (PERSON, ENGINE_GOES_ON))
        yield release, Asks(values.text(row, "category", where), documents, then)


def _refusals(sheet: Sheet, key: str) -> Iterator[tuple[str, Refusal]]:
    for rule, entry in sheet.group(key).items():
        where = f"{sheet.name}, {rule}"
        row = mapping(entry, where)
        check_keys(row, ("advice", "english", "spanish"), where)
        yield rule, Refusal(values.text(row, "advice", where), _words(row, where))


def _denials(sheet: Sheet) -> Iterator[tuple[str, Denial]]:
    for rule, entry in sheet.group("denials").items():
        where = f"{sheet.name}, {rule}"
        row = mapping(entry, where)
        check_keys(row, ("signed", "english", "spanish"), where)
        yield rule, Denial(values.yes(row, "signed", where), _words(row, where))


def _words(row: values.Row, where: str) -> Mapping[str, str]:
    said = {"en": values.text(row, "english", where), "es": values.text(row, "spanish", where)}
    if not all(said.values()):
        raise RulebookError(f"{where}: write 'english' and 'spanish'.")
    return MappingProxyType(said)
