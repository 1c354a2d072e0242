"""A document of headed sections, which page, terminal and PDF print alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `folded`: long and seldom read, so a page shows it on request.

    `english`: the cells are the codec's own words, in English whatever the reader's language.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    folded: bool = False
    english: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A guide in one language; `as_of` in words."""

    key: str
    title: str
    about: str
    language: str
    sections: tuple[Section, ...]


class SegmentRow(Protocol):
    """What the codec says of one segment position."""

    @property
    def loop(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def segment(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def most(self) -> int: ...
    @property
    def codes(self) -> tuple[str, ...]: ...


class Guide(Protocol):
    """What the codec says of a guide; no service knows the codec, so a door hands this in."""

    @property
    def group(self) -> str: ...
    @property
    def also(self) -> tuple[str, ...]: ...
    @property
    def segments(self) -> tuple[SegmentRow, ...]: ...
    @property
    def rules(self) -> tuple[tuple[str, str], ...]: ...
