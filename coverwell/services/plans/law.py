"""The law's yearly amounts for plans, from rulebook/law/plan_limits."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from coverwell.kernel.coverage.care import Care
from coverwell.kernel.plan.law import PlanLaw
from coverwell.kernel.plan.limit import FamilyAmount
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.problems import PlanTextError, Problem
from coverwell.kernel.plan.read_limit import read_amount
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.rulebook import values
from coverwell.services.rulebook.load import rulebook
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError


FOLDER = "law/plan_limits"
KEYS = (
    "out of pocket limit",
    "HSA deductible",
    "HSA out of pocket limit",
    "HSA before deductible",
    "not essential",
)


def law_of(plan: Plan) -> PlanLaw:
    """Return the law of the plan year in which an edition begins.

    PlanTextError: the amounts of that year are not in the rulebook (yet); those of another year
    are never taken instead.
    """
    start, laws = plan.year_of(plan.effective.first), plan_laws()
    if not laws.firsts[0].year <= start.year <= laws.firsts[-1].year:
        what = (
            f"the law's amounts for plan years that begin in {start.year} are not known here. "
            f"Add rulebook/{FOLDER}/{start.year}-01-01.yaml with its source."
        )
        raise PlanTextError([Problem("Law", what)])
    return laws.nearest(start)


@cache
def plan_laws() -> Dated[PlanLaw]:
    """Read every dated file once."""
    return read_plan_laws(rulebook_folder())


def read_plan_laws(root: Path) -> Dated[PlanLaw]:
    """Read rulebook/law/plan_limits under `root`; RulebookError says what is wrong."""
    sheets = dated_sheets(root, FOLDER, KEYS)
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_law, sheets)))


def self_only_maximums() -> dict[int, Money]:
    """Return the law's self-only maximum by the year in which a plan year begins (cents)."""
    laws = plan_laws()
    known = zip(laws.firsts, laws.editions, strict=True)
    return {first.year: law.out_of_pocket.person for first, law in known}


def _law(sheet: Sheet) -> PlanLaw:
    cares = rulebook().cares
    return PlanLaw(
        source=sheet.source,
        out_of_pocket=_amount(sheet, "out of pocket limit"),
        hsa_deductible=_amount(sheet, "HSA deductible"),
        hsa_out_of_pocket=_amount(sheet, "HSA out of pocket limit"),
        before_deductible=_cares(sheet, "HSA before deductible"),
        not_essential=_cares(sheet, "not essential"),
        mental_health=_marked(cares.values(), "mental health"),
        emergency=_marked(cares.values(), "emergency"),
        preventive=frozenset({"preventive care", "immunization"}),
    )


def _amount(sheet: Sheet, key: str) -> FamilyAmount:
    try:
        amount = read_amount(sheet.text(key))
    except ValueError as fault:
        raise RulebookError(f"{sheet.name}: {fault}") from fault
    if amount is None:
        raise RulebookError(f"{sheet.name}: '{key}' needs an amount.")
    return amount


def _cares(sheet: Sheet, key: str) -> frozenset[str]:
    found = frozenset(values.words(dict(sheet.entries), key, sheet.name))
    unknown = found - set(rulebook().cares)
    if unknown:
        raise RulebookError(f"{sheet.name}: no care is called '{min(unknown)}'.")
    return found


def _marked(cares: Iterable[Care], mark: str) -> frozenset[str]:
    return frozenset(care.key for care in cares if mark in care.marks)
