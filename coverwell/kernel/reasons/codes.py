"""From a rule to the codes that a remittance says it with; the table is rulebook data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.reasons.problem import Effect, Problem


class AdjustmentCodes(NamedTuple):
    """Group (CO, PR, OA, PI), CARC and RARCs of a rule, what it does, and what releases a pend."""

    group: str
    code: str
    remarks: tuple[str, ...] = ()
    effect: Effect = Effect.DENY
    release: str = ""


Codes = Mapping[str, AdjustmentCodes]


def problem(finding: Finding, line: int, codes: Codes) -> Problem:
    """Say a finding as a problem of a line (0: the claim). KeyError: the table lacks the rule."""
    said = codes[finding.rule]
    return Problem(finding, line, said.effect, said.group, said.code, said.remarks, said.release)
