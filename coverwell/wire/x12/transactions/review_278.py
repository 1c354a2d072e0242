"""Services review (278) in the standard's own words: X217 request and response, X215 inquiry and
response, X216 notification and acknowledgment.

A Review278 is one patient event with everything that stands above it. What is decided is in
`decision` (HCR) of the event and of its services; what is refused as such in `rejections` (AAA).
"""

from typing import NamedTuple

from coverwell.wire.x12.transactions.claim_837 import HealthCode
from coverwell.wire.x12.transactions.common import (
    Address,
    Contact,
    Dated,
    Party,
    Reference,
    Tooth,
)


REVIEW, INQUIRY, NOTIFICATION = "005010X217", "005010X215", "005010X216"
RESPONSE = "11"  # BHT02 of what answers a request or an inquiry


class Header278(NamedTuple):
    """BHT. purpose: 13 request, 11 response, 28 inquiry, 01 cancellation; type is BHT06."""

    purpose: str
    reference: str
    date: str
    time: str
    type: str = ""
    structure: str = "0007"


class Rejection(NamedTuple):
    """AAA: Y or N (is the request valid?), why it is rejected, what may be done (C, N, R, ...)."""

    valid: str
    reason: str
    follow_up: str


class Actor278(NamedTuple):
    """The review organization (loop 2010A) or the requester (2010B). role is PRV01."""

    entity: str
    kind: str
    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    id_qualifier: str = ""
    id: str = ""
    references: tuple[Reference, ...] = ()
    address: Address | None = None
    contacts: tuple[Contact, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    role: str = ""
    taxonomy: str = ""
    prefix: str = ""


class Person278(NamedTuple):
    """Loops 2010C and 2010D: the subscriber, or the dependent. relationship is INS02."""

    name: Party
    born: str = ""
    sex: str = ""
    insured: str = ""
    relationship: str = ""
    employment_status: str = ""
    birth_sequence: str = ""
    rejections: tuple[Rejection, ...] = ()


class Track(NamedTuple):
    """TRN: 1 the sender's own number, 2 one that is given back."""

    type: str
    number: str
    originator: str
    supplement: str = ""


class Level278(NamedTuple):
    """What a level says of itself: rejections, who it is about, and numbers given back there."""

    rejections: tuple[Rejection, ...] = ()
    actors: tuple[Actor278, ...] = ()
    person: Person278 | None = None
    tracks: tuple[Track, ...] = ()
    references: tuple[Reference, ...] = ()


class Category278(NamedTuple):
    """UM: category (AR admission, HS services, SC specialty care, IN initial assessment), type
    (I initial, R renewal, 4 extension, ...), service type, place, causes, level of service.
    """

    category: str
    type: str = ""
    service_type: str = ""
    place: str = ""
    place_qualifier: str = ""
    causes: tuple[str, ...] = ()
    level: str = ""
    condition: str = ""
    prognosis: str = ""
    release: str = ""
    delay: str = ""


class Decision278(NamedTuple):
    """HCR: A1 certified, A2 in part, A3 not certified, A4 pended, A6 modified, C cancelled, CT
    contact payer, NA no action needed; the authorization number; why; second opinion needed.
    """

    action: str
    number: str = ""
    reasons: tuple[str, ...] = ()
    second_opinion: str = ""


class Delivery278(NamedTuple):
    """HSD: how much, how often, how long, in which pattern."""

    unit: str = ""
    quantity: str = ""
    frequency_unit: str = ""
    frequency: str = ""
    period: str = ""
    periods: str = ""
    pattern: str = ""
    time: str = ""


class Condition278(NamedTuple):
    """CRC: a category of conditions, whether they apply, and which."""

    category: str
    applies: str
    first: str
    second: str = ""
    third: str = ""
    fourth: str = ""
    fifth: str = ""


class Paperwork(NamedTuple):
    """PWK: what is attached, how it comes, its control number."""

    report: str
    transmission: str
    control_qualifier: str = ""
    control: str = ""
    description: str = ""


class Other278(NamedTuple):
    """Another review organization, and what it denied."""

    entity: str
    kind: str
    name: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()


class Service278(NamedTuple):
    """Loop 2000F: one service of a patient event. professional, institutional and dental are the
    elements of SV1, SV2 and SV3 as text, composites with a colon between their components.
    """

    tracks: tuple[Track, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    category: Category278 | None = None
    decision: Decision278 | None = None
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    professional: tuple[str, ...] = ()
    institutional: tuple[str, ...] = ()
    dental: tuple[str, ...] = ()
    teeth: tuple[Tooth, ...] = ()
    delivery: Delivery278 | None = None
    paperwork: tuple[Paperwork, ...] = ()
    message: str = ""
    parties: tuple[Actor278, ...] = ()


class Event278(NamedTuple):
    """Loop 2000E: a patient event. institutional, ambulance, spinal, oxygen and home_health are
    the elements of CL1, CR1, CR2, CR5 and CR6 as text.
    """

    tracks: tuple[Track, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    category: Category278 | None = None
    decision: Decision278 | None = None
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    diagnoses: tuple[HealthCode, ...] = ()
    delivery: Delivery278 | None = None
    conditions: tuple[Condition278, ...] = ()
    institutional: tuple[str, ...] = ()
    ambulance: tuple[str, ...] = ()
    spinal: tuple[str, ...] = ()
    oxygen: tuple[str, ...] = ()
    home_health: tuple[str, ...] = ()
    paperwork: tuple[Paperwork, ...] = ()
    message: str = ""
    parties: tuple[Actor278, ...] = ()
    places: tuple[Party, ...] = ()
    others: tuple[Other278, ...] = ()
    services: tuple[Service278, ...] = ()


class Review278(NamedTuple):
    """One patient event, or a message that was rejected before any event could be named."""

    header: Header278
    organization: Level278 | None = None
    requester: Level278 | None = None
    subscriber: Level278 | None = None
    dependent: Level278 | None = None
    event: Event278 | None = None

    @property
    def patient(self) -> Person278 | None:
        """Who is to be treated."""
        level = self.dependent or self.subscriber
        return level.person if level else None

    @property
    def decisions(self) -> tuple[Decision278, ...]:
        """The decision on the event, then those on its services."""
        event = self.event
        found = [event.decision, *(s.decision for s in event.services)] if event else []
        return tuple(one for one in found if one)
