"""Writes 835 files (X221A1): balanced, or refused."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from coverwell.wire.x12.amounts import dollars
from coverwell.wire.x12.transactions.common import Party
from coverwell.wire.x12.transactions.remit_835 import (
    Account,
    ClaimPayment,
    Payment,
    Period,
    ProviderAdjustment,
    Remittance835,
    ServicePayment,
    check_balance,
)
from coverwell.wire.x12.transactions.unbind import (
    address,
    adjustments,
    contact,
    day,
    name,
    procedure,
)
from coverwell.wire.x12.writer import Envelope, composite, interchange, segment, words


VERSION = "005010X221A1"


def write_remittances(envelope: Envelope, remittances: Iterable[Remittance835]) -> bytes:
    """One interchange with one transaction set for each payment.

    Raises UnbalancedError where amounts do not add up and CannotWriteError where a value does not
    fit the guide; then nothing is written.
    """
    return interchange(
        envelope, "HP", VERSION, (("835", list(_remittance(one))) for one in remittances)
    )


def _remittance(remittance: Remittance835) -> Iterator[str]:
    check_balance(remittance)
    yield from _payment(remittance.payment)
    if remittance.receiver:
        yield segment("REF", "EV", remittance.receiver)
    if remittance.version:
        yield segment("REF", "F2", remittance.version)
    if remittance.produced:
        yield segment("DTM", "405", day(remittance.produced))
    yield from _payer(remittance)
    yield from _payee(remittance.payee)
    if remittance.claims:
        yield segment("LX", "1")
    for claim in remittance.claims:
        yield from _claim(claim)
    yield from _provider_adjustments(remittance.adjustments)


def _account(account: Account | None) -> tuple[str, str, str, str]:
    if account is None:
        return "", "", "", ""
    return "01", account.routing, account.kind, account.account


def _payment(payment: Payment) -> Iterator[str]:
    payer = _account(payment.payer_account)
    by_bank = bool(payment.payer_account)
    yield segment(
        "BPR", payment.handling, dollars(payment.amount), "C", payment.method, payment.format,
        *payer, payment.payer_id if by_bank else "", payment.supplemental,
        *_account(payment.payee_account), day(payment.effective),
    )  # fmt: skip
    yield segment("TRN", "1", payment.trace, payment.payer_id, payment.supplemental)


def _payer(remittance: Remittance835) -> Iterator[str]:
    payer = remittance.payer
    yield segment("N1", "PR", words(payer.last, 60), payer.id_qualifier, payer.id)
    yield from address(payer.address)
    yield from (segment("REF", r.qualifier, r.value) for r in payer.references)
    yield from map(contact, payer.contacts)
    yield from map(contact, remittance.technical_contacts)


def _payee(payee: Party) -> Iterator[str]:
    yield segment("N1", "PE", words(payee.last, 60), payee.id_qualifier, payee.id)
    yield from address(payee.address)
    yield from (segment("REF", r.qualifier, r.value) for r in payee.references)


def _claim(claim: ClaimPayment) -> Iterator[str]:
    owes = "" if claim.patient_owes is None else dollars(claim.patient_owes)
    yield segment(
        "CLP", claim.claim_id, claim.status, dollars(claim.charge), dollars(claim.paid), owes,
        claim.filing, claim.number, claim.facility_type, claim.frequency, "", claim.drg,
        claim.drg_weight, claim.discharge_fraction,
    )  # fmt: skip
    yield from adjustments(claim.adjustments)
    people = (
        claim.patient, claim.insured, claim.corrected, claim.provider, claim.crossover,
        claim.corrected_payer, claim.other_subscriber,
    )  # fmt: skip
    yield from (name(party) for party in people if party)
    if claim.inpatient:
        yield segment("MIA", *claim.inpatient)
    if claim.outpatient:
        yield segment("MOA", *claim.outpatient)
    yield from (segment("REF", r.qualifier, r.value) for r in claim.references)
    yield from (segment("REF", r.qualifier, r.value) for r in claim.provider_references)
    yield from _claim_dates(claim)
    yield from map(contact, claim.contacts)
    yield from (segment("AMT", a.qualifier, dollars(a.amount)) for a in claim.amounts)
    yield from (segment("QTY", *quantity) for quantity in claim.quantities)
    for line in claim.lines:
        yield from _line(line)


def _claim_dates(claim: ClaimPayment) -> Iterator[str]:
    if claim.statement:
        yield segment("DTM", "232", day(claim.statement.first))
        yield segment("DTM", "233", day(claim.statement.last or claim.statement.first))
    if claim.coverage_ended:
        yield segment("DTM", "036", day(claim.coverage_ended))
    if claim.received:
        yield segment("DTM", "050", day(claim.received))


def _line(line: ServicePayment) -> Iterator[str]:
    yield segment(
        "SVC", procedure(line.procedure), dollars(line.charge), dollars(line.paid), line.revenue,
        line.units, procedure(line.submitted), line.submitted_units,
    )  # fmt: skip
    yield from _service(line.service)
    yield from adjustments(line.adjustments)
    numbers = [r for r in line.references if r.qualifier not in _PROVIDER_NUMBERS]
    providers = [r for r in line.references if r.qualifier in _PROVIDER_NUMBERS]
    yield from (segment("REF", r.qualifier, r.value) for r in numbers if r.qualifier != "0K")
    if line.control:
        yield segment("REF", "6R", line.control)
    yield from (segment("REF", r.qualifier, r.value) for r in providers)
    yield from (segment("REF", r.qualifier, r.value) for r in numbers if r.qualifier == "0K")
    if line.allowed is not None:
        yield segment("AMT", "B6", dollars(line.allowed))
    yield from (segment("AMT", a.qualifier, dollars(a.amount)) for a in line.amounts)
    yield from (segment("QTY", *quantity) for quantity in line.quantities)
    yield from (segment("LQ", "HE", remark) for remark in line.remarks)
    yield from (segment("LQ", "RX", remark) for remark in line.pharmacy_remarks)


_PROVIDER_NUMBERS = frozenset(
    ["0B", "1A", "1B", "1C", "1D", "1G", "1H", "1J", "D3", "G2", "HPI", "SY", "TJ"]
)


def _service(service: Period | None) -> Iterator[str]:
    if service is None:
        return
    if service.last is None or service.last == service.first:
        yield segment("DTM", "472", day(service.first))
    else:
        yield segment("DTM", "150", day(service.first))
        yield segment("DTM", "151", day(service.last))


def _provider_adjustments(values: Iterable[ProviderAdjustment]) -> Iterator[str]:
    """PLB segments: six amounts at most for one provider and fiscal year."""
    for (provider, year_end), run in groupby(
        values, key=lambda a: (a.provider, a.fiscal_year_end)
    ):
        group = list(run)
        for at in range(0, len(group), 6):
            some = group[at : at + 6]
            pairs = ((composite(a.reason, a.reference), dollars(a.amount)) for a in some)
            yield segment("PLB", provider, day(year_end), *(x for pair in pairs for x in pair))
