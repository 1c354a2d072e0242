"""Reads 820 files (X218) to a header and what is remitted for each entity, in constant memory."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.premium_820 import HEADER, REMITTED, VERSION
from coverwell.wire.x12.transactions.reading import Envelopes, Found, by_loop, read_values


_SHAPES = by_loop(VERSION, {"": HEADER, "2000A": REMITTED, "2000B": REMITTED})


def read_premiums(
    chunks: Iterable[bytes], profile: Profile | None = None
) -> Iterator[Found | Envelopes]:
    """For each transaction set a Found with its Header820, then one with each Remitted.

    A TransactionEnd that is not accepted (details that do not add up to the payment, a missing SE)
    takes back all of its set: post after it.
    """
    return read_values(chunks, _SHAPES, profile)
