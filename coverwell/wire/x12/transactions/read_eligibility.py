"""Reads 270 and 271 files (X279A1) to typed questions and answers, in constant memory."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.eligibility import (
    SHAPES,
    Eligibility,
    Header,
    Person,
    Receiver,
    Source,
)
from coverwell.wire.x12.transactions.levels import Branch, LevelReader
from coverwell.wire.x12.transactions.reading import Envelopes


def read_eligibility(
    chunks: Iterable[bytes], profile: Profile | None = None
) -> Iterator[Eligibility | Envelopes]:
    """An Eligibility for each person asked about or answered for, and the envelopes, in order.

    Those with findings come too. A person who only stands above a dependent gives none. A level
    that a rejection ends (a 271 that says no to the provider) gives one without a person. A
    TransactionEnd that is not accepted takes back all of its set: commit after it.
    """
    for event in LevelReader(SHAPES, profile).read(chunks):
        if not isinstance(event, Branch):
            yield event
            continue
        found = _typed(event)
        if found and (event.leaf or found.questions or found.benefits):
            yield found


def _typed(branch: Branch) -> Eligibility | None:
    """None when the file begins below the payer's level."""
    by_loop = dict(zip(branch.loops, branch.levels, strict=True))
    header, source = branch.header, by_loop.get("2000A")
    receiver, subscriber, dependent = (by_loop.get(f"2000{x}") for x in "BCD")
    if not isinstance(header, Header) or not isinstance(source, Source):
        return None
    return Eligibility(
        header,
        source,
        receiver if isinstance(receiver, Receiver) else None,
        subscriber if isinstance(subscriber, Person) else None,
        dependent if isinstance(dependent, Person) else None,
        branch.findings,
        branch.transaction,
    )
