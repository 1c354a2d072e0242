"""Trading partners: who they are, how far their enrolment is, and its next step."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coverwell.services.partners.enrol import NEXT, EnrolmentError, enrolled, move
from coverwell.ui.entry import Request, needs


@needs("staff")
def partners_page(request: Request) -> HttpResponse:
    """List partners with the steps that are possible."""
    rows = [(one, NEXT[one.state]) for one in enrolled(request.actor)]
    return render(request, "back_office/partners.html", {"rows": rows, "words": _states()})


def _states() -> dict[str, str]:
    return {
        "draft": _("draft"),
        "submitted": _("submitted"),
        "testing": _("testing"),
        "live": _("live"),
        "suspended": _("suspended"),
    }


@require_POST
@needs("staff")
def move_page(request: Request, number: int) -> HttpResponse:
    """Take an enrolment one step on."""
    try:
        moved = move(
            number, request.POST.get("state", ""), request.POST.get("why", ""), request.actor
        )
    except EnrolmentError as fault:
        messages.error(request, str(fault))
    else:
        words = {"name": moved.application.name, "state": _states()[moved.state]}
        messages.success(request, _("%(name)s is now: %(state)s.") % words)
    return HttpResponseRedirect(reverse("staff:partners"))
