"""Precertification of an office: ask whether it is needed, request it, follow it up."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coverwell.doors.provider_portal.estimates import given
from coverwell.doors.provider_portal.office import OfficeRequest, precertifying
from coverwell.doors.provider_portal.precertification_form import (
    FIELDS,
    NeedForm,
    RequestForm,
    ServiceForm,
    new_token,
    service_rows,
)
from coverwell.services.access.drafts import draft_of, drop_draft, keep_draft
from coverwell.services.access.practices import practices
from coverwell.services.authorizations.ask import NeedAnswer, ask_need
from coverwell.services.authorizations.explain import OFFICE, Explained, explain, state_words
from coverwell.services.authorizations.find import by_reference, newest
from coverwell.services.authorizations.follow_up import Information, add_information, cancel
from coverwell.services.authorizations.submit import submit
from coverwell.services.authorizations.tables import request_refusals
from coverwell.services.authorizations.values import RequestError, Review, Source
from coverwell.services.explanations.services import services
from coverwell.services.payer.read import payer
from coverwell.ui.entry import not_found
from coverwell.ui.listing import PAGE_SIZE, as_file, one_page, page_number, wants_file


CHANNEL: Final = Source("portal")
MOST_EXPORTED: Final = 5_000
HANDED_ON: Final = ("member_id", "birth_date", "practice", "first", "place", "provider_npi")
NEVER_KEPT: Final = frozenset({"csrfmiddlewaretoken", "save", "token"})


@precertifying
def listed(request: OfficeRequest) -> HttpResponse:
    """List the requests of the practice, newest first."""
    if wants_file(request):
        return _export(request, newest(request.actor, 0, MOST_EXPORTED))
    number = page_number(request)
    found = newest(request.actor, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    rows = [_explained(one, request) for one in found]
    words = {"page": one_page(rows, number), "states": state_words()}
    return render(request, "office/precertifications.html", words)


def _explained(review: Review, request: OfficeRequest) -> Explained:
    return explain(review, OFFICE, request.LANGUAGE_CODE, timezone.localtime())


def _export(request: OfficeRequest, found: list[Review]) -> HttpResponse:
    head = [_("Reference"), _("Patient"), _("Member ID"), _("Received"), _("First day")]
    head += [_("Last day"), _("Status"), _("Decision due")]
    states = state_words()
    rows = (
        (
            *(one.reference, one.patient, one.member_id, timezone.localdate(one.received)),
            *(one.asked.first, one.asked.last, states[one.state]),
            timezone.localdate(one.due_at) if one.due_at else None,
        )
        for one in found
    )
    return as_file(request, "precertification", head, rows)


@precertifying
def need(request: OfficeRequest) -> HttpResponse:
    """Say whether services need approval, before anybody fills in a request."""
    start = {"first": timezone.localdate(), **given(request)}
    form = NeedForm(request.POST or None, initial=start)
    form.offer(practices(request.actor))
    found: NeedAnswer | None = None
    if request.method == "POST" and form.is_valid():
        found = ask_need(form.asked(), timezone.localtime(), request.actor)
        _say_refused(form, found.refused, request)
    if found and not found.refused and "request" in request.POST:
        return _begin(form, request)
    known = found if found and not found.refused else None
    language = request.LANGUAGE_CODE
    words = {
        "form": form,
        "answer": known,
        "named": [(one, one.name(language)) for one in known.services] if known else [],
        "no_guarantee": payer(timezone.localdate()).no_guarantee[language],
    }
    return render(
        request, "office/precertification_need.html", words, status=422 if form.errors else 200
    )


def _begin(form: NeedForm, request: OfficeRequest) -> HttpResponse:
    """Begin a request with what was said here; nothing of it stands in an address."""
    there = reverse("office:precertification_new")
    said = form.data
    fields = {name: str(said.get(name, "")) for name in HANDED_ON}
    for at, code in enumerate(form.code_list, 1):
        fields[f"{at}-code"] = code
    keep_draft(request.actor.user, there, fields)
    return HttpResponseRedirect(there)


@precertifying
def new(request: OfficeRequest) -> HttpResponse:
    """Fill in a request and send it; what is not ready is kept as a draft."""
    kept = draft_of(request.actor.user, request.path)
    start = {"care": "medical", **given(request), **kept, "token": new_token()}
    form = RequestForm(request.POST or None, initial=start)
    known = practices(request.actor)
    form.offer(known)
    rows = service_rows(request.POST, kept)
    if request.method == "POST" and "save" in request.POST:
        return _saved(request)
    if request.method == "POST" and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        reference = _sent(form, rows, request)
        if reference:
            drop_draft(request.actor.user, request.path)
            return HttpResponseRedirect(reverse("office:precertification", args=[reference]))
    bad = bool(form.errors) or any(row.errors for row in rows)
    words = {
        "form": form,
        "rows": rows,
        "kept": bool(kept) and request.method == "GET",
        "services": services(request.LANGUAGE_CODE),
    }
    return render(request, "office/precertification_new.html", words, status=422 if bad else 200)


def _saved(request: OfficeRequest) -> HttpResponse:
    names = [name for name in request.POST if name not in NEVER_KEPT]
    fields = {name: str(request.POST[name]) for name in names}
    keep_draft(request.actor.user, request.path, fields)
    messages.success(request, _("Kept for seven days. Open 'New request' to go on."))
    return HttpResponseRedirect(reverse("office:precertifications"))


def _sent(form: RequestForm, rows: list[ServiceForm], request: OfficeRequest) -> str:
    """Send it and return the reference; '' where the form now says what to change."""
    asked = form.asked(
        [service for row in rows if (service := row.service())], practices(request.actor)
    )
    answer = submit(asked, CHANNEL, timezone.localtime(), request.actor)
    if answer.review is None:
        _say_refused(form, answer.refused, request)
        return ""
    said = _("Your request has the reference number %s.") % answer.review.reference
    messages.success(request, said)
    return answer.review.reference


def _say_refused(form: forms.Form, rules: tuple[str, ...], request: OfficeRequest) -> None:
    """Say each reason beside the field that can mend it."""
    known = request_refusals(timezone.localdate())
    for rule in rules:
        field = FIELDS.get(rule)
        said = known[rule].words[request.LANGUAGE_CODE]
        form.add_error(field if field in form.fields else None, said)


class AddForm(forms.Form):
    """Something to add to a request."""

    note = forms.CharField(
        label=gettext_lazy("What you add"),
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3}),
    )


class CancelForm(forms.Form):
    """Why a request is taken back."""

    why = forms.CharField(label=gettext_lazy("Why (may be empty)"), required=False, max_length=200)


@precertifying
def one(request: OfficeRequest, reference: str) -> HttpResponse:
    """Show a request: where it stands, its clock, each service, all that happened."""
    found = by_reference(reference, request.actor)
    if found is None:
        return not_found(request)
    return _page(request, found, AddForm())


def _page(request: OfficeRequest, found: Review, form: AddForm, status: int = 200) -> HttpResponse:
    words = {
        "review": found,
        "explained": _explained(found, request),
        "states": state_words(),
        "form": form,
        "cancel": CancelForm(),
        "with_numbers": True,
    }
    return render(request, "office/precertification.html", words, status=status)


@require_POST
@precertifying
def add(request: OfficeRequest, reference: str) -> HttpResponse:
    """Add information to a request."""
    form = AddForm(request.POST)
    found = by_reference(reference, request.actor)
    if found is None:
        return not_found(request)
    if form.is_valid():
        note = Information(form.cleaned_data["note"])
        try:
            add_information(reference, note, timezone.localtime(), request.actor)
        except RequestError:
            form.add_error(None, _closed())
        else:
            messages.success(request, _("Added. The reviewers see it now."))
            return HttpResponseRedirect(reverse("office:precertification", args=[reference]))
    return _page(request, found, form, 422)


@require_POST
@precertifying
def take_back(request: OfficeRequest, reference: str) -> HttpResponse:
    """Withdraw a request, or cancel what was approved."""
    why = request.POST.get("why", "")[:200]
    try:
        found = cancel(reference, why, timezone.localtime(), request.actor)
    except RequestError:
        messages.error(request, _closed())
    else:
        if found is None:
            return not_found(request)
        messages.success(request, _("Taken back."))
    return HttpResponseRedirect(reverse("office:precertification", args=[reference]))


def _closed() -> str:
    return _("This request is closed: it cannot be changed any more. Send a new one.")
