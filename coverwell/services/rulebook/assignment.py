"""Reading the states whose law makes a plan honor an assignment of benefits."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.policy.assignment import AssignmentLaw, StateLaw
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets
from coverwell.services.rulebook.text import RulebookError


_ROW = ("state", "law", "providers")
_EXAMPLE = ("example", "state", "taxonomy", "honored")


def read_assignment(root: Path) -> Dated[AssignmentLaw]:
    """Read every edition and try its examples."""
    sheets = dated_sheets(root, "assignment", ("states", "examples"))
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_law, sheets)))


def _law(sheet: Sheet) -> AssignmentLaw:
    states: dict[str, StateLaw] = {}
    for where, row in sheet.rows("states", _ROW):
        state, law = values.text(row, "state", where), values.text(row, "law", where)
        if len(state) != 2 or not state.isupper() or not law or state in states:
            raise RulebookError(f"{where}: a row names a state once, and its law.")
        states[state] = StateLaw(values.words(row, "providers", where), f"{sheet.name}: {law}")
    read = AssignmentLaw(MappingProxyType(states))
    _check_examples(sheet, read)
    return read


def _check_examples(sheet: Sheet, law: AssignmentLaw) -> None:
    rows = sheet.rows("examples", _EXAMPLE)
    if not rows:
        raise RulebookError(f"{sheet.name}: there are no examples.")
    for where, row in rows:
        state, taxonomy = values.text(row, "state", where), values.text(row, "taxonomy", where)
        found = law.binds(state, taxonomy) is not None
        if found is not values.yes(row, "honored", where):
            raise RulebookError(f"{where}: '{values.text(row, 'example', where)}' differs.")
