"""Reads 276, 277 (X212), requests for information (X213) and 277CA (X214) to typed values."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.claim_status import (
    SHAPES,
    ClaimStatus,
    Header,
    Person,
    Side,
)
from coverwell.wire.x12.transactions.levels import Branch, LevelReader
from coverwell.wire.x12.transactions.reading import Envelopes


def read_claim_status(
    chunks: Iterable[bytes], profile: Profile | None = None
) -> Iterator[ClaimStatus | Envelopes]:
    """A ClaimStatus for each person with claims, and the envelopes, in order.

    Those with findings come too. A level that ends the branch (an inquiry refused for its
    provider) gives one without a person. A TransactionEnd that is not accepted takes back all of
    its set: commit after it.
    """
    for event in LevelReader(SHAPES, profile).read(chunks):
        if not isinstance(event, Branch):
            yield event
            continue
        found = _typed(event)
        if found and (event.leaf or found.claims):
            yield found


def _typed(branch: Branch) -> ClaimStatus | None:
    """None when the file begins below the payer's level."""
    by_loop = dict(zip(branch.loops, branch.levels, strict=True))
    header, payer = branch.header, by_loop.get("2000A")
    asker, provider, subscriber, dependent = (by_loop.get(f"2000{x}") for x in "BCDE")
    if not isinstance(header, Header) or not isinstance(payer, Side):
        return None
    return ClaimStatus(
        header,
        payer,
        asker if isinstance(asker, Side) else None,
        provider if isinstance(provider, Side) else None,
        subscriber if isinstance(subscriber, Person) else None,
        dependent if isinstance(dependent, Person) else None,
        branch.findings,
        branch.transaction,
    )
