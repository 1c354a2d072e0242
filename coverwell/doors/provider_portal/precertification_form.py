"""The forms of precertification: is approval needed, and the request itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from coverwell.services.access.practices import Practice
from coverwell.services.authorizations.values import Asked, Kind, Place, Service
from coverwell.services.eligibility.question import Search
from coverwell.ui.forms import DayField, offer, short


ROWS: Final = 6
NEW: Final = "I"
KINDS = [
    (Kind.SERVICES.value, _("Services or equipment")),
    (Kind.ADMISSION.value, _("A stay in a hospital or facility")),
    (Kind.REFERRAL.value, _("A referral to a specialist")),
]
CARES = [("medical", _("Medical")), ("behavioral", _("Behavioral"))]
URGENCIES = [
    ("standard", _("Standard")),
    ("urgent", _("Urgent: waiting could seriously harm life, health or recovery")),
    ("concurrent", _("Urgent, for more of care that is being given now")),
]
PLACES = [
    ("", _("Not known yet")),
    ("11", _("Office")),
    ("22", _("Outpatient hospital")),
    ("24", _("Surgery center")),
    ("21", _("Hospital, with a stay")),
    ("51", _("Psychiatric hospital, with a stay")),
    ("31", _("Skilled nursing facility")),
    ("12", _("Home")),
    ("02", _("Telehealth, not at home")),
    ("10", _("Telehealth, at home")),
]
# Which field a refusal of the service stands beside; what no field can mend stands above.
FIELDS: Final = {
    "member_id_format": "member_id",
    "member_unknown": "member_id",
    "birth_date_mismatch": "birth_date",
    "birth_after_service": "birth_date",
    "not_covered_then": "first",
    "days_missing": "first",
    "days_too_far": "last",
    "dates_reversed": "last",
    "diagnosis_missing": "diagnoses",
}


class PatientForm(forms.Form):
    """Who and when: what both forms begin with."""

    member_id = forms.CharField(label=_("Member ID"), max_length=14, widget=short(12))
    birth_date = DayField(label=_("Patient's date of birth"))
    practice = forms.ChoiceField(label=_("Practice"))
    first = DayField(label=_("First day"))

    def offer(self, known: Sequence[Practice]) -> None:
        """Offer the practices of the person."""
        offer(self, "practice", ((one.tax_id, f"{one.name} ({one.ending})") for one in known))

    def search(self) -> Search:
        """Return whom it is about."""
        said = self.cleaned_data
        return Search(said["member_id"], birth_date=said["birth_date"])


class NeedForm(PatientForm):
    """Does it need approval? The answer costs two fields more than a price."""

    place = forms.ChoiceField(label=_("Place"), choices=PLACES, required=False)
    codes = forms.CharField(
        label=_("Procedure codes"),
        max_length=200,
        widget=short(30),
        help_text=_("One or more, with spaces or commas between"),
    )
    provider_npi = forms.CharField(
        label=_("NPI of who gives the care, if not your practice"),
        required=False,
        max_length=10,
        widget=short(10),
    )

    @property
    def code_list(self) -> list[str]:
        """The codes that were asked about."""
        return str(self.cleaned_data["codes"]).upper().replace(",", " ").split()[:20]

    def asked(self) -> Asked:
        """Return the question as a request that is not sent."""
        said = self.cleaned_data
        return Asked(
            self.search(),
            tax_id=said["practice"],
            place=said["place"],
            provider=Place(npi=said["provider_npi"]),
            first=said["first"],
            last=said["first"],
            services=tuple(Service(code) for code in self.code_list),
        )


class RequestForm(PatientForm):
    """A request for approval; its services are forms of their own."""

    kind = forms.ChoiceField(label=_("What you ask for"), choices=KINDS)
    care = forms.ChoiceField(label=_("Kind of care"), choices=CARES)
    urgency = forms.ChoiceField(label=_("How urgent"), choices=URGENCIES)
    place = forms.ChoiceField(label=_("Place"), choices=PLACES, required=False)
    last = DayField(label=_("Last day"), required=False)
    quantity = forms.IntegerField(
        label=_("Days of the stay, or visits"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=short(4, inputmode="numeric"),
    )
    diagnoses = forms.CharField(
        label=_("Diagnosis codes, the principal one first"), max_length=120, widget=short(30)
    )
    provider_npi = forms.CharField(
        label=_("NPI of who gives the care, if not your practice"),
        required=False,
        max_length=10,
        widget=short(10),
    )
    provider_name = forms.CharField(
        label=_("Name of who gives the care"), required=False, max_length=80, widget=short(20)
    )
    facility_npi = forms.CharField(
        label=_("NPI of the hospital or facility"), required=False, max_length=10, widget=short(10)
    )
    facility_name = forms.CharField(
        label=_("Name of the hospital or facility"), required=False, max_length=80,
        widget=short(20),
    )  # fmt: skip
    extends = forms.CharField(
        label=_("Number of the approval that it goes on from"),
        required=False,
        max_length=20,
        widget=short(20),
    )
    note = forms.CharField(
        label=_("What the reviewer should know"),
        help_text=_("Findings, earlier treatment and its result, why this care"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4}),
    )
    token = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def asked(self, services: Sequence[Service], known: Sequence[Practice]) -> Asked:
        """Return the request in the words of the service."""
        said = self.cleaned_data
        practice = next(one for one in known if one.tax_id == said["practice"])
        codes = said["diagnoses"].replace(",", " ").replace(".", "").upper().split()
        asked = Asked(
            self.search(),
            tax_id=practice.tax_id,
            requester=practice.name,
            provider=Place(npi=said["provider_npi"], name=said["provider_name"]),
            facility=Place(npi=said["facility_npi"], name=said["facility_name"]),
            diagnoses=tuple(codes),
            services=tuple(services),
            trace=said["token"],
        )
        words = ("kind", "urgency", "place", "first", "last", "quantity", "extends")
        return replace(
            asked,
            **{name: said[name] for name in words},
            behavioral=said["care"] == "behavioral",
            note=said["note"].strip(),
            request_type="4" if said["extends"] else NEW,
        )


class ServiceForm(forms.Form):
    """One service that is asked for; an empty row is left out."""

    code = forms.CharField(
        label=_("Procedure code"),
        required=False,
        max_length=5,
        widget=short(5, list="services"),
    )
    modifiers = forms.CharField(
        label=_("Modifiers"), required=False, max_length=11, widget=short(5)
    )
    revenue = forms.CharField(
        label=_("Revenue code"), required=False, max_length=4, widget=short(4)
    )
    units = forms.IntegerField(
        label=_("Units"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=short(4, inputmode="numeric"),
    )

    def service(self) -> Service | None:
        """Return what is asked for; None for an empty row."""
        said = self.cleaned_data
        if not (said.get("code") or said.get("revenue")):
            return None
        modifiers = said["modifiers"].upper().replace(",", " ").split()
        return Service(said["code"].upper(), tuple(modifiers), said["revenue"], said["units"] or 1)


def service_rows(posted: Mapping[str, Any] | None, kept: Mapping[str, str]) -> list[ServiceForm]:
    """Return the rows of services, with what was kept of them."""
    return [
        ServiceForm(
            posted or None,
            prefix=str(at),
            initial={name: kept.get(f"{at}-{name}", "") for name in ServiceForm.base_fields},
        )
        for at in range(1, ROWS + 1)
    ]


def new_token() -> str:
    """Return the number under which a form is one request, however often it is sent."""
    return secrets.token_hex(8)
