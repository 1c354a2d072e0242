"""A reviewer of the plan asks for more, or decides: staff only.

A denial or a cut on clinical grounds carries the name of the clinician who made it and the
criteria; what is needed for that stands in rulebook/authorizations/reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coverwell.kernel.policy.review_clock import Urgency, asked_at
from coverwell.records.authorizations.models import (
    Precertification,
    RequestedService,
    ReviewEvent,
)
from coverwell.services.acting import Actor, DeniedError
from coverwell.services.authorizations.clocks import clock_of
from coverwell.services.authorizations.follow_up import changed
from coverwell.services.authorizations.tables import documents, reasons
from coverwell.services.authorizations.values import OPEN, RequestError, Review, State
from coverwell.services.authorizations.write import (
    APPROVED,
    DENIED,
    MODIFIED,
    Decided,
    append,
    decide_lines,
)


MORE_NEEDED = "more_needed"
ACTIONS = (APPROVED, MODIFIED, DENIED)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who stands for a decision (a clinician with credentials), by which criteria, and a note."""

    clinician: str = ""
    criteria: str = ""
    note: str = ""


def ask_for_more(
    reference: str, wanted: Sequence[str], note: str, at: datetime, actor: Actor
) -> Review | None:
    """Ask the requester for documents or an answer; the attachment control number is ours.

    None: no such request. Raises RequestError where it is closed or nothing is asked for.
    """
    _staff_only(actor)
    known = documents(at.date())
    unknown = [key for key in wanted if key not in known]
    if unknown:
        raise RequestError(f"No document is called '{unknown[0]}': see rulebook/authorizations.")
    if not wanted and not note.strip():
        raise RequestError("Choose what you need, or write it.")

    def work(row: Precertification, newest: ReviewEvent) -> None:
        if newest.state not in OPEN or newest.due_at is None:
            raise RequestError("This request is decided: nothing can be asked about it any more.")
        clock = clock_of(row.program, row.received_at.date())
        before = newest.due_at.astimezone(at.tzinfo)
        came = row.received_at.astimezone(at.tzinfo)
        times = asked_at(at, came, Urgency(row.urgency), before, clock)
        append(
            row,
            State.ASKED,
            actor.user,
            at=at,
            reason=MORE_NEEDED,
            note=note.strip(),
            asked=list(wanted),
            control_number=f"{row.reference}A{newest.event + 1}",
            due_at=times.due,
            answer_by=times.answer_by,
        )

    return changed(reference, work, actor)


def decide(
    reference: str, decisions: Sequence[Decided], signed: Signed, at: datetime, actor: Actor
) -> Review | None:
    """Decide every service of a request; what is approved is found by claims from now on.

    None: no such request. Raises RequestError with every fault of the decision.
    """
    _staff_only(actor)

    def work(row: Precertification, newest: ReviewEvent) -> None:
        if newest.state not in OPEN:
            raise RequestError("This request is decided already.")
        services = RequestedService.objects.filter(family_id=row.family_id, request=row.id)
        faults = _faults(decisions, {one.line: one for one in services}, signed, at)
        if faults:
            raise RequestError(" ".join(faults))
        decide_lines(
            row,
            decisions,
            actor.user,
            at=at,
            reason=next((one.reason for one in decisions if one.reason), ""),
            note=signed.note.strip(),
            signed=signed.clinician.strip(),
            criteria=signed.criteria.strip(),
        )

    return changed(reference, work, actor)


def _staff_only(actor: Actor) -> None:
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only the plan's reviewers decide.")


def _faults(
    decisions: Sequence[Decided],
    services: dict[int, RequestedService],
    signed: Signed,
    at: datetime,
) -> list[str]:
    """Collect what is wrong with a decision, so that the reviewer sees all of it at once."""
    lines = [one.line for one in decisions]
    if sorted(lines) != sorted(services):
        return ["Decide every service once."]
    found = [fault for one in decisions for fault in _of_line(one, services[one.line], at)]
    known = reasons(at.date())
    clinical = [one for one in decisions if one.reason in known and known[one.reason].clinical]
    if clinical and not (signed.clinician.strip() and signed.criteria.strip()):
        found.append(
            "A clinical reason needs the clinician's name with credentials, and the criteria."
        )
    return found


def _of_line(one: Decided, asked: RequestedService, at: datetime) -> list[str]:
    where = f"Service {one.line}:"
    if one.action not in ACTIONS:
        return [f"{where} choose approve, modify or deny."]
    first, last = one.first or asked.first_on, one.last or asked.last_on
    found = [] if first <= last else [f"{where} the approval ends before it begins."]
    if one.units is not None and one.units < 1:
        found.append(f"{where} approve at least one unit, or deny it.")
    if one.action == APPROVED and _changed(one, asked):
        found.append(f"{where} units or days differ from what was asked: choose modify.")
    if one.action == MODIFIED and not _changed(one, asked):
        found.append(f"{where} nothing differs from what was asked: choose approve.")
    reason = reasons(at.date()).get(one.reason)
    if one.action != APPROVED and (reason is None or one.action not in reason.answers):
        found.append(f"{where} choose a reason for this answer.")
    return found


def _changed(one: Decided, asked: RequestedService) -> bool:
    units = one.units is not None and one.units != asked.units
    return units or bool(
        (one.first and one.first != asked.first_on) or (one.last and one.last != asked.last_on)
    )
