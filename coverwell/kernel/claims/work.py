"""What one decision keeps in hand while it goes from line to line; nothing of it outlives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from coverwell.kernel.claims.codes import CODES
from coverwell.kernel.claims.day_tables import DayTables, day_tables
from coverwell.kernel.claims.decision import ApprovalUse, Noted
from coverwell.kernel.claims.edition import EDITIONS
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.row_terms import RowTerms
from coverwell.kernel.claims.ruling import Payable
from coverwell.kernel.claims.visit import Visit, before, visit_of
from coverwell.kernel.cost_share.buckets import Sharer
from coverwell.kernel.cost_share.limits import WHOLE
from coverwell.kernel.cost_share.running import Purses, Running
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.pricing.priced import Priced
from coverwell.kernel.reasons.codes import problem
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.history import History
from coverwell.kernel.vocabulary.member import Cover
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.side import Side


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
    """A visit or stay while its claim is decided, and what each row took in it so far."""

    __slots__ = ("_rows", "visit")

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self._rows: dict[str, RowVisit] = {}

    def row(self, care: str, history: History) -> RowVisit:
        """Return what a row (care '': all rows) took in the visit, earlier claims included."""
        found = self._rows.get(care)
        if found is None:
            found = self._rows[care] = RowVisit(*before(self.visit, care, history))
        return found


class Insured:
    """The cover in force on a day, the edition that it pins, and the person's age on it."""

    __slots__ = ("age", "cover", "edition", "plan")

    def __init__(self, cover: Cover, plan: Plan, age: int) -> None:
        self.cover = cover
        self.plan = plan
        self.edition = EDITIONS.of(plan)
        self.age = age


class Work:
    """The claim, its facts, the running balances, and what was noted."""

    __slots__ = (
        "_sharers",
        "_sittings",
        "_visits",
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
        self._visits: dict[Visit, Sitting] = {}
        self._sittings: dict[tuple[date, str], Sitting] = {}

    def sitting_of(self, line: Line) -> Sitting:
        """Return the visit or stay of a line; lines of one provider and day share one."""
        key = (line.first, line.rendering.npi)
        found = self._sittings.get(key)
        if found is None:
            visit = visit_of(self.claim, line)
            found = self._sittings[key] = self._visits.setdefault(visit, Sitting(visit))
        return found

    def sharer_of(self, payable: Payable, day: date) -> Sharer:
        """Return whose accumulators a day's lines fill."""
        found = self._sharers.get(day)
        if found is None:
            start = payable.plan.year_of(day)
            found = Sharer(self.claim.person, start, payable.tier)
            self._sharers[day] = found
        return found

    def purses_of(self, row: RowTerms, sharer: Sharer) -> Purses:
        """Return the deductible and the maximum that a line of a row fills."""
        federal = self.facts.self_only_maximum.get(sharer.start.year)
        return self.running.purses(row.buckets, sharer, federal)

    def tables_on(self, day: date) -> DayTables | None:
        """Return the tables in force on a day; None where there is no rulebook."""
        if self.facts.tables is None:
            return None
        return day_tables(self.facts.tables, day)

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


def _is_ordinary(claim: Claim, facts: ClaimFacts) -> bool:
    """Say whether nothing about a claim as a whole asks for more than its lines' codes."""
    return (
        claim.institutional is None
        and not facts.stated
        and not facts.others
        and facts.tables is not None
        and facts.provider is not None
        and facts.provider.side is Side.NETWORK
        and not facts.provider_by_line
    )


class Asked:
    """A line that is to be shared: its worth and terms, what its visit took, what it fills."""

    __slots__ = ("line", "payable", "purses", "row", "sharer", "sitting", "tally", "worth")

    def __init__(self, line: Line, payable: Payable, worth: Priced, work: Work) -> None:
        self.line = line
        self.payable = payable
        self.worth = worth
        self.row = payable.terms
        self.sharer = work.sharer_of(payable, line.first)
        self.sitting = work.sitting_of(line)
        self.tally = self.sitting.row(payable.cell.row.care, work.facts.history)
        self.purses = work.purses_of(self.row, self.sharer)
