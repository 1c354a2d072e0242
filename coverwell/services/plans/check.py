"""Everything that stands against publishing an edition, found at once."""

from __future__ import annotations

from coverwell.kernel.plan.lawful import unlawful
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.print_plan import plan_texts
from coverwell.kernel.plan.problems import PlanTextError, Problem
from coverwell.kernel.plan.publishable import unready
from coverwell.services.plans.editions import Edition
from coverwell.services.plans.examples import read_examples
from coverwell.services.plans.law import law_of
from coverwell.services.plans.run_examples import run_examples
from coverwell.services.rulebook.text import read_mapping


def check(edition: Edition) -> tuple[Problem, ...]:
    """Return every problem of an edition that can be read; none means it may be published."""
    plan = edition.plan
    return (*unready(plan), *_unlawful(plan), *reworded(edition), *examples(edition))


def _unlawful(plan: Plan) -> tuple[Problem, ...]:
    """Ask the law of the plan year; a year that is not known stands against publishing."""
    try:
        return unlawful(plan, law_of(plan))
    except PlanTextError as fault:
        return fault.problems


def examples(edition: Edition) -> tuple[Problem, ...]:
    """Run the worked examples; an edition without any is not published."""
    try:
        found = read_examples(edition.examples_text, edition.plan)
    except PlanTextError as fault:
        return fault.problems
    if not found:
        return (Problem("Examples", "there are none. Add examples.yaml with worked examples."),)
    return run_examples(found, edition.plan)


def reworded(edition: Edition) -> tuple[Problem, ...]:
    """Find texts that are understood but not written as the page prints them."""
    document = read_mapping(edition.text, "plan.yaml")
    printed = plan_texts(edition.plan)
    found = _reworded("Head", document, printed)
    rows, said = printed["care"], document.get("care", [])
    for row, text in zip(rows, said if isinstance(said, list) else [], strict=False):
        if isinstance(row, dict) and isinstance(text, dict):
            found += _reworded(f"Row '{row['care']}'", text, row)
    return tuple(found)


def _reworded(where: str, document: object, printed: object) -> list[Problem]:
    if not isinstance(document, dict) or not isinstance(printed, dict):
        return []
    return [
        Problem(where, f"write '{printed[key]}' for '{text}', as the page prints it.")
        for key, text in document.items()
        if isinstance(text, str) and _differs(text, printed.get(key))
    ]


def _differs(text: str, printed: object) -> bool:
    return isinstance(printed, str) and text.strip() != printed
