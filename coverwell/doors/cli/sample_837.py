"""Writes the claims of the demonstration world as the 837 files that its offices would send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from coverwell.services.payer.read import Payer
from coverwell.services.world.create import CLEARINGHOUSE
from coverwell.services.world.families import SELF
from coverwell.services.world.history import DemoClaim, DemoLine
from coverwell.services.world.providers import DemoGroup
from coverwell.wire.x12 import Claim837, Header837, ServiceLine
from coverwell.wire.x12.transactions.claim_837 import (
    BillingProvider,
    HealthCode,
    LineAdjudication,
    OtherSubscriber,
    Patient,
    Person,
    Subscriber,
)
from coverwell.wire.x12.transactions.common import (
    Address,
    Adjustment,
    Amount,
    Contact,
    Dated,
    Party,
    Procedure,
    Reference,
)
from coverwell.wire.x12.transactions.write_837 import (
    INSTITUTIONAL,
    PROFESSIONAL,
    header_for,
    write_claims,
)
from coverwell.wire.x12.writer import Envelope


# What another payer of the demonstration leaves of a charge: it allows 70% and pays 80% of that.
OTHER_ALLOWED_PERCENT = 70
OTHER_PAID_PERCENT = 56
OTHER_PAYER_ID = "SUMMIT"


def file_837(claims: Iterable[DemoClaim], control: int, sent: datetime, payer: Payer) -> bytes:
    """Write claims of one kind (all professional or all institutional) as one interchange."""
    ordered = sorted(claims, key=order_in_file)
    guide = INSTITUTIONAL if ordered[0].episode.bill_type else PROFESSIONAL
    qualifier, sender = CLEARINGHOUSE
    envelope = Envelope(qualifier, sender, "ZZ", payer.payer_id, sent, control, "P")
    submitter = Party(
        entity="41",
        last="BRIDGELINE CLEARINGHOUSE",
        id_qualifier="46",
        id=sender,
        contacts=(Contact("IC", "BRIDGELINE SUPPORT", (("TE", "8005550177"),)),),
    )
    receiver = Party(entity="40", last=payer.name.upper(), id_qualifier="46", id=payer.payer_id)
    header = header_for(envelope, guide, f"DEMO{control:09}", submitter, receiver)
    return write_claims(envelope, [claim_837(claim, header, payer) for claim in ordered])


def order_in_file(claim: DemoClaim) -> tuple[str, str, int, int]:
    """Keep an office's claims together, and in them a subscriber's."""
    family = claim.family.subscriber_number
    return claim.group.tax_id, family, claim.person.number, claim.serial


def claim_837(claim: DemoClaim, header: Header837, payer: Payer) -> Claim837:
    """Say one claim in the standard's words."""
    institutional = bool(claim.episode.bill_type)
    bill = claim.episode.bill_type.lstrip("0")
    return Claim837(
        header=header,
        billing=billing(claim.group),
        subscriber=subscriber(claim, payer),
        patient=None if claim.person.relationship == SELF else patient(claim),
        claim_id=f"A{claim.serial:07}",
        charge=claim.charge,
        facility_type=bill[:2] if institutional else claim.episode.place,
        facility_qualifier="A" if institutional else "B",
        frequency="1",
        provider_signature="" if institutional else "Y",
        admission_type=("1" if bill.startswith("13") else "3") if institutional else "",
        admission_source="1" if institutional else "",
        patient_status="01" if institutional else "",
        dates=tuple(claim_dates(claim)),
        codes=tuple(diagnosis_codes(claim)),
        providers=tuple(providers(claim)),
        other_subscribers=other_payers(claim),
        lines=tuple(service_line(claim, line, at) for at, line in enumerate(claim.lines, 1)),
    )


def billing(group: DemoGroup) -> BillingProvider:
    """Name the group that bills."""
    return BillingProvider(
        provider=Party(
            entity="85",
            last=group.name.upper(),
            id_qualifier="XX",
            id=group.npi,
            address=address(group.street, group.place),
            references=(Reference("EI", group.tax_id),),
        ),
        taxonomy=group.specialty.taxonomy,
    )


def address(street: str, place: tuple[str, str, str]) -> Address:
    """Write an address with the nine-digit ZIP code that billing providers need."""
    city, state, zip_code = place
    return Address(street.upper(), "", city.upper(), state, f"{zip_code}0001")


def person(claim: DemoClaim, *, subscriber: bool) -> Person:
    """Name the subscriber or the patient."""
    who = claim.family.people[0] if subscriber else claim.person
    return Person(
        name=Party(
            entity="IL" if subscriber else "QC",
            kind="1",
            last=who.last_name.upper(),
            first=who.first_name.upper(),
            id_qualifier="MI" if subscriber else "",
            id=f"{claim.family.subscriber_number}01" if subscriber else "",
            address=address(claim.family.street, claim.family.place),
        ),
        born=who.birth_date,
        sex=who.sex,
    )


