"""Writes 276, 277 (X212), requests for information (X213) and 277CA (X214) from typed values."""

from collections.abc import Iterable
from itertools import groupby

from coverwell.wire.x12.guide import guide_named
from coverwell.wire.x12.transactions.claim_status import SHAPES, ClaimStatus
from coverwell.wire.x12.transactions.levels import Branch, write_levels
from coverwell.wire.x12.writer import Envelope, interchange


def write_claim_status(envelope: Envelope, name: str, messages: Iterable[ClaimStatus]) -> bytes:
    """One interchange with one transaction set for each run of messages under one header.

    name is a guide of `claim_status.SHAPES`: INQUIRY, ANSWER, REQUEST_VERSION,
    ACKNOWLEDGMENT_VERSION. Raises CannotWriteError where a value does not fit it.
    """
    guide, version = guide_named(name), name.partition(".")[0]
    runs = groupby(messages, key=lambda message: message.header)
    sets = (
        (guide.set, list(write_levels(name, SHAPES[name], map(_branch, run)))) for _, run in runs
    )
    return interchange(envelope, guide.group, version, sets)


def _branch(message: ClaimStatus) -> Branch:
    levels = (
        ("2000A", message.payer),
        ("2000B", message.asker),
        ("2000C", message.provider),
        ("2000D", message.subscriber),
        ("2000E", message.dependent),
    )
    there = [(loop, value) for loop, value in levels if value is not None]
    loops = tuple(loop for loop, _ in there)
    return Branch(message.header, loops, tuple(value for _, value in there), leaf=True)
