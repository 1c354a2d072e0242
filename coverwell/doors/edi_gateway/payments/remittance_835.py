"""A remittance in our words becomes an 835 in the standard's (005010X221A1)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final

from coverwell.doors.edi_gateway.mail import control_number
from coverwell.services.partners.receivers import Mailed
from coverwell.services.payer.read import Payer
from coverwell.services.payments.remittance import (
    PREDETERMINED,
    Office,
    PayeeAdjustment,
    Remittance,
    RemittedClaim,
    RemittedLine,
    RemittedPayment,
)
from coverwell.wire.x12.transactions.common import (
    Address,
    Adjustment,
    Amount,
    Contact,
    Party,
    Procedure,
    Reference,
)
from coverwell.wire.x12.transactions.remit_835 import (
    REVERSAL,
    Account,
    ClaimPayment,
    Payment,
    Period,
    ProviderAdjustment,
    Remittance835,
    ServicePayment,
)
from coverwell.wire.x12.transactions.write_835 import write_remittances
from coverwell.wire.x12.writer import Envelope


_METHODS: Final = {"eft": "ACH", "cheque": "CHK", "none": "NON"}
# CLP06 by the kind of plan; a kind without a row is a preferred provider plan (12).
_FILING: Final = {
    "HMO": "HM",
    "indemnity": "15",
    "point of service": "13",
    "open access point of service": "13",
}
_PREFERRED: Final = "12"
# CARC 31: the patient cannot be identified as ours; only then is a claim's status 4.
_NOT_OURS: Final = "31"
_PRICED_ONLY: Final = "25"  # CLP02: predetermination, no payment


def write_835(remittance: Remittance, payer: Payer, receiver: Mailed | None = None) -> bytes:
    """Write one interchange for one payment; the same payment gives the same bytes.

    It is addressed to the partner that fetches it, else to the office's tax number.

    UnbalancedError or CannotWriteError where it does not add up or does not fit the guide.
    """
    paid = remittance.payment
    envelope = Envelope(
        "ZZ",
        payer.payer_id,
        *(receiver.address if receiver else ("30", remittance.office.tax_id)),
        datetime.combine(paid.made_on, time(12)),
        control=control_number(paid.id // 1000, "835", paid.id % 1000),
        usage="P",
        group_receiver=receiver.quirks.group_receiver if receiver else "",
    )
    said = remittance_835(remittance, payer)
    if receiver is not None:
        # REF EV names who receives the file, where that is not the payee itself.
        said = replace(said, receiver=receiver.address[1])
    return write_remittances(envelope, [said])


def remittance_835(remittance: Remittance, payer: Payer) -> Remittance835:
    """Say a remittance in the standard's words."""
    paid, office = remittance.payment, remittance.office
    return Remittance835(
        _payment(paid, payer),
        _payer(payer),
        _payee(office),
        tuple(_claim(claim, office) for claim in remittance.claims),
        tuple(_beside(each, paid.made_on, office) for each in remittance.adjustments),
        produced=paid.made_on,
        technical_contacts=(_contact("BL", payer.technical_contact, payer.technical_phone),),
    )


def _payment(paid: RemittedPayment, payer: Payer) -> Payment:
    eft = paid.method == "eft"
    return Payment(
        paid.amount,
        _METHODS[paid.method],
        paid.effective_on,
        paid.trace_number,
        f"1{payer.tax_id}",
        handling="I" if paid.amount else "H",
        format="CCP" if eft else "",
        payer_account=Account(payer.bank_routing, payer.bank_account) if eft else None,
        payee_account=Account(paid.routing, paid.account, "DA" if paid.checking else "SG")
        if eft
        else None,
    )


def _payer(payer: Payer) -> Party:
    return Party(
        "PR",
        last=payer.name,
        address=Address(payer.street, "", payer.city, payer.state, payer.zip_code),
        references=(Reference("2U", payer.payer_id),),
        contacts=(_contact("CX", payer.name, payer.provider_phone),),
    )


def _contact(function: str, name: str, phone: str) -> Contact:
    digits = "".join(character for character in phone if character.isdigit())
    return Contact(function, name, (("TE", digits),))


def _payee(office: Office) -> Party:
    return Party(
        "PE",
        last=office.name,
        # An office without a National Provider Identifier is named by its tax number alone.
        id_qualifier="XX" if office.npi else "FI",
        id=_payee_id(office),
        address=Address(office.street, "", office.city, office.state, office.zip_code),
        references=(Reference("TJ", office.tax_id),) if office.npi else (),
    )


def _payee_id(office: Office) -> str:
    return office.npi or office.tax_id


