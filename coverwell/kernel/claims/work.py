"""What one decision keeps in hand while it goes from line to line; nothing of it outlives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from coverwell.kernel.claims.codes import CODES
from coverwell.kernel.claims.decision import ApprovalUse, Noted
from coverwell.kernel.claims.facts import ClaimFacts, Tables
from coverwell.kernel.claims.row_terms import RowTerms, row_terms
from coverwell.kernel.claims.ruling import Payable
from coverwell.kernel.claims.visit import Visit, before, visit_of
from coverwell.kernel.cost_share.buckets import Running, Sharer
from coverwell.kernel.cost_share.limits import WHOLE, Portion
from coverwell.kernel.coverage.care import CareRules
from coverwell.kernel.coverage.emergency import EmergencyCodes
from coverwell.kernel.coverage.protection import ProtectionTables
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.policy.criteria import Policies
from coverwell.kernel.pricing.priced import Priced
from coverwell.kernel.reasons.codes import problem
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.member import Cover
from coverwell.kernel.vocabulary.money import ZERO, Money


class RowVisit(NamedTuple):
    """What a row took in a visit so far (cents) and which part of the visit is covered.

    `opened`: its limits were asked already. `counted`: it is among the visits used.
    `carry` is what an earlier line of a stay was too small to take.
    """

    copay: int = 0
    coinsurance: int = 0
    counted: bool = False
    opened: bool = False
    portion: Portion = WHOLE
    carry: int = 0


class Insured(NamedTuple):
    """The cover in force on a day and the edition that it pins."""

    cover: Cover
    plan: Plan


class Work:
    """The claim, its facts, the running balances, and what was noted."""

    __slots__ = (
        "_names",
        "_sharers",
        "_tables",
        "_visits",
        "approvals",
        "claim",
        "codes",
        "facts",
        "insured",
        "notes",
        "presets",
        "prices",
        "running",
    )

    def __init__(self, claim: Claim, facts: ClaimFacts) -> None:
        self.claim = claim
        self.facts = facts
        self.running = Running(facts.balances, facts.later)
        self.codes = CODES if facts.tables is None else facts.tables.adjustments
        self.notes: list[Noted] = []
        self.presets: Mapping[int, int] = {}
        self.insured: dict[date, Insured] = {}
        self.prices: dict[int, Priced] = {}
        self.approvals: list[ApprovalUse] = []
        self._tables: dict[date, DayTables] = {}
        self._sharers: dict[date, Sharer] = {}
        self._visits: dict[tuple[Visit, str], RowVisit] = {}
        self._names: dict[tuple[date, str], Visit] = {}

    def visit_of(self, line: Line) -> Visit:
        """Name the visit or stay of a line; lines of one provider and day share one."""
        key = (line.first, line.rendering.npi)
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = visit_of(self.claim, line)
        return found

    def visit(self, visit: Visit, care: str) -> RowVisit:
        """Return what a row (care '': all rows) took in a visit, earlier claims included."""
        found = self._visits.get((visit, care))
        if found is None:
            earlier = before(visit, care, self.facts.history)
            found = RowVisit(earlier.copay, earlier.coinsurance, earlier.counted)
        return found

    def sharer_of(self, payable: Payable, day: date) -> Sharer:
        """Return whose accumulators a day's lines fill."""
        found = self._sharers.get(day)
        if found is None:
            start = payable.plan.year_of(day)
            found = Sharer(self.claim.person, start, payable.cover.tier)
            self._sharers[day] = found
        return found

    def on(self, day: date, tables: Tables) -> DayTables:
        """Look the tables of a day up once a claim."""
        found = self._tables.get(day)
        if found is None:
            found = self._tables[day] = DayTables(
                tables.care_rules.nearest(day),
                tables.emergency.nearest(day),
                tables.protection.nearest(day),
                tables.coverage_policies.nearest(day),
            )
        return found

    def keep(self, visit: Visit, care: str, state: RowVisit) -> None:
        """Remember what a row took in a visit."""
        self._visits[visit, care] = state

    def problem(self, finding: Finding, line: int) -> Problem:
        """Say a finding as a problem, with its codes."""
        return problem(finding, line, self.codes)

    def note(self, line: int, rule: str, facts: Mapping[str, Fact], source: str) -> None:
        """Note a rule that changed something."""
        took = facts.get("taken", ZERO)
        amount = took if isinstance(took, Money) else ZERO
        self.notes.append(Noted(line, Finding(rule, amount, facts, source)))

    def found(self, line: int, finding: Finding) -> None:
        """Keep a finding that changed something."""
        self.notes.append(Noted(line, finding))


class DayTables(NamedTuple):
    """The tables that every line asks, as in force on its day."""

    care_rules: CareRules
    emergency: EmergencyCodes
    protection: ProtectionTables
    policies: Policies


class Asked(NamedTuple):
    """A line that is to be shared: its terms, its visit, and whose accumulators it fills."""

    line: Line
    payable: Payable
    worth: Priced
    row: RowTerms
    visit: Visit
    sharer: Sharer


def ask(line: Line, payable: Payable, worth: Priced, work: Work) -> Asked:
    """Find the terms, the visit and the accumulators of a line."""
    sharer = work.sharer_of(payable, line.first)
    return Asked(line, payable, worth, row_terms(payable), work.visit_of(line), sharer)
