"""The payment run: preview, run, approve; each is one transaction and safe to repeat."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from coverwell.records.payments.models import Run, RunRequest
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.claims.uncollected import uncollected
from coverwell.services.payments.lock import one_at_a_time
from coverwell.services.payments.payees import LAST, load_payees, open_orders
from coverwell.services.payments.queue import enqueue_writing
from coverwell.services.payments.save import save_request, save_run
from coverwell.services.payments.settle import settle
from coverwell.services.payments.terms import pay_day
from coverwell.services.payments.values import RunPlan
from coverwell.services.payments.waiting import load_waiting


class RunRefusedError(ValueError):
    """A run that may not be made as asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of asking for a run: a `run`, or a `request` for a second person, or neither."""

    plan: RunPlan
    run: int | None = None
    request: int | None = None


def preview(as_of: date, actor: Actor) -> RunPlan:
    """Compute the run of a day and save nothing."""
    with acting(_engine(actor)), uncollected():
        return _plan(as_of)


def run(as_of: date, actor: Actor) -> RunResult:
    """Pay all that waits on a day; above the limit, ask for a second person instead."""
    with acting(_engine(actor)), uncollected():
        one_at_a_time()
        plan = _plan(as_of)
        if not plan.payments:
            return RunResult(plan)
        if plan.needs_second_person:
            return RunResult(plan, request=save_request(plan, actor.user, digest(plan)))
        return RunResult(plan, run=_pay(plan, Run(asked_by=actor.user)))


def approve(request_number: int, today: date, actor: Actor) -> RunResult:
    """Pay what another person asked for, exactly that, as the second person.

    RunRefusedError where it was done already, is one's own, is too old, or would pay otherwise.
    """
    with acting(_engine(actor)), uncollected():
        one_at_a_time()
        request = RunRequest.objects.filter(pk=request_number).first()
        if request is None:
            raise RunRefusedError(f"There is no payment run request {request_number}.")
        _check_second_person(request, actor)
        plan = _plan(request.as_of, request)
        if digest(plan) != request.digest:
            raise RunRefusedError("What this request would pay has changed. Ask for a new run.")
        if today > plan.effective_on:
            raise RunRefusedError(f"This request was for {request.as_of}. Ask for a new run.")
        made = Run(asked_by=request.asked_by, approved_by=actor.user, request=request)
        return RunResult(plan, run=_pay(plan, made), request=request.pk)


def _pay(plan: RunPlan, made: Run) -> int:
    number = save_run(plan, made)
    enqueue_writing()
    return number


def digest(plan: RunPlan) -> str:
    """Hash whom the plan pays, what, and for which decisions."""
    said = [f"{plan.as_of} {plan.effective_on}"]
    for payment in plan.payments:
        who = f"{payment.payee.key} {payment.method} {payment.amount:d} {payment.balance_after:d}"
        said.append(f"\n{who}")
        said += [
            f" {row.code} {row.reference} {row.amount:d} {row.order}" for row in payment.beside
        ]
        said += [
            f" {each.family}-{each.claim}-{each.decision_no}:{each.amount:d}+{late:d}"
            for each, late in payment.items
        ]
    return hashlib.sha256("".join(said).encode()).hexdigest()


def _check_second_person(request: RunRequest, actor: Actor) -> None:
    if Run.objects.filter(request=request).exists():
        raise RunRefusedError(f"Payment run request {request.pk} was approved and paid already.")
    if actor.user == request.asked_by:
        raise RunRefusedError("A second person approves a run: you asked for this one.")


def _plan(as_of: date, request: RunRequest | None = None) -> RunPlan:
    day = pay_day(as_of)
    waiting = load_waiting(as_of, request.pk if request else None)
    orders = open_orders(day.effective_on, request.last_order if request else LAST)
    payees = {each.payee for each in waiting} | set(orders)
    return settle(waiting, load_payees(payees, as_of), day, orders)


def _engine(actor: Actor) -> Actor:
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only staff make payment runs.")
    return actor.as_engine()
