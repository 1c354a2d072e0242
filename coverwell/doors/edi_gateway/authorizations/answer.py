"""Answer a 278 by the one service: request, cancellation, inquiry, notification."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from coverwell.doors.edi_gateway.authorizations.ask import (
    asker,
    cancels,
    inquiry_of,
    numbers_of,
    request_of,
)
from coverwell.doors.edi_gateway.authorizations.asked import ReviewAsked
from coverwell.doors.edi_gateway.authorizations.tell import refused, told
from coverwell.services.acting import Actor
from coverwell.services.authorizations.follow_up import cancel
from coverwell.services.authorizations.inquire import Found, inquire, notify
from coverwell.services.authorizations.submit import submit
from coverwell.services.authorizations.values import RequestError, Review, Source
from coverwell.services.eligibility.asker import asker_of
from coverwell.services.files.senders import Sender
from coverwell.wire.x12.transactions.review_278 import INQUIRY, NOTIFICATION


CHANNEL: Final = "278"
CLOSED = ("decided_already",)


def reviewed(asked: ReviewAsked, sender: Sender, when: datetime, actor: Actor) -> ReviewAsked:
    """Answer one patient event; who may not ask is told so."""
    npi, tax_id = numbers_of(asker(asked.review, asked.guide))
    known = asker_of(npi, tax_id, sender.tax_ids)
    if known.refused:
        return refused(asked, (known.refused,), when)
    source = Source(CHANNEL, sender.partner, test=not sender.live)
    if asked.guide == INQUIRY:
        return _inquired(asked, known.tax_id, source, (when, actor))
    if asked.guide != NOTIFICATION and cancels(asked.review):
        return _cancelled(asked, known.tax_id, source, (when, actor))
    request = request_of(asked.review, asked.guide, known.tax_id, when.date())
    take = notify if asked.guide == NOTIFICATION else submit
    answer = take(request, source, when, actor)
    if answer.review is None:
        return refused(asked, answer.refused, when)
    return told(asked, (answer.review,), when)


def _found(asked: ReviewAsked, tax_id: str, source: Source, actor: Actor) -> Found:
    return inquire(inquiry_of(asked.review, tax_id, source.sender(tax_id)), actor)


def _inquired(
    asked: ReviewAsked, tax_id: str, source: Source, at: tuple[datetime, Actor]
) -> ReviewAsked:
    when, actor = at
    found = _found(asked, tax_id, source, actor)
    if found.refused:
        return refused(asked, found.refused, when)
    return told(asked, found.reviews, when)


def _cancelled(
    asked: ReviewAsked, tax_id: str, source: Source, at: tuple[datetime, Actor]
) -> ReviewAsked:
    """Take a request back; the newest that fits and is not taken back already."""
    when, actor = at
    found = _found(asked, tax_id, source, actor)
    if found.refused:
        return refused(asked, found.refused, when)
    review: Review | None = found.reviews[0]
    if not source.test:
        try:
            review = cancel(found.reviews[0].reference, "", when, actor)
        except RequestError:
            return refused(asked, CLOSED, when)
    return told(asked, (review,), when) if review else refused(asked, CLOSED, when)
