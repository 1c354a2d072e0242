"""The analyst's bench: services decided in order by the kernel alone, on stated facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision, LineDecision, Totals, totals
from coverwell.kernel.claims.explain import explain
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.coordination.order import PLAIN, OtherCover, Standing
from coverwell.kernel.cost_share.balances import Balances
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.kernel.vocabulary.member import Cover, Person
from coverwell.services.plans.bench_claim import claim_of, stated_of
from coverwell.services.plans.bench_question import OTHER_PAYER, Question, Service
from coverwell.services.plans.bench_used import starting_balances
from coverwell.services.plans.law import self_only_maximums


OURS_SECOND = Standing(dependent=True)
"""How the person holds our cover where another payer's answer is stated: it paid first."""

BORN = date(1986, 1, 1)
"""The birth date of a person of whom nothing is known: an adult."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One service decided, and the balances once it is posted."""

    service: Service
    day: date
    decision: Decision
    after: Balances

    @property
    def line(self) -> LineDecision:
        """Return the decision of its only line."""
        return self.decision.lines[0]


@dataclass(frozen=True, slots=True)
class Answers:
    """All services decided, in order."""

    plan: Plan
    question: Question
    services: tuple[Answer, ...]
    after: Balances

    @property
    def totals(self) -> Totals:
        """Sum the services (cents)."""
        return totals(answer.line for answer in self.services)


def decide(plan: Plan, question: Question) -> Answers:
    """Decide each service with what the earlier ones used; same question, same answer."""
    day = first_day(plan, question.services)
    balances = starting_balances(plan, question, day)
    history = NO_HISTORY
    answers: list[Answer] = []
    for service in question.services:
        dated = service if service.day else replace(service, day=day)
        facts = facts_of(plan, question, dated)
        decision = adjudicate(
            claim_of(dated, day), replace(facts, balances=balances, history=history)
        )
        balances = balances.after(decision.entries)
        history = history.after(decision.history)
        answers.append(Answer(service, dated.day or day, decision, balances))
    return Answers(plan, question, tuple(answers), balances)


def explained(plan: Plan, question: Question) -> tuple[Finding, ...]:
    """Return every finding about the first service, also of the rules that changed nothing."""
    day = first_day(plan, question.services)
    service = question.services[0]
    facts = facts_of(plan, question, service if service.day else replace(service, day=day))
    facts = replace(facts, balances=starting_balances(plan, question, day))
    return tuple(noted.finding for noted in explain(claim_of(service, day), facts))


def first_day(plan: Plan, services: Iterable[Service]) -> date:
    """Return the day of a service without one: the earliest stated day, else the plan's first."""
    return min((service.day for service in services if service.day), default=plan.effective.first)


def facts_of(plan: Plan, question: Question, service: Service) -> ClaimFacts:
    """State the facts of one service: covered by this plan, for the whole of its edition."""
    day = service.day or plan.effective.first
    return ClaimFacts(
        as_of=day,
        person=Person(number=service.person, birth=BORN),
        covers=(Cover(plan.effective, plan.edition, question.tier),),
        plans={plan.edition: plan},
        stated={1: stated_of(service, plan)},
        standing=OURS_SECOND if service.other_payer else PLAIN,
        others=(OtherCover(OTHER_PAYER, plan.effective),) if service.other_payer else (),
        self_only_maximum={} if plan.head.grandfathered else self_only_maximums(),
    )
