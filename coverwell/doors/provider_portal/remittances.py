"""Remittances of an office: what was paid, the claims behind each amount, and the 835."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverwell.doors.provider_portal.files import attachment
from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.payments.show import payments_made, remittance, remittance_file
from coverwell.ui.entry import not_found
from coverwell.ui.forms import DayField
from coverwell.ui.listing import as_csv
from coverwell.ui.templatetags.ui import money


class SpanForm(forms.Form):
    """From when to when."""

    first = DayField(label=gettext_lazy("Paid from"), required=False)
    last = DayField(label=gettext_lazy("Paid to"), required=False)


@office
def remittances(request: OfficeRequest) -> HttpResponse:
    """List payments, the last 90 days unless days are given."""
    form = SpanForm(request.GET)
    form.is_valid()
    today = timezone.localdate()
    last = form.cleaned_data.get("last") or today
    first = form.cleaned_data.get("first") or last - timedelta(days=90)
    found = payments_made(first, last, request.actor)
    if request.GET.get("format") == "csv":
        head = [_("Trace number"), _("Paid on"), _("In the bank on"), _("How"), _("Amount")]
        rows = (
            (one.trace_number, one.made_on, one.effective_on, one.method, money(one.amount))
            for one in found
        )
        return as_csv("remittances", head, rows)
    words = {"form": form, "payments": found, "first": first, "last": last}
    return render(request, "office/remittances.html", words)


@office
def one(request: OfficeRequest, trace: str) -> HttpResponse:
    """Show a payment with its claims and lines."""
    found = remittance(trace, request.actor)
    if found is None:
        return not_found(request)
    written = remittance_file(trace, request.actor) is not None
    return render(request, "office/remittance.html", {"remittance": found, "written": written})


@office
def download(request: OfficeRequest, trace: str) -> HttpResponseBase:
    """Send the 835 of a payment."""
    found = remittance_file(trace, request.actor)
    return not_found(request) if found is None else attachment(request, *found)
