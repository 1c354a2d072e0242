"""Reads 275 files. Data of any size pass through in runs; what names them comes before."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.events import BinaryData, Piece
from coverwell.wire.x12.guide import guide_named
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.transactions.attachment_275 import (
    CLAIM,
    CLAIM_6020,
    DOCUMENT,
    HEADER,
    LINE,
    REVIEW,
    Attachment,
    Document275,
    Header275,
    Line275,
)
from coverwell.wire.x12.transactions.reading import Envelopes, Found, found


_GUIDES = frozenset((CLAIM, REVIEW, CLAIM_6020))
_SHAPES = {"": HEADER, "2000A": LINE, "2100B": DOCUMENT}


def read_attachments(
    chunks: Iterable[bytes], profile: Profile | None = None
) -> Iterator[Found | BinaryData | Envelopes]:
    """In constant memory: a Found with the Header275, with each Line275 and each Document275,
    and behind a document the runs of its data. A wrong length is a finding of an empty Found
    (value None) behind the data. A TransactionEnd that is not accepted takes back its set.
    """
    for event in read(chunks, profile):
        if not isinstance(event, Piece):
            yield event
        elif event.transaction.guide in _GUIDES and event.continued:
            place = (event.transaction, event.loop, event.segment, event.offset)
            yield Found(None, *place, tuple(event.findings))
        elif event.transaction.guide in _GUIDES and event.loop in _SHAPES:
            yield found(event, guide_named(event.transaction.guide), _SHAPES[event.loop])


def whole_attachments(chunks: Iterable[bytes]) -> Iterator[Attachment]:
    """Each document with its data in memory: for files of ordinary size, faults not looked at."""
    header = Header275("", "", "")
    line = Line275("")
    document: Document275 | None = None
    runs: list[bytes] = []
    for event in read_attachments(chunks):
        if isinstance(event, BinaryData):
            runs.append(event.data)
            if event.last and document:
                yield Attachment(header, line, document, b"".join(runs))
        elif isinstance(event, Found):
            runs = []
            if isinstance(event.value, Header275):
                header = event.value
            elif isinstance(event.value, Line275):
                line = event.value
            elif isinstance(event.value, Document275):
                document = event.value
