"""Until when must a request for approval be decided, and what does asking for more change?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from typing import NamedTuple


class Urgency(Enum):
    """How fast the patient's condition asks for an answer; urgent is also called expedited."""

    STANDARD = "standard"
    URGENT = "urgent"
    CONCURRENT = "concurrent"


class Span(NamedTuple):
    """A time that the law gives: hours from the minute, days to the end of the last one."""

    hours: int = 0
    days: int = 0

    def after(self, moment: datetime) -> datetime:
        """Return its end, in the time zone of `moment`."""
        if not self.days:
            return moment + timedelta(hours=self.hours)
        last = moment.date() + timedelta(days=self.days)
        return datetime.combine(last, time(23, 59), moment.tzinfo)


NO_TIME = Span()


@dataclass(frozen=True, slots=True)
class ReviewClock:
    """The times of one program (see rulebook/law/review_clocks). `cites` names the law."""

    program: str
    cites: str
    urgent: Span
    concurrent: Span
    standard: Span
    extension: Span
    stops: bool = False
    answer_urgent: Span = NO_TIME
    answer_standard: Span = NO_TIME
    urgent_after_answer: Span = NO_TIME


class Times(NamedTuple):
    """`due`: the plan decides by then. `answer_by`: the requester answers by then, where asked."""

    due: datetime
    answer_by: datetime | None = None


def due(received: datetime, urgency: Urgency, clock: ReviewClock) -> datetime:
    """Return until when a request must be decided that nothing was asked about."""
    spans = {
        Urgency.STANDARD: clock.standard,
        Urgency.URGENT: clock.urgent,
        Urgency.CONCURRENT: clock.concurrent,
    }
    return spans[urgency].after(received)


def asked_at(
    now: datetime, received: datetime, urgency: Urgency, before: datetime, clock: ReviewClock
) -> Times:
    """Return the times once the requester is asked for more; `before` is the due time so far.

    The one extension is given the first time. Where the clock stands still, what is left of it
    runs on after the last moment for an answer.
    """
    first = due(received, urgency, clock)
    if not clock.stops:
        extended = max(before, clock.extension.after(first))
        return Times(extended, extended)
    if urgency is not Urgency.STANDARD:
        answer_by = clock.answer_urgent.after(now)
        return Times(clock.urgent_after_answer.after(answer_by), answer_by)
    answer_by = clock.answer_standard.after(now)
    left = (before.date() - now.date()).days + (clock.extension.days if before == first else 0)
    return Times(Span(days=max(left, 1)).after(answer_by), answer_by)


def answered_at(now: datetime, urgency: Urgency, times: Times, clock: ReviewClock) -> datetime:
    """Return the due time once the answer came to what was asked at `times`.

    Urgent requests have their own time after the answer: 29 CFR 2560.503-1(f)(2)(i).
    """
    if not clock.stops or times.answer_by is None:
        return times.due
    if urgency is not Urgency.STANDARD:
        return min(times.due, clock.urgent_after_answer.after(now))
    left = (times.due.date() - times.answer_by.date()).days
    return min(times.due, Span(days=left).after(now))
