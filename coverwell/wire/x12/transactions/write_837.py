"""Writes 837 files from the same Claim837 that the reader gives: for tests and demonstrations."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from coverwell.wire.x12.events import Group, Interchange, Transaction
from coverwell.wire.x12.transactions.claim_837 import (
    BillingProvider,
    Claim837,
    Header837,
    Patient,
    Person,
    Subscriber,
)
from coverwell.wire.x12.transactions.common import Party
from coverwell.wire.x12.transactions.unbind import address, contact, day, name, party
from coverwell.wire.x12.transactions.write_claim_837 import claim_segments
from coverwell.wire.x12.writer import DELIMITERS, Envelope, interchange, segment, words


PROFESSIONAL, INSTITUTIONAL, DENTAL = "005010X222A1", "005010X223A2", "005010X224A2"


def header_for(
    envelope: Envelope, guide: str, reference: str, submitter: Party, receiver: Party
) -> Header837:
    """The header of claims to be sent; guide is PROFESSIONAL, INSTITUTIONAL or DENTAL."""
    e, when = envelope, envelope.when
    interchange_ = Interchange(
        e.sender_qualifier, e.sender, e.receiver_qualifier, e.receiver, f"{when:%y%m%d}",
        f"{when:%H%M}", "00501", f"{e.control:09}", e.ack_requested, e.usage, DELIMITERS, 0,
    )  # fmt: skip
    group = Group(
        interchange_, "HC", e.group_sender or e.sender, e.group_receiver or e.receiver,
        day(when.date()), f"{when:%H%M}", str(e.group_control), guide, 0,
    )  # fmt: skip
    transaction = Transaction(group, "837", "0001", guide, guide, 0)
    return Header837(
        transaction, "00", reference, day(when.date()), f"{when:%H%M}", "CH", submitter, receiver
    )


def write_claims(envelope: Envelope, claims: Iterable[Claim837]) -> bytes:
    """One interchange with one transaction set for each run of claims under one header.

    All claims must be of one guide. Raises CannotWriteError where a value does not fit it.
    """
    runs = [(header, list(run)) for header, run in groupby(claims, key=lambda claim: claim.header)]
    version = runs[0][0].transaction.guide if runs else PROFESSIONAL
    sets = (("837", list(claim_set(header, run))) for header, run in runs)
    return interchange(envelope, "HC", version, sets)


def claim_set(header: Header837, claims: Iterable[Claim837]) -> Iterator[str]:
    """The segments between ST and SE for claims under one header."""
    yield segment(
        "BHT", "0019", header.purpose, header.reference, header.date, header.time, header.kind
    )
    yield from party(header.submitter, order="P")
    yield from party(header.receiver, order="")
    level = 0
    for billing, of_provider in groupby(claims, key=lambda claim: claim.billing):
        level += 1
        provider_level = level
        yield from _billing(billing, level)
        for subscriber, run in groupby(of_provider, key=lambda claim: claim.subscriber):
            own = list(run)
            level += 1
            yield from _subscriber(subscriber, level, provider_level, own)
            subscriber_level = level
            for patient, of_patient in groupby(own, key=lambda claim: claim.patient):
                if patient:
                    level += 1
                    yield from _patient(patient, level, subscriber_level)
                for claim in of_patient:
                    yield from claim_segments(claim)


def _billing(billing: BillingProvider, level: int) -> Iterator[str]:
    yield segment("HL", str(level), "", "20", "1")
    if billing.taxonomy:
        yield segment("PRV", "BI", "PXC", billing.taxonomy)
    if billing.currency:
        yield segment("CUR", "85", billing.currency)
    yield from party(billing.provider)
    yield from party(billing.pay_to, order="A")
    yield from party(billing.pay_to_plan, order="A R")


def _person(person: Person) -> Iterator[str]:
    yield name(person.name)
    yield from address(person.name.address)
    if person.born:
        yield segment("DMG", "D8", day(person.born), person.sex or "U")
    yield from (segment("REF", r.qualifier, r.value) for r in person.name.references)
    yield from map(contact, person.name.contacts)


def _pat(person: Person, relationship: str) -> str:
    died = ("D8", day(person.died)) if person.died else ("", "")
    weight = ("01", person.weight) if person.weight else ("", "")
    pregnant = "Y" if person.pregnant else ""
    return segment("PAT", relationship, "", "", "", *died, *weight, pregnant)


def _subscriber(
    subscriber: Subscriber, level: int, parent: int, claims: list[Claim837]
) -> Iterator[str]:
    below = any(claim.patient for claim in claims)
    yield segment("HL", str(level), str(parent), "22", "1" if below else "0")
    yield segment(
        "SBR", subscriber.payer_order, subscriber.relationship, subscriber.group_number,
        words(subscriber.group_name, 60), subscriber.insurance_type, "", "", "",
        subscriber.filing,
    )  # fmt: skip
    person = subscriber.person
    if person.died or person.weight or person.pregnant:
        yield _pat(person, "")
    yield from _person(person)
    yield from party(subscriber.payer, order="A R")


def _patient(patient: Patient, level: int, parent: int) -> Iterator[str]:
    yield segment("HL", str(level), str(parent), "23", "0")
    yield _pat(patient.person, patient.relationship)
    yield from _person(patient.person)
