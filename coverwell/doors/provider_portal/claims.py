"""Claims of an office: found three ways, listed, exported, and opened to their reasons."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.access.flags import CLAIM, flag, is_flagged, unflag
from coverwell.services.addresses import (
    asked_from_address,
    asked_in_address,
    from_address,
)
from coverwell.services.attachments.show import documents_of_claim, wanted_of_claim
from coverwell.services.claims.find import MOST_EXPORTED, FoundClaim, Wanted, find
from coverwell.services.claims.show import show
from coverwell.services.estimates.compare import compare_claim
from coverwell.services.explanations.around import around
from coverwell.services.explanations.codes import code_words
from coverwell.services.explanations.explained import explain
from coverwell.ui.entry import not_found
from coverwell.ui.forms import DayField
from coverwell.ui.listing import PAGE_SIZE, as_file, one_page, page_number, wants_file


class FindForm(forms.Form):
    """The search: one box, and below it each field by itself."""

    words = forms.CharField(
        label=gettext_lazy("Find a claim"),
        help_text=gettext_lazy("Claim number, your account number, member ID or patient's name"),
        required=False,
        max_length=80,
    )
    last_name = forms.CharField(
        label=gettext_lazy("Patient's last name"), required=False, max_length=60
    )
    birth_date = DayField(label=gettext_lazy("Patient's date of birth"), required=False)
    member_id = forms.CharField(label=gettext_lazy("Member ID"), required=False, max_length=14)
    number = forms.CharField(label=gettext_lazy("Claim number"), required=False, max_length=16)
    account = forms.CharField(
        label=gettext_lazy("Your patient account number"), required=False, max_length=38
    )
    first = DayField(label=gettext_lazy("Services from"), required=False)
    last = DayField(label=gettext_lazy("Services to"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[
            ("", gettext_lazy("Any")),
            ("received", gettext_lazy("Received")),
            ("paid", gettext_lazy("Decided")),
            ("denied", gettext_lazy("Denied")),
            ("pended", gettext_lazy("Waiting")),
            ("reversed", gettext_lazy("Reversed")),
        ],
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("newest", gettext_lazy("Newest first")),
            ("oldest", gettext_lazy("Oldest first")),
            ("service", gettext_lazy("Date of service")),
            ("patient", gettext_lazy("Patient's name")),
            ("charge", gettext_lazy("Largest charge first")),
        ],
    )

    def wanted(self) -> Wanted:
        """Return what is looked for; fields that make no sense do not narrow."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**given)


@office
def claims(request: OfficeRequest) -> HttpResponse:
    """List the claims that fit the search; search, order and page live in the URL."""
    if request.method == "POST":
        return HttpResponseRedirect(f"{request.path}?{_told(request)}")
    said = {**request.GET.dict(), **asked_from_address(request.GET.get("who", ""))}
    if member := from_address(request.GET.get("patient", "")):
        said["member_id"] = member
    form = FindForm(said)
    form.is_valid()
    wanted = form.wanted()
    if wants_file(request):
        return _export(request, find(wanted, request.actor, 0, MOST_EXPORTED))
    page = page_number(request)
    found = find(wanted, request.actor, (page - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    if wanted.words and page == 1 and len(found) == 1:
        return HttpResponseRedirect(reverse("office:claim", args=[found[0].number]))
    shown = one_page(found, page)
    detailed = any(said.get(name) for name in form.fields if name != "words")
    words = {"form": form, "page": shown, "detailed": detailed}
    return render(request, "office/claims.html", words)


PERSONAL = ("words", "last_name", "birth_date", "member_id", "account")
"""What of a search may say who somebody is: in the address it stands as one word."""


def _told(request: OfficeRequest) -> str:
    said = {name: request.POST.get(name, "").strip()[:80] for name in FindForm.base_fields}
    personal = asked_in_address({name: said.pop(name) for name in PERSONAL})
    return urlencode({name: text for name, text in {**said, "who": personal}.items() if text})


def _export(request: OfficeRequest, found: list[FoundClaim]) -> HttpResponse:
    head = [_("Claim number"), _("Patient"), _("Member ID"), _("Your account number")]
    head += [_("Received"), _("Service"), _("Charge"), _("Status"), _("Plan pays")]
    head += [_("Patient owes")]
    rows = (
        (
            *(one.number, one.patient, one.member_id, one.patient_account),
            *(one.received_on, one.first_on, one.charge, state_words(one.state)),
            *(one.plan_paid, one.member_owes),
        )
        for one in found
    )
    return as_file(request, "claims", head, rows)


def state_words(state: str) -> str:
    """Say a claim's state as the pages do."""
    return {
        "received": _("Received"),
        "paid": _("Decided"),
        "denied": _("Denied"),
        "pended": _("Waiting"),
        "reversed": _("Reversed"),
    }.get(state, state)


@office
def claim(request: OfficeRequest, number: str) -> HttpResponse:
    """Show a claim; each amount and each denial opens to its reasons."""
    found = show(number, request.actor)
    if found is None:
        return not_found(request)
    newest = found.decisions[0] if found.decisions else None
    wanted = wanted_of_claim(found.number, request.actor)
    words = {
        "claim": found,
        "around": around(found, request.actor),
        "flagged": is_flagged(CLAIM, found.number, request.actor),
        "codes": code_words(request.LANGUAGE_CODE),
        "explained": newest and explain(newest, newest.asked, request.LANGUAGE_CODE),
        "papers": [(one, one.lines(request.LANGUAGE_CODE)) for one in wanted if one.open],
        "documents": len(documents_of_claim(found.number, request.actor)),
        "comparison": compare_claim(found, request.actor, request.LANGUAGE_CODE),
    }
    return render(request, "office/claim.html", words)


@office
@require_POST
def flag_claim(request: OfficeRequest, number: str) -> HttpResponse:
    """Keep a claim in sight, or no longer."""
    found = show(number, request.actor)
    if found is None:
        return not_found(request)
    if "off" in request.POST:
        unflag(CLAIM, found.number, request.actor)
    else:
        flag(CLAIM, found.number, found.tax_id, request.actor)
    return HttpResponseRedirect(reverse("office:claim", args=[found.number]))
