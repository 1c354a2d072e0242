"""A request in plain words: where it stands, what happens next, by when and by whom, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coverwell.services.authorizations.tables import documents, reasons
from coverwell.services.authorizations.values import GIVEN, Event, Line, Review, State
from coverwell.services.explanations.services import revenue_name, service_name
from coverwell.services.rulebook.load import rulebook


OFFICE, MEMBER, STAFF = "office", "member", "staff"
ENGINE: Final = "engine"


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A service in words; `state` is open, approved, modified, denied, not needed or ended."""

    line: Line
    code: str
    name: str
    care: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class ExplainedEvent:
    """Something that happened, in words: who did it, and each thing it says."""

    at: datetime
    title: str
    who: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A request in words. `next` says what happens next; `wanted` what the plan asked for.

    `number` is what claims state, '' where nothing holds.
    """

    review: Review
    next: str
    who: str
    due_at: datetime | None
    overdue: bool
    lines: tuple[ExplainedLine, ...]
    events: tuple[ExplainedEvent, ...]
    wanted: tuple[str, ...]
    number: str

    @property
    def urgent(self) -> bool:
        """Say whether it has the short clock."""
        return self.review.asked.urgency != "standard"


def explain(review: Review, reader: str, language: str, now: datetime) -> Explained:
    """Say a request to an office, a member or staff, in the words of the active language."""
    holds = review.state in GIVEN
    last = review.last_event
    wanted = last.asked if review.waits_for_requester else ()
    return Explained(
        review,
        _next(review, reader),
        _who_next(review, reader),
        last.answer_by if review.waits_for_requester and reader != STAFF else review.due_at,
        review.overdue(now),
        tuple(_line(one, review, language) for one in review.lines),
        tuple(_event(one, review, reader, language) for one in reversed(review.events)),
        tuple(_document(key, last.at.date(), language) for key in wanted),
        review.authorization if holds else "",
    )


def _next(review: Review, reader: str) -> str:
    state = review.state
    if state == State.ASKED:
        return {
            MEMBER: _("The plan asked your provider for more. Nothing is needed from you."),
            STAFF: _("The office was asked for more; it is back here once it answers."),
            OFFICE: _("Send what the plan asks for. Its clock stands still until then."),
        }[reader]
    if review.open:
        return _("A reviewer of the plan decides. The decision shows here.")
    if state == State.APPROVED:
        whole = _("The care is approved.")
        return whole if reader == MEMBER else f"{whole} {_('State the number on the claim.')}"
    return {
        State.NOT_REQUIRED: _("No approval is needed. The care can be given as planned."),
        State.PARTLY: _("Part of the care is approved: see each service for why."),
        State.MODIFIED: _("The care is approved with changes: see each service for why."),
        State.DENIED: _("The care is not approved. You may appeal, or send a new request."),
        State.WITHDRAWN: _("The request was withdrawn before it was decided."),
        State.CANCELLED: _("The approval was cancelled. Care given before stays approved."),
    }[State(state)]


def _who_next(review: Review, reader: str) -> str:
    if not review.open:
        return ""
    if review.waits_for_requester:
        return _("you") if reader == OFFICE else _("the provider's office")
    return _("the plan")


def _line(line: Line, review: Review, language: str) -> ExplainedLine:
    named = service_name(line.code, language) or revenue_name(line.revenue, language)
    care = rulebook().care_names[language].get(line.care, line.care)
    state = line.action or "open"
    if review.state in (State.WITHDRAWN, State.CANCELLED):
        state = "ended"
    why = _reason(line.reason, review.last_event.at.date(), language)
    if not why and line.need == "not covered" and review.open:
        why = _("The plan has no benefit for this care.")
    code = " ".join((line.code or line.revenue, *line.modifiers))
    return ExplainedLine(line, code, named or _bare(review), care, state, why)


def _bare(review: Review) -> str:
    return _("Visits") if review.asked.kind == "referral" else ""


def _event(event: Event, review: Review, reader: str, language: str) -> ExplainedEvent:
    day = event.at.date()
    said = [_reason(event.reason, day, language), event.note]
    said += [_document(key, day, language) for key in event.asked]
    if event.control_number and reader != MEMBER:
        said.append(_("Attachment control number %s") % event.control_number)
    if event.answer_by and reader != MEMBER:
        said.append(_("Answer by %s") % _moment(event.answer_by))
    said += [_("Document: %s") % one for one in event.documents if reader != MEMBER]
    if event.signed:
        said.append(_("Decided by %s") % event.signed)
    if event.criteria and event.by != ENGINE:
        said.append(_("Criteria: %s") % event.criteria)
    if event.criteria and event.by == ENGINE and reader == STAFF:
        said.append(_("By the rule %s") % event.criteria)
    title = _titles()[State(event.state)]
    return ExplainedEvent(event.at, title, _who(event, review, reader), tuple(filter(None, said)))


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _titles() -> dict[State, str]:
    return {
        State.RECEIVED: _("Request received"),
        State.PENDED: _("With a reviewer"),
        State.ASKED: _("More was asked for"),
        State.INFORMED: _("Information was added"),
        State.NOT_REQUIRED: _("No approval needed"),
        State.APPROVED: _("Approved"),
        State.PARTLY: _("Approved in part"),
        State.MODIFIED: _("Approved with changes"),
        State.DENIED: _("Not approved"),
        State.WITHDRAWN: _("Withdrawn"),
        State.CANCELLED: _("Cancelled"),
        State.NOTICED: _("Notice received"),
    }


def state_words() -> dict[str, str]:
    """Return what each state of a request is called in a list."""
    return {state.value: words for state, words in _titles().items()}


def _who(event: Event, review: Review, reader: str) -> str:
    """Name who did it: staff see the names, others whose side it was."""
    if reader == STAFF:
        return event.by
    if event.by == review.by or event.state in (State.INFORMED, State.WITHDRAWN):
        return _("your office") if reader == OFFICE else _("your provider")
    return _("the plan")


def _reason(key: str, day: date, language: str) -> str:
    reason = reasons(day).get(key)
    return reason.words[language] if reason else ""


def _document(key: str, day: date, language: str) -> str:
    known = documents(day).get(key)
    return known.words[language] if known else key
