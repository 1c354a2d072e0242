"""Writes dental claims of the demonstration world as its dental office would send them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from coverwell.doors.cli.sample_837 import address, billing
from coverwell.services.payer.read import Payer
from coverwell.services.world.create import CLEARINGHOUSE
from coverwell.services.world.dental import DentalClaim, DentalLine
from coverwell.services.world.families import SELF, DemoPerson
from coverwell.wire.x12 import Claim837, Header837, ServiceLine
from coverwell.wire.x12.transactions.claim_837 import Patient, Person, Subscriber
from coverwell.wire.x12.transactions.common import (
    Contact,
    Dated,
    Party,
    Procedure,
    Reference,
    Tooth,
)
from coverwell.wire.x12.transactions.write_837 import DENTAL, header_for, write_claims
from coverwell.wire.x12.writer import Envelope


def file_837d(claims: Iterable[DentalClaim], control: int, sent: datetime, payer: Payer) -> bytes:
    """Write dental claims as one interchange."""
    qualifier, sender = CLEARINGHOUSE
    envelope = Envelope(qualifier, sender, "ZZ", payer.payer_id, sent, control, "P")
    support = Contact("IC", "BRIDGELINE SUPPORT", (("TE", "8005550177"),))
    submitter = Party(
        "41", last="BRIDGELINE CLEARINGHOUSE", id_qualifier="46", id=sender, contacts=(support,)
    )
    receiver = Party("40", last=payer.name.upper(), id_qualifier="46", id=payer.payer_id)
    header = header_for(envelope, DENTAL, f"DEMO{control:09}", submitter, receiver)
    ordered = sorted(claims, key=lambda one: (one.family.subscriber_number, one.serial))
    return write_claims(envelope, [claim_837d(claim, header, payer) for claim in ordered])


def claim_837d(claim: DentalClaim, header: Header837, payer: Payer) -> Claim837:
    """Say one claim in the standard's words."""
    dentist = claim.group.practitioners[0]
    return Claim837(
        header=header,
        billing=billing(claim.group),
        subscriber=subscriber(claim, payer),
        patient=None
        if claim.person.relationship == SELF
        else Patient(claim.person.relationship, person(claim, claim.person, "QC")),
        claim_id=f"D{claim.serial:08}",
        charge=claim.charge,
        facility_type="11",
        facility_qualifier="B",
        frequency="1",
        provider_signature="Y",
        dates=(Dated("472", "D8", day(claim.day)),),
        providers=(
            Party("82", "1", dentist.last_name.upper(), dentist.first_name.upper(),
                  id_qualifier="XX", id=dentist.npi, taxonomy=dentist.taxonomy),
        ),
        lines=tuple(service_line(claim, line, at) for at, line in enumerate(claim.lines, 1)),
    )  # fmt: skip


def subscriber(claim: DentalClaim, payer: Payer) -> Subscriber:
    """Name the subscriber and this payer."""
    own = claim.person.relationship == SELF
    return Subscriber(
        payer_order="P",
        relationship=SELF if own else "",
        group_number=claim.family.account.number,
        group_name="",
        insurance_type="",
        filing="CI",
        person=person(claim, claim.family.people[0], "IL"),
        payer=Party("PR", last=payer.name.upper(), id_qualifier="PI", id=payer.payer_id),
    )


def person(claim: DentalClaim, who: DemoPerson, entity: str) -> Person:
    """Name somebody of the family."""
    number = f"{claim.family.subscriber_number}01" if entity == "IL" else ""
    name = Party(
        entity, "1", who.last_name.upper(), who.first_name.upper(),
        id_qualifier="MI" if number else "", id=number,
        address=address(claim.family.street, claim.family.place),
    )  # fmt: skip
    return Person(name, who.birth_date, who.sex)


def service_line(claim: DentalClaim, line: DentalLine, at: int) -> ServiceLine:
    """Say one line, with its tooth."""
    tooth, _, surfaces = line.spot.partition(" ")
    return ServiceLine(
        number=str(at),
        revenue="",
        procedure=Procedure("AD", line.code, ()),
        charge=line.charge,
        unit="",
        quantity="1",
        references=(Reference("6R", f"{claim.serial}-{at}"),),
        teeth=(Tooth("JP", tooth, tuple(surfaces)),) if tooth else (),
    )


def day(value: date) -> str:
    """Write a date as X12 does."""
    return f"{value:%Y%m%d}"
