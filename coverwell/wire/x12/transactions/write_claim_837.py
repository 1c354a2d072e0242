"""Turns one Claim837 into the segments of its loop 2300."""

from collections.abc import Callable, Iterable, Iterator

from coverwell.wire.x12.amounts import dollars
from coverwell.wire.x12.transactions.claim_837 import (
    Attachment,
    Claim837,
    HealthCode,
    LineAdjudication,
    OtherSubscriber,
    RelatedCauses,
    ServiceLine,
)
from coverwell.wire.x12.transactions.common import Amount, Dated, Party, Reference
from coverwell.wire.x12.transactions.unbind import adjustments, party, procedure
from coverwell.wire.x12.writer import composite, segment, words


# The positions of HI in the guides, in order; each list is one run of segments.
_PROFESSIONAL_LISTS = (("ABK", "BK", "ABF", "BF"), ("BP", "BO"), ("BG",))
_INSTITUTIONAL_LISTS = (
    ("ABK", "BK"), ("ABJ", "BJ"), ("APR", "PR"), ("ABN", "BN"), ("DR",), ("ABF", "BF"),
    ("BBR", "BR", "CAH"), ("BBQ", "BQ"), ("BI",), ("BH",), ("BE",), ("BG",), ("TC",),
)  # fmt: skip
_LISTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "005010X223A2": _INSTITUTIONAL_LISTS,
    "005010X224A2": (("ABK", "BK", "TQ", "ABF", "BF"),),
}
_SPECIALTY = {"82": "PE", "71": "AT", "DD": "AS"}


def claim_segments(claim: Claim837) -> Iterator[str]:
    """CLM to the end of the last line, in the order of the guide."""
    facility = composite(claim.facility_type, claim.facility_qualifier, claim.frequency)
    yield segment(
        "CLM", claim.claim_id, dollars(claim.charge), "", "", facility, claim.provider_signature,
        claim.assignment, claim.benefits_assigned, claim.release, claim.patient_signature,
        _causes(claim.related_causes), claim.special_program, *[""] * 6,
        "PB" if claim.predetermination else "", claim.delay_reason,
    )  # fmt: skip
    yield from _dates(claim.dates)
    if claim.institutional:
        yield segment("CL1", claim.admission_type, claim.admission_source, claim.patient_status)
    if claim.orthodontics:
        yield segment("DN1", *claim.orthodontics)
    for one in claim.tooth_statuses:
        yield segment("DN2", one.tooth, one.status, "", "", "", one.list)
    yield from _attachments(claim.attachments)
    yield from _amounts(claim.amounts)
    yield from _references(claim.references)
    yield from (segment("NTE", note.code, words(note.text, 80)) for note in claim.notes)
    yield from _codes(claim)
    for provider in claim.providers:
        yield from _provider(provider)
    for other in claim.other_subscribers:
        yield from _other(other, signed=not claim.institutional and not claim.dental)
    for number, line in enumerate(claim.lines, 1):
        yield from _line(line, number, _SERVICES.get(claim.header.transaction.guide, _sv1))


def _causes(causes: RelatedCauses | None) -> str:
    if causes is None:
        return ""
    first, second, *_ = (*causes.causes, "", "")
    return composite(first, second, "", causes.state, causes.country)


def _dates(dates: Iterable[Dated]) -> Iterator[str]:
    return (segment("DTP", d.qualifier, d.format, d.value) for d in dates)


def _amounts(amounts: Iterable[Amount]) -> Iterator[str]:
    return (segment("AMT", a.qualifier, dollars(a.amount)) for a in amounts)


def _references(references: Iterable[Reference]) -> Iterator[str]:
    return (segment("REF", r.qualifier, r.value) for r in references)


def _attachments(attachments: Iterable[Attachment]) -> Iterator[str]:
    for one in attachments:
        qualifier = "AC" if one.control else ""
        yield segment("PWK", one.report, one.transmission, "", "", qualifier, one.control)


