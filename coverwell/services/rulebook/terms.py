"""Reading what a contract, or the plan out of network, pays."""

from __future__ import annotations

from pathlib import Path

from coverwell.kernel.pricing.terms import Outlier, Pays, Rate, Terms
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.care import Cares
from coverwell.services.rulebook.sheets import Sheet, dated_sheets
from coverwell.services.rulebook.text import (
    Node,
    RulebookError,
    check_keys,
    mapping,
    nearest,
    read_mapping,
    required,
    scalar,
    sequence,
)


_TERMS = ("terms", "locality", "rates")
_RATE = (
    "pays", "schedule", "percent", "amount", "care", "procedures", "revenue", "for",
    "carved out", "lesser of", "outlier threshold", "outlier share", "cost to charge",
)  # fmt: skip
_PAYS = tuple(pays.value for pays in Pays)
# What a way of paying cannot do without.
_NEEDS = {
    Pays.FEE_SCHEDULE: ("schedule",),
    Pays.RELATIVE_VALUE: ("schedule",),
    Pays.PERCENT_OF_CHARGE: ("percent",),
    Pays.FLAT: ("amount",),
    Pays.PER_DIEM: ("amount",),
    Pays.CASE_RATE: ("amount",),
    Pays.DRG: ("amount",),
    Pays.ANESTHESIA: ("amount",),
}


def read_terms(text: str, name: str, cares: Cares) -> Terms:
    """Read a contract's terms: `terms`, `source`, `locality` and `rates`. `name` is for errors."""
    entries = read_mapping(text, name)
    check_keys(entries, ("source", "says", *_TERMS), name)
    required(entries, "source", name)
    return _terms(entries, name, cares)


def read_dated_terms(root: Path, folder: str, cares: Cares) -> Dated[Terms]:
    """Read the dated terms of a folder of the rulebook."""
    sheets = dated_sheets(root, folder, (*_TERMS, "examples"))
    return Dated(
        tuple(sheet.effective for sheet in sheets),
        tuple(_terms(dict(sheet.entries), sheet.name, cares) for sheet in sheets),
    )


def terms_sheets(root: Path, folder: str) -> tuple[Sheet, ...]:
    """Return the dated files of a folder of terms, for their examples."""
    return dated_sheets(root, folder, (*_TERMS, "examples"))


def _terms(entries: dict[str, Node], name: str, cares: Cares) -> Terms:
    """Read the rows in their order."""
    key = values.text(entries, "terms", name) or name
    rows = sequence(required(entries, "rates", name), f"{name}, 'rates'")
    rates = tuple(_rate(row, f"{name}, rates {n}", cares) for n, row in enumerate(rows, 1))
    source = scalar(required(entries, "source", name), name)
    return Terms(key, rates, source, values.text(entries, "locality", name))


def _rate(node: Node, where: str, cares: Cares) -> Rate:
    """Read one row."""
    row = mapping(node, where)
    check_keys(row, _RATE, where)
    pays = Pays(values.one_of(row, "pays", where, _PAYS))
    for key in _NEEDS[pays]:
        required(row, key, where)
    form = values.one_of(row, "for", where, ("professional", "institutional", ""), "")
    return Rate(
        pays=pays,
        schedule=values.text(row, "schedule", where),
        percent=values.decimal(row, "percent", where, "100%"),
        amount=values.money(row, "amount", where, "0"),
        outlier=_outlier(row, where),
        cares=_cares(row, where, cares),
        procedures=values.ranges(row, "procedures", where),
        revenues=values.codes(row, "revenue", where),
        institutional=form == "institutional" if form else None,
        carved_out=values.yes(row, "carved out", where),
        lesser_of=values.yes(row, "lesser of", where, "yes"),
    )


def _cares(row: dict[str, Node], where: str, cares: Cares) -> frozenset[str]:
    """Read kinds of care, which must be on the closed list."""
    named = values.words(row, "care", where)
    for care in named:
        if care not in cares:
            raise RulebookError(f"{where}: no care is called '{care}'.{nearest(care, cares)}")
    return frozenset(named)


def _outlier(row: dict[str, Node], where: str) -> Outlier | None:
    """Read the three parts of an outlier rule; all or none of them must be there."""
    parts = ("outlier threshold", "outlier share", "cost to charge")
    given = [part for part in parts if part in row]
    if not given:
        return None
    if len(given) < len(parts):
        raise RulebookError(f"{where}: an outlier rule needs {', '.join(parts)}.")
    return Outlier(
        values.money(row, parts[0], where),
        values.decimal(row, parts[1], where),
        values.decimal(row, parts[2], where),
    )
