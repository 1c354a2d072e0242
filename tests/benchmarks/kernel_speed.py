"""Four-line claims a second through the whole kernel, on one core.

Run `python -m tests.benchmarks.kernel_speed`. The ratio is to a loop that only sums and splits
four amounts, measured in the same run: it compares machines, the claims a second do not.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.trace_text import trace_text
from coverwell.kernel.cost_share.balances import balances
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.kernel.vocabulary.money import Money
from tests.kernel.claims import real
from tests.kernel.claims.bench import PLAN_A, claim_of, facts_of, family, service, stated_of, used


SECONDS = 3.0
EARLIER = date(2026, 2, 2)
TWENTY = Decimal(20)
BEFORE = used(deductible="$450", out_of_pocket="$900") + family(
    deductible="$450", out_of_pocket="$900"
)


def stated_claim() -> tuple[Claim, ClaimFacts]:
    """Return an office visit, an x-ray, hospital and therapy lines with stated prices."""
    services = (
        service("primary care visit", "$120", "$180"),
        service("x-ray", "$60", "$95"),
        service("hospital", "$333.33", "$500"),
        service("physical therapy", "$90", "$150"),
    )
    facts = replace(facts_of(PLAN_A, BEFORE), stated=stated_of(*services))
    return claim_of(*services), facts


def real_claim() -> tuple[Claim, ClaimFacts]:
    """Return a visit, an x-ray, a blood count and therapy, all looked up in the rulebook."""
    lines = (
        real.line(1, "99213", "180"),
        real.line(2, "71046", "95"),
        real.line(3, "85025", "40"),
        real.line(4, "97110", "90", modifiers=("GP",)),
    )
    earlier = replace(real.claim(*lines), number="C0")
    moved = [replace(one, first=EARLIER, last=EARLIER) for one in lines]
    before = adjudicate(replace(earlier, lines=tuple(moved)), real.facts())
    known = real.facts(balances=balances(before.entries), history=NO_HISTORY.after(before.history))
    return real.claim(*lines), known


def a_second(act: Callable[[], object]) -> float:
    """Return how often `act` runs in a second of processor time, whatever else is running."""
    done, start = 0, time.process_time()
    while (passed := time.process_time() - start) < SECONDS:
        for _ in range(200):
            act()
        done += 200
    return done / passed


def baseline() -> Money:
    """Split four amounts in the crudest way."""
    total = Money(0)
    for amount in (12000, 6000, 33333, 9000):
        total = total + Money(amount).share(TWENTY)
    return total


def main() -> None:
    """Print the figures."""
    gc.freeze()
    claim, facts = stated_claim()
    base = a_second(baseline)
    speed = a_second(lambda: adjudicate(claim, facts))
    traced = a_second(lambda: trace_text(adjudicate(claim, facts).trace))
    sys.stdout.write(
        f"kernel, four lines, stated prices: {speed:,.0f} claims/s"
        f" (1/{base / speed:.1f} of the baseline loop's {base:,.0f}/s);"
        f" with the trace as text {traced:,.0f}\n"
    )
    claim, facts = real_claim()
    assert adjudicate(claim, facts).totals.plan_paid
    speed = a_second(lambda: adjudicate(claim, facts))
    sys.stdout.write(
        f"kernel, four lines, care, edits and prices looked up: {speed:,.0f} claims/s"
        f" (1/{base / speed:.1f} of the baseline loop)\n"
    )


if __name__ == "__main__":
    main()