def _beside(each: PayeeAdjustment, made_on: date, office: Office) -> ProviderAdjustment:
    year_end = date(made_on.year, 12, 31)
    return ProviderAdjustment(_payee_id(office), year_end, each.code, each.reference, each.amount)


def _claim(claim: RemittedClaim, office: Office) -> ClaimPayment:
    insured, corrected = _people(claim)
    rendering = _rendering(claim, office)
    return ClaimPayment(
        claim.patient_account or "0",
        status(claim),
        claim.charge,
        claim.paid,
        None if claim.is_reversal else claim.patient_owes,
        _FILING.get(claim.plan_kind, _PREFERRED),
        claim.number,
        _person("QC", claim.patient_last, claim.patient_first, claim.member_id),
        facility_type=_facility(claim),
        frequency=claim.frequency,
        drg=claim.drg,
        insured=insured,
        corrected=corrected,
        provider=rendering,
        references=_references(claim),
        statement=Period(claim.first, claim.last),
        received=claim.received,
        amounts=tuple(_amounts(claim)),
        lines=tuple(_line(line, claim, office, by_line=not rendering) for line in claim.lines),
    )


def _person(entity: str, last: str, first: str, member_id: str = "") -> Party:
    return Party(entity, "1", last, first, id_qualifier="MI" if member_id else "", id=member_id)


def _people(claim: RemittedClaim) -> tuple[Party | None, Party | None]:
    """Name the insured where it is not the patient, and the patient where we know another name."""
    known = claim.on_file
    if known is None:
        return None, None
    insured = _person("IL", known.insured_last, known.insured_first, known.insured_id)
    same = _plain(known.last, known.first) == _plain(claim.patient_last, claim.patient_first)
    return (
        None if known.is_insured else insured,
        None if same else _person("74", known.last, known.first),
    )


def _plain(*names: str) -> str:
    return "".join(letter for letter in " ".join(names).upper() if letter.isalnum())


def _references(claim: RemittedClaim) -> tuple[Reference, ...]:
    """F8: our number of the claim that this one corrects."""
    shown = claim.corrects and not claim.is_reversal
    return (Reference("F8", claim.corrects),) if shown else ()


def _amounts(claim: RemittedClaim) -> Iterator[Amount]:
    """AU: the charges that the plan considered. I: interest, which PLB L6 pays."""
    considered = sum(line.considered for line in claim.lines)
    if considered > 0:
        yield Amount("AU", considered)
    if claim.interest:
        yield Amount("I", claim.interest)


def status(claim: RemittedClaim) -> str:
    """Return CLP02: whose claim it is for us, also when nothing is paid; 22 takes one back."""
    if claim.is_reversal:
        return REVERSAL
    if claim.kind == PREDETERMINED:
        return _PRICED_ONLY
    if any(reason.code == _NOT_OURS for line in claim.lines for reason in line.adjustments):
        return "4"
    return str(min(claim.payers_before, 2) + 1)


def _facility(claim: RemittedClaim) -> str:
    if claim.form.startswith("I"):
        return claim.bill_type.lstrip("0")[:2]
    return claim.lines[0].place if claim.lines else ""


def _rendering(claim: RemittedClaim, office: Office) -> Party | None:
    named = {line.rendering_npi for line in claim.lines} - {"", office.npi}
    if len(named) != 1:
        return None
    return Party("82", "1", id_qualifier="XX", id=named.pop())


def _line(
    line: RemittedLine, claim: RemittedClaim, office: Office, *, by_line: bool
) -> ServicePayment:
    own = line.rendering_npi if by_line and line.rendering_npi != office.npi else ""
    coded = bool(line.procedure)
    return ServicePayment(
        Procedure("AD" if claim.form.startswith("D") else "HC", line.procedure, line.modifiers)
        if coded
        else Procedure("NU", line.revenue),
        line.amounts.charge,
        line.amounts.plan_paid,
        Period(line.first, line.last),
        revenue=line.revenue if coded else "",
        units="" if line.units_decided == "1" == line.units else line.units_decided,
        submitted_units="" if line.units_decided == line.units else line.units,
        adjustments=tuple(
            Adjustment(reason.group, reason.code, reason.amount)
            for reason in line.adjustments
            if reason.amount
        ),
        # X221A1: the provider's own number of the line, or its place where the claim had none.
        control=line.control or str(line.number),
        references=(Reference("HPI", own),) if own else (),
        allowed=None if claim.is_reversal or not line.amounts.allowed else line.amounts.allowed,
        remarks=line.remarks,
    )
