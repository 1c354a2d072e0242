"""The answers of `plan try` as JSON: amounts are dollars with two decimals, as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from coverwell.kernel.claims.decision import LineDecision, Noted, Totals
from coverwell.kernel.cost_share.balances import FAMILY, Balances
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.plans.bench import Answer, Answers
from coverwell.services.plans.bench_used import limits_used_by, used_by
from coverwell.services.plans.reasons import next_step, sentence


Json = str | int | bool | None | list["Json"] | dict[str, "Json"]

SUMMED = (
    "charge",
    "allowed",
    "cost_share_base",
    "deductible",
    "copay",
    "coinsurance",
    "member_share",
    "beyond_limit",
    "penalty",
    "balance_bill",
    "write_off",
    "other_payer",
    "plan_paid",
    "member_owes",
)


def dollars_text(cents: int) -> str:
    """Write cents as dollars with two decimals: '505.00'."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def answers_json(answers: Answers, language: str) -> dict[str, Json]:
    """Return the whole output document (docs/schemas/plan-try-out.json)."""
    plan, start = answers.plan, answers.plan.year_of(answers.services[0].day)
    people = sorted({answer.service.person for answer in answers.services})
    return {
        "plan": plan.edition,
        "plan_name": plan.head.name,
        "coverage": answers.question.tier.value.replace(" ", "-"),
        "language": language,
        "services": [answer_json(answer, answers, language) for answer in answers.services],
        "totals": _amounts(answers.totals),
        "accumulators": {
            **{person: used_json(plan, answers.after, person, start) for person in people},
            "family": used_json(plan, answers.after, FAMILY, start),
        },
    }


def answer_json(answer: Answer, answers: Answers, language: str) -> dict[str, Json]:
    """Return one service with its amounts, reasons and the accumulators after it."""
    line, service = answer.line, answer.service
    start = answers.plan.year_of(answer.day)
    return {
        "order": service.number,
        "id": service.id,
        "person": service.person,
        "date": answer.day.isoformat(),
        "care": line.care or service.care,
        "column": line.column,
        "status": line.status.value,
        **_amounts(line),
        "not_covered_whose": line.whose.value if line.whose else None,
        "adjustments": [
            {"group": one.group, "code": one.code, "amount": dollars_text(one.amount)}
            for one in line.adjustments
        ],
        "remarks": list(line.remarks),
        "waiting_for": [f"{pend.rule}: {pend.release}" for pend in answer.decision.pends],
        "trace": [_noted(note, language) for note in answer.decision.trace.changed],
        "accumulators": {
            "person": used_json(answers.plan, answer.after, service.person, start),
            "family": used_json(answers.plan, answer.after, FAMILY, start),
        },
    }


def _amounts(line: LineDecision | Totals) -> dict[str, Json]:
    read: dict[str, Json] = {name: dollars_text(getattr(line, name)) for name in SUMMED}
    not_covered = line.not_covered_member + line.not_covered_provider
    return {**read, "not_covered": dollars_text(not_covered)}


def _noted(note: Noted, language: str) -> Json:
    finding = note.finding
    return {
        "rule": finding.rule,
        "sentence": said(finding, language),
        "next": next_step(finding, language),
        "citation": finding.source,
        "amount": dollars_text(finding.amount),
        "facts": {name: _fact(fact) for name, fact in finding.facts.items()},
    }


def said(finding: Finding, language: str) -> str:
    """Say a finding in the words of the rulebook."""
    return sentence(finding, language)


def _fact(fact: Fact) -> Json:
    if isinstance(fact, Money):
        return dollars_text(fact)
    if isinstance(fact, Decimal):
        return f"{fact:f}"
    return fact.isoformat() if isinstance(fact, date) else fact


def used_json(plan: Plan, balances: Balances, person: str, start: date) -> dict[str, Json]:
    """Return what a person or the family has used: amounts in dollars, then limits in counts."""
    amounts: dict[str, Json] = {
        name: dollars_text(cents) for name, cents in used_by(plan, balances, person, start).items()
    }
    return {**amounts, **_limits(limits_used_by(balances, person))}


def _limits(used: Mapping[str, int]) -> dict[str, Json]:
    counts = ("visits", "days", "items", "dollars", "paid")
    limits: dict[str, dict[str, Json]] = {name: {} for name in counts}
    for key, count in used.items():
        counted, _, care = key.partition(":")
        if counted in limits:
            limits[counted][care] = (
                dollars_text(count) if counted in ("dollars", "paid") else count
            )
    kept = (name for name in counts if name != "paid" or limits[name])
    return {name: dict(limits[name]) for name in kept}
