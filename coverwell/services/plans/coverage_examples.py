"""The federal coverage examples of the SBC, decided under a plan and rounded as the SBC rounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.spread import spread
from coverwell.services.plans.bench import decide
from coverwell.services.plans.bench_question import Question, Service
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import Node, check_keys, mapping, sequence


@dataclass(frozen=True, slots=True)
class Scenario:
    """An example before any plan: its name, what it is about, and its services."""

    name: str
    about: str
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """An example of which only the total (cents) is known, not what each service is worth."""

    name: str
    about: str
    cost: Money


@dataclass(frozen=True, slots=True)
class Examples:
    """One dated file: what can be decided under a plan, and what cannot."""

    scenarios: tuple[Scenario, ...]
    uncalculated: tuple[Uncalculated, ...]


@dataclass(frozen=True, slots=True)
class CoverageExample:
    """What a person would pay (cents): exact parts, and the same parts as the SBC prints them."""

    name: str
    about: str
    cost: Money
    deductible: Money
    copays: Money
    coinsurance: Money
    excluded: Money

    @property
    def printed(self) -> tuple[tuple[str, Money], ...]:
        """Return the printed lines; the total is the sum of the printed parts."""
        parts = (
            ("Deductibles", sbc_rounded(self.deductible)),
            ("Copayments", sbc_rounded(self.copays)),
            ("Coinsurance", sbc_rounded(self.coinsurance)),
            ("Limits or exclusions", sbc_rounded(self.excluded)),
        )
        return (*parts, ("Total", sum((amount for _, amount in parts), ZERO)))


def coverage_examples(plan: Plan) -> tuple[CoverageExample, ...]:
    """Decide the examples in force when an edition begins, for one person with self-only cover.

    None for a dental plan: it is an excepted benefit and has no SBC (45 CFR 146.145(c)(3)).
    """
    if plan.dental:
        return ()
    found = _examples().nearest(plan.effective.first)
    return tuple(coverage_example(scenario, plan) for scenario in found.scenarios)


def uncalculated_examples(plan: Plan) -> tuple[Uncalculated, ...]:
    """Return the examples in force whose services the rulebook does not have."""
    return () if plan.dental else _examples().nearest(plan.effective.first).uncalculated


def coverage_example(scenario: Scenario, plan: Plan) -> CoverageExample:
    """Decide one example from nothing used."""
    found = decide(plan, Question(scenario.services, CoverageTier.SELF_ONLY)).totals
    excluded = found.not_covered_member + found.not_covered_provider + found.beyond_limit
    return CoverageExample(
        scenario.name,
        scenario.about,
        cost=found.charge,
        deductible=found.deductible,
        copays=found.copay,
        coinsurance=found.coinsurance,
        excluded=excluded,
    )


def sbc_rounded(amount: Money) -> Money:
    """Round as the SBC does: $100 and more to the nearest $100, less to the nearest $10 (cents).

    Source: instructions for the coverage examples of the SBC (45 CFR 147.200, 2025 edition).
    """
    step = 10_000 if amount >= 10_000 else 1_000
    return Money(int((Decimal(amount) / step).quantize(Decimal(1), ROUND_HALF_UP)) * step)


@cache
def _examples() -> Dated[Examples]:
    keys = ("examples", "without services")
    sheets = dated_sheets(rulebook_folder(), "coverage_examples", keys)
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> Examples:
    scenarios = tuple(
        Scenario(
            values.text(row, "name", where), values.text(row, "about", where), _lines(row, where)
        )
        for where, row in sheet.rows("examples", ("name", "about", "services"))
    )
    uncalculated = tuple(
        Uncalculated(
            values.text(row, "name", where),
            values.text(row, "about", where),
            values.money(row, "total", where),
        )
        for where, row in sheet.rows("without services", ("name", "about", "total"))
    )
    return Examples(scenarios, uncalculated)


def _lines(row: dict[str, Node], where: str) -> tuple[Service, ...]:
    services: list[Service] = []
    for node in sequence(row["services"], where):
        line = mapping(node, where)
        check_keys(line, ("care", "allowed", "visits"), where)
        allowed, visits = (
            values.money(line, "allowed", where),
            values.number(line, "visits", where, "1"),
        )
        for part in spread(allowed, [1] * visits):
            number = len(services) + 1
            care = values.text(line, "care", where)
            services.append(Service(number, f"{number}", care=care, allowed=Money(part)))
    return tuple(services)
