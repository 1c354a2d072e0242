"""Reading how anesthesia is priced: `anesthesia/<first day>/units.yaml` and `base_units.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.pricing.anesthesia import (
    MINUTES,
    Anesthesia,
    AnesthesiaUnits,
    anesthesia_price,
)
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.official import read_base_units, read_official
from coverwell.services.rulebook.sheets import Sheet, day, read_sheet
from coverwell.services.rulebook.text import RulebookError


_KEYS = ("minutes of a unit", "direction", "supervision", "condition", "untimed", "examples")
_EXAMPLE = ("example", "procedure", "modifiers", "minutes", "units", "each", "pays")


def read_anesthesia(root: Path) -> Dated[AnesthesiaUnits]:
    """Read every edition and try its examples; official base units follow from their first day."""
    own = {}
    for folder in sorted(path for path in (root / "anesthesia").glob("*") if path.is_dir()):
        name = folder.relative_to(root).as_posix()
        own[day(folder.name, name)] = _edition(root, name)
    official = {one.effective: one.base_units for one in read_official(root) if one.base_units}
    tables: list[AnesthesiaUnits] = []
    firsts = sorted({*own, *official})
    for first in firsts:
        rules = own[max((one for one in own if one <= first), default=min(own))]
        loaded = [units for begun, units in official.items() if begun <= first]
        tables.append(replace(rules, base={**rules.base, **loaded[-1]}) if loaded else rules)
    return Dated(tuple(firsts), tuple(tables))


def _edition(root: Path, name: str) -> AnesthesiaUnits:
    sheet = read_sheet(root, f"{name}/units.yaml", _KEYS)
    entries = dict(sheet.entries)
    table = AnesthesiaUnits(
        base=MappingProxyType(dict(read_base_units(root / name / "base_units.csv"))),
        minutes=values.number(entries, "minutes of a unit", sheet.name),
        direction=_by_modifier(sheet, "direction", "percent"),
        supervision=_by_modifier(sheet, "supervision", "units"),
        condition=_by_modifier(sheet, "condition", "units"),
        untimed=values.codes(entries, "untimed", sheet.name),
    )
    _check_examples(sheet, table)
    return table


def _by_modifier(sheet: Sheet, key: str, what: str) -> Mapping[str, Decimal]:
    rows = sheet.rows(key, ("modifier", what, "because"))
    read = {values.text(r, "modifier", w): values.decimal(r, what, w) for w, r in rows}
    return MappingProxyType(read)


def _check_examples(sheet: Sheet, table: AnesthesiaUnits) -> None:
    rows = sheet.rows("examples", _EXAMPLE)
    if not rows:
        raise RulebookError(f"{sheet.name}: there are no examples.")
    for where, row in rows:
        timed = "minutes" in row
        line = Anesthesia(
            values.text(row, "procedure", where),
            values.words(row, "modifiers", where),
            values.decimal(row, "minutes" if timed else "units", where),
            MINUTES if timed else "UN",
        )
        found = anesthesia_price(line, values.money(row, "each", where), table, sheet.source)
        pays = None if found is None else found.amount
        if pays != values.money(row, "pays", where):
            raise RulebookError(f"{where}: '{values.text(row, 'example', where)}' pays {pays}.")
