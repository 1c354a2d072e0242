"""Electronic payment of an office: where it stands, enrolment, change, cancellation, calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coverwell.doors.provider_portal.enrolment_form import NEVER_SAID, EnrolmentForm
from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.doors.provider_portal.payment_forms import EftForm, EraForm
from coverwell.services.access.drafts import draft_of, drop_draft, keep_draft
from coverwell.services.access.practices import practices
from coverwell.services.partners.receivers import who_can_receive
from coverwell.services.payees.enrol import may_manage, submit, withdraw
from coverwell.services.payees.read import enrolment, enrolments_of, office_facts, stated_account
from coverwell.services.payees.standing import standings
from coverwell.services.payees.terms import answered_by, enrolment_terms
from coverwell.services.payees.values import EFT, ERA, EnrolmentRefusedError
from coverwell.services.payees.words import WORDS, refused
from coverwell.services.payments.calendar import calendar
from coverwell.ui.entry import ask_again, confirmed, not_for_you, not_found
from coverwell.ui.listing import as_file, wants_file


FORMS: dict[str, type[EnrolmentForm]] = {EFT: EftForm, ERA: EraForm}
AHEAD = timedelta(days=92)


@office
def overview(request: OfficeRequest) -> HttpResponse:
    """Show how each practice is paid and told now, and every enrolment."""
    today = timezone.localdate()
    words = {
        "standings": standings(request.actor, today),
        "enrolments": enrolments_of(request.actor),
        "may": bool(_manageable(request)),
        "terms": enrolment_terms(today),
        **_words(),
    }
    return render(request, "office/payment.html", words)


def _words() -> dict[str, dict[str, str]]:
    return {name: {key: _(text) for key, text in words.items()} for name, words in WORDS.items()}


def _manageable(request: OfficeRequest) -> list[tuple[str, str]]:
    """Return the practices for which this person may enrol."""
    return [
        (one.tax_id, f"{one.name} ({one.ending})")
        for one in practices(request.actor)
        if may_manage(one.tax_id, request.actor)
    ]


@office
@confirmed
def enrol(request: OfficeRequest, kind: str) -> HttpResponse:
    """Fill in an enrolment; keep it as a draft, or sign and send it."""
    offered = _manageable(request)
    if not offered:
        return not_for_you(request)
    form = _form(request, kind, offered)
    if request.method == "POST" and "keep" in request.POST:
        kept = {k: str(v) for k, v in request.POST.items() if k not in (*NEVER_SAID, *_HIDDEN)}
        keep_draft(request.actor.user, request.path, kept)
        messages.success(
            request, _("Your draft is kept, without the account number. Nothing was sent yet.")
        )
        return HttpResponseRedirect(request.path)
    if request.method == "POST" and form.is_valid():
        sent = _sent(request, form)
        if sent:
            return HttpResponseRedirect(reverse("office:enrolment", args=[sent]))
    words = {"form": form, "kind": kind, "terms": enrolment_terms(timezone.localdate())}
    return render(request, "office/enrol.html", words, status=422 if form.errors else 200)


_HIDDEN = ("csrfmiddlewaretoken", "keep")


def _form(request: OfficeRequest, kind: str, offered: list[tuple[str, str]]) -> EnrolmentForm:
    tax_id = request.POST.get("practice") or request.GET.get("practice", "")
    chosen = tax_id if tax_id in dict(offered) else offered[0][0]
    start = {
        "practice": chosen,
        "reason": request.GET.get("reason", ""),
        "requested_on": timezone.localdate(),
        **office_facts(chosen),
        **draft_of(request.actor.user, request.path),
    }
    form = FORMS[kind](request.POST or None, request.FILES or None, initial=start)
    form.offer("practice", offered)
    if kind == ERA:
        known = [(str(number), name) for number, name in who_can_receive(chosen, request.actor)]
        form.offer("receiver", [("", _("Nobody: we fetch them here")), *known])
    return form


def _sent(request: OfficeRequest, form: EnrolmentForm) -> str:
    """Send an enrolment, and return its reference; '' after saying in the form what is wrong."""
    today = timezone.localdate()
    try:
        number = submit(form.application(), today, request.actor)
    except EnrolmentRefusedError as fault:
        form.add_error(fault.field if fault.field in form.fields else None, refused(fault.rule))
        return ""
    drop_draft(request.actor.user, request.path)
    words = {"number": number, "day": f"{answered_by(today):%m/%d/%Y}"}
    messages.success(
        request, _("Sent. Its reference is %(number)s; we answer by %(day)s.") % words
    )
    return number


@office
def one(request: OfficeRequest, number: str) -> HttpResponse:
    """Show an enrolment: where it stands, what happens next, what was said."""
    found = enrolment(number, request.actor)
    if found is None:
        return not_found(request)
    today = timezone.localdate()
    later = found.state == "active" and found.first_on is not None and found.first_on > today
    words = {
        "one": found,
        "account": stated_account(number, request.actor),
        "said": _said(found.kind, found.said, request),
        "may_stop": (found.state == "submitted" or later)
        and may_manage(found.tax_id, request.actor),
        "later": later,
        "by": answered_by(timezone.localdate(found.at)),
        **_words(),
    }
    return render(request, "office/enrolment.html", words)


def _said(kind: str, said: object, request: OfficeRequest) -> list[tuple[str, str]]:
    """Return what was entered with the labels of the form."""
    values = said if isinstance(said, dict) else {}
    fields = FORMS[kind].base_fields
    receivers = dict(who_can_receive(min(request.actor.tax_ids), request.actor))
    found = []
    for name, field in fields.items():
        value = str(values.get(name, "") or "")
        if isinstance(field, forms.ChoiceField):
            choices = cast("list[tuple[str, str]]", field.choices)
            value = str(dict(choices).get(value, value))
        if name == "receiver" and value.isdigit():
            value = receivers.get(int(value), value)
        if value:
            found.append((str(field.label), value))
    return found


@office
@require_POST
def stop(request: OfficeRequest, number: str) -> HttpResponse:
    """Stop an enrolment that does not hold yet."""
    there = reverse("office:enrolment", args=[number])
    found = enrolment(number, request.actor)
    if found is None or not may_manage(found.tax_id, request.actor):
        return not_found(request)
    if request.signed_in is None or not request.signed_in.proved():
        return ask_again(there)
    try:
        withdraw(number, request.POST.get("why", ""), timezone.localdate(), request.actor)
    except EnrolmentRefusedError as fault:
        messages.error(request, refused(fault.rule))
    else:
        messages.success(request, _("Stopped. What held before goes on."))
    return HttpResponseRedirect(there)


@office
def days(request: OfficeRequest) -> HttpResponse:
    """Show when payments are made, and when the money is there."""
    today = timezone.localdate()
    found = calendar(today, _end(today))
    if wants_file(request):
        head = [_("Payments are made"), _("The money is there")]
        return as_file(request, "payment-calendar", head, found)
    return render(request, "office/calendar.html", {"days": found})


def _end(today: date) -> date:
    return today + AHEAD
