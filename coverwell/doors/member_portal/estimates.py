"""A member asks what care will cost before it happens."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverwell.services.estimates.ask import ask
from coverwell.services.estimates.compare import compare_estimate
from coverwell.services.estimates.offices import offices
from coverwell.services.estimates.question import EstimateError, Question, Service
from coverwell.services.estimates.show import newest_estimates, show_estimate
from coverwell.services.explanations.explained import explain
from coverwell.services.explanations.plan_page import named_plan
from coverwell.services.explanations.services import services
from coverwell.services.members.people import Member, people
from coverwell.services.payer.read import payer
from coverwell.ui.entry import Request, needs, not_found
from coverwell.ui.forms import AmountField, DayField, offer


class AskForm(forms.Form):
    """Who, what, by whom, when."""

    person = forms.ChoiceField(label=gettext_lazy("Who needs care?"))
    service = forms.ChoiceField(label=gettext_lazy("Which care?"))
    office = forms.ChoiceField(label=gettext_lazy("By whom?"))
    day = DayField(label=gettext_lazy("On which day?"))
    charge = AmountField(
        label=gettext_lazy("What the provider charges, if you know it"),
        required=False,
        max_length=14,
    )

    def offer(self, known: tuple[Member, ...], request: Request) -> None:
        """Offer the people, the services and the offices that there are."""
        choices = {
            "person": [(one.member_id, one.name) for one in known],
            "service": services(request.LANGUAGE_CODE),
            "office": [(one.tax_id, f"{one.name}, {one.city}") for one in offices(request.actor)],
        }
        for name, offered in choices.items():
            offer(self, name, offered)


@needs("member")
def estimates(request: Request) -> HttpResponse:
    """Ask one question, and see the earlier answers."""
    known = people(request.actor)
    form = AskForm(request.POST or None, initial={"day": timezone.localdate()})
    form.offer(known, request)
    if request.method == "POST" and form.is_valid():
        reference = _answered(form, known, request)
        if reference:
            return HttpResponseRedirect(reverse("member:estimate", args=[reference]))
    words = {"form": form, "newest": newest_estimates(request.actor, 10)}
    return render(request, "member/estimates.html", words, status=422 if form.errors else 200)


def _answered(form: AskForm, known: tuple[Member, ...], request: Request) -> str:
    said = form.cleaned_data
    person = next(one for one in known if one.member_id == said["person"])
    question = Question(
        person.family,
        person.number,
        person.member_id,
        said["office"],
        said["day"],
        (Service(said["service"], charge=said["charge"]),),
    )
    try:
        return ask(question, request.actor, timezone.localdate())
    except EstimateError:
        form.add_error("charge", _("This provider is paid by a share of its charge: enter it."))
        return ""


@needs("member")
def estimate(request: Request, reference: str) -> HttpResponse:
    """Show what care will cost, and why."""
    found = show_estimate(reference, request.actor)
    if found is None:
        return not_found(request)
    language = request.LANGUAGE_CODE
    words = {
        "estimate": found,
        "explained": explain(found, found.asked, language),
        "no_guarantee": payer(found.as_of).no_guarantee[language],
        "plan": named_plan(found.edition),
        "comparison": compare_estimate(found, request.actor, language),
    }
    return render(request, "member/estimate.html", words)