def subscriber(claim: DemoClaim, payer: Payer) -> Subscriber:
    """Name the subscriber and this payer, second where another plan comes first."""
    own = claim.person.relationship == SELF
    return Subscriber(
        payer_order="S" if pays_second(claim) else "P",
        relationship=SELF if own else "",
        group_number=claim.family.account.number,
        group_name="",
        insurance_type="",
        filing="CI",
        person=person(claim, subscriber=True),
        payer=Party(entity="PR", last=payer.name.upper(), id_qualifier="PI", id=payer.payer_id),
    )


def patient(claim: DemoClaim) -> Patient:
    """Name the patient where it is not the subscriber."""
    return Patient(claim.person.relationship, person(claim, subscriber=False))


def pays_second(claim: DemoClaim) -> bool:
    """Say whether the spouse's own plan has already answered."""
    return bool(claim.family.other_payer) and claim.person.relationship == "01"


def other_payers(claim: DemoClaim) -> tuple[OtherSubscriber, ...]:
    """Say what the spouse's own plan paid of the claim."""
    if not pays_second(claim):
        return ()
    name = claim.family.other_payer.upper()
    insured = person(claim, subscriber=False).name
    paid = sum(other_paid(line) for line in claim.lines)
    return (
        OtherSubscriber(
            payer_order="P",
            relationship=SELF,
            group_number="",
            group_name=name,
            insurance_type="",
            filing="CI",
            amounts=(Amount("D", paid),),
            parties=(
                Party("IL", "1", insured.last, insured.first, id_qualifier="MI", id="SM0001"),
                Party("PR", "2", name, id_qualifier="PI", id=OTHER_PAYER_ID),
            ),
        ),
    )


def other_paid(line: DemoLine) -> int:
    """Say what the other payer paid of a line (cents)."""
    return line.charge * OTHER_PAID_PERCENT // 100


def adjudicated(claim: DemoClaim, line: DemoLine, procedure: Procedure | None) -> LineAdjudication:
    """Say what the other payer paid, wrote off and left of a line, on the claim's last day."""
    allowed, paid = line.charge * OTHER_ALLOWED_PERCENT // 100, other_paid(line)
    return LineAdjudication(
        OTHER_PAYER_ID,
        paid,
        procedure,
        line.code if line.revenue else "",
        str(line.units),
        (Adjustment("CO", "45", line.charge - allowed), Adjustment("PR", "2", allowed - paid)),
        (Dated("573", "D8", day(claim.last)),),
    )


def claim_dates(claim: DemoClaim) -> Iterable[Dated]:
    """Say the dates of a stay or visit to a facility."""
    if claim.episode.bill_type:
        yield Dated("096", "TM", "1100") if claim.episode.days > 1 else Dated("096", "TM", "2200")
        yield Dated("434", "RD8", f"{day(claim.first)}-{day(claim.last)}")
        if claim.episode.days > 1:
            yield Dated("435", "D8", day(claim.first))


def diagnosis_codes(claim: DemoClaim) -> Iterable[HealthCode]:
    """Say the diagnoses: the first is the principal one."""
    stay = claim.episode.bill_type.startswith("011")
    for at, code in enumerate(claim.episode.diagnoses):
        yield HealthCode("ABF" if at else "ABK", code, present_on_admission="Y" if stay else "")
    if stay:
        yield HealthCode("ABJ", claim.episode.diagnoses[0])


def providers(claim: DemoClaim) -> Iterable[Party]:
    """Name who treated the patient, or who was in charge of the stay."""
    who = claim.practitioner
    if claim.episode.bill_type:
        yield Party("71", "1", "ATTENDING", "STAFF", id_qualifier="XX", id=claim.group.npi)
    elif who is not None:
        yield Party(
            "82",
            "1",
            who.last_name.upper(),
            who.first_name.upper(),
            id_qualifier="XX",
            id=who.npi,
            taxonomy=who.taxonomy,
        )


def service_line(claim: DemoClaim, line: DemoLine, at: int) -> ServiceLine:
    """Say one line; a revenue line of a stay carries no date of its own."""
    procedure = None if line.revenue else Procedure("HC", line.code, line.modifiers)
    stay = claim.episode.bill_type.startswith("011")
    return ServiceLine(
        number=str(at),
        revenue=line.code if line.revenue else "",
        procedure=procedure,
        charge=line.charge,
        unit="DA" if line.revenue and line.code.startswith("012") else "UN",
        quantity=str(line.units),
        pointers=() if claim.episode.bill_type else (1,),
        dates=() if stay else (Dated("472", "D8", day(line.day)),),
        references=(Reference("6R", f"{claim.serial}-{at}"),),
        adjudications=(adjudicated(claim, line, procedure),) if pays_second(claim) else (),
    )


def day(value: date) -> str:
    """Write a date as X12 does."""
    return f"{value:%Y%m%d}"
