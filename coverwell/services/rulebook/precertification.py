"""Reading the dated precertification lists."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.plan.limit import Precert, Precertification
from coverwell.kernel.policy.precertification import PrecertificationList, needs_approval
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.care import Cares
from coverwell.services.rulebook.sheets import Sheet, dated_sheets
from coverwell.services.rulebook.text import RulebookError, nearest


def read_precertification(root: Path, cares: Cares) -> Dated[PrecertificationList]:
    """Read every edition; what an edition says it added and removed must be true."""
    keys = ("codes", "added", "removed", "examples")
    sheets = dated_sheets(root, "precertification", keys)
    lists = tuple(_list(sheet, cares) for sheet in sheets)
    for at, (sheet, listed) in enumerate(zip(sheets, lists, strict=True)):
        _check_examples(sheet, listed)
        if at:
            _check_changes(sheet, lists[at - 1], listed)
    return Dated(tuple(sheet.effective for sheet in sheets), lists)


def _list(sheet: Sheet, cares: Cares) -> PrecertificationList:
    """Read one edition."""
    group = sheet.group("codes")
    for care in group:
        if care not in cares:
            raise RulebookError(f"{sheet.name}: no care is '{care}'.{nearest(care, cares)}")
    by_care = {care: values.codes(group, care, sheet.name) for care in group}
    return PrecertificationList(MappingProxyType(by_care), sheet.source)


def _codes(listed: PrecertificationList) -> frozenset[str]:
    """Return all codes of an edition."""
    return frozenset().union(*listed.by_care.values())


def changes(
    before: PrecertificationList, after: PrecertificationList
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes that an edition added and those it removed."""
    return _codes(after) - _codes(before), _codes(before) - _codes(after)


def _check_changes(
    sheet: Sheet, before: PrecertificationList, after: PrecertificationList
) -> None:
    """Refuse an edition whose outline of changes differs from its list."""
    entries = dict(sheet.entries)
    for key, found in zip(("added", "removed"), changes(before, after), strict=True):
        told = values.codes(entries, key, sheet.name)
        if told != found:
            differ = ", ".join(sorted(told ^ found)[:5])
            raise RulebookError(f"{sheet.name}: '{key}' differs from the list: {differ}.")


def _check_examples(sheet: Sheet, listed: PrecertificationList) -> None:
    """Refuse an edition whose own examples come out otherwise."""
    row_requires = Precertification(Precert.REQUIRED)
    for where, row in sheet.rows("examples", ("example", "care", "procedure", "needs")):
        code = values.text(row, "procedure", where)
        care = values.text(row, "care", where)
        if needs_approval(code, care, row_requires, listed) != values.yes(row, "needs", where):
            raise RulebookError(f"{where}: '{values.text(row, 'example', where)}' differs.")
