"""The bytes of a claim file as steps: claims in batches, and everything else one by one."""

import multiprocessing
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from typing import Final

from coverwell.doors.edi_gateway.claims.read_837 import propose
from coverwell.services.claims.proposed import Proposed
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.ack_999 import (
    Acknowledger,
    Acknowledgment999,
    AcknowledgmentTA1,
)
from coverwell.wire.x12.transactions.claim_837 import Claim837
from coverwell.wire.x12.transactions.read_837 import Event837, read_claims


BATCH: Final = 500
LARGE: Final = 1_000_000
"""Bytes; a larger file is parsed in a process of its own while its claims are taken in."""


@dataclass(frozen=True, slots=True)
class Step:
    """An event of the reader that is no claim, and the acknowledgment that it completes."""

    event: Event837
    answer: Acknowledgment999 | AcknowledgmentTA1 | None


Steps = Iterator[Step | list[Proposed]]


class ParserDiedError(RuntimeError):
    """The parsing process ended before the file did; the file can be read again."""


def steps(chunks: Iterable[bytes], received: date, profile: Profile | None = None) -> Steps:
    """Parse a file, as a partner's profile says; claims are numbered from 1 in its order."""
    acknowledger, batch, position = Acknowledger(), list[Proposed](), 0
    for event in read_claims(chunks, profile):
        answer = acknowledger.take(event)
        if isinstance(event, Claim837):
            position += 1
            batch.append(propose(event, position, received))
        if batch and (len(batch) == BATCH or not isinstance(event, Claim837)):
            yield batch
            batch = []
        if not isinstance(event, Claim837):
            yield Step(event, answer)
    if batch:
        yield batch


def parsed(
    chunks: Iterable[bytes], received: date, size: int, profile: Profile | None = None
) -> Steps:
    """The steps of a file, parsed in a process of its own where it is large."""
    # A fork copies only the calling thread: among others, their locks would never open.
    if size < LARGE or threading.active_count() > 1:
        return steps(chunks, received, profile)
    return _beside(lambda: steps(chunks, received, profile))


def _beside(make: Callable[[], Steps]) -> Steps:
    fork = multiprocessing.get_context("fork")
    mine, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=_send, args=(make, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        while (step := _next(mine)) is not None:
            yield step
    finally:
        mine.close()
        child.kill()
        child.join()


def _next(pipe: Connection) -> Step | list[Proposed] | None:
    try:
        step: Step | list[Proposed] | None = pipe.recv()
    except EOFError:
        raise ParserDiedError("The parser ended early: read the file again.") from None
    return step


def _send(make: Callable[[], Steps], pipe: Connection) -> None:
    for step in make():
        pipe.send(step)
    pipe.send(None)
