"""Turns the segments of one 837 claim into a Claim837."""

from collections.abc import Callable

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.guide import Segment
from coverwell.wire.x12.transactions.bind import (
    PartyBuilder,
    adjustments,
    money,
    procedure,
    rows,
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
from coverwell.wire.x12.transactions.common import Adjustment, Amount, Dated, Reference


Levels = tuple[Header837 | None, BillingProvider | None, Subscriber | None, Patient | None]


class _Gathered:
    """What a claim, a line, another subscriber or a line adjudication collects."""

    def __init__(self, first: list[str], at: int) -> None:
        self.first, self.at = first, at
        self.adjustments: list[Adjustment] = []
        self.amounts: list[Amount] = []
        self.attachments: list[Attachment] = []
        self.dates: list[Dated] = []
        self.notes: list[Note] = []
        self.parties: list[PartyBuilder] = []
        self.references: list[Reference] = []


class _Claim(_Gathered):
    def __init__(self, first: list[str], at: int) -> None:
        super().__init__(first, at)
        self.cl1: list[str] = ["", "", "", ""]
        self.codes: list[HealthCode] = []
        self.lines: list[_Line] = []
        self.others: list[_Other] = []


class _Line(_Gathered):
    def __init__(self, first: list[str], at: int) -> None:
        super().__init__(first, at)
        self.service: list[str] = []
        self.drug: _Drug | None = None
        self.adjudications: list[_Gathered] = []


class _Other(_Gathered):
    def __init__(self, first: list[str], at: int) -> None:
        super().__init__(first, at)
        self.insured: list[str] = [""] * 7
        self.inpatient: tuple[str, ...] = ()
        self.outpatient: tuple[str, ...] = ()


class _Drug:
    def __init__(self, lin: list[str]) -> None:
        self.lin, self.quantity, self.unit = lin, "", ""
        self.references: list[Reference] = []


class _Binder:
    """Follows the segments of a claim; `owner` is what the present segment speaks of."""

    def __init__(self, delimiters: Delimiters) -> None:
        self.delimiters = delimiters
        self.at = 0  # the place of the present segment in its piece
        self.claim = _Claim([""] * 21, 0)
        self.owner: _Gathered = self.claim
        self.party: PartyBuilder | None = None
        self.handlers: dict[str, Callable[[Segment, list[str]], None]] = {
            "CLM": self.clm,
            "HI": self.hi,
            "SBR": self.sbr,
            "LX": self.lx,
            "SVD": self.svd,
            "NM1": self.nm1,
            "REF": self.ref,
            "DTP": self.dtp,
            "CAS": self.cas,
            "AMT": self.amt,
            "SV1": self.service,
            "SV2": self.service,
            "LIN": self.lin,
            "CTP": self.ctp,
            "PWK": self.pwk,
            "NTE": self.nte,
            "CL1": self.cl1,
            "OI": self.oi,
            "MIA": self.mia,
            "MOA": self.mia,
            "N3": self.of_party,
            "N4": self.of_party,
            "PER": self.of_party,
            "PRV": self.of_party,
        }

    def clm(self, _: Segment, values: list[str]) -> None:
        self.claim.first, self.claim.at = values, self.at

    def hi(self, _: Segment, values: list[str]) -> None:
        separator = self.delimiters.component
        for value in values[1:13]:
            if not value:
                break
            parts = value.split(separator)
            if len(parts) == 2:
                self.claim.codes.append(HealthCode(parts[0], parts[1]))
                continue
            parts += [""] * (9 - len(parts))
            worth = money(parts[4]) if parts[4] else None
            self.claim.codes.append(
                HealthCode(parts[0], parts[1], parts[2], parts[3], worth, parts[8])
            )

    def sbr(self, _: Segment, values: list[str]) -> None:
        self.owner = other = _Other(values, self.at)
        self.claim.others.append(other)
        self.party = None

    def lx(self, _: Segment, values: list[str]) -> None:
        self.owner = line = _Line(values, self.at)
        self.claim.lines.append(line)
        self.party = None

    def service(self, _: Segment, values: list[str]) -> None:
        line = self._line()
        line.service = values

    def _line(self) -> _Line:
        """The open line, begun here when its LX was left out."""
        if not self.claim.lines:
            self.lx(_NO_SEGMENT, [""] * 3)
        return self.claim.lines[-1]

    def svd(self, _: Segment, values: list[str]) -> None:
        self.owner = found = _Gathered(values, self.at)
        self._line().adjudications.append(found)
        self.party = None

    def nm1(self, position: Segment, values: list[str]) -> None:
        self.party = PartyBuilder(position.loop, values)
        self.owner.parties.append(self.party)

    def of_party(self, position: Segment, values: list[str]) -> None:
        if self.party and position.loop == self.party.loop:
            self.party.add(position.id, values)

    def ref(self, position: Segment, values: list[str]) -> None:
        if position.loop == "2410":
            drug = self._line().drug
            if drug:
                drug.references.append(Reference(values[1], values[2]))
        elif self.party and position.loop == self.party.loop:
            self.party.add("REF", values)
        else:
            self.owner.references.append(Reference(values[1], values[2]))

    def dtp(self, _: Segment, values: list[str]) -> None:
        self.owner.dates.append(Dated(values[1], values[2], values[3]))

    def cas(self, _: Segment, values: list[str]) -> None:
        self.owner.adjustments += adjustments(values)

    def amt(self, _: Segment, values: list[str]) -> None:
        self.owner.amounts.append(Amount(values[1], money(values[2])))

    def lin(self, _: Segment, values: list[str]) -> None:
        line = self._line()
        line.drug = line.drug or _Drug(values)

    def ctp(self, _: Segment, values: list[str]) -> None:
        drug = self._line().drug
        if drug:
            drug.quantity = values[4]
            drug.unit = values[5].split(self.delimiters.component)[0]

    def pwk(self, _: Segment, values: list[str]) -> None:
        self.owner.attachments.append(Attachment(values[1], values[2], values[6]))

    def nte(self, _: Segment, values: list[str]) -> None:
        self.owner.notes.append(Note(values[1], values[2]))

    def cl1(self, _: Segment, values: list[str]) -> None:
        self.claim.cl1 = values

    def oi(self, _: Segment, values: list[str]) -> None:
        if self.claim.others:
            self.claim.others[-1].insured = values

    def mia(self, position: Segment, values: list[str]) -> None:
        if not self.claim.others:
            return
        if position.id == "MIA":
            self.claim.others[-1].inpatient = tuple(values[1:25])
        else:
            self.claim.others[-1].outpatient = tuple(values[1:10])


_NO_SEGMENT = Segment(
    "", "", "", required=False, most=1, elements=(), notes=(), qualifiers=frozenset()
)


def bind_claim(piece: Piece, levels: Levels, findings: tuple[Finding, ...]) -> Claim837 | None:
    """The claim of a 2300 piece, or None when the levels above it are missing."""
    header, billing, subscriber, patient = levels
    if not (header and billing and subscriber):
        return None
    delimiters = piece.transaction.group.interchange.delimiters
    binder = _Binder(delimiters)
    handlers = binder.handlers
    for position, values, at in rows(piece):
        handler = handlers.get(position.id)
        if handler:
            binder.at = at
            handler(position, values)
    got = binder.claim
    clm, cl1 = got.first, got.cl1
    facility = [*clm[5].split(delimiters.component), "", ""]
    return Claim837(
        header,
        billing,
        subscriber,
        patient,
        clm[1],
        money(clm[2]),
        facility[0],
        facility[1],
        facility[2],
        clm[6],
        clm[7],
        clm[8],
        clm[9],
        clm[10],
        _causes(clm[11], delimiters.component),
        clm[12],
        clm[20],
        cl1[1],
        cl1[2],
        cl1[3],
        tuple(got.dates),
        tuple(got.references),
        tuple(got.amounts),
        tuple(got.notes),
        tuple(got.attachments),
        tuple(got.codes),
        tuple(p.done() for p in got.parties),
        tuple(_other(other) for other in got.others),
        tuple(_service_line(line, piece, delimiters) for line in got.lines),
        findings,
        piece.segment,
        len(piece.texts),
        piece.offset,
    )


def _causes(text: str, separator: str) -> RelatedCauses | None:
    if not text:
        return None
    parts = [*text.split(separator), "", "", "", ""]
    return RelatedCauses(tuple(filter(None, parts[:3])), parts[3], parts[4])


def _other(got: _Other) -> OtherSubscriber:
    sbr, oi = got.first, got.insured
    return OtherSubscriber(
        sbr[1],
        sbr[2],
        sbr[3],
        sbr[4],
        sbr[5],
        sbr[9],
        tuple(got.adjustments),
        tuple(got.amounts),
        oi[3],
        oi[6],
        got.inpatient,
        got.outpatient,
        tuple(got.dates),
        tuple(p.done() for p in got.parties),
    )


def _service_line(got: _Line, piece: Piece, delimiters: Delimiters) -> ServiceLine:
    professional = got.service[0] != "SV2" if got.service else True
    sv = got.service or [""] * 25
    composite, charge, unit, quantity = sv[1:5] if professional else sv[2:6]
    emergency, epsdt, family, exempt = (
        professional and sv[place] == code for place, code in _FLAGS
    )
    pointers = sv[7].split(delimiters.component) if professional else []
    not_covered = None if professional or not sv[7] else money(sv[7])
    return ServiceLine(
        got.first[1],
        "" if professional else sv[1],
        procedure(composite, delimiters),
        money(charge),
        unit,
        quantity,
        sv[5] if professional else "",
        tuple(int(pointer) for pointer in pointers if pointer.isdecimal()),
        emergency,
        epsdt,
        family,
        exempt,
        not_covered,
        tuple(got.dates),
        tuple(got.references),
        tuple(got.amounts),
        tuple(got.notes),
        tuple(got.attachments),
        _drug(got.drug),
        tuple(p.done() for p in got.parties),
        tuple(_adjudication(found, delimiters) for found in got.adjudications),
        piece.segment + got.at,
        piece.offsets[got.at],
    )


_FLAGS = ((9, "Y"), (11, "Y"), (12, "Y"), (15, "0"))  # emergency, EPSDT, family planning, copay


def _drug(got: _Drug | None) -> Drug | None:
    if got is None:
        return None
    return Drug(got.lin[2], got.lin[3], got.quantity, got.unit, tuple(got.references))


def _adjudication(got: _Gathered, delimiters: Delimiters) -> LineAdjudication:
    svd = got.first
    remaining = next((a.amount for a in got.amounts if a.qualifier == "EAF"), None)
    return LineAdjudication(
        svd[1],
        money(svd[2]),
        procedure(svd[3], delimiters),
        svd[4],
        svd[5],
        tuple(got.adjustments),
        tuple(got.dates),
        remaining,
    )
