"""What a requester does after sending a request: add information, withdraw or cancel it.

A document that came by any way is added by `add_information` with a text that names where it is
kept (at most 60 characters, for example `file 812` or `document 17`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from coverwell.kernel.policy.review_clock import Times, Urgency, answered_at
from coverwell.records.authorizations.models import Precertification, ReviewEvent
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.audit.reads import note_refused
from coverwell.services.authorizations.clocks import clock_of
from coverwell.services.authorizations.find import TABLE, review_of
from coverwell.services.authorizations.values import GIVEN, OPEN, RequestError, Review, State
from coverwell.services.authorizations.write import append, take_back
from coverwell.services.theirs import theirs


CLOSED = "This request is closed: it cannot be changed any more. Send a new one."
EMPTY = "Write what you add, or attach a document."


@dataclass(frozen=True, slots=True)
class Information:
    """What is added: words, and references to documents that are kept elsewhere."""

    note: str = ""
    documents: tuple[str, ...] = ()
    control_number: str = ""


def add_information(
    reference: str, added: Information, at: datetime, actor: Actor
) -> Review | None:
    """Append information to an open request; None: none that this actor may see.

    The clock that stood still runs on, and the request is back with the reviewers. The same
    documents again change nothing. Raises RequestError where the request is closed.
    """
    if not (added.note.strip() or added.documents):
        raise RequestError(EMPTY)

    def work(row: Precertification, newest: ReviewEvent) -> None:
        if newest.state not in OPEN:
            raise RequestError(CLOSED)
        if added.documents and set(added.documents) <= _documents(row):
            return
        append(
            row,
            State.INFORMED,
            actor.user,
            at=at,
            note=added.note.strip(),
            documents=list(added.documents),
            control_number="",
            due_at=_due(row, newest, at),
        )

    return changed(reference, work, actor)


def cancel(reference: str, why: str, at: datetime, actor: Actor) -> Review | None:
    """Withdraw an open request, or cancel what was given from this day on.

    None: none that this actor may see. Raises RequestError where there is nothing to cancel.
    """

    def work(row: Precertification, newest: ReviewEvent) -> None:
        if newest.state in OPEN:
            append(row, State.WITHDRAWN, actor.user, at=at, note=why.strip())
        elif newest.state in GIVEN:
            take_back(row, at.date())
            append(row, State.CANCELLED, actor.user, at=at, note=why.strip())
        else:
            raise RequestError(CLOSED)

    return changed(reference, work, actor)


def changed(
    reference: str, work: Callable[[Precertification, ReviewEvent], None], actor: Actor
) -> Review | None:
    """Find a request through the actor's eyes, lock its family, and let `work` change it."""
    if actor.role == "member":
        raise DeniedError("The provider's office follows a request up.")
    actor = actor.where_they_may(PRECERTIFICATION)
    with acting(actor):
        mine = Precertification.objects.filter(theirs(actor), reference=reference.strip().upper())
        seen = mine.first()
        if seen is None:
            note_refused(TABLE, reference[:16])
            return None
    with acting(actor.as_engine()):
        # The family's lock: two reviewers, or an answer and a decision, take turns.
        row = (
            Precertification.objects.select_related("family")
            .select_for_update(of=("family",), no_key=True)
            .get(reference=seen.reference)
        )
        events = ReviewEvent.objects.filter(family_id=row.family_id, request=row.id)
        work(row, events.exclude(state=State.NOTICED).order_by("event").reverse()[0])
        return review_of(row)


def _documents(row: Precertification) -> set[str]:
    events = ReviewEvent.objects.filter(family_id=row.family_id, request=row.id)
    return {one for added in events.values_list("documents", flat=True) for one in added}


def _due(row: Precertification, newest: ReviewEvent, at: datetime) -> datetime | None:
    if newest.state != State.ASKED or newest.due_at is None:
        return newest.due_at
    times = Times(_local(newest.due_at, at), _local(newest.answer_by or newest.due_at, at))
    clock = clock_of(row.program, row.received_at.date())
    return answered_at(at, Urgency(row.urgency), times, clock)


def _local(moment: datetime, like: datetime) -> datetime:
    """Return a moment in the time zone in which days are counted."""
    return moment.astimezone(like.tzinfo)
