"""Late or missing: what is known of each payment's 835 and money, and what an office can do."""

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

from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.operations.reassociation import pairs
from coverwell.services.payments.show import remittance_file
from coverwell.services.rulebook.operating_rules import operating_rules
from coverwell.ui.entry import not_found


@office
def late(request: OfficeRequest) -> HttpResponse:
    """Show the last payments with what brings 835 and transfer together, and the procedure."""
    today = timezone.localdate()
    rules = operating_rules(today)
    words = {
        "pairs": pairs(today, request.actor),
        "rules": rules,
        "steps": rules.steps(request.LANGUAGE_CODE),
    }
    return render(request, "office/late.html", words)


@require_POST
@office
def again(request: OfficeRequest, trace: str) -> HttpResponse:
    """Lay the 835 of a payment into its receiver's mailbox again."""
    if remittance_file(trace, request.actor) is None:
        return not_found(request)
    try:
        import_string(settings.SEND_REMITTANCE_AGAIN)(trace, "asked by the office", request.actor)
    except ValueError:
        messages.error(
            request, _("Nobody fetches this 835 for you: download it, or name a receiver first.")
        )
    else:
        messages.success(request, _("The 835 lies ready again for who fetches it."))
    return HttpResponseRedirect(reverse("office:late"))
