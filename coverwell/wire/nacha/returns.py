"""Reads the payments that a bank sends back: entries with an addendum of type 99. Cents."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Returned:
    """A payment that came back: the id we gave it, why (R01 …), cents, our entry's trace."""

    id: str
    reason: str
    amount: int
    entry_trace: str
    information: str = ""


class NotAReturnFileError(ValueError):
    """Bytes that are no file of returns; says at which record and why."""


def read_returns(data: bytes) -> list[Returned]:
    """The returned payments of a file, in its order; entries without a return are left out.

    Raises NotAReturnFileError for another file, a cut one, or totals that disagree.
    """
    return list(_returned(checked_records(data)))


def checked_records(data: bytes) -> list[str]:
    """The records of what a bank sends; NotAReturnFileError for another file, or a cut one."""
    records = _records(data)
    if not records or records[0][0] != "1":
        raise NotAReturnFileError("The file does not begin with a file header (record type 1).")
    control = next((record for record in records if record[0] == "9"), "")
    if not control:
        raise NotAReturnFileError("The file ends without its file control (record type 9).")
    entries = sum(record[0] in "67" for record in records)
    counted = control[13:21]
    if counted != f"{entries:08}":
        raise NotAReturnFileError(
            f"The file control counts {counted} entries and addenda, the file has {entries}."
        )
    return records


def _records(data: bytes) -> list[str]:
    try:
        lines = data.decode("ascii").splitlines()
    except UnicodeDecodeError as problem:
        raise NotAReturnFileError(f"Byte {problem.start} is not ASCII.") from problem
    for number, line in enumerate(lines, 1):
        if len(line) != 94:
            raise NotAReturnFileError(f"Record {number} has {len(line)} characters, not 94.")
    return lines


def _returned(records: list[str]) -> Iterator[Returned]:
    entry = ""
    for number, record in enumerate(records, 1):
        if record[0] == "6":
            entry = record
        if record[0] == "7" and record[1:3] == "99":
            if not entry or not entry[29:39].isdigit():
                raise NotAReturnFileError(f"Record {number} returns an entry without an amount.")
            yield Returned(
                entry[39:54].strip(),
                record[3:6],
                int(entry[29:39]),
                record[6:21].strip(),
                record[35:79].strip(),
            )
