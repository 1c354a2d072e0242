"""The dated table of claim statuses: codes and words of every place where a claim can stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from types import MappingProxyType

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import mapping


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands: status category (list 507), status (508), entity, and our words."""

    category: str
    status: str
    entity: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusTable:
    """One dated table; `releases` by what a pended claim waits for, `denials` by CARC."""

    states: Mapping[str, Standing]
    releases: Mapping[str, Standing]
    denials: Mapping[str, Standing]

    def of(self, state: str) -> Standing:
        """Return where a claim in this state stands."""
        return self.states[state]

    def pended(self, release: str) -> Standing:
        """Return the standing of a claim that waits for `release`."""
        return self._with_words("pended", self.releases.get(release))

    def denied(self, carc: str) -> Standing:
        """Return the standing of a claim that was denied for a reason."""
        return self._with_words("denied", self.denials.get(carc))

    def _with_words(self, state: str, found: Standing | None) -> Standing:
        general = self.states[state]
        return general if found is None else replace(found, words=general.words)


def status_table(day: date) -> StatusTable:
    """Return the table in force on a day."""
    return _tables().nearest(day)


@cache
def _tables() -> Dated[StatusTable]:
    known = ("states", "releases", "denials", "examples")
    sheets = dated_sheets(rulebook_folder(), "inquiries/claim_status", known)
    return Dated(tuple(one.effective for one in sheets), tuple(map(_table, sheets)))


def _table(sheet: Sheet) -> StatusTable:
    denials: dict[str, Standing] = {}
    category = _group(sheet, "states")["denied"].category
    for where, row in sheet.rows("denials", ("carc", "status", "entity")):
        found = _standing(row, where, category)
        denials |= dict.fromkeys(values.words(row, "carc", where), found)
    return StatusTable(
        MappingProxyType(_group(sheet, "states")),
        MappingProxyType(_group(sheet, "releases")),
        MappingProxyType(denials),
    )


def _group(sheet: Sheet, key: str) -> dict[str, Standing]:
    found = {}
    for name, entry in sheet.group(key).items():
        where = f"{sheet.name}, {name}"
        found[name] = _standing(mapping(entry, where), where)
    return found


def _standing(row: values.Row, where: str, category: str = "") -> Standing:
    words = {"en": values.text(row, "english", where), "es": values.text(row, "spanish", where)}
    return Standing(
        values.text(row, "category", where, category),
        values.text(row, "status", where),
        values.text(row, "entity", where),
        MappingProxyType(words),
    )
