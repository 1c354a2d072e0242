"""Reads transaction sets whose values are said by shapes: one value for each piece."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from coverwell.wire.x12.events import (
    BinaryData,
    Group,
    GroupEnd,
    Interchange,
    InterchangeAnswer,
    InterchangeEnd,
    Piece,
    Stray,
    Transaction,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.guide import Guide, guide_named
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.shape_reader import read_piece
from coverwell.wire.x12.shapes import Shape


class Found(NamedTuple):
    """A typed value as it was read: where it stood and what was wrong with it."""

    value: object
    transaction: Transaction
    loop: str
    segment: int
    offset: int
    findings: tuple[Finding, ...] = ()

    @property
    def acceptable(self) -> bool:
        """False when a finding in the segments of this value rejects it."""
        return not any(finding.rejects for finding in self.findings)


Envelopes = (
    Interchange
    | Group
    | Transaction
    | TransactionEnd
    | GroupEnd
    | InterchangeEnd
    | InterchangeAnswer
    | Stray
)
Choice = Callable[[Piece], Shape | None]  # which shape a piece has; None: nobody wants it


def by_loop(version: str, shapes: Mapping[str, Shape]) -> Choice:
    """The shape of a piece is said by its loop, in sets of this guide."""

    def choose(piece: Piece) -> Shape | None:
        return shapes.get(piece.loop) if piece.transaction.guide == version else None

    return choose


def read_values(
    chunks: Iterable[bytes], choose: Choice, profile: Profile | None = None
) -> Iterator[Found | Envelopes]:
    """The values and envelopes of an input, in order; never raises for what a sender wrote.

    A set of another kind gives its envelopes only. A TransactionEnd that is not accepted takes
    back all values of its set: commit after it.
    """
    for event in read(chunks, profile):
        if not isinstance(event, Piece):
            if not isinstance(event, BinaryData):  # these are for `read_275`
                yield event
            continue
        form = choose(event)
        if form:
            yield found(event, guide_named(event.transaction.guide), form)


def found(piece: Piece, guide: Guide, form: Shape) -> Found:
    """The value of one piece."""
    value = read_piece(form, piece, guide)
    return Found(
        value, piece.transaction, piece.loop, piece.segment, piece.offset, tuple(piece.findings)
    )
