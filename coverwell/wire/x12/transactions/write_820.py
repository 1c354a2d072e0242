"""Writes 820 files (X218): balanced, or refused."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.transactions.premium_820 import (
    HEADER,
    REMITTED,
    VERSION,
    Header820,
    Remitted,
)
from coverwell.wire.x12.transactions.writing import find_loop, header_segments
from coverwell.wire.x12.writer import Envelope, interchange


def write_premiums(envelope: Envelope, header: Header820, remitted: Iterable[Remitted]) -> bytes:
    """One interchange with one payment.

    Raises CannotWriteError where a value does not fit the guide or the details do not add up.
    """
    return interchange(envelope, "RA", VERSION, [("820", list(_set(header, remitted)))])


def _set(header: Header820, remitted: Iterable[Remitted]) -> Iterator[str]:
    yield from header_segments(VERSION, HEADER, header)
    for one in remitted:
        loop = find_loop(VERSION, "2000B" if one.entity == "2J" else "2000A")
        yield from write_loop(loop, REMITTED, one)
