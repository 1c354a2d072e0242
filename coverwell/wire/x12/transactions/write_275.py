"""Writes 275 files: documents of any bytes, delimiters included, with their true length."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from coverwell.wire.x12.reader import check
from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.stream import BINARY
from coverwell.wire.x12.transactions.attachment_275 import (
    CLAIM,
    DOCUMENT,
    HEADER,
    LINE,
    Attachment,
    Document275,
)
from coverwell.wire.x12.transactions.writing import find_loop, header_segments
from coverwell.wire.x12.writer import DELIMITERS, CannotWriteError, Envelope, interchange_parts


def write_attachments(
    envelope: Envelope, attachments: Iterable[Attachment], version: str = CLAIM
) -> bytes:
    """One interchange with a transaction set for each run of attachments under one header.

    Raises CannotWriteError where a value does not fit the guide. Lengths are counted here.
    """
    runs = groupby(attachments, key=lambda one: one.header)
    sets = [("275", list(_set(version, list(run)))) for _, run in runs]
    texts = interchange_parts(
        envelope, "PI", version, [(name, [t for t, _ in s]) for name, s in sets]
    )
    data = iter([data for _, segments in sets for _, data in segments if data is not None])
    whole = b"".join(_filled(texts, data))
    found = tuple(check([whole]))
    if found:
        raise CannotWriteError(f"The message breaks its guide: {found[0]}", found)
    return whole


def _filled(texts: Iterable[str], data: Iterator[bytes]) -> Iterator[bytes]:
    """The segments as bytes, each placeholder replaced by its data."""
    for text in texts:
        if text.startswith(("BIN*", "BDS*")) and text.endswith(BINARY):
            yield text.removesuffix(BINARY).encode("ascii") + next(data)
        else:
            yield text.encode("ascii")
        yield DELIMITERS.segment.encode("ascii")


def _set(version: str, attachments: list[Attachment]) -> Iterator[tuple[str, bytes | None]]:
    for text in header_segments(version, HEADER, attachments[0].header):
        yield text, None
    for line, run in groupby(attachments, key=lambda one: one.line):
        for text in write_loop(find_loop(version, "2000A"), LINE, line):
            yield text, None
        for one in run:
            yield from _document(version, one)


def _document(version: str, one: Attachment) -> Iterator[tuple[str, bytes | None]]:
    counted = tuple(part._replace(length=str(len(one.data))) for part in one.document.data[:1])
    document: Document275 = one.document._replace(data=counted)
    for text in write_loop(find_loop(version, "2100B"), DOCUMENT, document):
        name = text[:4]
        if name in ("BIN*", "BDS*"):
            yield text + DELIMITERS.element + BINARY, one.data
        else:
            yield text, None
