"""Several procedures by one provider on one day: the dearest in full, the others less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coverwell.kernel.pricing.one_line import Price
from coverwell.kernel.pricing.priced import ToPrice
from coverwell.kernel.pricing.terms import ModifierRules
from coverwell.kernel.vocabulary.claim import Claim


@dataclass(frozen=True, slots=True)
class Ranked:
    """The place of a line among the procedures of its day, and the percent that follows."""

    place: int
    percent: Decimal


def rank_procedures(
    claim: Claim, lines: Sequence[ToPrice], prices: Sequence[Price | None], rules: ModifierRules
) -> dict[int, Ranked]:
    """Return the reduced procedures by position; equal prices keep the order of the claim."""
    groups: dict[tuple[date, str], list[int]] = {}
    for at, (asked, price) in enumerate(zip(lines, prices, strict=True)):
        if price is not None and price.multiple:
            who = claim.rendered_by(asked.line).npi
            groups.setdefault((asked.line.first, who), []).append(at)
    ranked: dict[int, Ranked] = {}
    for places in groups.values():
        if len(places) > 1:
            ranked |= _ranks(places, prices, rules)
    return ranked


def _ranks(
    places: list[int], prices: Sequence[Price | None], rules: ModifierRules
) -> dict[int, Ranked]:
    """Rank one provider's procedures of one day, dearest first."""
    order = sorted(places, key=lambda at: -_amount(prices[at]))
    last = len(rules.steps) - 1
    return {at: Ranked(place + 1, rules.steps[min(place, last)]) for place, at in enumerate(order)}


def _amount(price: Price | None) -> int:
    """Return the cents of a price."""
    return 0 if price is None else int(price.amount)
