"""Reads 834 files (X220A1) to a header and typed members, in constant memory."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.enrollment_834 import HEADER, MEMBER, VERSION
from coverwell.wire.x12.transactions.reading import Envelopes, Found, by_loop, read_values


_SHAPES = by_loop(VERSION, {"": HEADER, "2000": MEMBER})


def read_enrollment(
    chunks: Iterable[bytes], profile: Profile | None = None
) -> Iterator[Found | Envelopes]:
    """For each transaction set a Found with its Header834, then one with each Member834.

    Members with findings come too. A TransactionEnd that is not accepted (control totals that do
    not add up, a missing SE) takes back all members of its set: commit after it.
    """
    return read_values(chunks, _SHAPES, profile)
