"""The law's times for a decision on a request, from rulebook/law/review_clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from coverwell.kernel.policy.review_clock import ReviewClock, Span, Urgency, due
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError


FOLDER = "law/review_clocks"
_KEYS = (
    *("program", "otherwise", "cites", "urgent", "concurrent", "standard", "extension", "stops"),
    *("answer urgent", "answer standard", "urgent after answer"),
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clock of each program, and the program of plans that name none."""

    by_program: Mapping[str, ReviewClock]
    otherwise: str

    def of(self, program: str) -> ReviewClock:
        """Return a program's clock, or that of every other plan."""
        return self.by_program.get(program) or self.by_program[self.otherwise]


def clock_of(program: str, day: date) -> ReviewClock:
    """Return the clock in force on a day for a plan of this kind."""
    return _clocks().nearest(day).of(program)


@cache
def _clocks() -> Dated[Clocks]:
    sheets = dated_sheets(rulebook_folder(), FOLDER, ("clocks", "examples"))
    return Dated(tuple(one.effective for one in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> Clocks:
    rows = sheet.rows("clocks", _KEYS)
    found = {clock.program: clock for clock in (_clock(row, where) for where, row in rows)}
    others = [
        values.text(row, "program", where)
        for where, row in rows
        if values.yes(row, "otherwise", where)
    ]
    if len(others) != 1 or len(found) != len(rows):
        raise RulebookError(
            f"{sheet.name}: name each program once, one of them with 'otherwise: yes'."
        )
    clocks = Clocks(found, others[0])
    _check_examples(sheet, clocks)
    return clocks


def _clock(row: values.Row, where: str) -> ReviewClock:
    return ReviewClock(
        values.text(row, "program", where),
        values.text(row, "cites", where),
        _span(row, "urgent", where),
        _span(row, "concurrent", where),
        _span(row, "standard", where),
        _span(row, "extension", where),
        stops=values.yes(row, "stops", where),
        answer_urgent=_span(row, "answer urgent", where, "0 hours"),
        answer_standard=_span(row, "answer standard", where, "0 days"),
        urgent_after_answer=_span(row, "urgent after answer", where, "0 hours"),
    )


def _span(row: values.Row, key: str, where: str, default: str = "") -> Span:
    """Read '72 hours' or '15 days'."""
    written = values.text(row, key, where, default)
    number, _, unit = written.partition(" ")
    if not (number.isascii() and number.isdigit()) or unit not in ("hours", "days"):
        raise RulebookError(f"{where}, '{key}': '{written}' is not '72 hours' or '15 days'.")
    return Span(hours=int(number)) if unit == "hours" else Span(days=int(number))


def _check_examples(sheet: Sheet, clocks: Clocks) -> None:
    """Refuse an edition whose own examples come out otherwise."""
    for where, row in sheet.rows("examples", ("example", "program", "urgency", "received", "due")):
        received = datetime.fromisoformat(values.text(row, "received", where))
        urgency = Urgency(values.text(row, "urgency", where))
        found = due(received, urgency, clocks.of(values.text(row, "program", where)))
        if found != datetime.fromisoformat(values.text(row, "due", where)):
            raise RulebookError(f"{where}: due {found}, which is not what the example says.")
