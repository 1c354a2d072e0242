"""What stands against paying a line, as every edit and question says it."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from coverwell.kernel.reasons.finding import Finding


class Effect(Enum):
    """What a problem does: nothing is paid, a person must look first, or part is paid.

    A finding that cuts names in its fact `left` how many units are paid.
    """

    DENY = "deny"
    PEND = "pend"
    CUT = "cut"


class Problem(NamedTuple):
    """One fault of one line (`line` 0: of the claim), and what it does.

    `group` and `code` are the adjustment (CO-16, PR-204) that a denial takes the whole charge
    with; `remarks` the RARCs. A pending problem names in `release` the rule id of what would
    release it. Group PR makes the charge the member's, any other group the provider's.
    """

    finding: Finding
    line: int
    effect: Effect = Effect.DENY
    group: str = "CO"
    code: str = "16"
    remarks: tuple[str, ...] = ()
    release: str = ""
