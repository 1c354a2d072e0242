"""Four-line claims a second through the whole kernel, on one core.

Run `python -m tests.benchmarks.kernel_speed`. The figure is that of claims the kernel has never
seen: other people, plans, offices, codes, days, balances and histories in each, half of the codes
drawn evenly from the whole schedule, one claim in eight with something unusual. What the kernel
remembers comes from other books before, as from the batches before; the share of questions that
it could answer from there is printed, and the first claims of a process are timed apart. A book
that was decided before, and a single claim again and again, are timed for comparison only.

The ratio is to a loop that only sums and splits four amounts, measured in the same run: it
compares machines, the claims a second do not. The search for cyclic garbage is off, as it is in a
batch (services/claims/workers).
"""

from __future__ import annotations

import functools
import gc
import platform
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


SECONDS = 4.0
FEW = 25
ROUNDS = 8
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
    """Return how often `act` runs in a second of processor time, in the best of many rounds."""
    best, start = float("inf"), time.process_time()
    while (began := time.process_time()) - start < SECONDS:
        for _ in range(times):
            act()
        best = min(best, time.process_time() - began)
    return times / best


def through(claims: Sequence[Asked], *, text: bool = False) -> float:
    """Return how many claims of a book are decided in a second of processor time.

    The book is read again and again, a few claims at a time, and the best round of each few
    counts: other work on the machine then disturbs as little as it can.
    """
    few = [claims[at : at + FEW] for at in range(0, len(claims), FEW)]
    best, start = [float("inf")] * len(few), time.process_time()
    while time.process_time() - start < SECONDS:
        for at, some in enumerate(few):
            began = time.process_time()
            for claim, facts in some:
                decision = adjudicate(claim, facts)
                if text:
                    trace_text(decision.trace)
            best[at] = min(best[at], time.process_time() - began)
    return len(claims) / sum(best)


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


def unseen(count: int, seed: int, *, text: bool = False) -> float:
    """Return how many claims are decided in a second that were made just before, a few at a time.

    Only the deciding is timed; each claim is decided once.
    """
    passed = 0.0
    for at in range(0, count, FEW):
        some = varied(FEW, 1_000_000 * seed + at)
        began = time.process_time()
        for claim, facts in some:
            decision = adjudicate(claim, facts)
            if text:
                trace_text(decision.trace)
        passed += time.process_time() - began
    return count / passed


def main() -> None:
    """Print the figures."""
    known = memories()
    gc.collect()
    gc.freeze()
    gc.disable()
    base = a_second(baseline)
    python = f"Python {platform.python_version()} ({sys.executable})"
    sys.stdout.write(f"{python}; baseline loop: {base:,.0f}/s\n")
    say("first 500 claims of a process", unseen(500, 1), base)
    unseen(10_000, 2)
    hits, misses = remembered(known)
    speed = max(unseen(1_000, 3 + book) for book in range(ROUNDS))
    hits, misses = remembered(known)[0] - hits, remembered(known)[1] - misses
    share = 100 * hits / max(hits + misses, 1)
    answered = f"; memories answered {share:.1f} % of {hits + misses:,} questions"
    say(f"claims never seen before, best of {ROUNDS} books", speed, base, answered)
    speed = max(unseen(1_000, 30 + book, text=True) for book in range(ROUNDS))
    say("    the same with the trace as text", speed, base)
    say("a book decided before", through(varied(1_000, 50)), base)
    say("one claim again and again", through([real_claim()] * FEW), base)
    say("one claim again and again, prices stated", through([stated_claim()] * FEW), base)


if __name__ == "__main__":
    main()
