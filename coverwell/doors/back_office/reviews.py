"""Requests for approval that wait for a reviewer: the queue with its clocks, and the decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coverwell.services.attachments.show import documents_of_request
from coverwell.services.authorizations.clocks import clock_of
from coverwell.services.authorizations.decide import ACTIONS, Signed, ask_for_more, decide
from coverwell.services.authorizations.explain import STAFF, Explained, explain, state_words
from coverwell.services.authorizations.find import by_reference, others_of
from coverwell.services.authorizations.queue import Wanted, counts, next_in_queue, queue
from coverwell.services.authorizations.tables import documents, reasons
from coverwell.services.authorizations.values import Line, RequestError, Review
from coverwell.services.authorizations.write import Decided
from coverwell.ui.entry import Request, needs, not_found
from coverwell.ui.forms import DayField, offer, short
from coverwell.ui.listing import PAGE_SIZE, as_file, one_page, page_number, wants_file


ANY: Final = ("", gettext_lazy("Any"))
MOST_EXPORTED: Final = 5_000


class QueueForm(forms.Form):
    """What narrows the queue."""

    state = forms.ChoiceField(
        label=gettext_lazy("Waits for"),
        required=False,
        choices=[
            ANY,
            ("ours", gettext_lazy("The plan")),
            ("waits", gettext_lazy("The provider's office")),
            ("overdue", gettext_lazy("Late")),
        ],
    )
    care = forms.ChoiceField(
        label=gettext_lazy("Kind of care"),
        required=False,
        choices=[
            ANY,
            ("medical", gettext_lazy("Medical")),
            ("behavioral", gettext_lazy("Behavioral")),
        ],
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("How urgent"),
        required=False,
        choices=[
            ANY,
            ("standard", gettext_lazy("Standard")),
            ("urgent", gettext_lazy("Urgent")),
        ],
    )


@needs("staff")
def listed(request: Request) -> HttpResponse:
    """Show the queue, what is late first."""
    form, now = QueueForm(request.GET), timezone.localtime()
    wanted = Wanted(**form.cleaned_data) if form.is_valid() else Wanted()
    if wants_file(request):
        return _export(request, queue(wanted, now, request.actor, 0, MOST_EXPORTED))
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = queue(wanted, now, request.actor, first, PAGE_SIZE + 1)
    words = {
        "form": form,
        "page": one_page([_explained(one, request) for one in found], number),
        "counts": counts(now, request.actor),
        "states": state_words(),
    }
    return render(request, "back_office/reviews.html", words)


def _explained(review: Review, request: Request) -> Explained:
    return explain(review, STAFF, request.LANGUAGE_CODE, timezone.localtime())


def _export(request: Request, found: list[Review]) -> HttpResponse:
    head = [_("Reference"), _("Patient"), _("Member ID"), _("Asked by"), _("Received")]
    head += [_("Status"), _("Decision due")]
    states = state_words()
    rows = (
        (
            *(one.reference, one.patient, one.member_id, one.asked.requester),
            *(timezone.localdate(one.received), states[one.state]),
            timezone.localdate(one.due_at) if one.due_at else None,
        )
        for one in found
    )
    return as_file(request, "reviews", head, rows)


class AskForm(forms.Form):
    """What the requester is to send."""

    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Documents"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=264,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 2}),
    )


class LineForm(forms.Form):
    """The decision about one service."""

    action = forms.ChoiceField(label=gettext_lazy("Decision"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"), required=False)
    units = forms.IntegerField(
        label=gettext_lazy("Units"),
        required=False,
        min_value=1,
        widget=short(4, inputmode="numeric"),
    )
    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("To"), required=False)

    def decided(self, line: int) -> Decided:
        """Return it in the words of the service."""
        said = self.cleaned_data
        why = "" if said["action"] == "approved" else said["reason"]
        return Decided(line, said["action"], why, said["units"], said["first"], said["last"])


class SignForm(forms.Form):
    """Who stands for the decision, and what the office reads."""

    clinician = forms.CharField(
        label=gettext_lazy("Clinician with credentials (for a clinical reason)"),
        required=False,
        max_length=120,
        widget=short(30),
    )
    criteria = forms.CharField(
        label=gettext_lazy("Criteria and evidence (for a clinical reason)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 2}),
    )
    note = forms.CharField(
        label=gettext_lazy("What the office and the member read"),
        required=False,
        max_length=264,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 2}),
    )


@needs("staff")
def one(request: Request, reference: str) -> HttpResponse:
    """Show a request with what it is decided by."""
    found = by_reference(reference, request.actor)
    return not_found(request) if found is None else _page(request, found)


def _page(
    request: Request,
    found: Review,
    posted: Any = None,
    faults: str = "",
) -> HttpResponse:
    today = timezone.localdate()
    sign, asking = SignForm(posted), AskForm(posted)
    _offer_documents(asking, request.LANGUAGE_CODE, today)
    words = {
        "review": found,
        "explained": _explained(found, request),
        "states": state_words(),
        "rows": list(zip(found.lines, _line_forms(found, request, posted), strict=True)),
        "sign": sign,
        "asking": asking,
        "faults": faults,
        "clock": clock_of(found.program, timezone.localdate(found.received)),
        "papers": documents_of_request(found.reference, request.actor),
        "earlier": others_of(found, request.actor),
        "with_numbers": True,
    }
    return render(request, "back_office/review.html", words, status=422 if faults else 200)


def _offer_documents(form: AskForm, language: str, day: date) -> None:
    known = [(key, one.words[language]) for key, one in documents(day).items()]
    offer(form, "documents", known)


def _line_forms(found: Review, request: Request, posted: Any) -> list[LineForm]:
    return [_line_form(one, request, posted) for one in found.lines]


def _line_form(line: Line, request: Request, posted: Any) -> LineForm:
    start = {"units": line.units, "first": line.first, "last": line.last, "action": "approved"}
    form = LineForm(posted, prefix=str(line.number), initial=start)
    names = {
        "approved": _("Approve"),
        "modified": _("Approve with changes"),
        "denied": _("Do not approve"),
    }
    known = reasons(timezone.localdate()).values()
    language = request.LANGUAGE_CODE
    offer(form, "action", [(key, names[key]) for key in ACTIONS])
    offered = [
        ("", _("none")),
        *(
            (one.key, one.words[language] + (f" ({_('clinical')})" if one.clinical else ""))
            for one in known
            if {"modified", "denied"} & set(one.answers)
        ),
    ]
    offer(form, "reason", offered)
    return form


@require_POST
@needs("staff")
def ask(request: Request, reference: str) -> HttpResponse:
    """Ask the requester for more."""
    found = by_reference(reference, request.actor)
    if found is None:
        return not_found(request)
    form = AskForm(request.POST)
    _offer_documents(form, request.LANGUAGE_CODE, timezone.localdate())
    if not form.is_valid():
        return _page(request, found, faults=_("Choose what you need, or write it."))
    said = form.cleaned_data
    try:
        ask_for_more(
            reference, said["documents"], said["note"], timezone.localtime(), request.actor
        )
    except RequestError as fault:
        return _page(request, found, faults=str(fault))
    messages.success(request, _("Asked. The clock stands as the law says."))
    return HttpResponseRedirect(reverse("staff:review", args=[reference]))


@require_POST
@needs("staff")
def decided(request: Request, reference: str) -> HttpResponse:
    """Decide every service, and go on to the next request."""
    found = by_reference(reference, request.actor)
    if found is None:
        return not_found(request)
    sign, rows = SignForm(request.POST), _line_forms(found, request, request.POST)
    if not all([sign.is_valid(), *(row.is_valid() for row in rows)]):
        return _page(request, found, request.POST, _("Correct what stands beside the fields."))
    lines = [row.decided(line.number) for row, line in zip(rows, found.lines, strict=True)]
    now = timezone.localtime()
    try:
        decide(reference, lines, Signed(**sign.cleaned_data), now, request.actor)
    except RequestError as fault:
        return _page(request, found, request.POST, str(fault))
    messages.success(request, _("%s is decided.") % reference)
    return HttpResponseRedirect(_next_page(now, request))


def _next_page(now: datetime, request: Request) -> str:
    """Return the page of the next request, or the empty queue."""
    coming = next_in_queue(now, request.actor)
    return reverse("staff:review", args=[coming]) if coming else reverse("staff:reviews")
