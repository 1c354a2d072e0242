"""Four-line claims a second through the whole kernel, on one core.

Run `python -m tests.benchmarks.kernel_speed`. The figure is that of a varied book: other people,
plans, offices, codes, days, balances and histories in every claim, one claim in eight with
something unusual, so that nothing is fast because the same claim comes again. What the kernel
remembers is warmed by another book, as by the batch before; the first claims of a fresh process
are timed apart. The ratio is to a loop that only sums and splits four amounts, measured in the
same run: it compares machines, the claims a second do not. The search for cyclic garbage is off,
as it is in a batch (services/claims/workers), and stated with it on.
"""

from __future__ import annotations

import functools
import gc
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.trace_text import trace_text
from coverwell.kernel.cost_share.balances import balances
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.kernel.vocabulary.money import Money
from tests.kernel.claims import real
from tests.kernel.claims.bench import PLAN_A, claim_of, facts_of, family, service, stated_of, used
from tests.kernel.claims.book import TABLES, Asked, Kinds, book
from tests.kernel.claims.odd import CHANGES


SECONDS = 3.0
EARLIER = date(2026, 2, 2)
TWENTY = Decimal(20)
BEFORE = used(deductible="$450", out_of_pocket="$900") + family(
    deductible="$450", out_of_pocket="$900"
)


def stated_claim() -> Asked:
    """Return an office visit, an x-ray, hospital and therapy lines with stated prices."""
    services = (
        service("primary care visit", "$120", "$180"),
        service("x-ray", "$60", "$95"),
        service("hospital", "$333.33", "$500"),
        service("physical therapy", "$90", "$150"),
    )
    facts = replace(facts_of(PLAN_A, BEFORE), stated=stated_of(*services))
    return claim_of(*services), facts


def real_claim() -> Asked:
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


def varied(count: int, seed: int) -> list[Asked]:
    """Return four-line claims with any code of the schedules, the popular ones oftener."""
    schedules = TABLES.prices.schedules.values()
    listed = sorted({code for dated in schedules for code in codes_of(dated.editions[-1])})
    popular = (*Kinds().popular, *listed)
    ordinary = book(count - count // 8, seed, Kinds(popular))
    unusual = book(count // 8, seed + 1, Kinds(popular, changes=CHANGES))
    return [asked for at in range(8) for asked in (*ordinary, *unusual)[at::8]]


def codes_of(schedule: object) -> set[str]:
    """Return the procedures that a schedule prices."""
    return {key[0] for key in (*schedule.fees, *schedule.values)}  # type: ignore[attr-defined]


def a_second(act: Callable[[], object], times: int = 200) -> float:
    """Return how often `act` runs in a second of processor time, whatever else is running."""
    done, start = 0, time.process_time()
    while (passed := time.process_time() - start) < SECONDS:
        for _ in range(times):
            act()
        done += times
    return done / passed


def through(claims: Sequence[Asked], *, text: bool = False) -> float:
    """Return how many claims of a book, read again and again, are decided in a second."""

    def decide_all() -> None:
        for claim, facts in claims:
            decision = adjudicate(claim, facts)
            if text:
                trace_text(decision.trace)

    return a_second(decide_all, 1) * len(claims)


def baseline() -> Money:
    """Split four amounts in the crudest way."""
    total = Money(0)
    for amount in (12000, 6000, 33333, 9000):
        total = total + Money(amount).share(TWENTY)
    return total


def memories() -> list[functools._lru_cache_wrapper[object]]:
    """Find what the kernel remembers between claims."""
    cached = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    return [one for one in cached if one.__module__.startswith("coverwell.kernel")]


def remembered(known: Sequence[functools._lru_cache_wrapper[object]]) -> tuple[int, int]:
    """Return the questions answered from memory so far, and those worked out."""
    found = [one.cache_info() for one in known]
    return sum(one.hits for one in found), sum(one.misses for one in found)


def say(what: str, speed: float, base: float, more: str = "") -> None:
    """Print one figure and its ratio to the loop."""
    sys.stdout.write(
        f"{what}: {speed:,.0f} claims/s (1/{base / speed:.1f} of the baseline loop){more}\n"
    )


def first_claims(claims: Sequence[Asked]) -> float:
    """Return the speed of the first claims of a process, before anything is remembered."""
    start = time.process_time()
    for asked in claims:
        adjudicate(*asked)
    return len(claims) / (time.process_time() - start)


def main() -> None:
    """Print the figures."""
    claims, others = varied(2000, 41), varied(2000, 43)
    known = memories()
    gc.collect()
    gc.freeze()
    gc.disable()
    base = a_second(baseline)
    sys.stdout.write(f"baseline loop: {base:,.0f}/s\n")
    cold = first_claims(others)
    hits, misses = remembered(known)
    fresh = first_claims(claims)
    hits, misses = remembered(known)[0] - hits, remembered(known)[1] - misses
    share = 100 * hits / max(hits + misses, 1)
    rate = f"; {hits + misses:,} questions to memories, {share:.1f} % remembered"
    say("first 2,000 claims of a process, looked up", cold, base)
    say("next 2,000 claims, other ones", fresh, base, rate)
    say("varied book of 2,000 claims, looked up", through(claims), base)
    say("the same with the trace as text", through(claims, text=True), base)
    one, stated = real_claim(), stated_claim()
    say("one claim again and again, looked up", through([one] * 200), base)
    say("one claim again and again, stated prices", through([stated] * 200), base)
    gc.enable()
    say("varied book, with the search for cyclic garbage", through(claims), base)


if __name__ == "__main__":
    main()
