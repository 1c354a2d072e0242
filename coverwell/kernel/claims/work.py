"""What one decision keeps in hand while it goes from line to line; nothing of it outlives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from operator import attrgetter

from coverwell.kernel.claims.codes import CODES
from coverwell.kernel.claims.day_tables import DayTables, day_tables
from coverwell.kernel.claims.decision import ApprovalUse, Noted
from coverwell.kernel.claims.edition import EDITIONS
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.ruling import Payable
from coverwell.kernel.claims.touched import TOUCHES
from coverwell.kernel.claims.visit import Visit, before, visit_of
from coverwell.kernel.coordination.answers import names_others
from coverwell.kernel.cost_share.buckets import Buckets, Sharer
from coverwell.kernel.cost_share.limits import WHOLE
from coverwell.kernel.cost_share.running import Purses, Running
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.pricing.priced import Priced
from coverwell.kernel.reasons.codes import problem
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.member import Cover
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.record import new


class RowVisit:
    """What a row took in a visit so far (cents) and which part of the visit is covered.

    `opened`: its limits were asked already. `counted`: it is among the visits used.
    `carry` is what an earlier line of a stay was too small to take.
    """

    __slots__ = ("carry", "coinsurance", "copay", "counted", "opened", "portion")

    def __init__(self, copay: int, coinsurance: int, counted: bool) -> None:  # noqa: FBT001
        self.copay = copay
        self.coinsurance = coinsurance
        self.counted = counted
        self.opened = False
        self.portion = WHOLE
        self.carry = 0


class Sitting:
    """A visit or stay while its claim is decided: what each row took in it, what it fills."""

    __slots__ = ("_facts", "_purses", "_rows", "_running", "sharer", "visit")

    def __init__(self, visit: Visit, sharer: Sharer, work: Work) -> None:
        # Not the work itself, which holds its sittings: only a search would free that circle.
        self._facts, self._running = work.facts, work.running
        self.visit = visit
        self.sharer = sharer
        self._rows = work.visits.setdefault(visit, {})
        self._purses: dict[Buckets, Purses] = {}

    def row(self, care: str) -> RowVisit:
        """Return what a row (care '': all rows) took in the visit, earlier claims included."""
        found = self._rows.get(care)
        if found is None:
            found = RowVisit(*before(self.visit, care, self._facts.history))
            self._rows[care] = found
        return found

    def purses(self, buckets: Buckets) -> Purses:
        """Return the deductible and the maximum that the lines of a row fill."""
        found = self._purses.get(buckets)
        if found is None:
            federal = self._facts.self_only_maximum.get(self.sharer.start.year)
            found = self._running.purses(buckets, self.sharer, federal)
            self._purses[buckets] = found
        return found


class Insured:
    """The cover and the tables in force on a day, the edition, and the person's age on it."""

    __slots__ = ("age", "cover", "edition", "plan", "tables")

    def __init__(self, cover: Cover, plan: Plan, age: int, tables: DayTables | None) -> None:
        self.cover = cover
        self.plan = plan
        self.edition = EDITIONS.of(plan)
        self.age = age
        self.tables = tables


class Work:
    """The claim, its facts, the running balances, and what was noted."""

    __slots__ = (
        "_sharers",
        "_sittings",
        "approvals",
        "claim",
        "codes",
        "cuts",
        "facts",
        "insured",
        "notes",
        "ordinary",
        "presets",
        "prices",
        "running",
        "touched",
        "visits",
    )

    def __init__(self, claim: Claim, facts: ClaimFacts) -> None:
        self.claim = claim
        self.facts = facts
        self.running = Running(facts.balances, facts.later)
        self.ordinary = _is_ordinary(claim, facts)
        self.codes = CODES if facts.tables is None else facts.tables.adjustments
        self.cuts: Mapping[int, Problem] = {}
        self.notes: list[Noted] = []
        self.presets: Mapping[int, int] = {}
        self.insured: dict[date, Insured] = {}
        self.prices: dict[int, Priced] = {}
        self.approvals: list[ApprovalUse] = []
        self._sharers: dict[date, Sharer] = {}
        self.touched: dict[int, int] = {}
        self.visits: dict[Visit, dict[str, RowVisit]] = {}
        self._sittings: dict[tuple[date, str], Sitting] = {}

    def sitting_of(self, line: Line, payable: Payable) -> Sitting:
        """Return the visit or stay of a line; lines of one provider and day share one."""
        key = (line.first, line.rendering.npi)
        found = self._sittings.get(key)
        if found is None:
            sharer = self._sharer_of(payable, line.first)
            found = self._sittings[key] = Sitting(visit_of(self.claim, line), sharer, self)
        return found

    def _sharer_of(self, payable: Payable, day: date) -> Sharer:
        """Return whose accumulators a day's lines fill."""
        found = self._sharers.get(day)
        if found is None:
            start = payable.plan.year_of(day)
            found = Sharer(self.claim.person, start, payable.tier)
            self._sharers[day] = found
        return found

    def tables_on(self, day: date) -> DayTables | None:
        """Return the tables in force on a day; None where there is no rulebook."""
        if self.facts.tables is None:
            return None
        return day_tables(self.facts.tables, day)

    def problem(self, finding: Finding, line: int) -> Problem:
        """Say a finding as a problem, with its codes."""
        return problem(finding, line, self.codes)

    def note(
        self, line: int, rule: str, facts: Mapping[str, Fact], source: str, took: Money = ZERO
    ) -> None:
        """Note a rule that changed something, and what it took (cents)."""
        finding = new(Finding, (rule, took, facts, source))
        self.notes.append(new(Noted, (line, finding)))
        self.touched[line] = self.touched.get(line, 0) | TOUCHES.get(rule, 0)

    def found(self, line: int, finding: Finding) -> None:
        """Keep a finding that changed something."""
        self.notes.append(new(Noted, (line, finding)))


_revenue = attrgetter("revenue")


def _is_ordinary(claim: Claim, facts: ClaimFacts) -> bool:
    """Say whether nothing about a claim as a whole asks for more than its lines' codes."""
    return (
        claim.institutional is None
        and not facts.stated
        and not facts.others
        and not names_others(claim)
        and not any(map(_revenue, claim.lines))
    )


class Asked:
    """A line that is to be shared: its worth and terms, what its visit took, what it fills."""

    __slots__ = ("line", "payable", "purses", "row", "sharer", "sitting", "tally", "worth")

    def __init__(self, line: Line, payable: Payable, worth: Priced, work: Work) -> None:
        self.line = line
        self.payable = payable
        self.worth = worth
        self.row = payable.terms
        self.sitting = sitting = work.sitting_of(line, payable)
        self.sharer = sitting.sharer
        self.tally = sitting.row(payable.cell.row.care)
        self.purses = sitting.purses(payable.terms.buckets)
