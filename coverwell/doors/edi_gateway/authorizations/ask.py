"""From the 278's words to ours: what is asked, for whom, by whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from coverwell.services.authorizations.facts import is_behavioral
from coverwell.services.authorizations.inquire import Inquiry
from coverwell.services.authorizations.values import INITIAL, Asked, Kind, Place, Service
from coverwell.services.eligibility.question import Search
from coverwell.wire.x12.transactions.common import Dated, reference
from coverwell.wire.x12.transactions.review_278 import (
    NOTIFICATION,
    Actor278,
    Category278,
    Event278,
    Level278,
    Paperwork,
    Review278,
    Service278,
)


ADMISSION, REFERRAL = "AR", "SC"  # UM01
CANCEL, EXTENSION, RENEWAL = "3", "4", "R"  # UM02
CANCELLATION = "01"  # BHT02
URGENT: Final = frozenset({"03", "U"})  # UM06
PROVIDERS: Final = ("SJ", "1T", "72", "71", "73", "G3", "QB", "QV")
FACILITIES: Final = ("FA", "77")
# UM04 with qualifier A has the first two digits of a bill type.
PLACES: Final = {"11": "21", "12": "21", "13": "22", "18": "21", "21": "31", "32": "12"}
REFERRAL_DAYS: Final = timedelta(days=90)
"""How long a referral holds that names no last day."""
NUMBERS: Final = ("BB", "NT")


def asker(review: Review278, guide: str) -> Actor278 | None:
    """Who asks: the requester, or in a notification who sends it."""
    level = review.organization if guide == NOTIFICATION else review.requester
    return level.actors[0] if level and level.actors else None


def numbers_of(who: Actor278 | None) -> tuple[str, str]:
    """Return the NPI and the tax id by which the asker names itself."""
    if who is None:
        return "", ""
    npi = who.id if who.id_qualifier == "XX" else ""
    return npi, who.id if who.id_qualifier == "24" else reference(who.references, "EI")


def search_of(review: Review278) -> Search:
    """Say whom the request is about; a dependent by the subscriber's number and their own name."""
    number = _member_id(review.subscriber)
    person = review.patient
    dependent = review.dependent is not None
    return Search(
        number[:9] if dependent else number,
        person.name.first if person else "",
        person.name.last if person else "",
        _day(person.born) if person else None,
    )


def request_of(review: Review278, guide: str, tax_id: str, today: date) -> Asked:
    """Say in our words what is asked for."""
    event = review.event or Event278()
    category = event.category or Category278("HS")
    kind = _kind(category)
    first, last = _days(event, kind, today)
    who = asker(review, guide)
    return Asked(
        search=search_of(review),
        tax_id=tax_id,
        npi=numbers_of(who)[0],
        requester=_name(who),
        kind=kind,
        urgency=_urgency(category),
        behavioral=is_behavioral(category.service_type, today),
        request_type=category.type or INITIAL,
        extends=_number(event),
        service_type=category.service_type,
        place=_place(category),
        provider=_party(event, PROVIDERS),
        facility=_party(event, FACILITIES),
        first=first,
        last=last,
        quantity=_whole(event.delivery.quantity) if event.delivery else None,
        diagnoses=tuple(code.code for code in event.diagnoses if code.qualifier != "LOI"),
        services=tuple(
            _service(one) for one in event.services if _revenue(one) or any(_composite(one)[1:])
        ),
        note=event.message,
        trace=trace_of(review),
        attachments=tuple(one.control for one in _paperwork(event) if one.control),
    )


def inquiry_of(review: Review278, tax_id: str, sender: str) -> Inquiry:
    """Say in our words which requests are asked about."""
    event = review.event or Event278()
    npi, _ = numbers_of(asker(review, ""))
    period = next((one for one in event.dates if one.qualifier in ("AAH", "435")), None)
    return Inquiry(
        search=search_of(review),
        tax_id=tax_id,
        npi=npi,
        sender=sender,
        reference=_number(event),
        trace="" if _number(event) else trace_of(review) if event.tracks else "",
        first=period.first if period else None,
        last=period.last if period else None,
    )


