"""What is known of a line when its care and its cell are asked about."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.claims.codes import problem, problem_of
from coverwell.kernel.claims.facts import ClaimFacts, Stated
from coverwell.kernel.claims.ruling import Worth
from coverwell.kernel.coverage.cover import covered_on
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.member import Cover
from coverwell.kernel.vocabulary.side import Side


class Insured(NamedTuple):
    """The cover in force on a line's date and the edition that it pins."""

    cover: Cover
    plan: Plan


class Known(NamedTuple):
    """Care, the provider's side and tier, and what was approved.

    `spared`: emergency or protected care, which no approval or referral may stand before.
    """

    care: str
    side: Side
    tier: int = 0
    protected: bool = False
    spared: bool = False
    approved: bool = True
    referred: bool = True
    admitted: bool = False


class UnstatedError(ValueError):
    """A line without a rulebook to decide it by, about which something was not stated."""


def insured_on(line: Line, facts: ClaimFacts) -> Insured | Problem:
    """Question 1: find the cover and the plan's edition on the line's date."""
    found = covered_on(line.first, facts.covers, facts.person)
    if found.cover is None:
        return problem_of(found.finding, line.number)
    plan = facts.plans.get(found.cover.edition)
    if plan is None:
        said = {"edition": found.cover.edition}
        return problem("edition_unknown", line.number, said, "enrollment")
    return Insured(found.cover, plan)


def stated_known(line: Line, stated: Stated) -> Known:
    """Take what was stated as known; nothing stated about approval means that it is there."""
    if not stated.care or stated.side is None:
        raise UnstatedError(f"Line {line.number}: state its care and its side of the network.")
    return Known(
        stated.care,
        stated.side,
        stated.tier,
        protected=stated.protected,
        spared=stated.protected,
        approved=stated.approved is not False,
        referred=stated.referred is not False,
        admitted=stated.admitted,
    )


def stated_worth(line: Line, stated: Stated) -> Worth:
    """Take the stated amounts as the worth of a line."""
    if stated.allowed is None:
        raise UnstatedError(f"Line {line.number}: state its allowed amount.")
    base = stated.allowed if stated.cost_share_base is None else stated.cost_share_base
    return Worth(stated.allowed, base, stated.protected, stated.remarks)
