"""The bank's file of returned payments is read and posted."""

from dataclasses import dataclass
from datetime import date

from coverwell.services.acting import Actor
from coverwell.services.payments.returns import ReturnRefusedError, note_return
from coverwell.wire.nacha.returns import read_returns


@dataclass(frozen=True, slots=True)
class ReturnsRead:
    """What became of a file of returns: newly posted, known before, and refused with a reason."""

    posted: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[str, ...]


def post_returns(data: bytes, returned_on: date, actor: Actor) -> ReturnsRead:
    """Post each returned payment of a file; one that does not fit never stops the rest.

    NotAReturnFileError where the bytes are no such file; then nothing is posted.
    """
    posted: list[str] = []
    known: list[str] = []
    refused: list[str] = []
    for each in read_returns(data):
        try:
            new = note_return(each.id, each.reason, each.amount, returned_on, actor)
        except ReturnRefusedError as fault:
            refused.append(str(fault))
            continue
        (posted if new else known).append(each.id)
    return ReturnsRead(tuple(posted), tuple(known), tuple(refused))
