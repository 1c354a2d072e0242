"""Writes 834 files (X220A1): strict, with control totals that add up."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.transactions.enrollment_834 import (
    HEADER,
    MEMBER,
    VERSION,
    Header834,
    Member834,
)
from coverwell.wire.x12.transactions.writing import find_loop, header_segments
from coverwell.wire.x12.writer import Envelope, interchange


def write_enrollment(envelope: Envelope, header: Header834, members: Iterable[Member834]) -> bytes:
    """One interchange with one transaction set.

    Raises CannotWriteError where a value does not fit the guide, or the totals of the header do
    not count the members.
    """
    return interchange(envelope, "BE", VERSION, [("834", list(_set(header, members)))])


def _set(header: Header834, members: Iterable[Member834]) -> Iterator[str]:
    yield from header_segments(VERSION, HEADER, header)
    loop = find_loop(VERSION, "2000")
    for member in members:
        yield from write_loop(loop, MEMBER, member)
