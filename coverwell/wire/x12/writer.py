"""Writes interchanges: strict out. What is written has no finding from our own reader."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coverwell.wire.x12.block import BAD_NPI
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.reader import check_written


DELIMITERS = Delimiters()
_ISA = 106  # characters of an ISA segment as `isa` makes it, its terminator included
_SEPARATORS = DELIMITERS.element + DELIMITERS.repetition + DELIMITERS.segment
_SPACES = str.maketrans(dict.fromkeys(DELIMITERS.all, " "))
_CLEAN_WORD = rf"(?:(?![{re.escape(DELIMITERS.all)}])[!-~])+"
_CLEAN = re.compile(f"(?:{_CLEAN_WORD}(?: {_CLEAN_WORD})*)?")


class CannotWriteError(ValueError):
    """Values that the guide does not allow; findings say where (and hold the values)."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Envelope:
    """What ISA and GS say. control numbers are the sender's own; usage is P or T."""

    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    when: datetime
    control: int
    usage: str
    group_sender: str = ""
    group_receiver: str = ""
    group_control: int = 1
    ack_requested: bool = False


def words(text: str, most: int) -> str:
    """A name or free text as X12 can carry it: plain ASCII, no delimiter, at most so long.

    Never for numbers: an identifier that is cut names somebody else.
    """
    if _CLEAN.fullmatch(text):
        return text[:most].rstrip()
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    clean = "".join(c if c.isprintable() else " " for c in plain.translate(_SPACES))
    return " ".join(clean.split())[:most].strip()


def composite(*parts: str) -> str:
    """Components joined, without empty ones at the end."""
    text = DELIMITERS.component.join(parts)
    joints = text.count(DELIMITERS.component)
    if joints != max(len(parts) - 1, 0) or any(mark in text for mark in _SEPARATORS):
        raise CannotWriteError("A component holds a character that separates elements.")
    return text.rstrip(DELIMITERS.component)


def segment(*elements: str) -> str:
    """One segment, without empty elements at the end. Composites come ready from `composite`."""
    text = DELIMITERS.element.join(elements)
    # As many separators as there are joints: none came with a value.
    clean = text.isascii() and text.count(DELIMITERS.element) == len(elements) - 1
    if not clean or DELIMITERS.repetition in text or DELIMITERS.segment in text:
        raise _unfit(elements)
    return text.rstrip(DELIMITERS.element)


def _unfit(elements: tuple[str, ...]) -> CannotWriteError:
    bad = (
        place
        for place, element in enumerate(elements)
        if not set(_SEPARATORS).isdisjoint(element) or not element.isascii()
    )
    where = f"{elements[0]}{next(bad):02}"
    return CannotWriteError(f"{where} holds a separator or a character outside ASCII.")


def _padded(text: str, width: int, what: str) -> str:
    if len(text) > width or not text.strip():
        raise CannotWriteError(f"{what} must have 1 to {width} characters.")
    return _plain(text, what).ljust(width)


def _plain(text: str, what: str) -> str:
    if not text.isascii() or not text.isprintable() or set(text) & set(DELIMITERS.all):
        raise CannotWriteError(f"{what} holds a separator or a character outside ASCII.")
    return text


def _qualifier(text: str) -> str:
    if len(text) != 2:
        raise CannotWriteError("An id qualifier must have two characters.")
    return _plain(text, "An id qualifier")


def isa(envelope: Envelope) -> str:
    """The ISA segment with its terminator."""
    e, when = envelope, envelope.when
    return DELIMITERS.element.join(
        (
            "ISA", "00", " " * 10, "00", " " * 10,
            _qualifier(e.sender_qualifier), _padded(e.sender, 15, "The sender id"),
            _qualifier(e.receiver_qualifier), _padded(e.receiver, 15, "The receiver id"),
            f"{when:%y%m%d}", f"{when:%H%M}", DELIMITERS.repetition, "00501",
            f"{e.control:09}", "1" if e.ack_requested else "0", e.usage, DELIMITERS.component,
        )
    ) + DELIMITERS.segment  # fmt: skip


_UNNAMED = frozenset(("835",))  # X221A1 does not use ST03


def interchange(
    envelope: Envelope, group: str, version: str, sets: Iterable[tuple[str, list[str]]]
) -> bytes:
    """One functional group of transaction sets, each (set id, segments between ST and SE).

    Raises CannotWriteError when a value does not fit the guide.
    """
    end = DELIMITERS.segment
    return _checked(end.join((*interchange_parts(envelope, group, version, sets), "")))


def interchange_parts(
    envelope: Envelope, group: str, version: str, sets: Iterable[tuple[str, list[str]]]
) -> list[str]:
    """The segments of an interchange without their terminators, not checked."""
    first = isa(envelope).removesuffix(DELIMITERS.segment)
    parts = [first, _group_start(envelope, group, version)]
    count = 0
    for set_id, body in sets:
        count += 1
        control = f"{count:04}"
        named = "" if set_id in _UNNAMED else version
        st = segment("ST", set_id, control, named)
        parts += (st, *body, segment("SE", str(len(body) + 2), control))
    parts += (
        segment("GE", str(count), str(envelope.group_control)),
        segment("IEA", "1", f"{envelope.control:09}"),
    )
    return parts


def _group_start(envelope: Envelope, group: str, version: str) -> str:
    sender, receiver = envelope.group_sender, envelope.group_receiver
    when = envelope.when
    return segment(
        "GS", group, sender or envelope.sender, receiver or envelope.receiver, f"{when:%Y%m%d}",
        f"{when:%H%M}", str(envelope.group_control), "X", version,
    )  # fmt: skip


def _checked(text: str) -> bytes:
    data = text.encode("ascii")
    written = check_written(text[:_ISA], text[_ISA:], DELIMITERS)
    # An answer repeats the identifiers that the question gave, their check digits as they are.
    found = tuple(one for one in written if one.rejects or one.code != BAD_NPI)
    if found:
        places = "; ".join(map(str, found[:5]))
        raise CannotWriteError(f"The message breaks its guide: {places}", found)
    return data
