"""Run worked examples through the kernel: what comes out otherwise than people agreed."""

from __future__ import annotations

from coverwell.kernel.claims.decision import LineDecision
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.problems import Problem
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.plans.bench import Answer, decide, explained
from coverwell.services.plans.examples import Example
from coverwell.services.plans.reasons import sentence, ways


def run_examples(examples: tuple[Example, ...], plan: Plan) -> tuple[Problem, ...]:
    """Return every amount and sentence that differs, example by example."""
    return tuple(problem for example in examples for problem in run_example(example, plan))


def run_example(example: Example, plan: Plan) -> tuple[Problem, ...]:
    """Decide one example and compare it with what was agreed."""
    answer = decide(plan, example.question).services[0]
    where = f"Example '{example.name}'"
    amounts = (
        Problem(where, f"'{name}' is agreed as {agreed} and comes out as {found}.")
        for name, agreed in example.agreed.items()
        if (found := amount_of(answer.line, name)) != agreed
    )
    missing = _missing(example, plan, sentences_of(answer)) if example.because else ()
    return (*amounts, *missing)


def _missing(example: Example, plan: Plan, reasons: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return the sentences that no reason says, in none of the ways of saying it."""
    said = {way.casefold() for found in explained(plan, example.question) for way in ways(found)}
    return tuple(
        Problem(
            f"Example '{example.name}'",
            f"'{wanted}' is not among the reasons: {' '.join(reasons) or 'none'}",
        )
        for wanted in example.because
        if wanted.casefold() not in said
    )


def sentences_of(answer: Answer) -> tuple[str, ...]:
    """Say the reasons of a decision in English, in order."""
    return tuple(sentence(note.finding, "en") for note in answer.decision.trace.changed)


def amount_of(line: LineDecision, name: str) -> Money:
    """Return the amount of a decision that an example names."""
    amounts = {
        "deductible": line.deductible,
        "copay": line.copay,
        "coinsurance": line.coinsurance,
        "not covered": line.not_covered,
        "beyond limit": line.beyond_limit,
        "penalty": line.penalty,
        "balance bill": line.balance_bill,
        "write off": line.write_off,
        "plan pays": line.plan_paid,
        "member pays": line.member_owes,
    }
    return amounts[name]
