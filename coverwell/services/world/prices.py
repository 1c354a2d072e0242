"""What services usually cost: the base that offices of the demonstration mark up."""

from __future__ import annotations

from datetime import date

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.rulebook.load import rulebook
from coverwell.services.world.contracts import SCHEDULE
from coverwell.services.world.episodes import EPISODES


AS_OF = date(2026, 6, 1)
LOCALITY = "OH"
# What a hospital of the demonstration charges by revenue code, in cents.
REVENUE = {
    "0120": Money(184000),
    "0122": Money(161000),
    "0250": Money(62000),
    "0301": Money(8800),
    "0450": Money(118000),
    "0720": Money(342000),
    "0730": Money(21000),
}


def usual_prices() -> dict[str, Money]:
    """Return the usual price of one unit of every code that the episodes use, in cents."""
    schedule = rulebook().prices.schedules[SCHEDULE].on(AS_OF)
    if schedule is None:
        raise LookupError(f"The fee schedule {SCHEDULE} does not cover {AS_OF}.")
    codes = {code for episode in EPISODES for code, _, _ in episode.lines} - REVENUE.keys()
    prices = dict(REVENUE)
    for code in codes:
        fee = schedule.fee(code, "", LOCALITY)
        if fee is None:
            raise LookupError(f"The fee schedule {SCHEDULE} does not list {code}.")
        prices[code] = fee.elsewhere
    return prices
