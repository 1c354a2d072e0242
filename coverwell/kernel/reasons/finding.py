"""What a rule decided: facts and a citation, no words (those live in rulebook/sentences)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.vocabulary.money import Money


Fact = Money | Decimal | date | int | str


class Finding(NamedTuple):
    """One rule, what it took (cents), the facts it used, and where the rule is written."""

    rule: str
    amount: Money
    facts: Mapping[str, Fact]
    source: str


Trace = tuple[Finding, ...]
