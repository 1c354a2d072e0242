"""How the segments of a services review (278) are its typed values."""

from coverwell.wire.x12.shapes import Many, One, Shape, child, many, one, part, shape
from coverwell.wire.x12.transactions.common import Address, Party, Tooth
from coverwell.wire.x12.transactions.parts import (
    CITY,
    CODES,
    CONTACT,
    DATED,
    PARTY,
    REFERENCE,
    ROW,
    STREET,
)
from coverwell.wire.x12.transactions.review_278 import (
    Actor278,
    Category278,
    Condition278,
    Decision278,
    Delivery278,
    Event278,
    Header278,
    Level278,
    Other278,
    Paperwork,
    Person278,
    Rejection,
    Service278,
    Track,
)


HEADER = shape(Header278, one("BHT", "structure purpose reference date time type"))
_REJECTIONS = many("AAA", "rejections", shape(Rejection, one("AAA", "valid - reason follow_up")))
_ACTOR = shape(
    Actor278,
    one(
        "NM1",
        "entity kind last:words first:words middle:words prefix:words suffix:words id_qualifier "
        "id",
    ),
    many("REF", "references", REFERENCE),
    STREET,
    CITY,
    many("PER", "contacts", CONTACT),
    _REJECTIONS,
    one("PRV", "role - taxonomy"),
    address=Address,
)
_PERSON = shape(
    Person278,
    part("name", PARTY),
    _REJECTIONS,
    one("DMG", "- born sex"),
    one("INS", "insured relationship - - - - - employment_status" + " -" * 8 + " birth_sequence"),
)
_TRACKS = many("TRN", "tracks", shape(Track, one("TRN", "type number originator supplement")))
_TOLD = (_TRACKS, _REJECTIONS, many("REF", "references", REFERENCE))
LEVEL = shape(
    Level278,
    *_TOLD,
    many("2010A 2010B", "actors", _ACTOR),
    child("2010C", "person", _PERSON),
)
DEPENDENT = shape(Level278, *_TOLD, child("2010D", "person", _PERSON))
_REVIEWED: tuple[One | Many, ...] = (
    _TRACKS,
    _REJECTIONS,
    child(
        "UM",
        "category",
        shape(
            Category278,
            one(
                "UM",
                "category type service_type place+place_qualifier+- causes:parts level condition "
                "prognosis release delay",
            ),
        ),
    ),
    child(
        "HCR",
        "decision",
        shape(Decision278, one("HCR", "action number reasons:each second_opinion")),
    ),
    many("REF", "references", REFERENCE),
    many("DTP", "dates", DATED),
    child(
        "HSD",
        "delivery",
        shape(
            Delivery278,
            one("HSD", "unit quantity frequency_unit frequency period periods pattern time"),
        ),
    ),
    many(
        "PWK",
        "paperwork",
        shape(
            Paperwork,
            one("PWK", "report transmission - - control_qualifier control description:words"),
        ),
    ),
    one("MSG", "message:words"),
)
_CONDITION = shape(Condition278, one("CRC", "category applies first second third fourth fifth"))
_OTHER = shape(
    Other278,
    one("NM1", "entity kind name:words"),
    many("REF", "references", REFERENCE),
    many("DTP", "dates", DATED),
)
_PLACE = shape(Party, one("NM1", "entity kind last:words"), STREET, CITY, address=Address)
_CLINICAL: tuple[One | Many, ...] = (
    *_REVIEWED,
    child("HI", "diagnoses", CODES),
    many("CRC", "conditions", _CONDITION),
    child("CL1", "institutional", ROW),
    child("CR1", "ambulance", ROW),
    child("CR2", "spinal", ROW),
    child("CR5", "oxygen", ROW),
    child("CR6", "home_health", ROW),
)
# A response names who takes more information in 2010EB, so places and others move on by one.
ANSWERED_EVENT: Shape = shape(
    Event278,
    *_CLINICAL,
    many("2010EA 2010EB", "parties", _ACTOR),
    many("2010EC", "places", _PLACE),
    many("2010ED", "others", _OTHER),
)
ASKED_EVENT: Shape = shape(
    Event278,
    *_CLINICAL,
    many("2010EA", "parties", _ACTOR),
    many("2010EB", "places", _PLACE),
    many("2010EC", "others", _OTHER),
)
SERVICE: Shape = shape(
    Service278,
    *_REVIEWED,
    child("SV1", "professional", ROW),
    child("SV2", "institutional", ROW),
    child("SV3", "dental", ROW),
    many("TOO", "teeth", shape(Tooth, one("TOO", "list code surfaces:parts"))),
    many("2010F 2010FA 2010FB", "parties", _ACTOR),
)
