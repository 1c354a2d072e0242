"""Ask: the real adjudication in dry run, stored with its reference number. It posts nothing."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.db.models.functions import Now

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision, Outcome, Status
from coverwell.kernel.claims.trace_text import trace_text
from coverwell.kernel.vocabulary.claim import Claim, Provider
from coverwell.records.estimates.models import Estimate
from coverwell.records.providers.models import Group, Practitioner
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.claims.claim_text import claim_text
from coverwell.services.claims.facts import Setting, claim_facts
from coverwell.services.claims.family import Family, Waiting
from coverwell.services.claims.load import load_families, load_offices
from coverwell.services.claims.numbers import claim_number
from coverwell.services.claims.stored import adjustments_text, amounts_text
from coverwell.services.claims.terms import published_plans
from coverwell.services.estimates.question import (
    EstimateError,
    Question,
    planned_claim,
    with_charges,
)
from coverwell.services.plans.law import self_only_maximums
from coverwell.services.rulebook.load import rulebook


PERCENT_OF_CHARGE: Final = "price_percent_of_charge"


def ask(question: Question, actor: Actor, as_of: date, at: datetime | None = None) -> str:
    """Answer a question and return its reference number.

    `at` is set only for questions brought over from before: the moment they were asked.

    The facts of the whole family are needed, so they are loaded under the engine once the actor's
    right was checked. DeniedError: not the actor's to ask. EstimateError: what to change.
    """
    _check_right(question, actor)
    with acting(actor.as_engine()):
        group = Group.objects.filter(tax_id=question.tax_id).first()
        if group is None:
            raise EstimateError("No provider has this tax ID.")
        claim = planned_claim(question, _office(group), as_of)
        waiting = Waiting(0, question.person, claim, None, None, 0, None)
        family, setting = _facts(waiting, question.family, as_of)
        priced = _with_prices(question, waiting, family, setting)
        decision = adjudicate(priced.claim, claim_facts(priced, family, setting))
        return _save(question, actor, (as_of, at), (priced.claim, decision))


def _office(group: Group) -> Provider:
    """Name the office with its specialty: a visit to a specialist costs otherwise."""
    own = Practitioner.objects.filter(npi=group.npi).first()
    return Provider(group.npi, group.tax_id, own.taxonomy if own else "")


def _check_right(question: Question, actor: Actor) -> None:
    allowed = {
        "provider": question.tax_id in actor.tax_ids,
        "member": (question.family, question.person) in actor.persons,
    }
    if not allowed.get(actor.role, actor.role in ("staff", "engine")):
        raise DeniedError("This estimate is not theirs to ask.")


def _facts(waiting: Waiting, family_id: int, as_of: date) -> tuple[Family, Setting]:
    family = load_families([family_id])[0]
    setting = Setting(
        as_of,
        published_plans({span.plan_key for span in family.spans}),
        load_offices([waiting]),
        rulebook(),
        self_only_maximums(),
    )
    return family, setting


def _with_prices(
    question: Question, waiting: Waiting, family: Family, setting: Setting
) -> Waiting:
    """Set unknown charges to the price of the contract, which is the least that is charged."""
    unknown = {
        number
        for number, service in enumerate(question.services, start=1)
        if service.charge is None
    }
    if not unknown:
        return waiting
    found = adjudicate(waiting.claim, claim_facts(waiting, family, setting))
    by_charge = {
        noted.line for noted in found.trace.changed if noted.finding.rule == PERCENT_OF_CHARGE
    }
    if unknown & by_charge:
        raise EstimateError("This provider is paid by a share of its charge: enter the charge.")
    charges = {line.number: line.allowed for line in found.lines if line.number in unknown}
    return waiting._replace(claim=with_charges(waiting.claim, charges))


def _save(
    question: Question,
    actor: Actor,
    when: tuple[date, datetime | None],
    answered: tuple[Claim, Decision],
) -> str:
    claim, decision = answered
    as_of, at = when
    number = next_number()
    reference = f"E{claim_number(number)[1:]}"
    Estimate.objects.create(
        family_id=question.family,
        id=number,
        reference=reference,
        person=question.person,
        tax_id=question.tax_id if actor.role == "provider" else "",
        billing_tax_id=question.tax_id,
        asked_by=actor.user,
        asked_at=at or Now(),
        as_of=as_of,
        first_on=question.day,
        **answered_columns(claim, decision),
    )
    return reference


def answered_columns(claim: Claim, decision: Decision) -> dict[str, str]:
    """Return what is kept of an answer: by which rules, what was asked, said and why."""
    return {
        "edition": decision.edition,
        "rulebook": rulebook().version[:16],
        "outcome": outcome_of(decision),
        "payee": decision.payee.value,
        "question": claim_text(claim),
        "lines": lines_text(decision),
        "trace": trace_text(decision.trace),
    }


def outcome_of(decision: Decision) -> str:
    """Say in a word what a claim would become."""
    if decision.outcome is Outcome.PENDED:
        return "pended"
    denied = all(line.status is Status.DENIED for line in decision.lines)
    return "denied" if denied else "paid"


def lines_text(decision: Decision) -> str:
    """Write the lines of an answer as they are kept."""
    return json.dumps(
        [
            (
                *(line.number, line.status.value, amounts_text(line), adjustments_text(line)),
                *(line.care, line.side.value if line.side else "", line.column),
            )
            for line in decision.lines
        ]
    )


def next_number() -> int:
    """Take the next number of an estimate; call inside `acting`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_estimates_number')")
        return int(cursor.fetchone()[0])
