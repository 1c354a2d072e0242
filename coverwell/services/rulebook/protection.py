"""Reading the dated codes that say emergency, and those of care that is protected."""

from __future__ import annotations

from pathlib import Path

from coverwell.kernel.coverage.emergency import EmergencyCodes
from coverwell.kernel.coverage.protection import ProtectionTables
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets
from coverwell.services.rulebook.text import RulebookError


_SIGNS = ("places", "revenue", "procedures", "admission types")
_CARE = (
    "air ambulance", "air revenue", "ground ambulance", "facility places", "never waived",
    "no referral",
)  # fmt: skip
_EXAMPLE = ("example", "place", "revenue", "procedure", "admission type", "emergency")


def read_emergency(root: Path) -> Dated[EmergencyCodes]:
    """Read every dated list of emergency codes and try its examples."""
    sheets = dated_sheets(root, "codes/emergency", (*_SIGNS, "examples"))
    return Dated(tuple(s.effective for s in sheets), tuple(_emergency(s) for s in sheets))


def _emergency(sheet: Sheet) -> EmergencyCodes:
    """Read one list."""
    row, where = dict(sheet.entries), sheet.name
    codes = EmergencyCodes(
        places=values.codes(row, "places", where),
        revenues=values.codes(row, "revenue", where),
        procedures=values.codes(row, "procedures", where),
        admission_types=values.codes(row, "admission types", where),
        source=sheet.source,
    )
    _check_examples(sheet, codes)
    return codes


def _check_examples(sheet: Sheet, codes: EmergencyCodes) -> None:
    """Refuse a list whose own examples come out otherwise."""
    for where, row in sheet.rows("examples", _EXAMPLE):
        said = (
            values.text(row, "place", where) in codes.places
            or values.text(row, "revenue", where) in codes.revenues
            or values.text(row, "procedure", where) in codes.procedures
            or values.text(row, "admission type", where) in codes.admission_types
        )
        if said != (values.text(row, "emergency", where) == "yes"):
            raise RulebookError(f"{where}: '{values.text(row, 'example', where)}' differs.")


def read_protection(root: Path) -> Dated[ProtectionTables]:
    """Read every dated list of protected care."""
    sheets = dated_sheets(root, "codes/protection", _CARE)
    return Dated(tuple(s.effective for s in sheets), tuple(_protection(s) for s in sheets))


def _protection(sheet: Sheet) -> ProtectionTables:
    """Read one list."""
    row, where = dict(sheet.entries), sheet.name
    return ProtectionTables(
        air_ambulance=values.codes(row, "air ambulance", where),
        air_revenues=values.codes(row, "air revenue", where),
        ground_ambulance=values.codes(row, "ground ambulance", where),
        facility_places=values.codes(row, "facility places", where),
        never_waived=values.words(row, "never waived", where),
        no_referral=values.words(row, "no referral", where),
        source=sheet.source,
    )
