"""Cuts incoming bytes into blocks of whole segments, one interchange at a time.

Bytes are read as Latin-1, so a character is a byte and offsets are exact; `text.proper` turns
values with accents back into what the sender meant.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.findings import Finding, Level, Severity


BLOCK = 1 << 18  # characters handled at once: large enough for bulk matching, small in memory
LONGEST_SEGMENT = 1 << 16  # no segment of any guide comes near this


class Opening(NamedTuple):
    """An ISA segment: its sixteen elements, the delimiters it declares, where it stands."""

    elements: tuple[str, ...]
    delimiters: Delimiters
    offset: int
    fixed: bool


class Block(NamedTuple):
    """Whole segments of one interchange. cut_off: the last one had no terminator."""

    text: str
    offset: int
    cut_off: bool = False


class Binary(NamedTuple):
    """A run of the data of a BIN or BDS segment, as sent; the last run may say what is wrong."""

    data: bytes
    offset: int
    last: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A finding outside any interchange; reading goes on behind it, if it can."""

    finding: Finding


_BETWEEN = " \t\r\n\x1a\0"  # may stand before a segment
_SPACE = " \t\r\n\x1a\0"  # also NUL padding and the old end-of-file mark
_ISA = re.compile(r"(?:ISA|isa)[^A-Za-z0-9\s]", re.ASCII)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"I\x1aS\x1a", b"\x1aI\x1aS")
# How files begin that are chosen by mistake. A zip may even hold an interchange as it stands.
_NO_X12 = (
    (_UTF16, "The file is UTF-16 text. Send it as plain ASCII."),
    ((b"PK\x03\x04", b"\x1f\x8b", b"7z", b"Rar!"), "The file is packed (zip). Send it unpacked."),
    ((b"%PDF",), "The file is a PDF. Send the X12 file that your software exports."),
    (
        (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x1a", b"MM\x1a*"),
        "The file is a picture. Send the X12 file that your software exports.",
    ),
)


def _problem(code: str, message: str, offset: int) -> Unreadable:
    return Unreadable(Finding(Level.INTERCHANGE, code, message, offset=offset))


def _pieces(chunks: Iterable[bytes]) -> Iterator[str]:
    """The input in parts of about one block, whatever the size of the chunks."""
    held: list[str] = []
    size = 0
    for chunk in chunks:
        for start in range(0, len(chunk), BLOCK):
            text = str(chunk[start : start + BLOCK], "latin-1")
            held.append(text)
            size += len(text)
            if size >= BLOCK:
                yield "".join(held)
                held, size = [], 0
    yield "".join(held)


Part = Opening | Block | Binary | Unreadable
BINARY = "(data)"  # stands in a segment for its binary data, which are handed out apart
_WRONG_LENGTH = "The binary data do not end where their length says."
_CUT_SHORT = "The file ends inside the binary data."


class _Boundary(NamedTuple):
    """Where an IEA or another ISA begins."""

    start: int
    word: str


def _boundary(text: str, delimiters: Delimiters) -> _Boundary | None:
    """The first IEA or ISA segment of a text: the words alone stand in names too."""
    words = ("IEA", "ISA", "iea", "isa") if "i" in text else ("IEA", "ISA")
    found = [
        _Boundary(at, word.upper())
        for word in words
        if (at := _first(text, word, delimiters)) >= 0
    ]
    return min(found, default=None)


def _first(text: str, word: str, delimiters: Delimiters) -> int:
    """Where a segment with this id first begins, or -1."""
    at = text.find(word + delimiters.element)
    while at >= 0:
        before = at
        while before and text[before - 1] in _BETWEEN and text[before - 1] != delimiters.segment:
            before -= 1
        if not before or text[before - 1] == delimiters.segment:
            return at
        at = text.find(word + delimiters.element, at + 1)
    return -1


@lru_cache(maxsize=32)
def _binary_start(delimiters: Delimiters) -> re.Pattern[str]:
    """A BIN or BDS segment up to its data, with their length."""
    end, element = re.escape(delimiters.segment), re.escape(delimiters.element)
    blank = "[ \\t\\r\\n\\x1a\\0]*"
    return re.compile(
        f"(?:^|{end}){blank}(?:BIN{element}(\\d{{1,12}}){element}"
        f"|BDS{element}[0-9A-Z]{{1,3}}{element}(\\d{{1,12}}){element})"
    )


class _Stream:
    def __init__(self) -> None:
        self.text = ""
        self.offset = 0
        self.delimiters: Delimiters | None = None
        self.binary = re.compile("")
        self.attachments = False  # a 275 was seen: BIN and BDS hold data here
        self.left = -1  # bytes of binary data still to come; -1 outside them
        self.fault = ""
        self.dead = False

    def block(self, length: int) -> Block:
        """Whole segments. No database keeps a NUL in a text; SUB stands in its place."""
        at = self.offset
        return Block(self.take(length).replace("\0", "\x1a"), at)

    def take(self, length: int) -> str:
        part, self.text = self.text[:length], self.text[length:]
        self.offset += length
        return part

    def drain(self, *, final: bool) -> Iterator[Part]:
        """Everything that can be handed out now."""
        progress = True
        while progress and self.text and not self.dead:
            before = self.offset, self.delimiters
            if self.left >= 0:
                yield from self._data()
            elif self.delimiters is None:
                yield from self._between(final=final)
            else:
                yield from self._inside(self.delimiters, final=final)
            progress = before != (self.offset, self.delimiters)
        if final and self.left >= 0:
            self.left = -1
            yield Binary(b"", self.offset, last=True, fault=_CUT_SHORT)

    def _data(self) -> Iterator[Binary]:
        """The next run of binary data; behind the last one, the end of its segment."""
        at = self.offset
        run = self.take(min(self.left, len(self.text)))
        self.left -= len(run)
        if run:
            yield Binary(run.encode("latin-1"), at)
        if self.left or not self.text or self.delimiters is None:
            return
        end = self.delimiters.segment
        fault, self.fault, self.left = self.fault, "", -1
        if not self.text.startswith(end):
            fault = _WRONG_LENGTH
        yield Binary(b"", self.offset, last=True, fault=fault)
        self.take(max(self.text.find(end), 0) + 1)

    def _binary_head(self, before: int, delimiters: Delimiters) -> re.Match[str] | None:
        """The start of binary data, if it comes before this place."""
        element = delimiters.element
        if not self.attachments:
            self.attachments = f"ST{element}275{element}" in self.text
        names = (f"BIN{element}", f"BDS{element}")
        if not self.attachments or not any(name in self.text for name in names):
            return None
        found = self.binary.search(self.text)
        return found if found and found.start() < before else None

    def _open_data(self, head: re.Match[str], end: str) -> Block:
        """Whole segments up to the one with data, the data left out."""
        length = int(head[1] or head[2])
        start, stop = head.end(), head.end() + length
        if stop < len(self.text) and self.text[stop] != end and end in self.text[start:]:
            stop, self.fault = self.text.index(end, start), _WRONG_LENGTH
        self.left = stop - start
        block = self.block(start)
        return block._replace(text=block.text + BINARY + end)

    def _between(self, *, final: bool) -> Iterator[Opening | Unreadable]:
        """Outside an interchange: pass over blanks, report anything else, find the next ISA."""
        self.take(len(self.text) - len(self.text.lstrip(_SPACE)))
        if not self.text or (len(self.text) < 400 and not final):
            return
        found = _ISA.search(self.text)
        start = found.start() if found else max(len(self.text) - (0 if final else 3), 0)
        if start:
            text = "Text outside an interchange was passed over; an interchange starts with ISA."
            yield _problem("022", text, self.offset)
            self.take(start)
        if found:
            yield self._open()

    def _open(self) -> Opening | Unreadable:
        offset = self.offset
        head = self.text[:400].replace("\0", "\x1a").split(self.text[3], 16)
        if len(head) < 17 or len(head[16]) < 2:
            self.take(3)
            return _problem("024", "The ISA segment is cut short or has too few elements.", offset)
        length = len(self.text[3]) * 16 + sum(map(len, head[:16])) + 2
        repetition = head[11] if len(head[11]) == 1 and not head[11].isalnum() else ""
        delimiters = Delimiters(self.text[3], head[16][0], repetition, head[16][1])
        marks = delimiters.all
        if len(set(marks)) != len(marks) or any(m.isalnum() or m == " " for m in marks):
            self.take(3)
            text = (
                "The separators that the ISA declares are letters, digits, blanks or not distinct."
            )
            return _problem("026", text, offset)
        fixed = length == 106
        self.take(length)
        self.delimiters = delimiters
        self.attachments = False
        self.binary = _binary_start(delimiters)
        return Opening(tuple(head[1:16]), delimiters, offset, fixed)

    def _inside(self, delimiters: Delimiters, *, final: bool) -> Iterator[Block | Unreadable]:
        """Inside an interchange: whole segments, no further than its IEA or another ISA."""
        end = delimiters.segment
        found = _boundary(self.text, delimiters)
        head = self._binary_head(found.start if found else len(self.text), delimiters)
        if head:
            yield self._open_data(head, end)
            return
        if found and found.word == "ISA":
            yield self.block(found.start)
            self.delimiters = None
            return
        stop = self.text.find(end, found.start) if found else -1
        if stop < 0:
            found, stop = None, self.text.rfind(end)
        if stop >= 0:
            yield self.block(stop + 1)
            if found:
                self.delimiters = None
        elif final:
            yield from self._last(end)
        elif len(self.text) > LONGEST_SEGMENT:
            text = f"No segment terminator was found in {LONGEST_SEGMENT} bytes; reading stopped."
            yield _problem("022", text, self.offset)
            self.dead = True

    def _last(self, end: str) -> Iterator[Block]:
        rest = self.block(len(self.text))
        if rest.text.strip(_SPACE):
            yield Block(rest.text + end, rest.offset, cut_off=True)


def blocks(chunks: Iterable[bytes]) -> Iterator[Part]:
    """Openings and blocks in the order of the input; findings for what is neither."""
    stream = _Stream()
    first = True
    for text in _pieces(chunks):
        stream.text += text
        if first and stream.text:
            first = False
            start = stream.text[:4].replace("\0", "\x1a").encode("latin-1")
            mistaken = next((told for marks, told in _NO_X12 if start.startswith(marks)), "")
            if mistaken:
                yield _problem("024", mistaken, 0)
                return
            stream.take(3 if start.startswith(b"\xef\xbb\xbf") else 0)
        yield from stream.drain(final=False)
        if stream.dead:
            return
    yield from stream.drain(final=True)


def interchange_findings(opening: Opening) -> list[Finding]:
    """What is wrong with the sixteen elements of an ISA, in TA105 codes."""
    isa = opening.elements
    found: list[Finding] = []

    def report(code: str, message: str, element: int, severity: Severity) -> None:
        value = isa[element - 1] if element else ""
        found.append(
            Finding(
                Level.INTERCHANGE,
                code,
                message,
                severity,
                0,
                "ISA",
                "",
                element,
                0,
                value,
                opening.offset,
            )
        )

    if opening.fixed and _FINE_ISA.fullmatch("\n".join(isa)):
        return found
    if not opening.fixed:
        report("022", "The ISA segment is not 106 characters long.", 0, Severity.WARN)
    for element, code, pattern, message, severity in _ISA_RULES:
        if not pattern.fullmatch(isa[element - 1]):
            report(code, message, element, severity)
    return found


_ISA_PATTERNS = (
    (1, "010", "0[0-9]", "ISA01 is not an authorization qualifier.", Severity.WARN),
    (3, "012", "0[01]", "ISA03 is not a security qualifier.", Severity.WARN),
    (5, "005", "01|14|20|27|28|29|30|33|ZZ", "ISA05 is not an id qualifier.", Severity.WARN),
    (6, "006", r".*\S.*", "ISA06, the sender id, is empty.", Severity.REJECT),
    (7, "007", "01|14|20|27|28|29|30|33|ZZ", "ISA07 is not an id qualifier.", Severity.WARN),
    (8, "008", r".*\S.*", "ISA08, the receiver id, is empty.", Severity.REJECT),
    (9, "014", r"\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])", "ISA09 is not a date.", Severity.WARN),
    (10, "015", r"([01]\d|2[0-3])[0-5]\d", "ISA10 is not a time.", Severity.WARN),
    (12, "017", "00501", "ISA12 is not 00501; read as 005010 all the same.", Severity.WARN),
    (13, "018", r"\d{9}", "ISA13 is not a control number of nine digits.", Severity.REJECT),
    (14, "019", "[01]", "ISA14 is neither 0 nor 1.", Severity.WARN),
    (15, "020", "[PT]", "ISA15 is neither P nor T.", Severity.REJECT),
)
_ISA_RULES = tuple(
    (element, code, re.compile(pattern), message, severity)
    for element, code, pattern, message, severity in _ISA_PATTERNS
)
_PATTERN_OF = {element: pattern for element, _, pattern, _, _ in _ISA_PATTERNS}
# All of them in one look; an element that holds a line end is looked at by itself.
_FINE_ISA = re.compile("\\n".join(f"(?:{_PATTERN_OF.get(n, '.*')})" for n in range(1, 16)))
