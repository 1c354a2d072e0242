"""A request as it stands, as the patient event of a 278 with what was decided of each service."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from coverwell.services.authorizations.tables import documents, reasons
from coverwell.services.authorizations.values import GIVEN, Line, Review, State
from coverwell.services.payer.read import payer
from coverwell.wire.x12.transactions.claim_837 import HealthCode
from coverwell.wire.x12.transactions.common import Contact, Dated, Reference
from coverwell.wire.x12.transactions.review_278 import (
    Actor278,
    Category278,
    Decision278,
    Event278,
    Paperwork,
    Service278,
    Track,
)
from coverwell.wire.x12.writer import words


ACTIONS: Final = {
    State.APPROVED: "A1",
    State.PARTLY: "A2",
    State.MODIFIED: "A6",
    State.DENIED: "A3",
    State.NOT_REQUIRED: "NA",
    State.WITHDRAWN: "C",
    State.CANCELLED: "C",
}
PENDED, NO_APPROVAL_NEEDED = "A4", "0H"
LINE_ACTIONS: Final = {"approved": "A1", "modified": "A6", "denied": "A3", "not needed": "NA"}
KINDS: Final = {"admission": "AR", "services": "HS", "referral": "SC"}
MOST_DIAGNOSES, LONGEST_MESSAGE = 12, 264
ELECTRONIC, CONTROL_NUMBER = "EL", "AC"
LOINC: Final = "LOI"


def event_of(asked: Event278, review: Review, when: datetime) -> Event278:
    """Tell a request under the question's own traces; `asked` may say little (an inquiry)."""
    wanted = _asked_for(review, when.date())
    return Event278(
        tracks=_tracks(asked, review, when.date()),
        category=_category(asked, review),
        decision=_decision(review, when.date()),
        references=_references(review),
        dates=(*_own_dates(review), *_validity(review)),
        diagnoses=_diagnoses(asked, review, when.date()),
        paperwork=wanted,
        message=words(review.last_event.note, LONGEST_MESSAGE).strip(),
        parties=_parties(asked, review, when.date(), asks=bool(wanted)),
        services=tuple(_services(asked, review, when.date())),
    )


def _tracks(asked: Event278, review: Review, day: date) -> tuple[Track, ...]:
    """Give the sender's numbers back, and our reference."""
    theirs = [one._replace(type="2") for one in asked.tracks if one.type == "1"]
    return (*theirs[:2], Track("1", review.reference, f"1{payer(day).tax_id}"))


def _category(asked: Event278, review: Review) -> Category278:
    if asked.category is not None and asked.category.type:
        return asked.category
    about = review.asked
    return Category278(KINDS[about.kind], about.request_type, about.service_type)


def _decision(review: Review, day: date) -> Decision278:
    state = review.state
    if review.open:
        return Decision278(PENDED, "", _codes(review.last_event.reason, day))
    if state == State.NOT_REQUIRED:
        return Decision278(ACTIONS[State.NOT_REQUIRED], "", (NO_APPROVAL_NEEDED,))
    keys = dict.fromkeys(one.reason for one in review.lines if one.reason)
    told = tuple(dict.fromkeys(code for key in keys for code in _codes(key, day)))[:5]
    number = review.authorization if state in GIVEN else ""
    return Decision278(ACTIONS[State(state)], number, told)


def _codes(key: str, day: date) -> tuple[str, ...]:
    reason = reasons(day).get(key)
    return (reason.code,) if reason else ()


def _references(review: Review) -> tuple[Reference, ...]:
    """Without an authorization number the request is known by its administrative number."""
    found = [] if review.authorization else [Reference("NT", review.reference)]
    if review.asked.extends:
        found.append(Reference("BB", review.asked.extends))
    return tuple(found)


def _own_dates(review: Review) -> tuple[Dated, ...]:
    about = review.asked
    if about.first is None:
        return ()
    if about.kind == "admission":
        return (Dated("435", "D8", f"{about.first:%Y%m%d}"),)
    return (_period("AAH", about.first, about.last or about.first),)


def _validity(review: Review) -> tuple[Dated, ...]:
    given = [one for one in review.lines if one.authorization]
    if not given or review.state not in GIVEN or review.decided is None:
        return ()
    first = min(one.given_first or one.first for one in given)
    last = max(one.given_last or one.last for one in given)
    issued = review.decided.at
    return (Dated("102", "D8", f"{issued:%Y%m%d}"), _period("007", first, last))