def cancels(review: Review278) -> bool:
    """Say whether a request takes back an earlier one."""
    category = review.event.category if review.event else None
    return review.header.purpose == CANCELLATION or bool(category and category.type == CANCEL)


def trace_of(review: Review278) -> str:
    """Return the sender's own number of the event; without one, that of the message."""
    tracks = review.event.tracks if review.event else ()
    return next((one.number for one in tracks if one.type == "1"), review.header.reference)


def _kind(category: Category278) -> str:
    if category.category == ADMISSION:
        return Kind.ADMISSION.value
    return Kind.REFERRAL.value if category.category == REFERRAL else Kind.SERVICES.value


def _urgency(category: Category278) -> str:
    if category.level not in URGENT:
        return "standard"
    return "concurrent" if category.type in (EXTENSION, RENEWAL) else "urgent"


def _place(category: Category278) -> str:
    if category.place_qualifier == "A":
        return PLACES.get(category.place, "")
    return category.place


def _days(event: Event278, kind: str, today: date) -> tuple[date | None, date | None]:
    """The days of the stay or event, else those of its services; a referral begins today."""
    said = {one.qualifier: one for one in event.dates}
    services = [one for part in event.services for one in part.dates if one.qualifier == "472"]
    starts = [said.get("435"), said.get("AAH"), *services]
    first = min((one.first for one in starts if one and one.first), default=None)
    ends = [said.get("096"), said.get("AAH"), said.get("435"), *services]
    last = max((one.last for one in ends if one and one.last), default=None)
    if kind == Kind.REFERRAL:
        first = first or today
        last = last if last and last > first else first + REFERRAL_DAYS
    days = event.delivery if event.delivery and event.delivery.unit == "DY" else None
    if kind == Kind.ADMISSION and first and days and (last is None or last == first):
        last = first + timedelta(days=_whole(days.quantity) or 0)
    return first, last


def _service(one: Service278) -> Service:
    code, *modifiers = [part for part in _composite(one)[1:6] if part] or [""]
    service = next((day for day in one.dates if day.qualifier == "472"), None)
    return Service(
        code=code,
        modifiers=tuple(modifiers),
        revenue=_revenue(one),
        units=_units(one),
        first=service.first if service else None,
        last=service.last if service else None,
        trace=next((track.number for track in one.tracks if track.type == "1"), ""),
    )


def _composite(one: Service278) -> list[str]:
    """The procedure as it was sent: its list, its code, its modifiers."""
    if one.institutional:
        text = one.institutional[1] if len(one.institutional) > 1 else ""
    else:
        text = (one.professional or one.dental or ("",))[0]
    return text.split(":")


def _revenue(one: Service278) -> str:
    return one.institutional[0] if one.institutional else ""


def _units(one: Service278) -> int | None:
    for row, place in ((one.professional, 3), (one.institutional, 4), (one.dental, 5)):
        if len(row) > place and row[place]:
            return _whole(row[place])
    return _whole(one.delivery.quantity) if one.delivery else None


def _whole(text: str) -> int | None:
    """Read a count; a part of a unit counts whole, what is no number is refused as 0."""
    if not text:
        return None
    whole, _, part = text.partition(".")
    if not whole.isdecimal() or (part and not part.isdecimal()):
        return 0
    return int(whole) + (1 if part.strip("0") else 0)


def _paperwork(event: Event278) -> tuple[Paperwork, ...]:
    return (*event.paperwork, *(one for part in event.services for one in part.paperwork))


def _party(event: Event278, entities: tuple[str, ...]) -> Place:
    parties = [*event.parties, *(one for part in event.services for one in part.parties)]
    for entity in entities:
        for one in parties:
            if one.entity == entity:
                npi, tax_id = numbers_of(one)
                return Place(tax_id, npi, _name(one))
    return Place()


def _name(who: Actor278 | None) -> str:
    return "" if who is None else f"{who.first} {who.last}".strip()


def _number(event: Event278) -> str:
    """The authorization or administrative number that is named."""
    return reference(event.references, *NUMBERS)


def _member_id(level: Level278 | None) -> str:
    name = level.person.name if level and level.person else None
    return name.id if name and name.id_qualifier in ("MI", "II") else ""


def _day(text: str) -> date | None:
    return Dated("", "D8", text).first if text else None
