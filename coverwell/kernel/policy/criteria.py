"""Does the coverage policy hold? The engine may say yes; otherwise a named clinician decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import ZERO


class Criterion(NamedTuple):
    """One way to meet a policy: any of these diagnoses (prefixes; empty: any) at these ages."""

    diagnoses: tuple[str, ...] = ()
    from_age: int = 0
    to_age: int = 200


@dataclass(frozen=True, slots=True)
class CoveragePolicy:
    """A policy about some procedures: it holds where any criterion is met."""

    number: str
    criteria: tuple[Criterion, ...]
    source: str


Policies = Mapping[str, CoveragePolicy]


class Held(NamedTuple):
    """Whether the policy holds; a policy that does not hold pends, it never denies by itself."""

    holds: bool
    finding: Finding


def policy_holds(line: Line, age: int, policies: Policies) -> Held | None:
    """Ask the policy of the line's procedure; None: no policy speaks of it."""
    policy = policies.get(line.procedure)
    if policy is None:
        return None
    met = any(_met(line, age, criterion) for criterion in policy.criteria)
    rule = "policy_holds" if met else "policy_review"
    facts = {"policy": policy.number, "code": line.procedure}
    return Held(met, Finding(rule, ZERO, facts, policy.source))


def _met(line: Line, age: int, criterion: Criterion) -> bool:
    """Say whether one criterion is met by any diagnosis of the line."""
    if not criterion.from_age <= age <= criterion.to_age:
        return False
    if not criterion.diagnoses:
        return True
    return any(code.startswith(criterion.diagnoses) for code in line.diagnoses)
