"""Turns the segments of one 837 claim into a Claim837."""

from collections.abc import Callable
from functools import lru_cache

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.guide import Segment
from coverwell.wire.x12.transactions.bind import (
    adjustments,
    date_of,
    fields,
    money,
    party_of,
    procedure,
    readable,
    reference_of,
)
from coverwell.wire.x12.transactions.claim_837 import (
    Attachment,
    BillingProvider,
    Claim837,
    Drug,
    Header837,
    HealthCode,
    LineAdjudication,
    Note,
    OtherSubscriber,
    Patient,
    RelatedCauses,
    ServiceLine,
    Subscriber,
)
from coverwell.wire.x12.transactions.common import (
    Adjustment,
    Amount,
    Dated,
    Party,
    Reference,
    Tooth,
    ToothStatus,
)


Levels = tuple[Header837 | None, BillingProvider | None, Subscriber | None, Patient | None]


class _Gathered:
    """What a claim, a line, another subscriber or a line adjudication collects."""

    adjustments: tuple[Adjustment, ...] = ()
    amounts: tuple[Amount, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dates: tuple[Dated, ...] = ()
    notes: tuple[Note, ...] = ()
    parties: tuple[list[str], ...] = ()
    references: tuple[Reference, ...] = ()

    def __init__(self, first: list[str], at: int) -> None:
        self.first, self.at = first, at


class _Line(_Gathered):
    service: tuple[str, ...] | list[str] = ("",) * 16
    drug: Drug | None = None
    teeth: tuple[Tooth, ...] = ()
    adjudications: tuple[_Gathered, ...] = ()


class _Other(_Gathered):
    insured: tuple[str, ...] | list[str] = ("",) * 7
    inpatient: tuple[str, ...] = ()
    outpatient: tuple[str, ...] = ()


class _Claim(_Gathered):
    cl1: tuple[str, ...] | list[str] = ("",) * 4
    codes: tuple[HealthCode, ...] = ()
    orthodontics: tuple[str, ...] = ()
    tooth_statuses: tuple[ToothStatus, ...] = ()
    lines: tuple[_Line, ...] = ()
    others: tuple[_Other, ...] = ()


class _Binder:
    """Follows the segments of a claim; `owner` is what the present segment speaks of."""

    def __init__(self, delimiters: Delimiters) -> None:
        self.element, self.component = delimiters.element, delimiters.component
        self.at = 0  # the place of the present segment in its piece
        self.claim = _Claim([""] * 21, 0)
        self.owner: _Gathered = self.claim
        self.party_loop = ""
        self.party: list[str] = []

    def clm(self, _: Segment, text: str) -> None:
        self.claim.first, self.claim.at = fields(text, self.element, 20), self.at

    def hi(self, _: Segment, text: str) -> None:
        values = text.split(self.element)[1:]
        self.claim.codes += tuple([_health_code(x, self.component) for x in values if x])

    def sbr(self, _: Segment, text: str) -> None:
        self.owner = other = _Other(fields(text, self.element, 9), self.at)
        self.claim.others += (other,)
        self.party_loop = ""

    def lx(self, _: Segment, text: str) -> None:
        self.owner = line = _Line(fields(text, self.element, 1), self.at)
        self.claim.lines += (line,)
        self.party_loop = ""

    def service(self, _: Segment, text: str) -> None:
        self._line().service = fields(text, self.element, 15)

    def _line(self) -> _Line:
        """The open line, begun here when its LX was left out."""
        if not self.claim.lines:
            self.owner = line = _Line(["", ""], self.at)
            self.claim.lines += (line,)
        return self.claim.lines[-1]

    def svd(self, _: Segment, text: str) -> None:
        self.owner = found = _Gathered(fields(text, self.element, 6), self.at)
        self._line().adjudications += (found,)
        self.party_loop = ""

    def nm1(self, position: Segment, text: str) -> None:
        self.party_loop, self.party = position.loop, [text]
        self.owner.parties += (self.party,)

    def of_party(self, position: Segment, text: str) -> None:
        if position.loop == self.party_loop:
            self.party.append(text)

    def ref(self, position: Segment, text: str) -> None:
        if position.loop == self.party_loop:
            self.party.append(text)
        elif position.loop == "2410":
            line = self._line()
            if line.drug:
                more = reference_of(text, self.element)
                line.drug = line.drug._replace(references=(*line.drug.references, more))
        else:
            self.owner.references += (reference_of(text, self.element),)

    def dtp(self, _: Segment, text: str) -> None:
        self.owner.dates += (date_of(text, self.element),)

    def cas(self, _: Segment, text: str) -> None:
        self.owner.adjustments += tuple(adjustments(text, self.element))

    def amt(self, _: Segment, text: str) -> None:
        values = fields(text, self.element, 2)
        self.owner.amounts += (Amount(values[1], money(values[2])),)

    def lin(self, _: Segment, text: str) -> None:
        line, values = self._line(), fields(text, self.element, 3)
        line.drug = line.drug or Drug(values[2], values[3], "", "")

    def ctp(self, _: Segment, text: str) -> None:
        line, values = self._line(), fields(text, self.element, 5)
        if line.drug:
            unit = values[5].split(self.component)[0]
            line.drug = line.drug._replace(quantity=values[4], unit=unit)

    def pwk(self, _: Segment, text: str) -> None:
        values = fields(text, self.element, 6)
        self.owner.attachments += (Attachment(values[1], values[2], values[6]),)

    def nte(self, _: Segment, text: str) -> None:
        values = fields(text, self.element, 2)
        self.owner.notes += (Note(values[1], values[2]),)

    def too(self, _: Segment, text: str) -> None:
        values = fields(text, self.element, 3)
        surfaces = tuple(filter(None, values[3].split(self.component)))
        self._line().teeth += (Tooth(values[1], values[2], surfaces),)

    def dn1(self, _: Segment, text: str) -> None:
        self.claim.orthodontics = tuple(text.split(self.element)[1:])

    def dn2(self, _: Segment, text: str) -> None:
        values = fields(text, self.element, 6)
        self.claim.tooth_statuses += (ToothStatus(values[1], values[2], values[6]),)

    def cl1(self, _: Segment, text: str) -> None:
        self.claim.cl1 = fields(text, self.element, 3)

    def oi(self, _: Segment, text: str) -> None:
        if self.claim.others:
            self.claim.others[-1].insured = fields(text, self.element, 6)

    def mia(self, position: Segment, text: str) -> None:
        if not self.claim.others:
            return
        if position.id == "MIA":
            self.claim.others[-1].inpatient = tuple(text.split(self.element)[1:25])
        else:
            self.claim.others[-1].outpatient = tuple(text.split(self.element)[1:10])


@lru_cache(maxsize=1 << 13)
def _health_code(text: str, component: str) -> HealthCode:
    parts = fields(text, component, 8)
    worth = money(parts[4]) if parts[4] else None
    return HealthCode(parts[0], parts[1], parts[2], parts[3], worth, parts[8])


# What each segment of a claim does.
_HANDLERS: dict[str, Callable[[_Binder, Segment, str], None]] = {
    "AMT": _Binder.amt,
    "CAS": _Binder.cas,
    "CL1": _Binder.cl1,
    "CLM": _Binder.clm,
    "CTP": _Binder.ctp,
    "DN1": _Binder.dn1,
    "DN2": _Binder.dn2,
    "DTP": _Binder.dtp,
    "HI": _Binder.hi,
    "LIN": _Binder.lin,
    "LX": _Binder.lx,
    "MIA": _Binder.mia,
    "MOA": _Binder.mia,
    "N3": _Binder.of_party,
    "N4": _Binder.of_party,
    "NM1": _Binder.nm1,
    "NTE": _Binder.nte,
    "OI": _Binder.oi,
    "PER": _Binder.of_party,
    "PRV": _Binder.of_party,
    "PWK": _Binder.pwk,
    "REF": _Binder.ref,
    "SBR": _Binder.sbr,
    "SV1": _Binder.service,
    "SV2": _Binder.service,
    "SV3": _Binder.service,
    "SVD": _Binder.svd,
    "TOO": _Binder.too,
}


def bind_claim(piece: Piece, levels: Levels, findings: tuple[Finding, ...]) -> Claim837 | None:
    """The claim of a 2300 piece, or None when the levels above it are missing."""
    header, billing, subscriber, patient = levels
    if not (header and billing and subscriber):
        return None
    delimiters = piece.transaction.group.interchange.delimiters
    binder = _Binder(delimiters)
    texts = readable(piece)
    for at, position in enumerate(piece.positions):
        if position is not None and position.id in _HANDLERS:
            binder.at = at
            _HANDLERS[position.id](binder, position, texts[at])
    got = binder.claim
    clm, cl1 = got.first, got.cl1
    facility = [*clm[5].split(delimiters.component), "", ""]
    return Claim837(
        header, billing, subscriber, patient, clm[1], money(clm[2]), facility[0], facility[1],
        facility[2], clm[6], clm[7], clm[8], clm[9], clm[10],
        _causes(clm[11], delimiters.component), clm[12], clm[20], cl1[1], cl1[2], cl1[3],
        got.dates, got.references, got.amounts, got.notes,
        got.attachments, got.codes, _parties(got, delimiters.element),
        tuple([_other(other, delimiters.element) for other in got.others]),
        tuple([_service_line(line, piece, delimiters) for line in got.lines]),
        findings, piece.segment, len(piece.texts), piece.offset,
        got.orthodontics, got.tooth_statuses, clm[19] == "PB",
    )  # fmt: skip


def _causes(text: str, separator: str) -> RelatedCauses | None:
    if not text:
        return None
    parts = [*text.split(separator), "", "", "", ""]
    return RelatedCauses(tuple(filter(None, parts[:3])), parts[3], parts[4])


def _parties(got: _Gathered, separator: str) -> tuple[Party, ...]:
    if not got.parties:
        return ()
    return tuple([party_of(tuple(texts), separator) for texts in got.parties])


def _other(got: _Other, separator: str) -> OtherSubscriber:
    sbr, oi = got.first, got.insured
    return OtherSubscriber(
        sbr[1],
        sbr[2],
        sbr[3],
        sbr[4],
        sbr[5],
        sbr[9],
        got.adjustments,
        got.amounts,
        oi[3],
        oi[6],
        got.inpatient,
        got.outpatient,
        got.dates,
        _parties(got, separator),
    )


def _service_line(got: _Line, piece: Piece, delimiters: Delimiters) -> ServiceLine:
    if got.service[0].upper() == "SV3":
        return _dental_line(got, piece, delimiters)
    sv = got.service
    professional = sv[0].upper() != "SV2"
    composite, charge, unit, quantity = sv[1:5] if professional else sv[2:6]
    pointers = sv[7].split(delimiters.component) if professional else []
    not_covered = None if professional or not sv[7] else money(sv[7])
    return ServiceLine(
        got.first[1],
        "" if professional else sv[1],
        procedure(composite, delimiters.component),
        money(charge),
        unit,
        quantity,
        sv[5] if professional else "",
        tuple([int(pointer) for pointer in pointers if pointer.isdecimal()]),
        professional and sv[9] == "Y",
        professional and sv[11] == "Y",
        professional and sv[12] == "Y",
        professional and sv[15] == "0",
        not_covered,
        got.dates,
        got.references,
        got.amounts,
        got.notes,
        got.attachments,
        got.drug,
        _parties(got, delimiters.element),
        tuple([_adjudication(found, delimiters) for found in got.adjudications]),
        piece.segment + got.at,
        piece.offsets[got.at],
    )


def _dental_line(got: _Line, piece: Piece, delimiters: Delimiters) -> ServiceLine:
    """SV3 read as the SV1 that says the same, with what only a dental line has."""
    sv3 = got.service
    got.service = fields(
        delimiters.element.join(("SV1", sv3[1], sv3[2], "", sv3[6], sv3[3], "", sv3[11])),
        delimiters.element,
        15,
    )
    cavity = tuple(filter(None, sv3[4].split(delimiters.component)))
    line = _service_line(got, piece, delimiters)
    return line._replace(oral_cavity=cavity, prosthesis=sv3[5], teeth=got.teeth)


def _adjudication(got: _Gathered, delimiters: Delimiters) -> LineAdjudication:
    svd = got.first
    remaining = next((a.amount for a in got.amounts if a.qualifier == "EAF"), None)
    return LineAdjudication(
        svd[1],
        money(svd[2]),
        procedure(svd[3], delimiters.component),
        svd[4],
        svd[5],
        got.adjustments,
        got.dates,
        remaining,
    )
