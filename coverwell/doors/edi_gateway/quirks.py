"""What a partner asks beyond the guides, in the codec's terms: read (SNIP type 7), written."""

from __future__ import annotations

from coverwell.doors.edi_gateway.sniff import sender_in
from coverwell.services.files import archive
from coverwell.services.files.senders import PLAIN, reading_quirks
from coverwell.services.files.show import FileStory
from coverwell.services.partners.quirks import Quirks
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.style import Style, styled
from coverwell.wire.x12.writer import CannotWriteError


def profile_of(story: FileStory) -> Profile:
    """Return how a file is judged: as the guide says, and as its sender's profile says."""
    with archive.path_of(story.sha256).open("rb") as source:
        named = sender_in(source.read(200))
    return read_profile(reading_quirks(story, *named))


def read_profile(quirks: Quirks) -> Profile:
    """Return a partner's profile for the readers. A test reads them all."""
    return Profile(quirks.rules, tolerated=quirks.tolerated)


def written_for(message: bytes, delimiters: str, quirks: Quirks) -> bytes:
    """Write a message as its receiver asks; in the usual delimiters where a value holds its own.

    Whoever reads X12 takes the delimiters from the ISA: a message is rather sent than not.
    """
    segment, element, component, repetition = list(delimiters)
    marks = Delimiters(element, component, repetition, segment)
    wanted = Style(marks, quirks.line_end, quirks.capitals)
    if delimiters == PLAIN and wanted == Style():
        return message
    try:
        return styled(message, wanted)
    except CannotWriteError:
        return styled(message, Style(Delimiters(), quirks.line_end, quirks.capitals))
