"""Provider groups, their practitioners and six facilities, in and out of network."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from coverwell.services.world.names import FIRST_FEMALE, FIRST_MALE, GROUP_WORDS, LAST, PLACES
from coverwell.services.world.numbers import npi, routing, tax_id


@dataclass(frozen=True, slots=True)
class Specialty:
    """A kind of group: its words, NUCC taxonomy code, and how many such groups there are."""

    key: str
    words: str
    taxonomy: str
    groups: int


SPECIALTIES = (
    Specialty("primary", "Family Medicine", "207Q00000X", 13),
    Specialty("internal", "Internal Medicine", "207R00000X", 7),
    Specialty("pediatrics", "Pediatrics", "208000000X", 5),
    Specialty("obgyn", "Women's Health", "207V00000X", 4),
    Specialty("cardiology", "Heart Care", "207RC0000X", 3),
    Specialty("dermatology", "Dermatology", "207N00000X", 2),
    Specialty("orthopedics", "Orthopedics", "207X00000X", 3),
    Specialty("gastroenterology", "Digestive Health", "207RG0100X", 2),
    Specialty("allergy", "Allergy and Asthma", "207K00000X", 2),
    Specialty("ent", "Ear, Nose and Throat", "207Y00000X", 1),
    Specialty("eye", "Eye Physicians", "207W00000X", 2),
    Specialty("behavioral", "Behavioral Health", "103T00000X", 5),
    Specialty("therapy", "Physical Therapy", "225100000X", 4),
    Specialty("chiropractic", "Chiropractic", "111N00000X", 1),
    Specialty("imaging", "Imaging", "2085R0202X", 3),
    Specialty("laboratory", "Laboratory", "291U00000X", 1),
    Specialty("emergency", "Emergency Physicians", "207P00000X", 1),
    Specialty("ambulance", "Ambulance", "341600000X", 1),
)
HOSPITAL = Specialty("hospital", "Hospital", "282N00000X", 4)
SURGERY = Specialty("surgery center", "Surgery Center", "261QA1903X", 1)
NURSING = Specialty("nursing facility", "Skilled Nursing", "314000000X", 1)
FACILITIES = (HOSPITAL, SURGERY, NURSING)
PRACTITIONERS = 300
OUT_OF_NETWORK_EVERY = 6  # one group in six has no contract


@dataclass(frozen=True, slots=True)
class DemoPractitioner:
    """A clinician to be."""

    npi: str
    first_name: str
    last_name: str
    taxonomy: str


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A billing group or a facility to be; `tier` is 0 where it has no contract."""

    tax_id: str
    npi: str
    name: str
    specialty: Specialty
    place: tuple[str, str, str]
    street: str
    routing: str
    account: str
    tier: int
    facility: bool
    practitioners: tuple[DemoPractitioner, ...]


def provider_groups(random: Random) -> list[DemoGroup]:
    """Return sixty groups with three hundred practitioners among them, then six facilities."""
    wanted = [(specialty, False) for specialty in SPECIALTIES for _ in range(specialty.groups)]
    practices = len(wanted)
    wanted += [(kind, True) for kind in FACILITIES for _ in range(kind.groups)]
    staff = spread(PRACTITIONERS, practices)
    made: list[DemoGroup] = []
    for serial, (specialty, facility) in enumerate(wanted, start=1):
        people = 0 if facility else staff[serial - 1]
        made.append(group(random, serial, specialty, people=people))
    return made


def spread(whole: int, parts: int) -> list[int]:
    """Cut `whole` into `parts` numbers that differ by at most one."""
    each, more = divmod(whole, parts)
    return [each + (part < more) for part in range(parts)]


def group(random: Random, serial: int, specialty: Specialty, *, people: int) -> DemoGroup:
    """Draw one group."""
    place = PLACES[serial % len(PLACES)]
    word = GROUP_WORDS[serial % len(GROUP_WORDS)]
    return DemoGroup(
        tax_id=tax_id(4400000 + serial * 17),
        npi=npi(7000000 + serial),
        name=f"{word} {specialty.words}",
        specialty=specialty,
        place=place,
        street=f"{100 + serial} Commerce Way",
        routing=routing(serial),
        account=f"{880000000 + serial * 7919}",
        tier=0 if serial % OUT_OF_NETWORK_EVERY == 0 else 1 + serial % 2,
        facility=specialty in FACILITIES,
        practitioners=tuple(
            practitioner(random, serial * 100 + number, specialty) for number in range(people)
        ),
    )


def practitioner(random: Random, serial: int, specialty: Specialty) -> DemoPractitioner:
    """Draw one clinician of that specialty."""
    return DemoPractitioner(
        npi=npi(3000000 + serial),
        first_name=random.choice(FIRST_FEMALE + FIRST_MALE),
        last_name=random.choice(LAST),
        taxonomy=specialty.taxonomy,
    )
