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
from coverwell.services.rulebook.text import RulebookError, mapping


@dataclass(frozen=True, slots=True)
class EnrollmentLimits:
    """`share` (percent) and `least` (people) bound what a full file may end by leaving it out."""

    share: Decimal
    least: int
    retroactive_days: int
    refusals: Mapping[str, Mapping[str, str]]

    def improbable(self, ended: int, covered: int) -> bool:
        """Say whether a full file would end more people than it should."""
        return ended >= self.least and ended * 100 > covered * self.share


def enrollment_limits(day: date) -> EnrollmentLimits:
    """Return the limits in force on a day."""
    return _limits().nearest(day)


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


def _refusals(sheet: Sheet) -> list[tuple[str, Mapping[str, str]]]:
    found: list[tuple[str, Mapping[str, str]]] = []
    for rule, entry in sheet.group("refusals").items():
        where = f"{sheet.name}, {rule}"
        row = mapping(entry, where)
        words = {
            "en": values.text(row, "english", where),
            "es": values.text(row, "spanish", where),
        }
        if not all(words.values()):
            raise RulebookError(f"{where}: write both 'english' and 'spanish'.")
        found.append((rule, MappingProxyType(words)))
    return found
