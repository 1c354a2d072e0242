"""Patients of an office: found by card or by name, everything about one on one page."""

from datetime import date

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.access.flags import PATIENT, flag, flagged, is_flagged, unflag
from coverwell.services.addresses import from_address, in_address
from coverwell.services.authorizations.explain import state_words
from coverwell.services.authorizations.find import about_person
from coverwell.services.claims.find import Wanted, find
from coverwell.services.eligibility.coverage import CoverageAnswer
from coverwell.services.eligibility.inquiry_tables import refusals
from coverwell.services.eligibility.question import Search
from coverwell.services.estimates.show import estimates_of
from coverwell.services.explanations.cells import sentence
from coverwell.services.explanations.plan_page import (
    administrator_words,
    plan_columns,
    plan_rows,
    renews,
)
from coverwell.services.members.people import Member
from coverwell.services.patients.card import issue_card
from coverwell.services.patients.coverage import Coverage, ask_by_card, coverage, patient_of
from coverwell.services.payer.read import payer
from coverwell.ui.entry import not_found
from coverwell.ui.forms import DayField, short


class PatientForm(forms.Form):
    """Who: by member ID and birth date as on the card, or by name and birth date."""

    member_id = forms.CharField(
        label=gettext_lazy("Member ID"), required=False, max_length=14, widget=short(12)
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"), required=False, max_length=60, widget=short(20)
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"), required=False, max_length=35, widget=short(12)
    )
    birth_date = DayField(label=gettext_lazy("Date of birth"))
    as_of = DayField(label=gettext_lazy("Coverage as of"), required=False)

    def ask(self, request: OfficeRequest) -> CoverageAnswer | None:
        """Ask about the one person who fits; None after saying in the form why there is none."""
        said = self.cleaned_data
        names = ("member_id", "first_name", "last_name", "birth_date")
        search = Search(**{name: said[name] for name in names})
        today = timezone.localdate()
        found = ask_by_card(search, said["as_of"] or today, today, request.actor)
        words = refusals(today)
        for rule in found.refused:
            self.add_error(FIELDS.get(rule), words[rule].words[request.LANGUAGE_CODE])
        return None if found.refused else found


# Which field a refused question is corrected in; all others stand above the form.
FIELDS = {
    "member_id_format": "member_id",
    "birth_date_mismatch": "birth_date",
    "name_mismatch": "last_name",
    "date_too_early": "as_of",
    "date_too_late": "as_of",
    "birth_after_service": "birth_date",
}


@office
def patients(request: OfficeRequest) -> HttpResponse:
    """Find a patient: an office that was shown the card, or knows name and birth date, may ask."""
    today = timezone.localdate()
    start = {"as_of": today, "member_id": from_address(request.GET.get("who", ""))}
    form = PatientForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        # The answer is the evidence that the office may see this patient from now on.
        found = form.ask(request)
        if found is not None and found.subject is not None:
            return HttpResponseRedirect(address(found.subject.member_id, found.day))
    kept = [one for one in flagged(request.actor) if one.kind == PATIENT]
    words = {"form": form, "flagged": kept}
    return render(request, "office/patients.html", words, status=422 if form.errors else 200)


def address(member_id: str, as_of: date) -> str:
    """Return the address of a patient's page as of a day."""
    day = {"as_of": f"{as_of:%m/%d/%Y}"}
    return f"{reverse('office:patient', args=[in_address(member_id)])}?{urlencode(day)}"


class DayForm(forms.Form):
    """As of which day."""

    as_of = DayField(label=gettext_lazy("Coverage as of"), required=False)


@office
def one(request: OfficeRequest, patient: str) -> HttpResponse:
    """Show everything about a patient as of a day; the answer is kept."""
    person = patient_of(from_address(patient), request.actor)
    if person is None:
        return not_found(request)
    form = DayForm(request.GET or None, initial={"as_of": timezone.localdate()})
    form.is_valid()
    today, language = timezone.localdate(), request.LANGUAGE_CODE
    as_of = (form.is_bound and form.cleaned_data.get("as_of")) or today
    found = coverage(person, as_of, today, request.actor)
    if found.said.refused:
        for rule in found.said.refused:
            form.add_error("as_of", refusals(today)[rule].words[language])
        as_of, found = today, coverage(person, today, today, request.actor)
    approvals = about_person(person.family, person.number, request.actor)
    words = {
        "approvals": approvals if request.precertifies else [],
        "states": state_words(),
        "patient": person,
        "form": DayForm(initial={"as_of": as_of}) if not form.errors else form,
        "found": found,
        "asked_at": timezone.now(),
        "claims": find(_all_of(person), request.actor, 0, 10),
        "estimates": estimates_of(person.family, person.number, request.actor),
        "flagged": is_flagged(PATIENT, person.member_id, request.actor),
        "no_guarantee": payer(as_of).no_guarantee[language],
        **_plan_words(found, language),
    }
    return render(request, "office/patient.html", words)


def _all_of(person: Member) -> Wanted:
    return Wanted(person=(person.family, person.number), sort="service")


def _plan_words(found: Coverage, language: str) -> dict[str, object]:
    if found.plan is None:
        return {}
    head = found.plan.head
    return {
        "events": plan_rows(found.plan, language, used_of(found)),
        "columns": plan_columns(found.plan),
        "renews": renews(found.plan, found.said.day),
        "administrators": [sentence(administrator_words(one)) for one in head.administrators],
        "first": found.plan.effective.first,
    }


def used_of(found: Coverage) -> dict[str, int]:
    """Return how much is used of the limits of kinds of care, as far as the answer says so."""
    return {
        one.care: limit.used for one in found.said.benefits for limit in one.limits if one.care
    }


@office
def card(request: OfficeRequest, patient: str) -> HttpResponse:
    """Show and print a temporary ID card of somebody who is covered today."""
    person = patient_of(from_address(patient), request.actor)
    if person is None:
        return not_found(request)
    today = timezone.localdate()
    found = coverage(person, today, today, request.actor)
    issued = issue_card(found, today, request.LANGUAGE_CODE)
    return render(request, "office/card.html", {"patient": person, "card": issued})


@office
@require_POST
def flag_patient(request: OfficeRequest, patient: str) -> HttpResponse:
    """Keep a patient in sight, or no longer."""
    person = patient_of(from_address(patient), request.actor)
    if person is None:
        return not_found(request)
    if "off" in request.POST:
        unflag(PATIENT, person.member_id, request.actor)
    else:
        flag(PATIENT, person.member_id, min(request.actor.tax_ids), request.actor)
    return HttpResponseRedirect(reverse("office:patient", args=[person.reference]))
