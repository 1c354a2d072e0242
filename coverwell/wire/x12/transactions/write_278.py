"""Writes 278 files (X217, X215, X216) from reviews: levels are numbered here."""

from collections.abc import Generator, Iterable, Iterator
from itertools import groupby

from coverwell.wire.x12.guide import Loop
from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.shapes import Shape
from coverwell.wire.x12.transactions.review_278 import REVIEW, Header278, Level278, Review278
from coverwell.wire.x12.transactions.shapes_278 import (
    ANSWERED_EVENT,
    ASKED_EVENT,
    DEPENDENT,
    HEADER,
    LEVEL,
    SERVICE,
)
from coverwell.wire.x12.transactions.writing import find_loop
from coverwell.wire.x12.writer import Envelope, interchange, segment


def write_reviews(
    envelope: Envelope, reviews: Iterable[Review278], version: str = REVIEW
) -> bytes:
    """One interchange with a transaction set for each run of reviews under one header.

    version is REVIEW, INQUIRY or NOTIFICATION; BHT02 of the header chooses between what is asked
    and what is answered. Raises CannotWriteError where a value does not fit the guide.
    """
    runs = groupby(reviews, key=lambda review: review.header)
    sets = [("278", list(_Set(version, header).segments(list(run)))) for header, run in runs]
    return interchange(envelope, "HI", version, sets)


class _Set:
    """Numbers the levels of one transaction set."""

    def __init__(self, version: str, header: Header278) -> None:
        self.version, self.header = version, header
        self.count = 0
        asked = version == REVIEW and header.purpose != "11"
        self.event_shape = ASKED_EVENT if asked else ANSWERED_EVENT

    def segments(self, reviews: list[Review278]) -> Iterator[str]:
        """BHT, then the levels, each once for the reviews below it."""
        yield from write_loop(self._loop(""), HEADER, self.header)
        for organization, run in groupby(reviews, key=lambda review: review.organization):
            below = list(run)
            yield from self._under(organization, below)

    def _under(self, organization: Level278 | None, reviews: list[Review278]) -> Iterator[str]:
        if organization is None:
            return
        more = any(review.requester for review in reviews)
        top = yield from self._level("2000A", LEVEL, organization, "", more=more)
        for requester, run in groupby(reviews, key=lambda review: review.requester):
            if requester:
                yield from self._requester(requester, top, list(run))

    def _requester(self, requester: Level278, top: str, reviews: list[Review278]) -> Iterator[str]:
        more = any(review.subscriber for review in reviews)
        number = yield from self._level("2000B", LEVEL, requester, top, more=more)
        for subscriber, run in groupby(reviews, key=lambda review: review.subscriber):
            if subscriber:
                yield from self._subscriber(subscriber, number, list(run))

    def _subscriber(self, level: Level278, above: str, reviews: list[Review278]) -> Iterator[str]:
        more = any(review.dependent or review.event for review in reviews)
        number = yield from self._level("2000C", LEVEL, level, above, more=more)
        for dependent, run in groupby(reviews, key=lambda review: review.dependent):
            below, parent = list(run), number
            if dependent:
                more = any(review.event for review in below)
                parent = yield from self._level("2000D", DEPENDENT, dependent, number, more=more)
            for review in below:
                yield from self._event(review, parent)

    def _event(self, review: Review278, above: str) -> Iterator[str]:
        event = review.event
        if event is None:
            return
        more = bool(event.services)
        number = yield from self._level("2000E", self.event_shape, event, above, more=more)
        for service in event.services:
            yield from self._level("2000F", SERVICE, service, number, more=False)

    def _level(
        self, loop_id: str, form: Shape, value: object, above: str, *, more: bool
    ) -> Generator[str, None, str]:
        """One level; returns its number."""
        self.count += 1
        loop = self._loop(loop_id)
        first, *rest = write_loop(loop, form, value)
        code = first.split("*")[3]
        yield segment("HL", str(self.count), above, code, "1" if more else "0")
        yield from rest
        return str(self.count)

    def _loop(self, loop_id: str) -> Loop:
        return find_loop(self.version, loop_id, self.header.purpose)
