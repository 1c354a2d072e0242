"""Reads the bank's notifications of change: entries of class COR with an addendum of type 98.

The NACHA operating rules give the sender six banking days, or until the next payment, to follow
them. What is corrected stands in 29 characters whose layout the change code decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from coverwell.wire.nacha.returns import NotAReturnFileError, checked_records


# Where each corrected value stands in the 29 characters: from, to.
_LAYOUT: Final[Mapping[str, Mapping[str, tuple[int, int]]]] = {
    "C01": {"account": (0, 17)},
    "C02": {"routing": (0, 9)},
    "C03": {"routing": (0, 9), "account": (12, 29)},
    "C05": {"kind": (0, 2)},
    "C06": {"account": (0, 17), "kind": (20, 22)},
    "C07": {"routing": (0, 9), "account": (9, 26), "kind": (26, 28)},
}
_KINDS: Final = {"22": "DA", "32": "SG"}  # checking and savings credit


@dataclass(frozen=True, slots=True)
class Corrected:
    """What the bank corrects of a payment's account: some of routing, account, kind (DA, SG).

    `values` is empty for a code that names nothing of an account (C04, C09, C13).
    """

    id: str
    code: str
    values: Mapping[str, str]


def read_corrections(data: bytes) -> list[Corrected]:
    """The notifications of change of a file, in its order.

    Raises NotAReturnFileError for another file, a cut one, or a code for a prenote's kind that no
    payment has.
    """
    return list(_corrections(checked_records(data)))


def _corrections(records: list[str]) -> Iterator[Corrected]:
    entry = ""
    for number, record in enumerate(records, 1):
        if record[0] == "6":
            entry = record
        if record[0] == "7" and record[1:3] == "98":
            if not entry:
                raise NotAReturnFileError(f"Record {number} corrects no entry.")
            code, stated = record[3:6], record[35:64]
            values = {
                name: stated[first:last].strip()
                for name, (first, last) in _LAYOUT.get(code, {}).items()
            }
            yield Corrected(entry[39:54].strip(), code, _in_words(values, number))


def _in_words(values: dict[str, str], number: int) -> dict[str, str]:
    if "kind" in values:
        if values["kind"] not in _KINDS:
            raise NotAReturnFileError(
                f"Record {number} corrects to transaction code '{values['kind']}', no credit."
            )
        values["kind"] = _KINDS[values["kind"]]
    return values
