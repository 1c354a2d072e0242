"""Reading the map from rules to adjustment codes."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.reasons.codes import AdjustmentCodes, Codes
from coverwell.kernel.reasons.problem import Effect
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, read_sheet
from coverwell.services.rulebook.text import Node, RulebookError, check_keys, mapping


_GROUPS = ("CO", "PR", "OA", "PI")


def read_adjustments(root: Path) -> Codes:
    """Read the codes of every rule that denies or pends, and try the examples."""
    sheet = read_sheet(root, "codes/adjustments.yaml", ("rules", "examples"))
    codes = {rule: _codes(node, f"{sheet.name}, {rule}") for rule, node in _rules(sheet)}
    for where, row in sheet.rows("examples", ("example", "rule", "says")):
        found = codes[values.text(row, "rule", where)]
        said = " ".join((f"{found.group}-{found.code}", *found.remarks))
        if said != values.text(row, "says", where):
            raise RulebookError(f"{where}: this example says {said}.")
    return MappingProxyType(codes)


def _rules(sheet: Sheet) -> list[tuple[str, Node]]:
    """Return the rules with their lines."""
    return list(sheet.group("rules").items())


def _codes(node: Node, where: str) -> AdjustmentCodes:
    """Read one rule's codes; a pend must name what releases it."""
    row = mapping(node, where)
    check_keys(row, ("group", "code", "remarks", "pend", "release", "cuts"), where)
    pend = values.yes(row, "pend", where)
    cuts = Effect.CUT if values.yes(row, "cuts", where) else Effect.DENY
    release = values.text(row, "release", where)
    if pend != bool(release):
        raise RulebookError(f"{where}: a rule that pends names its 'release', no other does.")
    return AdjustmentCodes(
        values.one_of(row, "group", where, _GROUPS),
        values.text(row, "code", where),
        values.words(row, "remarks", where),
        Effect.PEND if pend else cuts,
        release,
    )
