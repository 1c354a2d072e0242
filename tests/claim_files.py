"""Synthetic 837P files for tests and benchmarks, from a few words about each claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Sent:
    """A claim as an office sends it; lines are (code, dollars), `rendering` the NPI of each,
    `paper` the control number of a document that is on its way."""

    id: str
    member_id: str = "H10000001"
    first: str = "ADA"
    last: str = "TEST0001"
    born: date = date(1980, 3, 1)
    tax_id: str = "231234567"
    npi: str = "1234567893"
    day: date = date(2026, 11, 2)
    lines: tuple[tuple[str, str], ...] = (("99213", "120"),)
    diagnosis: str = "J0290"
    frequency: str = "1"
    replaces: str = ""
    total: str = ""
    subscriber: bool = True
    units: str = "1"
    rendering: tuple[str, ...] = ()
    paper: str = ""


def isa(sender: str = "SENDER1", control: int = 1, usage: str = "P", ack: str = "0") -> str:
    return (
        f"ISA*00*          *00*          *ZZ*{sender:<15}*ZZ*HBLT1          "
        f"*260201*0833*^*00501*{control:09}*{ack}*{usage}*:~"
    )


def file_837(claims: Iterable[Sent], sender: str = "SENDER1", control: int = 1, **words) -> bytes:
    """One interchange with one group, and one transaction set for each thousand claims."""
    sent = list(claims)
    parts = [sent[at : at + 1_000] for at in range(0, len(sent), 1_000)]
    sets = [set_837(part, f"{number:04}") for number, part in enumerate(parts, start=1)]
    return (
        isa(sender, control, **words)
        + f"GS*HC*{sender}*HBLT1*20260201*0833*1*X*005010X222A1~"
        + "".join(sets)
        + f"GE*{len(sets)}*1~IEA*1*{control:09}~"
    ).encode()


HEADER = (
    "BHT*0019*00*BATCH0001*20260201*0833*CH~NM1*41*2*HARBOR BILLING*****46*SENDER1~"
    "PER*IC*ANA RUIZ*TE*5555550100~NM1*40*2*HARBORLIGHT*****46*HBLT1~"
)


def set_837(claims: list[Sent], number: str = "0001") -> str:
    header = HEADER.replace("BATCH0001", f"BATCH{number}")
    segments, _ = levels_837(claims)
    ends = f"SE*{len(segments) + 2 + header.count('~')}*{number}~"
    return f"ST*837*{number}*005010X222A1~{header}{'~'.join(segments)}~{ends}"


def levels_837(claims: Iterable[Sent], level: int = 0) -> tuple[list[str], int]:
    """The segments of claims with the levels above them, and the number of the last level."""
    segments: list[str] = []
    for claim in claims:
        level += 1
        segments += _billing(claim, level)
        parent = level
        level += 1
        segments += _subscriber(claim, level, parent)
        if not claim.subscriber:
            level += 1
            segments += _patient(claim, level)
        segments += _claim(claim)
    return segments, level


def _billing(claim: Sent, level: int) -> list[str]:
    return [
        f"HL*{level}**20*1",
        "PRV*BI*PXC*207Q00000X",
        f"NM1*85*2*HARBOR FAMILY PRACTICE*****XX*{claim.npi}",
        "N3*1 QUAY STREET",
        "N4*HARRISBURG*PA*171010001",
        f"REF*EI*{claim.tax_id}",
    ]


def _subscriber(claim: Sent, level: int, parent: int) -> list[str]:
    child = 0 if claim.subscriber else 1
    own = [f"DMG*D8*{claim.born:%Y%m%d}*F"] if claim.subscriber else []
    name = f"{claim.last}*{claim.first}" if claim.subscriber else f"{claim.last}*HOLDER"
    where = ["N3*22 PINE ST", "N4*HARRISBURG*PA*17101"] if claim.subscriber else []
    return [
        f"HL*{level}*{parent}*22*{child}",
        f"SBR*P*{18 if claim.subscriber else ''}*GRP100******CI",
        f"NM1*IL*1*{name}****MI*{claim.member_id}",
        *where,
        *own,
        "NM1*PR*2*HARBORLIGHT*****PI*HBLT1",
    ]


def _patient(claim: Sent, level: int) -> list[str]:
    return [
        f"HL*{level}*{level - 1}*23*0",
        "PAT*19",
        f"NM1*QC*1*{claim.last}*{claim.first}",
        "N3*22 PINE ST",
        "N4*HARRISBURG*PA*17101",
        f"DMG*D8*{claim.born:%Y%m%d}*F",
    ]


def _claim(claim: Sent) -> list[str]:
    total = claim.total or f"{sum(float(dollars) for _, dollars in claim.lines):g}"
    segments = [
        f"CLM*{claim.id}*{total}***11:B:{claim.frequency}*Y*A*Y*Y",
        *([f"PWK*OZ*EL***AC*{claim.paper}"] if claim.paper else []),
        *([f"REF*F8*{claim.replaces}"] if claim.replaces else []),
        f"HI*ABK:{claim.diagnosis}",
    ]
    for number, (code, dollars) in enumerate(claim.lines, start=1):
        segments += [
            f"LX*{number}",
            f"SV1*HC:{code}*{dollars}*UN*{claim.units}***1",
            f"DTP*472*D8*{claim.day:%Y%m%d}",
        ]
        if claim.rendering:
            segments += [f"NM1*82*1*DOC*LINE****XX*{claim.rendering[number - 1]}"]
    return segments
