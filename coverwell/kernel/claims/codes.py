"""Which adjustment code says a rule of this package on a remittance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.reasons.problem import Effect, Problem
from coverwell.kernel.vocabulary.money import ZERO


class Codes(NamedTuple):
    """The group and CARC of a rule, its RARCs, and for a pend the rule that would release it."""

    group: str
    code: str
    remarks: tuple[str, ...] = ()
    effect: Effect = Effect.DENY
    release: str = ""


CODES: Mapping[str, Codes] = {
    "never_covered": Codes("PR", "26"),
    "not_yet_covered": Codes("PR", "26"),
    "coverage_ended": Codes("PR", "27"),
    "coverage_ended_retroactively": Codes("PR", "27"),
    "waiting_period": Codes("PR", "26"),
    "dependent_over_age": Codes("PR", "27"),
    "member_not_identified": Codes("PR", "31"),
    "edition_unknown": Codes("OA", "133", (), Effect.PEND, "edition_published"),
    "care_not_in_plan": Codes("PR", "96", ("N30",)),
    "care_not_covered": Codes("PR", "204"),
    "care_not_covered_out_of_network": Codes("PR", "242"),
    "precertification_missing": Codes("CO", "197"),
    "precertification_missing_out_of_network": Codes("PR", "197"),
    "referral_missing": Codes("CO", "288"),
    "price_unknown": Codes("OA", "133", (), Effect.PEND, "price_known"),
    "other_payer_first": Codes("CO", "22"),
    "other_payer_unverified": Codes("OA", "133", (), Effect.PEND, "other_payer_answered"),
}


def problem(rule: str, line: int, facts: Mapping[str, Fact], source: str) -> Problem:
    """Make a problem of a rule of this package, with its codes."""
    return problem_of(Finding(rule, ZERO, facts, source), line)


def problem_of(finding: Finding, line: int, codes: Mapping[str, Codes] = CODES) -> Problem:
    """Make a problem of a finding; KeyError where the rule has no codes."""
    said = codes[finding.rule]
    return Problem(finding, line, said.effect, said.group, said.code, said.remarks, said.release)