def _period(qualifier: str, first: date, last: date) -> Dated:
    if first == last:
        return Dated(qualifier, "D8", f"{first:%Y%m%d}")
    return Dated(qualifier, "RD8", f"{first:%Y%m%d}-{last:%Y%m%d}")


def _diagnoses(asked: Event278, review: Review, day: date) -> tuple[HealthCode, ...]:
    """The diagnoses, and the LOINC code of each document that is asked for."""
    said = asked.diagnoses or tuple(
        HealthCode("ABF" if at else "ABK", code) for at, code in enumerate(review.asked.diagnoses)
    )
    known = documents(day)
    wanted = [known[key].loinc for key in _open_documents(review) if key in known]
    room = MOST_DIAGNOSES - len(wanted)
    own = [one for one in said if one.qualifier != LOINC][:room]
    return (*own, *(HealthCode(LOINC, code) for code in wanted))


def _open_documents(review: Review) -> tuple[str, ...]:
    return review.last_event.asked if review.waits_for_requester else ()


def _asked_for(review: Review, day: date) -> tuple[Paperwork, ...]:
    known, number = documents(day), review.last_event.control_number
    return tuple(
        Paperwork(known[key].report, ELECTRONIC, CONTROL_NUMBER, number)
        for key in _open_documents(review)
        if key in known
    )


def _parties(asked: Event278, review: Review, day: date, *, asks: bool) -> tuple[Actor278, ...]:
    """Who gives the care, as in the question, and who takes the information we ask for."""
    named = tuple(
        one._replace(address=None, contacts=(), references=(), rejections=())
        for one in asked.parties
    )
    provider = review.asked.provider
    if not named and provider.npi:
        named = (Actor278("SJ", "2", provider.name, id_qualifier="XX", id=provider.npi),)
    if not asks:
        return named
    us = payer(day)
    phone = "".join(one for one in us.provider_phone if one.isdigit())
    contact = Contact("IC", "UTILIZATION REVIEW", (("TE", phone),))
    return (*named, Actor278("L5", "2", us.name, contacts=(contact,)))


def _services(asked: Event278, review: Review, day: date) -> list[Service278]:
    """Each service with its own decision; what stands for a bare stay or referral is left out."""
    if not asked.services and not any(one.code for one in review.lines):
        return []
    return [_service(asked, one, review, day) for one in review.lines]


def _service(asked: Event278, line: Line, review: Review, day: date) -> Service278:
    sent = asked.services[line.number - 1] if len(asked.services) >= line.number else Service278()
    dates = [_period("472", line.first, line.last)]
    if line.authorization and review.state in GIVEN:
        first, last = line.given_first or line.first, line.given_last or line.last
        dates.append(_period("007", first, last))
    units = line.given_units if line.action == "modified" else line.units
    return Service278(
        tracks=tuple(one._replace(type="2") for one in sent.tracks if one.type == "1"),
        category=sent.category,
        decision=_line_decision(line, review, day),
        dates=tuple(dates),
        professional=_row(sent.professional, 3, units) or _professional(sent, line, units),
        institutional=_row(sent.institutional, 4, units) or _institutional(sent, line, units),
        dental=_row(sent.dental, 5, units),
        teeth=sent.teeth,
    )


def _line_decision(line: Line, review: Review, day: date) -> Decision278 | None:
    if not line.action:
        return None
    if review.state in (State.CANCELLED, State.WITHDRAWN):
        return Decision278("C")
    reason = _codes(line.reason, day)
    if line.action == "not needed":
        reason = (NO_APPROVAL_NEEDED,)
    return Decision278(LINE_ACTIONS[line.action], line.authorization, reason)


def _row(sent: tuple[str, ...], place: int, units: int | None) -> tuple[str, ...]:
    """The service as it was sent, with the units that are answered."""
    if len(sent) <= place or not sent[place] or units is None:
        return sent
    return (*sent[:place], str(units), *sent[place + 1 :])


def _professional(sent: Service278, line: Line, units: int | None) -> tuple[str, ...]:
    if sent.institutional or sent.dental or line.revenue or not line.code:
        return ()
    code = ":".join(("HC", line.code, *line.modifiers))
    return (code, "", "UN", str(units)) if units else (code,)


def _institutional(sent: Service278, line: Line, units: int | None) -> tuple[str, ...]:
    if sent.professional or sent.dental or not line.revenue:
        return ()
    code = ":".join(("HC", line.code, *line.modifiers)) if line.code else ""
    return (line.revenue, code, "", "UN", str(units)) if units else (line.revenue, code)
