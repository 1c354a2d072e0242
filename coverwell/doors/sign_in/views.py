"""The pages of sign-in that are ours: where to go, what the account is, which practice."""

from collections.abc import Mapping
from typing import Self, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coverwell.services.access.practices import Practice, practices
from coverwell.ui.entry import PRACTICE, Request, needs, not_for_you


AREAS = {"provider": "office:dashboard", "member": "member:home"}


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
    return render(request, "sign_in/account.html")


class PracticeForm(forms.Form):
    """Which of the practices the person works for now."""

    practice = forms.ChoiceField(label=_("Practice"), widget=forms.RadioSelect)

    @classmethod
    def among(cls, known: list[Practice], answers: Mapping[str, str] | None, chosen: str) -> Self:
        """Return the form with these practices to choose from."""
        form = cls(answers, initial={"practice": chosen})
        choices = [(one.tax_id, f"{one.name} ({one.ending})") for one in known]
        cast("forms.ChoiceField", form.fields["practice"]).choices = choices
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
