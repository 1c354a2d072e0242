"""Accumulators in plain words: what was used before, and what is used after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from coverwell.kernel.cost_share.balances import (
    BOTH_SIDES,
    FAMILY,
    LIFETIME,
    NOTHING_USED,
    Balances,
    Entry,
)
from coverwell.kernel.plan.limit import FamilyAmount
from coverwell.kernel.plan.plan import Amounts, Plan
from coverwell.services.plans.bench_question import Question, Used


class Amount(NamedTuple):
    """One yearly amount: its name in words, and where the kernel keeps it."""

    name: str
    what: str
    side: str


AMOUNTS = (
    Amount("deductible", "deductible", "network"),
    Amount("out_of_pocket", "out_of_pocket", "network"),
    Amount("drug_deductible", "drug_deductible", "network"),
    Amount("drug_out_of_pocket", "drug_out_of_pocket", "network"),
    Amount("out_of_network_deductible", "deductible", "out"),
    Amount("out_of_network_out_of_pocket", "out_of_pocket", "out"),
)


def amounts_of(plan: Plan) -> tuple[Amount, ...]:
    """Return every yearly amount; a dental plan's are kept apart from a medical plan's."""
    if not plan.dental:
        return AMOUNTS
    apart = (one for one in AMOUNTS if not one.what.startswith("drug"))
    return tuple(one._replace(what=f"dental_{one.what}") for one in apart)


def limit_of(amounts: Amounts, name: str) -> FamilyAmount | None:
    """Return the plan's amount of that name."""
    found = {
        "deductible": amounts.deductible,
        "out_of_pocket": amounts.out_of_pocket,
        "drug_deductible": amounts.drug_deductible,
        "drug_out_of_pocket": amounts.drug_out_of_pocket,
        "out_of_network_deductible": amounts.out_of_network_deductible,
        "out_of_network_out_of_pocket": amounts.out_of_network_out_of_pocket,
    }
    return found[name]


def starting_balances(plan: Plan, question: Question, day: date) -> Balances:
    """Post what was used before; what the family used is the sum of its persons unless stated."""
    entries = [
        entry
        for person, used in question.used.items()
        for entry in _entries(plan, person, used, day)
    ]
    if question.family_used is not None:
        entries += _entries(plan, FAMILY, question.family_used, day)
    else:
        entries += [entry._replace(person=FAMILY) for entry in entries if entry.side != BOTH_SIDES]
    return NOTHING_USED.after(entries)


def _entries(plan: Plan, person: str, used: Used, day: date) -> list[Entry]:
    start = plan.year_of(day)
    amounts = [
        Entry(person, amount.what, amount.side, start, used.amounts[amount.name], 0)
        for amount in amounts_of(plan)
        if amount.name in used.amounts
    ]
    limits = [
        Entry(person, name, BOTH_SIDES, _start(plan, name, day), count, 0)
        for name, count in used.limits.items()
    ]
    return [*amounts, *limits]


def _start(plan: Plan, name: str, day: date) -> date:
    """Return what a limit's use is posted under; rolling months: the first service's day."""
    row = plan.rows.get(name.partition(":")[2])
    if row is None or row.limit is None:
        return plan.year_of(day)
    if row.limit.per.lifetime:
        return LIFETIME
    return plan.year_of(day) if row.limit.per.months is None else day


def used_by(plan: Plan, balances: Balances, person: str, start: date) -> Mapping[str, int]:
    """Return every yearly amount a person ('' the family) has used in a plan year (cents)."""
    return {
        amount.name: balances.of(person, amount.what, amount.side, start)
        for amount in amounts_of(plan)
    }


def limits_used_by(balances: Balances, person: str) -> Mapping[str, int]:
    """Return what a person has used of limits: 'visits:physical therapy' (counts or cents)."""
    found: dict[str, int] = {}
    for (who, what, _, _), amount in balances.used.items():
        if who == person and ":" in what:
            found[what] = found.get(what, 0) + amount
    return dict(sorted(found.items()))
