"""Turns the segments of one 837 claim into a Claim837.

A claim of four lines has some thirty values of two hundred fields, and files have millions of
claims: each segment is split once, at a place known from its form (`forms_837`), and what many
claims share (dates, procedures, codes, providers) is remembered by its text.
"""

from functools import lru_cache

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.transactions.bind import BLANK, fields, money, readable
from coverwell.wire.x12.transactions.bind_line_837 import service_line
from coverwell.wire.x12.transactions.claim_837 import (
    BillingProvider,
    Claim837,
    Header837,
    HealthCode,
    OtherSubscriber,
    Patient,
    RelatedCauses,
    Subscriber,
)
from coverwell.wire.x12.transactions.common import ToothStatus
from coverwell.wire.x12.transactions.forms_837 import Ats, OtherForm, claim_forms
from coverwell.wire.x12.transactions.owned_837 import (
    amounts,
    attachments,
    dates,
    notes,
    parties,
    reasons,
    references,
    row,
    split,
)


Levels = tuple[Header837 | None, BillingProvider | None, Subscriber | None, Patient | None]


def bind_claim(piece: Piece, levels: Levels, findings: tuple[Finding, ...]) -> Claim837 | None:
    """The claim of a 2300 piece, or None when the levels above it are missing."""
    header, billing, subscriber, patient = levels
    if not (header and billing and subscriber):
        return None
    form, marks = claim_forms[piece.form], piece.transaction.group.interchange.delimiters
    texts, own, element = readable(piece), form.own, marks.element
    clm = fields(texts[form.claim], element, 20) if form.claim >= 0 else BLANK
    cl1 = fields(texts[form.institutional[-1]], element, 3) if form.institutional else BLANK
    at, offsets = piece.segment, piece.offsets
    # Past the __new__ of the named tuple: that is Python, and costs as much as ten segments.
    return tuple.__new__(Claim837, (
        header, billing, subscriber, patient, clm[1], money(clm[2]),
        *_facility(clm[5], marks.component), clm[6], clm[7], clm[8], clm[9], clm[10],
        _causes(clm[11], marks.component) if clm[11] else None,
        clm[12], clm[20], cl1[1], cl1[2], cl1[3],
        dates(texts, own.dates, element), references(texts, own.references, element),
        amounts(texts, own.amounts, element) if own.amounts else (),
        notes(texts, own.notes, element) if own.notes else (),
        attachments(texts, own.attachments, element) if own.attachments else (),
        _codes(texts, form.codes, marks), parties(texts, own.parties, element),
        tuple([_other(one, texts, element) for one in form.others]) if form.others else (),
        tuple([
            service_line(line, texts[first:last], marks, (at + first, offsets[first]))
            for first, last, line in form.lines
        ]),
        findings, at, len(texts), piece.offset,
        row(texts, form.orthodontics, element) if form.orthodontics else (),
        _tooth_statuses(texts, form.tooth_statuses, element) if form.tooth_statuses else (),
        clm[19] == "PB",
    ))  # fmt: skip


@lru_cache(maxsize=1 << 10)
def _facility(text: str, component: str) -> tuple[str, str, str]:
    """CLM05: facility type, its qualifier, frequency."""
    parts = fields(text, component, 2)
    return parts[0], parts[1], parts[2]


def _causes(text: str, separator: str) -> RelatedCauses:
    parts = fields(text, separator, 4)
    return RelatedCauses(tuple(filter(None, parts[:3])), parts[3], parts[4])


def _codes(texts: list[str], ats: Ats, marks: Delimiters) -> tuple[HealthCode, ...]:
    component = marks.component
    found = [text for at in ats for text in texts[at].split(marks.element)[1:] if text]
    return tuple([_health_code(text, component) for text in found])


@lru_cache(maxsize=1 << 13)
def _health_code(text: str, component: str) -> HealthCode:
    parts = fields(text, component, 8)
    worth = money(parts[4]) if parts[4] else None
    return HealthCode(parts[0], parts[1], parts[2], parts[3], worth, parts[8])


def _tooth_statuses(texts: list[str], ats: Ats, separator: str) -> tuple[ToothStatus, ...]:
    return tuple([ToothStatus(v[1], v[2], v[6]) for v in split(texts, ats, separator, 6)])


def _other(form: OtherForm, texts: list[str], separator: str) -> OtherSubscriber:
    own = form.own
    sbr = fields(texts[own.first], separator, 9)
    oi = fields(texts[form.insured[-1]], separator, 6) if form.insured else BLANK
    return OtherSubscriber(
        sbr[1],
        sbr[2],
        sbr[3],
        sbr[4],
        sbr[5],
        sbr[9],
        reasons(texts, own.adjustments, separator),
        amounts(texts, own.amounts, separator),
        oi[3],
        oi[6],
        row(texts, form.inpatient, separator, 24),
        row(texts, form.outpatient, separator, 9),
        dates(texts, own.dates, separator),
        parties(texts, own.parties, separator),
    )
