"""What the first eleven questions found out about a line, before any share is computed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from coverwell.kernel.claims.edition import Cell
from coverwell.kernel.claims.row_terms import RowTerms
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.reasons.problem import Effect, Problem
from coverwell.kernel.vocabulary.claim import OtherPayerAnswer
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.side import Side


@dataclass(frozen=True, slots=True, eq=False)
class Payable:
    """What is needed to share a line. `penalty` is a percent of the plan's payment.

    `terms` are those of the cell. `chain` is the kind of care and those whose rows and prices
    stand in for it; `protection` the rule that protects out-of-network care. `answer` is the first
    payer's decision where we pay second. `approval` is the number of the approval that covers it.
    """

    plan: Plan
    tier: CoverageTier
    cell: Cell
    terms: RowTerms
    chain: tuple[str, ...] = ()
    protection: str = ""
    penalty: Decimal | None = None
    admitted: bool | None = None
    answer: OtherPayerAnswer | None = None
    approval: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """All that is known of a line when its money is asked about.

    A line without `payable` has a problem that says why.
    """

    edition: str = ""
    care: str = ""
    side: Side | None = None
    problems: tuple[Problem, ...] = ()
    payable: Payable | None = None
    found: tuple[Finding, ...] = ()

    @property
    def denial(self) -> Problem | None:
        """Return the first problem that denies, in the order of the questions."""
        return next((one for one in self.problems if one.effect is Effect.DENY), None)
