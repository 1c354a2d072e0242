"""Writes ACH files: 94-character records, control totals and hashes, blocks of ten."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from coverwell.wire.nacha.entries import (
    AchFile,
    Credit,
    MemberBatch,
    ProviderBatch,
    Reassociation,
)


CREDITS_ONLY = "220"
_CODES = {"DA": "22", "SG": "32"}  # checking and savings credit


@dataclass(slots=True)
class _Totals:
    """What control records count: entries and addenda, the hash of routing numbers, cents."""

    records: int = 0
    hash: int = 0
    cents: int = 0

    def add(self, other: "_Totals") -> None:
        self.records += other.records
        self.hash += other.hash
        self.cents += other.cents

    @property
    def hash_text(self) -> str:
        """The hash keeps its last ten digits."""
        return f"{self.hash % 10**10:010}"


def _words(text: str, width: int) -> str:
    """Upper-case ASCII, filled with blanks to its width; a longer name is cut."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return re.sub(r"[^ -~]", " ", plain)[:width].ljust(width)


def write_file(file: AchFile) -> bytes:
    """The file, each record on a line of its own; the values already refused what cannot be."""
    records = [_file_header(file)]
    totals = _Totals()
    sequence = 0
    for number, batch in enumerate(file.batches, 1):
        batch_totals = _Totals()
        records.append(_batch_header(file, batch, number))
        for credit, trace in _credits(batch):
            sequence += 1
            records += _entry(file, credit, trace, sequence)
            addenda = 1 if trace else 0
            batch_totals.add(_Totals(1 + addenda, int(credit.routing[:8]), credit.amount))
        records.append(_batch_control(file, batch_totals, number))
        totals.add(batch_totals)
    blocks = (len(records) + 1 + 9) // 10
    records.append(_file_control(totals, len(file.batches), blocks))
    records += ["9" * 94] * (blocks * 10 - len(records))
    return ("\n".join(records) + "\n").encode("ascii")


def _credits(
    batch: ProviderBatch | MemberBatch,
) -> Iterator[tuple[Credit, Reassociation | None]]:
    if isinstance(batch, ProviderBatch):
        yield from batch.credits
    else:
        yield from ((credit, None) for credit in batch.credits)


def _file_header(file: AchFile) -> str:
    return (
        f"101 {file.bank.routing}{file.origin.company_id}{file.when:%y%m%d%H%M}{file.modifier}"
        f"094101{_words(file.bank.name, 23)}{_words(file.origin.name, 23)}"
        f"{_words(file.reference, 8)}"
    )


def _batch_header(file: AchFile, batch: ProviderBatch | MemberBatch, number: int) -> str:
    if isinstance(batch, ProviderBatch):
        code, description = "CCD", "HCCLAIMPMT"  # the description that CAQH CORE 370 names
    else:
        code, description = "PPD", batch.description
    return (
        f"5{CREDITS_ONLY}{_words(file.origin.name, 16)}{' ' * 20}{file.origin.company_id}{code}"
        f"{_words(description, 10)}{file.when:%y%m%d}{batch.effective:%y%m%d}   1"
        f"{file.bank.routing[:8]}{number:07}"
    )


def _entry(
    file: AchFile, credit: Credit, trace: Reassociation | None, sequence: int
) -> Iterator[str]:
    addendum = "1" if trace else "0"
    yield (
        f"6{_CODES[credit.kind]}{credit.routing}{credit.account:<17}{credit.amount:010}"
        f"{credit.id:<15}{_words(credit.name, 22)}  {addendum}"
        f"{file.bank.routing[:8]}{sequence:07}"
    )
    if trace:
        yield f"705{trace.text:<80}0001{sequence:07}"


def _batch_control(file: AchFile, totals: _Totals, number: int) -> str:
    return (
        f"8{CREDITS_ONLY}{totals.records:06}{totals.hash_text}{0:012}{totals.cents:012}"
        f"{file.origin.company_id}{' ' * 25}{file.bank.routing[:8]}{number:07}"
    )


def _file_control(totals: _Totals, batches: int, blocks: int) -> str:
    return (
        f"9{batches:06}{blocks:06}{totals.records:08}{totals.hash_text}{0:012}"
        f"{totals.cents:012}{' ' * 39}"
    )
