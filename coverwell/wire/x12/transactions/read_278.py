"""Reads 278 files: one Review278 for each patient event, in constant memory."""

from collections.abc import Iterable, Iterator

from coverwell.wire.x12.events import Piece, Transaction, TransactionEnd
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.shapes import Shape
from coverwell.wire.x12.transactions.reading import Envelopes, Found, read_values
from coverwell.wire.x12.transactions.review_278 import (
    INQUIRY,
    NOTIFICATION,
    RESPONSE,
    REVIEW,
    Event278,
    Header278,
    Level278,
    Review278,
    Service278,
)
from coverwell.wire.x12.transactions.shapes_278 import (
    ANSWERED_EVENT,
    ASKED_EVENT,
    DEPENDENT,
    HEADER,
    LEVEL,
    SERVICE,
)


_LEVELS = {"2000A": "organization", "2000B": "requester", "2000C": "subscriber"}
_BELOW = ("organization", "requester", "subscriber", "dependent", "event")
_SHAPES = {
    "": HEADER,
    "2000A": LEVEL,
    "2000B": LEVEL,
    "2000C": LEVEL,
    "2000D": DEPENDENT,
    "2000E": ANSWERED_EVENT,
    "2000F": SERVICE,
}
_ASKED = {**_SHAPES, "2000E": ASKED_EVENT}


def read_reviews(
    chunks: Iterable[bytes], profile: Profile | None = None
) -> Iterator[Found | Envelopes]:
    """Envelopes, and a Found with a Review278 for each patient event with all its services.

    Its findings are those of the event, its services and every level above it. A message that
    names no event (rejected at a higher level, or cut short) gives one review without an event.
    A TransactionEnd that is not accepted takes back all reviews of its set.
    """
    yield from _Assembler().events(chunks, profile)


class _Assembler:
    """Holds the levels above the next event, and the event whose services still come."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.review = Review278(Header278("", "", "", ""))
        self.above: dict[str, tuple[Finding, ...]] = {}  # findings by level
        self.place: Found | None = None  # where the open event stands
        self.told = False

    def events(
        self, chunks: Iterable[bytes], profile: Profile | None
    ) -> Iterator[Found | Envelopes]:
        for event in read_values(chunks, self._choose, profile):
            if isinstance(event, Found):
                yield from self._take(event)
                continue
            if isinstance(event, Transaction):
                self._start()
            elif isinstance(event, TransactionEnd):
                yield from self._finish()
            yield event

    def _choose(self, piece: Piece) -> Shape | None:
        """Requests and responses of X217 differ in the loops of an event."""
        guide = piece.transaction.guide
        if guide not in (REVIEW, INQUIRY, NOTIFICATION):
            return None
        asked = guide == REVIEW and self.review.header.purpose != RESPONSE
        return (_ASKED if asked else _SHAPES).get(piece.loop)

    def _take(self, found: Found) -> Iterator[Found]:
        value = found.value
        if isinstance(value, Service278) and self.review.event:
            event = self.review.event
            services = (*event.services, value)
            self.review = self.review._replace(event=event._replace(services=services))
            self.above["event"] += found.findings
            return
        if self.review.event:
            yield from self._finish()
        name = "event" if isinstance(value, Event278) else "header"
        if isinstance(value, Level278):
            name = _LEVELS.get(found.loop, "dependent")
        self._open(name, found)

    def _open(self, name: str, found: Found) -> None:
        """A level replaces the one of its kind and all that stood below it."""
        if name in _BELOW:
            for one in _BELOW[_BELOW.index(name) :]:
                self.above.pop(one, None)
        self.review = _opened(self.review, name, found.value)
        self.above[name] = found.findings
        self.place = found
        self.told = self.told and name != "event"

    def _finish(self) -> Iterator[Found]:
        place = self.place
        if place is None or (self.review.event is None and self.told):
            return
        findings = tuple(finding for told in self.above.values() for finding in told)
        yield place._replace(value=self.review, findings=findings)
        self.review = self.review._replace(event=None)
        self.above.pop("event", None)
        self.told = True


def _opened(review: Review278, name: str, value: object) -> Review278:
    """The review with this level, and nothing below it."""
    if isinstance(value, Header278):
        return Review278(value)
    if isinstance(value, Event278):
        return review._replace(event=value)
    level = value if isinstance(value, Level278) else None
    kept = review._replace(dependent=level if name == "dependent" else None, event=None)
    if name != "dependent":
        kept = kept._replace(subscriber=level if name == "subscriber" else None)
    if name == "requester":
        kept = kept._replace(requester=level)
    elif name == "organization":
        kept = kept._replace(organization=level, requester=None)
    return kept
