"""Every finding of a decision in full, also of the rules that changed nothing: a replay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import LineDecision, Noted
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.plan.cost_share import When
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.money import ZERO


class Passed(NamedTuple):
    """A line that a rule left as it was, and what the rule looked at."""

    claim: Claim
    line: Line
    decided: LineDecision
    facts: ClaimFacts
    plan: Plan

    @property
    def row_says(self) -> str:
        """Return the sentence of the benefit row that decided the line."""
        return self.plan.rows[self.decided.care].says


Asked = Mapping[str, Fact]
Look = Callable[[Passed], Asked]


def explain(claim: Claim, facts: ClaimFacts) -> tuple[Noted, ...]:
    """Decide again from the same facts and write every finding out, line by line."""
    decision = adjudicate(claim, facts)
    plan = facts.plans.get(decision.edition)
    found = list(decision.trace.changed)
    if plan is None:
        return tuple(found)
    lines = {line.number: line for line in claim.lines}
    decided = {one.number: one for one in decision.lines}
    for number, rules in decision.trace.unchanged:
        passed = Passed(claim, lines[number], decided[number], facts, plan)
        found += [Noted(number, _finding(_exact(rule, passed), passed)) for rule in rules]
    return tuple(sorted(found, key=lambda noted: noted.line))


def _exact(rule: str, passed: Passed) -> str:
    """Tell a deductible that does not apply from one of which nothing was left to take."""
    row, column = passed.plan.rows.get(passed.decided.care), passed.decided.column
    if rule != "no_deductible" or row is None or not column:
        return rule
    tier = int(column.removeprefix("tier ")) - 1 if column.startswith("tier ") else 0
    cell = row.out_of_network if column == "out of network" else row.tiers[tier]
    waived = cell is not None and cell.when is When.WAIVED
    return "deductible_waived" if waived else rule


def _finding(rule: str, passed: Passed) -> Finding:
    look, of_row = LOOKS[rule]
    source = passed.row_says if of_row else passed.plan.head.source
    return Finding(rule, ZERO, look(passed), source)


def _covered(passed: Passed) -> Asked:
    return {"day": passed.line.first, "edition": passed.plan.edition}


def _codes(passed: Passed) -> Asked:
    return {"procedure": passed.line.procedure, "revenue": passed.line.revenue}


def _provider(passed: Passed) -> Asked:
    return {"provider": passed.claim.billing.npi, "day": passed.line.first}


def _seen(passed: Passed) -> Asked:
    same_day = passed.facts.history.on(passed.claim.person, passed.line.first)
    return {"day": passed.line.first, "lines": len(same_day)}


def _filed(passed: Passed) -> Asked:
    return {"received": passed.claim.received, "day": passed.line.last}


def _care(passed: Passed) -> Asked:
    return {"care": passed.decided.care, "column": passed.decided.column}


def _others(passed: Passed) -> Asked:
    return {"others": len(passed.facts.others)}


def _worth(passed: Passed) -> Asked:
    return {"allowed": passed.decided.allowed, "charge": passed.decided.charge}


def _share(passed: Passed) -> Asked:
    return {"share": passed.decided.member_share, "allowed": passed.decided.allowed}


# Rule id -> what it looks at, and whether the row (else the head of the plan) is its source.
LOOKS: Mapping[str, tuple[Look, bool]] = {
    "covered": (_covered, False),
    "complete": (_codes, False),
    "provider_payable": (_provider, False),
    "not_seen_before": (_seen, False),
    "in_time": (_filed, False),
    "edits_passed": (_codes, False),
    "care_covered": (_care, True),
    "no_policy_against": (_codes, False),
    "approved": (_care, True),
    "our_turn": (_others, False),
    "worth": (_worth, False),
    "within_limit": (_care, True),
    "no_deductible": (_share, True),
    "deductible_waived": (_share, True),
    "no_copay": (_share, True),
    "no_coinsurance": (_share, True),
    "below_maximum": (_share, False),
    "no_penalty": (_care, True),
}
