"""Many small claim files read in one transaction, then decided: who sends one claim a file waits
no longer than who sends them in one.
"""

from __future__ import annotations

import logging
from typing import Final

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.interchanges import Received
from coverwell.services.acting import Actor, together
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files.small import (
    await_arrivals,
    finish,
    leave_alone,
    mark_read,
    take_waiting,
)


MOST: Final = 50
"""Files in one transaction."""
GATEWAY: Final = Actor("gateway", "engine")
ALONE: Final = "edi_gateway.read_claims"
log = logging.getLogger(__name__)


def read_small() -> int:
    """Read, answer and decide what waits; returns how many files. Safe to run twice at once."""
    await_arrivals()
    total = 0
    while (received := _read_some()) is not None:
        while decide_batch():
            pass
        finish({one.file: _counts(one) for one in received})
        total += len(received)
    return total


def _read_some() -> list[Received] | None:
    """Read the next files; None where nothing waits any more."""
    files: list[int] = []
    try:
        with together(GATEWAY):
            files += take_waiting(MOST)
            received = [receive(file) for file in files]
            mark_read(files)
    except Exception:
        # One of them cannot be read: none was, and each is tried by itself.
        log.exception("Small files %s could not be read together.", files)
        for file in files:
            leave_alone(file, ALONE)
        return []
    return received or None


def _counts(one: Received) -> dict[str, int] | None:
    return {"accepted": one.accepted, "rejected": one.rejected} if one.state == "read" else None
