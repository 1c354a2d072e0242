"""What enrolment files may do by themselves, and the words of refusals (rulebook/enrollment)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError, check_keys, mapping


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a member of a file is not taken; `advice` is the code of TED01 in an 824."""

    advice: str
    english: str
    spanish: str


@dataclass(frozen=True, slots=True)
class EnrollmentLimits:
    """`share` (percent) and `least` (people) bound what a full file may end by leaving it out."""

    share: Decimal
    least: int
    retroactive_days: int
    refusals: Mapping[str, Refusal]

    def improbable(self, ended: int, covered: int) -> bool:
        """Say whether a full file would end more people than it should."""
        return ended >= self.least and ended * 100 > covered * self.share


def enrollment_limits(day: date) -> EnrollmentLimits:
    """Return the limits in force on a day."""
    return _limits().nearest(day)


_REFUSAL = ("advice", "english", "spanish")


@cache
def _limits() -> Dated[EnrollmentLimits]:
    known = ("improbable", "retroactive days", "refusals")
    sheets = dated_sheets(rulebook_folder(), "enrollment", known)
    return Dated(tuple(one.effective for one in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> EnrollmentLimits:
    improbable = sheet.group("improbable")
    return EnrollmentLimits(
        values.decimal(improbable, "share", sheet.name),
        values.number(improbable, "least", sheet.name),
        values.number(dict(sheet.entries), "retroactive days", sheet.name),
        MappingProxyType(dict(_refusals(sheet))),
    )


def _refusals(sheet: Sheet) -> list[tuple[str, Refusal]]:
    found: list[tuple[str, Refusal]] = []
    for rule, entry in sheet.group("refusals").items():
        where = f"{sheet.name}, {rule}"
        row = mapping(entry, where)
        check_keys(row, _REFUSAL, where)
        words = [values.text(row, key, where) for key in _REFUSAL]
        if not all(words):
            raise RulebookError(f"{where}: write 'advice', 'english' and 'spanish'.")
        found.append((rule, Refusal(*words)))
    return found
