"""One pass over a file whose sets are read, acknowledged and taken in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from coverwell.doors.edi_gateway.interchanges import FINISHED, Interchanges, Received, finished
from coverwell.doors.edi_gateway.quirks import profile_of
from coverwell.services.acting import ENGINE
from coverwell.services.files import archive
from coverwell.services.files.progress import note
from coverwell.services.files.show import show_file
from coverwell.services.files.turns import one_reader
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.ack_999 import Acknowledger


class Reading(Protocol):
    """What a kind of file does with its events, and what it came to."""

    interchanges: Interchanges

    def take(self, event: object) -> None:
        """Take one event of the file."""

    def finish(self) -> Received:
        """Keep what is left, and say what the file came to."""


def one_pass(
    file: int,
    read: Callable[[Iterable[bytes], Profile], Iterator[object]],
    begin: Callable[[Interchanges], Reading],
) -> Received:
    """Read a file of ours to its end, judged as its sender's profile says.

    A finished or unknown file is left alone.
    """
    with one_reader(file):
        story = show_file(file, ENGINE)
        if story is None or story.direction != "in" or story.state in FINISHED:
            return finished(file, story)
        note(file, "reading", {})
        reading, acknowledger = begin(Interchanges(story)), Acknowledger()
        for event in read(archive.read(story.sha256), profile_of(story)):
            answer = acknowledger.take(event)
            reading.take(event)
            reading.interchanges.take(event, answer)
        return reading.finish()
