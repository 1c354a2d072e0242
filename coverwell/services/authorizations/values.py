"""A request for approval in our own words, whatever door it came by; frozen values."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from coverwell.records.authorizations.models import Precertification, ReviewEvent
from coverwell.services.eligibility.question import Search


State = ReviewEvent.State
Kind = Precertification.Kind
OPEN: Final = frozenset({State.RECEIVED, State.PENDED, State.ASKED, State.INFORMED})
"""A request in one of these states waits for a decision."""
GIVEN: Final = frozenset({State.APPROVED, State.PARTLY, State.MODIFIED})
"""A request in one of these states has an authorization number."""
INITIAL: Final = "I"


class RequestError(ValueError):
    """What was asked cannot be done; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service: a procedure or a revenue code; without days or units those of the request."""

    code: str = ""
    modifiers: tuple[str, ...] = ()
    revenue: str = ""
    units: int | None = None
    first: date | None = None
    last: date | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Who is to give the care, or where: by tax id, NPI or name, as far as it was said."""

    tax_id: str = ""
    npi: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: who asks (`tax_id`, `npi`, `requester`), for whom, for what, where, when.

    `kind` is admission, services or referral; `urgency` standard, urgent or concurrent.
    `request_type` is UM02 of the 278 (I: the first one), `extends` the number of what it goes on
    from. `trace` is the sender's own number of it; `attachments` are control numbers of documents
    that the sender sends apart. `quantity` is of a stay's days or a referral's visits.
    """

    search: Search
    tax_id: str = ""
    npi: str = ""
    requester: str = ""
    kind: str = Kind.SERVICES.value
    urgency: str = Precertification.Urgency.STANDARD.value
    behavioral: bool = False
    request_type: str = INITIAL
    extends: str = ""
    service_type: str = ""
    place: str = ""
    provider: Place = Place()
    facility: Place = Place()
    first: date | None = None
    last: date | None = None
    quantity: int | None = None
    diagnoses: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    note: str = ""
    trace: str = ""
    attachments: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Hash what was asked: the same request again has the same digest."""
        text = json.dumps(asdict(self), default=date.isoformat, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """How a request came: its channel, who sent it (0: no partner).

    `test`: it is answered as it would be, and nothing of it is kept.
    """

    channel: str
    partner: int = 0
    test: bool = False

    def sender(self, tax_id: str) -> str:
        """Name who sent it: the numbers of one sender are its own."""
        return f"partner {self.partner}" if self.partner else tax_id or self.channel


@dataclass(frozen=True, slots=True)
class Line:
    """A service of a request and what was decided about it ('' : nothing yet).

    `units`, `first` and `last` are what was asked; `given_...` what was approved; `number` is the
    authorization under which a claim finds it.
    """

    number: int
    code: str
    modifiers: tuple[str, ...]
    revenue: str
    units: int | None
    first: date
    last: date
    care: str
    need: str
    trace: str = ""
    action: str = ""
    reason: str = ""
    given_units: int | None = None
    given_first: date | None = None
    given_last: date | None = None
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a request; see records/authorizations ReviewEvent."""

    number: int
    state: str
    at: datetime
    by: str
    reason: str = ""
    note: str = ""
    signed: str = ""
    criteria: str = ""
    asked: tuple[str, ...] = ()
    control_number: str = ""
    documents: tuple[str, ...] = ()
    due_at: datetime | None = None
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A request as it stands: what was asked, every event, every line."""

    reference: str
    family: int
    id: int
    person: int
    member_id: str
    patient: str
    birth_date: date
    asked: Asked
    received: datetime
    by: str
    channel: str
    program: str
    edition: str
    lines: tuple[Line, ...]
    events: tuple[Event, ...]

    @property
    def last_event(self) -> Event:
        """The newest event that says where the request stands: a notice does not."""
        return next(one for one in reversed(self.events) if one.state != State.NOTICED)

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.last_event.state

    @property
    def open(self) -> bool:
        """Say whether it waits for a decision."""
        return self.state in OPEN

    @property
    def waits_for_requester(self) -> bool:
        """Say whether the requester is to send something."""
        return self.state == State.ASKED

    @property
    def due_at(self) -> datetime | None:
        """Until when it must be decided; None once it is."""
        return self.last_event.due_at if self.open else None

    @property
    def decided(self) -> Event | None:
        """The event that decided it; None while it is open, or where it was withdrawn."""
        closed = (*GIVEN, State.DENIED, State.NOT_REQUIRED)
        return next((one for one in reversed(self.events) if one.state in closed), None)

    @property
    def authorization(self) -> str:
        """The number under which claims find what was given; '' where nothing was."""
        return self.reference if any(one.authorization for one in self.lines) else ""

    def overdue(self, now: datetime) -> bool:
        """Say whether its time has run out."""
        return self.due_at is not None and now > self.due_at


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: the review, or the rules for which it was not taken."""

    review: Review | None = None
    refused: tuple[str, ...] = ()
