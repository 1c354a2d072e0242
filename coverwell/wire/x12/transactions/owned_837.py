"""What claims, lines and other subscribers have alike: dates, numbers, amounts, notes, parties.

Each function takes the segments of a run and the places of those it is about (`forms_837`). Most
runs have none of most kinds, so nothing is done where there are no places.
"""

from coverwell.wire.x12.transactions.bind import (
    adjustments,
    date_of,
    fields,
    known_party,
    money,
    reference_of,
)
from coverwell.wire.x12.transactions.claim_837 import Attachment, Note
from coverwell.wire.x12.transactions.common import Adjustment, Amount, Dated, Party, Reference
from coverwell.wire.x12.transactions.forms_837 import Ats


def split(texts: list[str], ats: Ats, separator: str, most: int) -> list[list[str]]:
    """The elements of these segments."""
    return [fields(texts[at], separator, most) for at in ats] if ats else []


def dates(texts: list[str], ats: Ats, separator: str) -> tuple[Dated, ...]:
    """DTP."""
    if len(ats) == 1:  # as on nearly every line
        return (date_of(texts[ats[0]], separator),)
    return tuple([date_of(texts[at], separator) for at in ats]) if ats else ()


def references(texts: list[str], ats: Ats, separator: str) -> tuple[Reference, ...]:
    """REF."""
    if len(ats) == 1:
        return (reference_of(texts[ats[0]], separator),)
    return tuple([reference_of(texts[at], separator) for at in ats]) if ats else ()


def amounts(texts: list[str], ats: Ats, separator: str) -> tuple[Amount, ...]:
    """AMT."""
    return tuple([Amount(v[1], money(v[2])) for v in split(texts, ats, separator, 2)])


def notes(texts: list[str], ats: Ats, separator: str) -> tuple[Note, ...]:
    """NTE."""
    return tuple([Note(v[1], v[2]) for v in split(texts, ats, separator, 2)])


def attachments(texts: list[str], ats: Ats, separator: str) -> tuple[Attachment, ...]:
    """PWK."""
    return tuple([Attachment(v[1], v[2], v[6]) for v in split(texts, ats, separator, 6)])


def reasons(texts: list[str], ats: Ats, separator: str) -> tuple[Adjustment, ...]:
    """CAS."""
    return tuple([one for at in ats for one in adjustments(texts[at], separator)])


def parties(texts: list[str], runs: tuple[Ats, ...], separator: str) -> tuple[Party, ...]:
    """NM1 loops; the claims of one file share most of their providers."""
    if not runs:
        return ()
    return tuple([known_party(tuple([texts[at] for at in ats]), separator) for ats in runs])


def row(texts: list[str], ats: Ats, separator: str, most: int = 99) -> tuple[str, ...]:
    """The elements of the last of these segments as they stand."""
    return tuple(texts[ats[-1]].split(separator)[1 : most + 1]) if ats else ()
