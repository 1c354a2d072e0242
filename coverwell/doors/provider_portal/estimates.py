"""Estimates of an office: asked, kept under a reference number, printed for the patient."""

from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.access.drafts import draft_of, drop_draft
from coverwell.services.access.practices import practices
from coverwell.services.addresses import from_address
from coverwell.services.estimates.accuracy import accuracy as measured_accuracy
from coverwell.services.estimates.accuracy import in_words
from coverwell.services.estimates.ask import ask
from coverwell.services.estimates.compare import compare_estimate
from coverwell.services.estimates.question import EstimateError, Question, Service
from coverwell.services.estimates.show import ShownEstimate, newest_estimates, show_estimate
from coverwell.services.explanations.codes import code_words
from coverwell.services.explanations.explained import explain
from coverwell.services.explanations.plan_page import named_plan
from coverwell.services.explanations.services import services
from coverwell.services.members.people import Member, patient
from coverwell.services.patients.coverage import patient_of
from coverwell.services.payer.read import payer
from coverwell.ui.charts import share_chart
from coverwell.ui.entry import not_found
from coverwell.ui.forms import AmountField, DayField, offer, short
from coverwell.ui.listing import as_file, wants_file


ROWS = 6
PLACES = [
    ("11", gettext_lazy("Office")),
    ("02", gettext_lazy("Telehealth, not at home")),
    ("10", gettext_lazy("Telehealth, at home")),
    ("20", gettext_lazy("Urgent care")),
    ("22", gettext_lazy("Outpatient hospital")),
    ("24", gettext_lazy("Surgery center")),
]


class AskForm(forms.Form):
    """The patient as on the card, the day, the place, and what is planned."""

    member_id = forms.CharField(label=gettext_lazy("Member ID"), max_length=14, widget=short(12))
    birth_date = DayField(label=gettext_lazy("Patient's date of birth"))
    practice = forms.ChoiceField(label=gettext_lazy("Practice"))
    day = DayField(label=gettext_lazy("Date of service"))
    place = forms.ChoiceField(label=gettext_lazy("Place"), choices=PLACES)
    diagnosis = forms.CharField(
        label=gettext_lazy("Diagnosis code (ICD-10-CM)"),
        required=False,
        max_length=8,
        widget=short(8),
    )

    def clean_diagnosis(self) -> str:
        """Take the code with or without its dot."""
        return str(self.cleaned_data["diagnosis"]).replace(".", "").upper()


