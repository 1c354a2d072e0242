"""What only a facility's claim says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.vocabulary.period import Period


class CodedDate(NamedTuple):
    """An occurrence (last None) or an occurrence span."""

    code: str
    first: date
    last: date | None = None


class CodedValue(NamedTuple):
    """A value code; the value is an amount or a count, as the code says."""

    code: str
    value: Decimal


class CodedProcedure(NamedTuple):
    """An ICD-10-PCS procedure of a stay."""

    code: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Institutional:
    """What only an institutional claim says. `drg` was grouped before the kernel is asked."""

    bill_type: str
    statement: Period
    admitted: date | None = None
    admission_type: str = ""
    admission_source: str = ""
    discharge_status: str = ""
    conditions: tuple[str, ...] = ()
    occurrences: tuple[CodedDate, ...] = ()
    values: tuple[CodedValue, ...] = ()
    procedures: tuple[CodedProcedure, ...] = ()
    drg: str = ""

    @property
    def inpatient(self) -> bool:
        """Say whether the bill type is that of an inpatient stay (011x, 018x, 021x, 041x)."""
        return self.bill_type.lstrip("0")[:2] in ("11", "18", "21", "41")
