"""Building the edit tables of each day on which something changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.edits.facts import EditTables, FrequencyLimit, Together
from coverwell.kernel.pricing.priced import PriceBook
from coverwell.kernel.reasons.codes import Codes
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import edit_sheets as sheets_of
from coverwell.services.rulebook import values
from coverwell.services.rulebook.edit_examples import check_examples
from coverwell.services.rulebook.official import Official, read_official
from coverwell.services.rulebook.policies import Policy, in_force
from coverwell.services.rulebook.sheets import Sheet, dated_sheets


def read_edits(
    root: Path, codes: Codes, prices: PriceBook, policies: tuple[Policy, ...]
) -> Dated[EditTables]:
    """Read all sheets and build the tables of every day on which one begins."""
    sheets = sheets_of.edit_sheets(root)
    places = dated_sheets(root, "codes/places", ("places", "facilities", "examples"))
    starts = {sheet.effective for found in sheets.values() for sheet in found}
    starts |= {policy.effective for policy in policies}
    official = read_official(root)
    starts |= {loaded.effective for loaded in official}
    firsts = tuple(sorted(starts))
    built = {}
    for first in firsts:
        day = {topic: _nearest(found, first) for topic, found in sheets.items()}
        day["places"] = _nearest(places, first)
        begun = in_force(policies, first)
        built[first] = _tables(day, codes, _global_days(prices, first), begun)
    # The examples are about our own sheets, so they are tried before official tables replace them.
    check_examples(sheets, policies, Dated(firsts, tuple(built.values())))
    loaded = tuple(_with_official(tables, first, official) for first, tables in built.items())
    return Dated(firsts, loaded)


def _with_official(tables: EditTables, on: date, official: tuple[Official, ...]) -> EditTables:
    """Put the latest official table of each kind that has begun in place of our sample."""
    for loaded in official:
        if loaded.effective <= on:
            tables = replace(
                tables,
                sources=MappingProxyType(dict(tables.sources) | loaded.sources),
                pairs=loaded.pairs or tables.pairs,
                facility_pairs=loaded.facility_pairs or tables.facility_pairs,
                units=loaded.units or tables.units,
                facility_units=loaded.facility_units or tables.facility_units,
                procedures=loaded.procedures or tables.procedures,
                diagnoses=loaded.diagnoses or tables.diagnoses,
                modifiers=loaded.modifiers or tables.modifiers,
            )
    return tables


def _nearest(found: tuple[Sheet, ...], on: date) -> Sheet:
    """Return the sheet in force, or the first one for days before it."""
    begun = [sheet for sheet in found if sheet.effective <= on]
    return begun[-1] if begun else found[0]


def _tables(
    day: Mapping[str, Sheet],
    codes: Codes,
    global_days: Mapping[str, int],
    policies: tuple[Policy, ...],
) -> EditTables:
    """Put one day's sheets together."""
    lists, marks, filing = day["code_lists"], day["modifiers"], day["timely_filing"]
    return EditTables(
        codes=codes,
        source=lists.source,
        sources=MappingProxyType({topic: sheet.source for topic, sheet in day.items()}),
        procedures=sheets_of.code_list(lists, "procedures"),
        diagnoses=sheets_of.code_list(lists, "diagnoses"),
        modifiers=sheets_of.code_list(lists, "modifiers"),
        revenues=sheets_of.codes_of(lists, "revenue"),
        places=sheets_of.codes_of(day["places"], "places"),
        largest_charge=values.money(dict(lists.entries), "largest charge", lists.name),
        filing_days=values.number(dict(filing.entries), "days", filing.name),
        filing=sheets_of.filing(filing),
        repeats=sheets_of.codes_of(marks, "repeats"),
        distinct=sheets_of.codes_of(marks, "distinct"),
        frequency=_frequency(policies),
        units=sheets_of.units(day["units"]),
        facility_units=sheets_of.units(day["units"]),
        pairs=sheets_of.pairs(day["pairs"]),
        facility_pairs=sheets_of.pairs(day["pairs"]),
        add_ons=sheets_of.add_ons(day["add_ons"]),
        bypass=sheets_of.codes_of(marks, "parts a pair"),
        ages=sheets_of.ages(day["person"]),
        sexes=sheets_of.sexes(day["person"]),
        not_separate={code: one.number for one in policies for code in one.not_separate},
        together=_together(policies),
        global_days=global_days,
        global_visits=sheets_of.codes_of(day["global"], "visits"),
        global_bypass=sheets_of.codes_of(marks, "parts from surgery"),
    )


def _frequency(policies: tuple[Policy, ...]) -> Mapping[str, tuple[FrequencyLimit, ...]]:
    """Index the limits by code."""
    found: dict[str, tuple[FrequencyLimit, ...]] = {}
    for policy in policies:
        for limit in policy.frequency:
            for code in limit.procedures:
                found[code] = (*found.get(code, ()), limit)
    return MappingProxyType(found)


def _together(policies: tuple[Policy, ...]) -> Mapping[str, tuple[Together, ...]]:
    """Index by code what needs notes or a look beside others."""
    found: dict[str, tuple[Together, ...]] = {}
    for policy in policies:
        for codes, entry in policy.together:
            for code in codes:
                found[code] = (*found.get(code, ()), entry)
    return MappingProxyType(found)


def _global_days(prices: PriceBook, on: date) -> Mapping[str, int]:
    """Take from the fee schedules the days that a surgery's price includes."""
    days: dict[str, int] = {}
    for dated in prices.schedules.values():
        schedule = dated.nearest(on)
        found = [(code, fee.global_days) for (code, _), fee in schedule.fees.items()]
        found += [(code, value.global_days) for (code, _), value in schedule.values.items()]
        for code, after in found:
            if after:
                days[code] = max(days.get(code, 0), after)
    return MappingProxyType(days)
