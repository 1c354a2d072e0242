"""One way to write a fault."""

from __future__ import annotations

from coverwell.kernel.edits.facts import Fault
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.money import ZERO


def fault(line: int, rule: str, source: str, **facts: Fact) -> Fault:
    """Name the line, the rule and its facts."""
    return Fault(line, Finding(rule, ZERO, facts, source))
