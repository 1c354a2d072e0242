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
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.services.explanations.codes import code_words
from coverwell.services.payments.remittance import Remittance
from coverwell.services.payments.show import payments_made, remittance, remittance_file
from coverwell.ui.entry import not_found
from coverwell.ui.forms import DayField
from coverwell.ui.listing import as_file, wants_file


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
    if wants_file(request):
        head = [_("Trace number"), _("Paid on"), _("In the bank on"), _("How")]
        head += [_("Interest"), _("Amount")]
        rows = (
            (
                *(one.trace_number, one.made_on, one.effective_on, how_words(one.method)),
                *(one.interest, one.amount),
            )
            for one in found
        )
        return as_file(request, "remittances", head, rows)
    total = sum((one.amount for one in found), ZERO)
    words = {"form": form, "payments": found, "first": first, "last": last, "total": total}
    return render(request, "office/remittances.html", words)


def how_words(method: str) -> str:
    """Say how a payment is made."""
    return {"eft": _("bank transfer"), "cheque": _("check")}.get(method, _("nothing to transfer"))


@office
def one(request: OfficeRequest, trace: str) -> HttpResponse:
    """Show a payment with its claims and lines."""
    found = remittance(trace, request.actor)
    if found is None:
        return not_found(request)
    if wants_file(request):
        return _lines(request, found)
    words = {
        "remittance": found,
        "written": remittance_file(trace, request.actor) is not None,
        "codes": code_words(request.LANGUAGE_CODE),
    }
    return render(request, "office/remittance.html", words)


def _lines(request: OfficeRequest, found: Remittance) -> HttpResponse:
    head = [_("Claim number"), _("Patient"), _("Your account number"), _("Service"), _("Code")]
    head += [_("Charge"), _("Allowed"), _("Adjustments"), _("Patient owes"), _("Paid")]
    rows = (
        (
            *(claim.number, f"{claim.patient_first} {claim.patient_last}", claim.patient_account),
            *(line.first, line.procedure or line.revenue),
            *(line.amounts.charge, line.amounts.allowed),
            " ".join(f"{a.group}-{a.code} {a.amount}" for a in line.adjustments),
            *(line.amounts.member_owes, line.amounts.plan_paid),
        )
        for claim in found.claims
        for line in claim.lines
    )
    return as_file(request, f"remittance-{found.payment.trace_number}", head, rows)


@office
def download(request: OfficeRequest, trace: str) -> HttpResponseBase:
    """Send the 835 of a payment."""
    found = remittance_file(trace, request.actor)
    return not_found(request) if found is None else attachment(request, *found)
