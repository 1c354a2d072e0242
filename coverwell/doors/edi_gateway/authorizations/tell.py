"""From where a request stands to the 278: the same people and traces as in the question."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from coverwell.doors.edi_gateway.authorizations.ask import asker
from coverwell.doors.edi_gateway.authorizations.asked import ReviewAsked
from coverwell.doors.edi_gateway.authorizations.events import event_of
from coverwell.kernel.edits.identifiers import valid_npi
from coverwell.services.authorizations.tables import request_refusals
from coverwell.services.authorizations.values import Review
from coverwell.services.eligibility.inquiry_tables import Refusal
from coverwell.services.payer.read import payer
from coverwell.wire.x12.transactions.common import Contact
from coverwell.wire.x12.transactions.review_278 import (
    NOTIFICATION,
    RESPONSE,
    Actor278,
    Event278,
    Header278,
    Level278,
    Person278,
    Rejection,
    Review278,
)
from coverwell.wire.x12.writer import words


COMPLETED, REJECTED = "53", "44"  # BHT02 of an acknowledgment
LONGEST_NUMBER: Final = 50  # BHT03
NO_MORE, MORE_FOLLOWS = "18", "19"  # BHT06
NOBODY: Final = Actor278("1P", "2", "UNKNOWN", id_qualifier="46", id="0")
DEPENDENT: Final = "QC"
ASKER: Final = ("asker",)
SUBSCRIBER: Final = ("subscriber",)
PATIENT: Final = ("patient",)


def told(asked: ReviewAsked, reviews: tuple[Review, ...], when: datetime) -> ReviewAsked:
    """Answer with each request as it stands."""
    return ReviewAsked(asked.guide, tuple(_told(asked, one, when) for one in reviews))


def _told(asked: ReviewAsked, review: Review, when: datetime) -> Review278:
    frame = _frame(asked, when, follows=review.open)
    return frame._replace(event=event_of(asked.review.event or Event278(), review, when))


def refused(asked: ReviewAsked, rules: tuple[str, ...], when: datetime) -> ReviewAsked:
    """Say why a request is not taken, each reason where its fault stands."""
    known = request_refusals(when.date())
    reasons = [known[rule] for rule in rules]
    frame = _frame(asked, when, failed=True)
    if any(one.level in ASKER for one in reasons):
        return ReviewAsked(asked.guide, (_asker_refused(asked, frame, reasons),))
    of_holder = [one for one in reasons if one.level in SUBSCRIBER]
    of_patient = [one for one in reasons if one.level in PATIENT]
    rest = [one for one in reasons if one not in (*of_holder, *of_patient)]
    if frame.dependent is None:
        of_holder, of_patient = of_holder + of_patient, []
    frame = frame._replace(
        subscriber=_with(frame.subscriber, of_holder),
        dependent=_with(frame.dependent, of_patient),
    )
    if rest:
        frame = frame._replace(event=_event_refused(asked.review.event, rest))
    return ReviewAsked(asked.guide, (frame,))


def _asker_refused(asked: ReviewAsked, frame: Review278, reasons: list[Refusal]) -> Review278:
    """Refuse whoever asks: nothing below that level is answered."""
    level = frame.organization if asked.guide == NOTIFICATION else frame.requester
    who = asker(asked.review, asked.guide) or Actor278(
        "1P", "2", "UNKNOWN", id_qualifier="46", id="0"
    )
    named = Level278(actors=(_plain(who)._replace(rejections=tuple(map(_rejection, reasons))),))
    bare = frame._replace(subscriber=None, dependent=None, event=None)
    if level is frame.organization:
        return bare._replace(organization=named, requester=None)
    return bare._replace(requester=named)


def _frame(
    asked: ReviewAsked, when: datetime, *, follows: bool = False, failed: bool = False
) -> Review278:
    """The levels above the event, each named as in the question."""
    review = asked.review
    purpose, kind = RESPONSE, MORE_FOLLOWS if follows else NO_MORE
    if asked.guide == NOTIFICATION:
        purpose, kind = REJECTED if failed else COMPLETED, ""
    header = Header278(purpose, review.header.reference, f"{when:%Y%m%d}", f"{when:%H%M}", kind)
    first = review.organization if asked.guide == NOTIFICATION else _us(when)
    second = _us(when) if asked.guide == NOTIFICATION else review.requester
    return Review278(
        header,
        _named(first),
        _named(second),
        _person(review.subscriber),
        _person(review.dependent),
    )


def unable(asked: ReviewAsked, when: datetime) -> ReviewAsked:
    """Say that this cannot be answered now; nothing of the question is repeated but its number."""
    reason = request_refusals(when.date())["unable"]
    header = _frame(asked, when, failed=True).header
    number = words(header.reference, LONGEST_NUMBER).strip() or "0"
    level = _us(when)._replace(rejections=(Rejection("Y", reason.code, reason.follow_up),))
    return ReviewAsked(asked.guide, (Review278(header._replace(reference=number), level),))


def _us(when: datetime) -> Level278:
    us = payer(when.date())
    phone = "".join(one for one in us.provider_phone if one.isdigit())
    contact = Contact("IC", "UTILIZATION REVIEW", (("TE", phone),))
    return Level278(
        actors=(
            Actor278("X3", "2", us.name, id_qualifier="PI", id=us.payer_id, contacts=(contact,)),
        )
    )


def _named(level: Level278 | None) -> Level278 | None:
    return None if level is None else Level278(actors=tuple(map(_plain, level.actors)))


def _plain(who: Actor278) -> Actor278:
    """Name somebody without what only their own system needs."""
    if who.entity == "X3":
        return who
    plain = who._replace(address=None, contacts=(), references=(), rejections=(), prefix="")
    if plain.id_qualifier == "XX" and not valid_npi(plain.id):
        return plain._replace(id_qualifier="46")  # their number, which is no NPI
    return plain


def _person(level: Level278 | None) -> Level278 | None:
    if level is None or level.person is None:
        return None
    said = level.person
    name = said.name._replace(address=None, contacts=(), references=())
    if name.entity == DEPENDENT:
        name = name._replace(id_qualifier="", id="")  # known by the subscriber's number
    return Level278(
        person=Person278(
            name, said.born, said.sex, insured=said.insured, relationship=said.relationship
        )
    )


def _with(level: Level278 | None, reasons: list[Refusal]) -> Level278 | None:
    if level is None or level.person is None or not reasons:
        return level
    rejections = tuple(dict.fromkeys(map(_rejection, reasons)))
    return Level278(person=level.person._replace(rejections=rejections))


def _event_refused(event: Event278 | None, reasons: list[Refusal]) -> Event278:
    said = event or Event278()
    return Event278(
        tracks=tuple(one._replace(type="2") for one in said.tracks[:2]),
        rejections=tuple(dict.fromkeys(map(_rejection, reasons))),
        category=said.category,
    )


def _rejection(reason: Refusal) -> Rejection:
    # Y: right in form and refused all the same; N: something in it is wrong.
    return Rejection("Y" if reason.level in ASKER else "N", reason.code, reason.follow_up)
