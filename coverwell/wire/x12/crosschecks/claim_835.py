"""One claim of an 835: its amounts, and what does not add up between them.

Where the amounts stand follows from the form of the piece (`forms`); each is then split from its
segment once. Sentences are made only for a claim that needs one.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from coverwell.wire.x12.amounts import cents
from coverwell.wire.x12.crosschecks.base import (
    DEPENDENT_ELEMENT_NOT_USED,
    OUT_OF_BALANCE,
    finding,
    money,
)
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.forms import Form


_REVERSAL = "22"


class Places(NamedTuple):
    """Where the amounts stand in the pieces of one form; claim is -1 where there is none.

    lines are the places of SVC, each with those of its CAS; cas are those of the claim itself.
    """

    claim: int
    cas: tuple[int, ...]
    lines: tuple[tuple[int, tuple[int, ...]], ...]
    payments: tuple[int, ...]
    plb: tuple[int, ...]


def places_in(form: Form) -> Places:
    """Where the amounts stand in a form."""
    claims: list[int] = []
    own: list[int] = []
    lines: list[tuple[int, list[int]]] = []
    others: dict[str, list[int]] = {"BPR": [], "PLB": []}
    for at, place in enumerate(form):
        segment_id = place.id if place else ""
        if segment_id == "CLP":
            claims.append(at)
        elif segment_id == "SVC":
            lines.append((at, []))
        elif segment_id == "CAS":
            (lines[-1][1] if lines else own).append(at)
        elif segment_id in others:
            others[segment_id].append(at)
    below = tuple((line, tuple(cas)) for line, cas in lines)
    first = claims[0] if claims else -1
    return Places(first, tuple(own), below, tuple(others["BPR"]), tuple(others["PLB"]))


# A line: its place, its charge, what was paid, and the sum of its adjustments, in cents.
Line = tuple[int, int, int, int]


class Claim(NamedTuple):
    """The amounts of a claim in cents; owed is what its charge and adjustments leave to pay."""

    at: int
    charge: int
    paid: int
    owed: int
    lines: list[Line]
    reversed_for: str


@lru_cache(maxsize=1 << 15)
def _taken(text: str, separator: str) -> int:
    """What the up to six reasons of a CAS segment take; the lines of a file share many."""
    values = text.split(separator)
    return cents(values[3]) if len(values) < 7 else sum(map(cents, values[3::3]))


def sound(piece: Piece, places: Places, separator: str) -> int:
    """What was paid, when there is nothing to say of the claim, as of nearly every one; else -1.

    Kept apart from `claim_of`, which tells what is wrong: this runs for each claim of a file.
    """
    texts = piece.texts
    values = texts[places.claim].split(separator, 5)
    charge, paid = cents(values[3]), cents(values[4].partition(separator)[0])
    charged, left = 0, charge - paid  # what the adjustments must take
    for at, below in places.lines:
        _, _, worth, given, *_ = texts[at].split(separator, 4)
        cost = cents(worth)
        charged += cost
        cost -= cents(given)
        left -= cost
        for cas in below:
            cost -= _taken(texts[cas], separator)
        if cost:
            return -1
    for cas in places.cas:
        left -= _taken(texts[cas], separator)
    wrong = left or values[2] == _REVERSAL or (charged != charge and places.lines)
    return -1 if wrong else paid


def claim_of(piece: Piece, places: Places, separator: str) -> Claim:
    """The amounts of a claim; ValueError or IndexError where one cannot be read."""
    texts = piece.texts
    values = texts[places.claim].split(separator, 6)
    charge = cents(values[3])
    taken = sum([_taken(texts[at], separator) for at in places.cas])
    lines: list[Line] = []
    for at, below in places.lines:
        svc = texts[at].split(separator, 4)
        cut = sum([_taken(texts[cas], separator) for cas in below])
        lines.append((at, cents(svc[2]), cents(svc[3]) if len(svc) > 3 else 0, cut))
        taken += cut
    patient = values[5] if len(values) > 5 and values[2] == _REVERSAL else ""
    reversed_for = patient if patient and cents(patient) else ""
    return Claim(places.claim, charge, cents(values[4]), charge - taken, lines, reversed_for)


def claim_findings(piece: Piece, claim: Claim) -> Iterator[Finding]:
    """The lines that do not add up, and the claim if they do not explain it."""
    explained = 0
    for at, charge, paid, taken in claim.lines:
        if charge - taken != paid:
            explained += paid - (charge - taken)
            text = (
                f"The line does not add up: SVC02 {money(charge)} less its adjustments "
                f"{money(taken)} is not SVC03 {money(paid)}."
            )
            yield balance(piece, at, 3, text)
    if claim.paid - claim.owed not in (0, explained):
        text = (
            f"The claim does not add up: CLP03 {money(claim.charge)} less all adjustments "
            f"{money(claim.charge - claim.owed)} is not CLP04 {money(claim.paid)}."
        )
        yield balance(piece, claim.at, 4, text)
    charged = sum(worth for _, worth, _, _ in claim.lines)
    if claim.lines and charged != claim.charge:
        text = f"The charges of the lines come to {money(charged)}, not to CLP03."
        yield balance(piece, claim.at, 3, text, Severity.WARN)
    if claim.reversed_for:
        text = "A reversal has no patient responsibility: CLP05 is not used."
        yield finding(
            piece, claim.at, DEPENDENT_ELEMENT_NOT_USED, text,
            element=5, severity=Severity.WARN,
        )  # fmt: skip


def balance(
    piece: Piece, at: int, element: int, text: str, severity: Severity = Severity.REJECT
) -> Finding:
    """A finding of the 824 about an amount."""
    return finding(
        piece, at, OUT_OF_BALANCE, text,
        element=element, level=Level.APPLICATION, severity=severity,
    )  # fmt: skip
