"""Enrolments of offices for electronic payment: looked at, approved, returned with the reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coverwell.services.payees.read import enrolment, enrolments_of, stated_account
from coverwell.services.payees.review import (
    approve,
    others_with_the_account,
    proof_of,
    send_back,
)
from coverwell.services.payees.terms import answered_by, used_from
from coverwell.services.payees.values import EnrolmentRefusedError
from coverwell.services.payees.words import WORDS, refused
from coverwell.ui.entry import Request, confirmed, needs, not_found


@needs("staff")
def enrolments_page(request: Request) -> HttpResponse:
    """List what waits for a decision, the oldest first, and what was decided."""
    found = enrolments_of(request.actor)
    waiting = [
        (one, answered_by(timezone.localdate(one.at)))
        for one in reversed(found)
        if one.state == "submitted"
    ]
    rest = [one for one in found if one.state != "submitted"]
    words = {"waiting": waiting, "rest": rest, "today": timezone.localdate(), **_words()}
    return render(request, "back_office/enrolments.html", words)


def _words() -> dict[str, dict[str, str]]:
    return {name: {key: _(text) for key, text in words.items()} for name, words in WORDS.items()}


@needs("staff")
def enrolment_page(request: Request, number: str) -> HttpResponse:
    """Show an enrolment beside what helps to judge it."""
    found = enrolment(number, request.actor)
    if found is None:
        return not_found(request)
    changes = found.kind == "eft" and found.reason == "change"
    words = {
        "one": found,
        "account": stated_account(number, request.actor),
        "others": others_with_the_account(number, request.actor),
        "first_on": used_from(found.requested_on, timezone.localdate(), changes=changes),
        "said": [(name.replace("_", " "), value) for name, value in found.said.items() if value],
        **_words(),
    }
    return render(request, "back_office/enrolment.html", words)


@require_POST
@needs("staff")
@confirmed
def decide(request: Request, number: str) -> HttpResponse:
    """Approve an enrolment, or return it."""
    try:
        if "approve" in request.POST:
            done = approve(number, timezone.localdate(), request.actor)
            words = {"number": number, "day": f"{done.first_on:%m/%d/%Y}"}
            messages.success(request, _("%(number)s holds from %(day)s.") % words)
        else:
            send_back(number, request.POST.get("why", ""), request.actor)
            messages.success(request, _("%(number)s was returned.") % {"number": number})
    except EnrolmentRefusedError as fault:
        messages.error(request, refused(fault.rule))
    except ValueError as fault:  # the receiver of the 835s is not live any more
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("staff:enrolment", args=[number]))


@needs("staff")
@confirmed
def proof(request: Request, number: str) -> HttpResponse:
    """Show the voided cheque; that it was looked at is in the audit."""
    found = proof_of(number, request.actor)
    if found is None:
        return not_found(request)
    response = HttpResponse(found.content, content_type=found.kind)
    response["Content-Disposition"] = f'attachment; filename="{number}"'
    return response