def _codes(claim: Claim837) -> Iterator[str]:
    guide = claim.header.transaction.guide
    for qualifiers in _LISTS.get(guide, _PROFESSIONAL_LISTS):
        codes = [_code(code) for code in claim.coded(*qualifiers)]
        for at in range(0, len(codes), 12):
            yield segment("HI", *codes[at : at + 12])


def _code(code: HealthCode) -> str:
    worth = "" if code.amount is None else dollars(code.amount)
    return composite(
        code.qualifier, code.code, code.date_format, code.date, worth, "", "", "",
        code.present_on_admission,
    )  # fmt: skip


def _provider(provider: Party) -> Iterator[str]:
    order = f"{_SPECIALTY.get(provider.entity, 'PE')} A R P"
    yield from party(provider, order=order)


def _other(other: OtherSubscriber, *, signed: bool) -> Iterator[str]:
    yield segment(
        "SBR", other.payer_order, other.relationship, other.group_number,
        words(other.group_name, 60), other.insurance_type, "", "", "", other.filing,
    )  # fmt: skip
    yield from adjustments(other.adjustments)
    yield from _amounts(other.amounts)
    signature = "P" if signed else ""
    yield segment("OI", "", "", other.benefits_assigned, signature, "", other.release)
    if other.inpatient:
        yield segment("MIA", *other.inpatient)
    if other.outpatient:
        yield segment("MOA", *other.outpatient)
    for one in other.parties:
        if one.entity == "PR":
            yield from party(one, order="A")
            yield from _dates(other.dates)
            yield from _references(one.references)
        else:
            yield from party(one, order="A R")


def _sv2(line: ServiceLine) -> Iterator[str]:
    code, charge = procedure(line.procedure), dollars(line.charge)
    uncovered = "" if line.not_covered is None else dollars(line.not_covered)
    yield segment("SV2", line.revenue, code, charge, line.unit, line.quantity, "", uncovered)


def _sv1(line: ServiceLine) -> Iterator[str]:
    code, charge = procedure(line.procedure), dollars(line.charge)
    yes = {True: "Y", False: ""}
    yield segment(
        "SV1", code, charge, line.unit, line.quantity, line.place, "",
        composite(*map(str, line.pointers)), "", yes[line.emergency], "", yes[line.epsdt],
        yes[line.family_planning], "", "", "0" if line.copay_exempt else "",
    )  # fmt: skip


def _sv3(line: ServiceLine) -> Iterator[str]:
    yield segment(
        "SV3", procedure(line.procedure), dollars(line.charge), line.place,
        composite(*line.oral_cavity), line.prosthesis, line.quantity, "", "", "", "",
        composite(*map(str, line.pointers)),
    )  # fmt: skip
    for tooth in line.teeth:
        yield segment("TOO", tooth.list, tooth.code, composite(*tooth.surfaces))


_SERVICES = {"005010X223A2": _sv2, "005010X224A2": _sv3}


def _line(
    line: ServiceLine, number: int, service: Callable[[ServiceLine], Iterator[str]]
) -> Iterator[str]:
    yield segment("LX", line.number or str(number))
    yield from service(line)
    yield from _attachments(line.attachments)
    yield from _dates(line.dates)
    yield from _references(line.references)
    yield from _amounts(line.amounts)
    yield from (segment("NTE", note.code, words(note.text, 80)) for note in line.notes)
    if line.drug:
        yield segment("LIN", "", line.drug.qualifier, line.drug.code)
        yield segment("CTP", "", "", "", line.drug.quantity, line.drug.unit)
        yield from _references(line.drug.references)
    for provider in line.providers:
        yield from _provider(provider)
    for adjudication in line.adjudications:
        yield from _adjudication(adjudication)


def _adjudication(found: LineAdjudication) -> Iterator[str]:
    yield segment(
        "SVD", found.payer_id, dollars(found.paid), procedure(found.procedure), found.revenue,
        found.quantity,
    )  # fmt: skip
    yield from adjustments(found.adjustments)
    yield from _dates(found.dates)
    if found.remaining is not None:
        yield segment("AMT", "EAF", dollars(found.remaining))
