"""The pages of sign-in that are ours: where to go, what the account is, which practice."""

from collections.abc import Mapping
from typing import Self

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from coverwell.doors.sign_in.middleware import entries
from coverwell.services.access.drafts import drop_draft, keep_draft
from coverwell.services.access.practices import Practice, practices
from coverwell.ui.entry import PRACTICE, Request, needs, not_for_you
from coverwell.ui.forms import offer


AREAS = {"provider": "office:dashboard", "member": "member:home", "staff": "staff:gateway"}


def start(request: Request) -> HttpResponse:
    """Send a person to the part of the site that their rights open."""
    person = request.signed_in
    if person is None:
        return HttpResponseRedirect(reverse("account_login"))
    for role, area in AREAS.items():
        if role in person.actors:
            several = role == "provider" and len(person.actors[role].tax_ids) > 1
            return HttpResponseRedirect(reverse("sign_in:practice" if several else area))
    return not_for_you(request)


def account(request: Request) -> HttpResponse:
    """Show the account and the ways to make it safer."""
    if request.signed_in is None:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    return render(request, "sign_in/account.html", {"second_step": is_mfa_enabled(request.user)})


def awake(request: Request) -> HttpResponse:
    """Hear that somebody is still at work on an open page; the middleware has noted it."""
    return HttpResponse(status=204 if request.signed_in else 403)


@require_POST
def draft(request: Request) -> HttpResponse:
    """Keep what an open form holds, shortly before its person is signed out, or let it go."""
    if request.signed_in is None:
        return HttpResponse(status=403)
    there = request.POST.get("draft-path", "")
    if "discard" in request.POST:
        drop_draft(request.signed_in.name, there)
        safe = url_has_allowed_host_and_scheme(there, allowed_hosts=None)
        return HttpResponseRedirect(there if safe and there.startswith("/") else "/")
    kept = entries(request.POST)
    kept.pop("draft-path", None)
    keep_draft(request.signed_in.name, there, kept)
    return HttpResponse(status=204)


class PracticeForm(forms.Form):
    """Which of the practices the person works for now."""

    practice = forms.ChoiceField(label=_("Practice"), widget=forms.RadioSelect)

    @classmethod
    def among(cls, known: list[Practice], answers: Mapping[str, str] | None, chosen: str) -> Self:
        """Return the form with these practices to choose from."""
        form = cls(answers, initial={"practice": chosen})
        choices = [(one.tax_id, f"{one.name} ({one.ending})") for one in known]
        offer(form, "practice", choices)
        return form


@needs("provider")
def practice(request: Request) -> HttpResponse:
    """Let a person with several tax ids choose one, or see all of them together."""
    known = practices(request.actor)
    form = PracticeForm.among(known, request.POST or None, request.session.get(PRACTICE, ""))
    if request.method == "POST" and form.is_valid():
        request.session[PRACTICE] = form.cleaned_data["practice"]
        return HttpResponseRedirect(reverse("office:dashboard"))
    return render(
        request, "sign_in/practice.html", {"form": form}, status=422 if form.errors else 200
    )
