"""Payments to offices whose 835 or money may be missing: what is known, and sending again."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coverwell.services.operations.reassociation import pairs
from coverwell.services.rulebook.operating_rules import operating_rules
from coverwell.ui.entry import Request, needs
from coverwell.ui.listing import PAGE_SIZE, one_page, page_number


@needs("staff")
def late_page(request: Request) -> HttpResponse:
    """List the payments that somebody must look at, or all of the last 90 days."""
    everything = request.GET.get("all") == "1"
    today = timezone.localdate()
    number = page_number(request)
    found = pairs(today, request.actor, troubled=not everything, most=number * PAGE_SIZE + 1)
    page = one_page(found[(number - 1) * PAGE_SIZE :], number)
    words = {"page": page, "rules": operating_rules(today), "everything": everything}
    return render(request, "back_office/late.html", words)


@require_POST
@needs("staff")
def send_again(request: Request, trace: str) -> HttpResponse:
    """Lay the 835 of a payment into the mailbox of who fetches it now."""
    why = request.POST.get("why", "").strip()
    if not why:
        messages.error(request, _("Say why it is sent again: it is kept with the file."))
        return HttpResponseRedirect(reverse("staff:late"))
    try:
        import_string(settings.SEND_REMITTANCE_AGAIN)(trace, why, request.actor)
    except ValueError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The 835 lies ready again for who fetches it."))
    return HttpResponseRedirect(reverse("staff:late"))
