"""The closed list of kinds of care, and the other names by which people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from coverwell.kernel.plan.read_cell import tidy
from coverwell.services.rulebook import values
from coverwell.services.rulebook.care import CARE_KEYS
from coverwell.services.rulebook.sheets import read_sheet, rulebook_folder


# The words of the SBC's common medical events -> the event of rulebook/codes/care.yaml.
EVENTS = {
    "outpatient surgery": "outpatient surgery",
    "hospital stay": "hospital stay",
    "mental health": "mental health",
    "behavioral": "mental health",
    "pregnan": "pregnancy",
    "immediate": "immediate",
    "drugs": "drugs",
    "test": "test",
    "recover": "recovery",
    "child": "child",
    "dental": "dental",
    "visit": "office",
}


@cache
def care_keys() -> frozenset[str]:
    """Return every kind of care of the rulebook."""
    return frozenset(_events())


def care_of_name(name: str, when: str = "") -> str:
    """Return the key that a name means, under the event `when`; the name where it means none.

    ValueError: it means several kinds of care, and the event does not say which.
    """
    word = tidy(name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    if word in _events():
        return word
    # The SBC explains its rows in parentheses: 'Imaging (CT/PET scans, MRIs)'.
    found = _names().get(word) or _names().get(tidy(re.sub(r"\([^)]*\)", "", word)), ())
    event = next((event for part, event in EVENTS.items() if part in when.lower()), "")
    fitting = tuple(key for key in found if _events()[key] == event) or found
    if len(fitting) > 1:
        raise ValueError(f"'{name}' can be {' or '.join(map(repr, fitting))}. Write one of them.")
    return fitting[0] if fitting else word


@cache
def _events() -> Mapping[str, str]:
    return {values.text(r, "key", w): values.text(r, "event", w) for w, r in _rows()}


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for where, row in _rows():
        for name in values.words(row, "also", where):
            names[name] = (*names.get(name, ()), values.text(row, "key", where))
    return names


@cache
def _rows() -> list[tuple[str, values.Row]]:
    sheet = read_sheet(rulebook_folder(), "codes/care.yaml", ("care",))
    return sheet.rows("care", CARE_KEYS)
