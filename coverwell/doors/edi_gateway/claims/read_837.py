"""From a claim in the standard's words to one in ours. No rule is applied here."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from operator import itemgetter

import orjson

from coverwell.doors.edi_gateway.claims.read_line import (
    days_of,
    lines_of,
    provider_of,
    stated_of,
)
from coverwell.doors.edi_gateway.claims.read_others import (
    prior_payers,
    says_second,
    with_answers,
)
from coverwell.kernel.coordination.answers import PriorPayer
from coverwell.kernel.vocabulary.claim import Claim, Diagnosis, DiagnosisRole, Line, Provider
from coverwell.kernel.vocabulary.institutional import (
    CodedDate,
    CodedProcedure,
    CodedValue,
    Institutional,
)
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.claims.claim_text import content_text
from coverwell.services.claims.proposed import Fault, Named, Paper, Proposed
from coverwell.wire.x12.findings import Finding, Level
from coverwell.wire.x12.text import day
from coverwell.wire.x12.transactions.claim_837 import Claim837


MOST_FAULTS = 10
_ROLES = (
    (("ABK", "BK"), DiagnosisRole.PRINCIPAL),
    (("ABF", "BF"), DiagnosisRole.OTHER),
    (("ABJ", "BJ"), DiagnosisRole.ADMITTING),
    (("APR", "PR"), DiagnosisRole.REASON),
    (("ABN", "BN"), DiagnosisRole.EXTERNAL),
)
_ROLE_OF = {list_: (place, role) for place, (lists, role) in enumerate(_ROLES) for list_ in lists}
_PROCEDURES = ("BBR", "BR", "BBQ", "BQ")
_CLAIM_FAULTS = {"400": "out_of_balance", "562": "npi_invalid"}
_OTHER_PAYERS = ("2320", "2430")


def propose(sent: Claim837, position: int, received: date) -> Proposed:
    """One claim of a file, with every fault that the reader of the format found in it."""
    # What is only asked about has no day yet: that of the question stands in.
    misdated = [] if sent.predetermination else list(_date_faults(sent))
    faults = [*_wire_faults(sent), *misdated]
    payers = prior_payers(sent)
    lines = tuple(with_answers(lines_of(sent, received), payers))
    if not sent.lines:
        faults.append(Fault("no_lines"))
    readable = bool(lines) and not misdated
    transaction = sent.header.transaction
    person = sent.person
    billing = sent.billing.provider
    tax_id = sent.billing.tax_id
    first = min(line.first for line in lines) if lines else None
    last = max(line.last for line in lines) if lines else None
    return Proposed(
        position=position,
        interchange=transaction.group.interchange.control[:9],
        transaction=transaction.control[:9],
        sender_claim_id=sent.claim_id[:38],
        tax_id=tax_id.replace("-", ""),
        billing_npi=billing.npi,
        member_id=sent.subscriber.member_id or person.name.id,
        patient=Named(person.name.last, person.name.first, person.born, sent.patient is None),
        charge=sent.charge,
        frequency=sent.frequency,
        replaces=sent.original_claim_number,
        institutional=sent.institutional,
        content=content_text(draft_of(sent, received, lines, payers)) if readable else "",
        first=first if readable else None,
        last=last if readable else None,
        charges=tuple([int(line.charge) for line in lines]) if readable else (),
        faults=tuple(faults[:MOST_FAULTS]),
        answer=_answer(sent, first, last),
        announced=tuple(_announced(sent)),
        dental=sent.dental,
        asks=sent.predetermination,
    )


def _announced(sent: Claim837) -> Iterator[Paper]:
    """The documents that the claim and its lines say are on their way."""
    found = [(0, one) for one in sent.attachments]
    found += [(at, one) for at, line in enumerate(sent.lines, 1) for one in line.attachments]
    for number, one in found:
        yield Paper(number, one.report[:2], one.transmission[:2], one.control[:80])


def draft_of(
    sent: Claim837, received: date, lines: tuple[Line, ...], payers: tuple[PriorPayer, ...] = ()
) -> Claim:
    """The claim in our words, without its number, family and person."""
    tax_id = sent.billing.tax_id.replace("-", "")
    return Claim(
        number="",
        family=0,
        person="",
        received=received,
        billing=Provider(
            sent.billing.provider.npi,
            tax_id,
            sent.billing.taxonomy or sent.billing.provider.taxonomy,
        ),
        lines=lines,
        diagnoses=tuple(_diagnoses(sent)),
        place=sent.place_of_service,
        frequency=sent.frequency,
        assigned=sent.benefits_assigned == "Y",
        rendering=provider_of(sent.provider("82")),
        facility=provider_of(sent.provider("77")),
        referring=provider_of(sent.provider("DN", "P3")).npi,
        referral=sent.referral,
        authorization=sent.prior_authorization,
        related_causes=sent.related_causes.causes if sent.related_causes else (),
        accident_on=_first(sent, "439"),
        patient_paid=Money(sent.patient_paid),
        other_payers=tuple(one.whole for one in payers if one.whole is not None),
        said_second=says_second(sent),
        institutional=_institutional(sent, lines) if sent.institutional else None,
        dental=sent.dental,
    )


def _diagnoses(sent: Claim837) -> list[Diagnosis]:
    """In the order of their parts; codes of one part stay as they were sent."""
    found = [
        (*_ROLE_OF[code.qualifier], code) for code in sent.codes if code.qualifier in _ROLE_OF
    ]
    found.sort(key=itemgetter(0))
    return [
        Diagnosis(code.code.replace(".", ""), role, code.present_on_admission)
        for _, role, code in found
    ]


def _institutional(sent: Claim837, lines: tuple[Line, ...]) -> Institutional:
    stated = sent.date("434")
    first = (stated.first if stated else None) or min(line.first for line in lines)
    last = (stated.last if stated else None) or max(line.last for line in lines)
    return Institutional(
        bill_type=sent.type_of_bill,
        statement=Period(first, max(first, last)),
        admitted=_first(sent, "435"),
        admission_type=sent.admission_type,
        admission_source=sent.admission_source,
        discharge_status=sent.patient_status,
        conditions=tuple(code.code for code in sent.coded("BG")),
        occurrences=tuple(_occurrences(sent)),
        values=tuple(
            CodedValue(code.code, Decimal(code.amount or 0).scaleb(-2))
            for code in sent.coded("BE")
        ),
        procedures=tuple(
            CodedProcedure(code.code, day(code.date)) for code in sent.coded(*_PROCEDURES)
        ),
    )


def _occurrences(sent: Claim837) -> Iterator[CodedDate]:
    for code in sent.coded("BH", "BI"):
        first = day(code.date[:8])
        if first is not None:
            yield CodedDate(code.code, first, day(code.date[9:]) if "-" in code.date else None)


def _first(sent: Claim837, qualifier: str) -> date | None:
    found = sent.date(qualifier)
    return found.first if found else None


def _wire_faults(sent: Claim837) -> Iterator[Fault]:
    of_the_set = set(sent.header.findings)  # they refuse it whole and are told once
    for finding in sent.findings:
        if finding.rejects and finding not in of_the_set:
            known = _claim_fault(finding) if finding.level is Level.CLAIM else None
            # The place and our own message; never the value, which may be personal.
            element = f"{finding.element:02}" if finding.element else ""
            where = f"{finding.segment_id}{element}"
            yield Fault(known or "unreadable", f"{where}: {finding.message}".removeprefix(": "))


def _claim_fault(finding: Finding) -> str | None:
    if finding.code == "400" and finding.loop in _OTHER_PAYERS:
        return "other_payer_out_of_balance"
    return _CLAIM_FAULTS.get(finding.code)


def _date_faults(sent: Claim837) -> Iterator[Fault]:
    stated = stated_of(sent)
    for line in sent.lines:
        first, last = days_of(line, stated)
        if first is None or last is None:
            yield Fault("service_date_missing", f"Line {line.number}.")
        elif last < first:
            yield Fault("service_dates_reversed", f"Line {line.number}.")


def _answer(sent: Claim837, first: date | None, last: date | None) -> str:
    """What the 277CA repeats of the claim."""
    billing, person = sent.billing.provider, sent.person.name
    return orjson.dumps(
        [
            [billing.kind, billing.last, billing.first, billing.npi, sent.billing.tax_id],
            [person.last, person.first, sent.subscriber.member_id],
            sent.clearinghouse_number,
            sent.type_of_bill,
            first.isoformat() if first else "",
            last.isoformat() if last else "",
        ]
    ).decode()
