"""The numbers of the operating rules, by which this payer measures itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from django.utils import timezone

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError


WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
LEAST_DAYS: Final = 2192
"""Six years: 45 CFR 164.316(b)(2)(i), what documents how health data were handled."""
_KNOWN: Final = (
    "availability", "real time", "batch", "acknowledgment", "reassociation", "at hand",
    "procedure", "examples",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OperatingRules:
    """One edition; shares are percents, `apart` and `missing_after` business days.

    `week_begins`: 0 is Monday. The `_days` say how long something stays at hand. `procedure` is
    what an office does about a late or missing payment or remittance, as (English, Spanish).
    """

    mandated: Decimal
    aim: Decimal
    week_begins: int
    real_time_seconds: int
    real_time_share: Decimal
    received_by: time
    answered_by: time
    acknowledged_minutes: int
    apart: int
    missing_after: int
    mailbox_days: int
    log_days: int
    uptime_days: int
    procedure: tuple[tuple[str, str], ...]

    def steps(self, language: str) -> tuple[str, ...]:
        """Return the procedure in a language."""
        return tuple(
            spanish if language == "es" else english for english, spanish in self.procedure
        )


def operating_rules(day: date) -> OperatingRules:
    """Return the rules in force on a day."""
    return _editions(rulebook_folder()).nearest(day)


def examples() -> list[tuple[OperatingRules, datetime, datetime]]:
    """Return what the files say of batches: (rules, received, due), to be tried."""
    found = []
    for sheet in _sheets(rulebook_folder()):
        for where, row in sheet.rows("examples", ("received", "due")):
            came, due = (_moment(values.text(row, key, where)) for key in ("received", "due"))
            found.append((_read(sheet), came, due))
    return found


@cache
def _editions(root: Path) -> Dated[OperatingRules]:
    sheets = _sheets(root)
    return Dated(tuple(one.effective for one in sheets), tuple(map(_read, sheets)))


def _sheets(root: Path) -> tuple[Sheet, ...]:
    return dated_sheets(root, "operating_rules", _KNOWN)


def _read(sheet: Sheet) -> OperatingRules:
    name, group = sheet.name, sheet.group
    availability, real_time, batch = (group(key) for key in ("availability", "real time", "batch"))
    parts, hand = group("reassociation"), group("at hand")
    begins = values.one_of(availability, "week begins", name, WEEKDAYS)
    return OperatingRules(
        values.decimal(availability, "mandated", name),
        values.decimal(availability, "aim", name),
        WEEKDAYS.index(begins),
        values.number(real_time, "seconds", name),
        values.decimal(real_time, "share", name),
        _time(values.text(batch, "received by", name), name),
        _time(values.text(batch, "answered by", name), name),
        values.number(group("acknowledgment"), "minutes", name),
        values.number(parts, "business days apart", name),
        values.number(parts, "missing after business days", name),
        values.number(hand, "mailbox days", name),
        _lawful(hand, "exchange log days", name),
        _lawful(hand, "uptime days", name),
        tuple(_step(row, where) for where, row in sheet.rows("procedure", ("english", "spanish"))),
    )


def _lawful(hand: values.Row, key: str, where: str) -> int:
    found = values.number(hand, key, where)
    if found < LEAST_DAYS:
        raise RulebookError(f"{where}, '{key}': the law asks for six years, {LEAST_DAYS} days.")
    return found


def _step(row: values.Row, where: str) -> tuple[str, str]:
    said = values.text(row, "english", where), values.text(row, "spanish", where)
    if not all(said):
        raise RulebookError(f"{where}: write both 'english' and 'spanish'.")
    return said


def _time(text: str, where: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as problem:
        raise RulebookError(f"{where}: '{text}' is no time of day such as 21:00.") from problem


def _moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))