class ServiceForm(forms.Form):
    """One planned service; an empty row is left out."""

    code = forms.CharField(
        label=gettext_lazy("Procedure code"),
        required=False,
        max_length=5,
        widget=short(10, list="services"),
    )
    modifiers = forms.CharField(
        label=gettext_lazy("Modifiers"), required=False, max_length=12, widget=short(5)
    )
    units = forms.DecimalField(
        label=gettext_lazy("Units"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=9999,
        widget=short(4, inputmode="decimal"),
    )
    charge = AmountField(
        label=gettext_lazy("Charge"),
        required=False,
        max_length=14,
        widget=short(10, inputmode="decimal"),
    )

    def service(self) -> Service | None:
        """Return what is planned; None for an empty row."""
        said = self.cleaned_data
        if not said.get("code"):
            return None
        modifiers = str(said["modifiers"]).upper().replace(",", " ").split()
        units = said["units"] or Decimal(1)
        return Service(said["code"].upper(), tuple(modifiers), units, said["charge"])


@office
def estimates(request: OfficeRequest) -> HttpResponse:
    """Ask for an estimate, and see the newest ones."""
    kept = draft_of(request.actor.user, request.path)
    start = {"day": timezone.localdate(), "place": "11", **given(request), **kept}
    form = AskForm(request.POST or None, initial=start)
    known = practices(request.actor)
    offer(form, "practice", [(one.tax_id, f"{one.name} ({one.ending})") for one in known])
    rows = [_row(at, request, kept) for at in range(1, ROWS + 1)]
    if request.method == "POST" and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        reference = _answered(form, rows, request)
        if reference:
            drop_draft(request.actor.user, request.path)
            return HttpResponseRedirect(reverse("office:estimate", args=[reference]))
    found = newest_estimates(request.actor)
    if wants_file(request):
        return _export(request, found)
    bad = bool(form.errors) or any(row.errors for row in rows)
    words = {
        "form": form,
        "rows": rows,
        "newest": found,
        "kept": bool(kept) and request.method == "GET",
        "services": services(request.LANGUAGE_CODE),
    }
    return render(request, "office/estimates.html", words, status=422 if bad else 200)


def given(request: OfficeRequest) -> dict[str, str]:
    """Return what the link here already says of the patient."""
    person = patient_of(from_address(request.GET.get("who", "")), request.actor)
    if person is None:
        return {}
    return {"member_id": person.member_id, "birth_date": f"{person.birth_date:%m/%d/%Y}"}


def _row(at: int, request: OfficeRequest, kept: Mapping[str, str]) -> ServiceForm:
    start = {name: kept.get(f"{at}-{name}", "") for name in ServiceForm.base_fields}
    return ServiceForm(request.POST or None, prefix=str(at), initial=start)


def _export(request: OfficeRequest, found: list[ShownEstimate]) -> HttpResponse:
    head = [_("Reference"), _("Patient"), _("Member ID"), _("Asked"), _("Date of service")]
    head += [_("Charge"), _("Allowed"), _("Plan pays"), _("Patient owes")]
    rows = (
        (
            *(one.reference, one.patient, one.member_id, timezone.localdate(one.asked_at)),
            *(one.first_on, one.totals.charge, one.totals.allowed),
            *(one.totals.plan_paid, one.totals.member_owes),
        )
        for one in found
    )
    return as_file(request, "estimates", head, rows)


@office
def accuracy(request: OfficeRequest) -> HttpResponse:
    """Show how good the estimates of this office were, beside the claims that came."""
    found = measured_accuracy(request.actor)
    rows = in_words(found, request.LANGUAGE_CODE)
    if wants_file(request):
        head = [_("Kind of care"), _("Services compared"), _("Exact to the cent")]
        head += [_("Within the tolerance"), _("Missed by, in the middle")]
        table = ((name, one.lines, one.exact, one.within, one.median) for name, one in rows)
        return as_file(request, "accuracy", head, table)
    words = {"accuracy": found, "rows": rows, "chart": share_chart(rows)}
    return render(request, "office/accuracy.html", words)


def _answered(form: AskForm, rows: list[ServiceForm], request: OfficeRequest) -> str:
    """Ask and return the reference; '' where the form now says what to change."""
    said = form.cleaned_data
    services = tuple(service for row in rows if (service := row.service()))
    person = patient(said["member_id"], said["birth_date"], request.actor)
    if person is None:
        form.add_error("member_id", _("No member has this ID and date of birth. Check the card."))
    if not services:
        form.add_error(None, _("Enter at least one procedure code."))
    if person is None or not services:
        return ""
    try:
        return ask(_question(person, said, services), request.actor, timezone.localdate())
    except EstimateError:
        form.add_error(
            None, _("This provider is paid by a share of its charge: enter each charge.")
        )
        return ""


def _question(person: Member, said: dict[str, object], services: tuple[Service, ...]) -> Question:
    words = {name: said[name] for name in ("day", "place", "diagnosis")}
    return Question(
        person.family,
        person.number,
        person.member_id,
        str(said["practice"]),
        services=services,
        **words,  # type: ignore[arg-type]  # the form made them what they are
    )


@office
def estimate(request: OfficeRequest, reference: str) -> HttpResponse:
    """Show an estimate: the copy to print and hand to the patient."""
    found = show_estimate(reference, request.actor)
    if found is None:
        return not_found(request)
    language = request.LANGUAGE_CODE
    words = {
        "estimate": found,
        "codes": code_words(request.LANGUAGE_CODE),
        "explained": explain(found, found.asked, language),
        "no_guarantee": payer(found.as_of).no_guarantee[language],
        "payer": payer(found.as_of),
        "plan": named_plan(found.edition),
        "comparison": compare_estimate(found, request.actor, language),
    }
    return render(request, "office/estimate.html", words)
