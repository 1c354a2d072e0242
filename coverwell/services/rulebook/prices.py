"""Reading everything that prices claims, and trying the examples of the terms."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.pricing.one_line import modifier_percent
from coverwell.kernel.pricing.price import price_claim
from coverwell.kernel.pricing.priced import PriceBook, PriceFacts, ToPrice
from coverwell.kernel.pricing.terms import ModifierRules, Terms
from coverwell.kernel.vocabulary.claim import Claim, Line, Provider
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.anesthesia import read_anesthesia
from coverwell.services.rulebook.schedules import read_schedules
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, day, read_sheet
from coverwell.services.rulebook.terms import terms_sheets
from coverwell.services.rulebook.text import Node, RulebookError


_EXAMPLE = ("example", "procedure", "modifiers", "place", "charge", "units", "allowed")


def read_price_book(root: Path) -> PriceBook:
    """Read schedules, DRG weights, modifiers, places and the disclosures of protected care."""
    places = dated_sheets(root, "codes/places", ("places", "facilities", "examples"))[-1]
    sheets = dated_sheets(
        root, "codes/modifiers", ("of procedure", "components", "multiple procedures", "examples")
    )
    disclosed = dated_sheets(root, "codes/disclosures", ("remarks",))[-1]
    return PriceBook(
        schedules=read_schedules(root),
        drg_weights=_drg_weights(root),
        modifiers=Dated(tuple(s.effective for s in sheets), tuple(_modifiers(s) for s in sheets)),
        facility_places=values.codes(dict(places.entries), "facilities", places.name),
        disclosures=MappingProxyType(_remarks(disclosed)),
        anesthesia=read_anesthesia(root),
    )


def _remarks(sheet: Sheet) -> dict[str, str]:
    """Read the remark code of each rule of protected care."""
    group = sheet.group("remarks")
    return {rule: values.text(group, rule, sheet.name) for rule in group}


def _modifiers(sheet: Sheet) -> ModifierRules:
    """Read the percentages of one edition and try its examples."""
    steps = values.words(dict(sheet.entries), "multiple procedures", sheet.name)
    rules = ModifierRules(
        of_procedure=_percents(sheet, "of procedure"),
        components=_percents(sheet, "components"),
        steps=tuple(values.decimal({"step": s}, "step", sheet.name) for s in steps),
        source=sheet.source,
    )
    for where, row in sheet.rows("examples", ("example", "modifiers", "price", "pays")):
        percent = modifier_percent(values.words(row, "modifiers", where), rules)
        pays = values.money(row, "price", where).share(percent)
        if pays != values.money(row, "pays", where):
            raise RulebookError(f"{where}: this example pays {pays}.")
    return rules


def _percents(sheet: Sheet, key: str) -> Mapping[str, Decimal]:
    """Read percentages by modifier."""
    rows = sheet.rows(key, ("modifier", "percent", "because"))
    read = {values.text(r, "modifier", w): values.decimal(r, "percent", w) for w, r in rows}
    return MappingProxyType(read)


def _drg_weights(root: Path) -> Dated[Mapping[str, Decimal]]:
    """Read the weights of every fiscal year."""
    folders = sorted(path for path in (root / "drg_weights").glob("*") if path.is_dir())
    firsts = tuple(day(path.name, str(path.relative_to(root))) for path in folders)
    return Dated(firsts, tuple(_weights(root, path) for path in folders))


def _weights(root: Path, folder: Path) -> Mapping[str, Decimal]:
    """Read one year's weights and try its examples."""
    name = folder.relative_to(root).as_posix()
    sheet = read_sheet(root, f"{name}/weights.yaml", ("examples",))
    with (folder / "weights.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    where = f"{name}/weights.csv"
    read = {row["drg"]: values.decimal({"weight": row["weight"]}, "weight", where) for row in rows}
    for at, row in sheet.rows("examples", ("example", "drg", "base rate", "pays")):
        weight = read[values.text(row, "drg", at)]
        if values.money(row, "base rate", at).times(weight) != values.money(row, "pays", at):
            raise RulebookError(f"{at}: this example's weight is {weight}.")
    return MappingProxyType(read)


def check_terms(root: Path, folder: str, dated: Dated[Terms], book: PriceBook) -> None:
    """Refuse terms whose own examples come out otherwise."""
    for sheet in terms_sheets(root, folder):
        terms = dated.nearest(sheet.effective)
        for where, row in sheet.rows("examples", _EXAMPLE):
            claim = _example(row, where, sheet.effective)
            facts = PriceFacts(book, None, terms, terms)
            priced = price_claim(claim, (ToPrice(claim.lines[0], ()),), facts)[0]
            found = None if priced is None else priced.allowed
            if found != values.money(row, "allowed", where):
                raise RulebookError(f"{where}: this example comes out as {found}.")


def _example(row: dict[str, Node], where: str, on: date) -> Claim:
    """Make the claim of one line that an example of terms speaks of."""
    line = Line(
        number=1,
        charge=values.money(row, "charge", where),
        first=on,
        last=on,
        units=values.decimal(row, "units", where, "1"),
        procedure=values.text(row, "procedure", where),
        modifiers=values.words(row, "modifiers", where),
        place=values.text(row, "place", where),
    )
    return Claim("", 0, "", on, Provider(), (line,))
