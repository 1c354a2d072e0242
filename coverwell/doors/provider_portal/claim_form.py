"""A claim as a form: from the words of the standard to fields, and corrected back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coverwell.kernel.vocabulary.money import Money
from coverwell.ui.forms import AmountField, DayField, short
from coverwell.wire.x12.transactions.claim_837 import Claim837, HealthCode, ServiceLine
from coverwell.wire.x12.transactions.common import Dated, Party, Procedure, Reference


PRINCIPAL, OTHER = ("ABK", "BK"), ("ABF", "BF")
MORE_LINES = 2


class ClaimForm(forms.Form):
    """Patient, provider and claim; the lines are forms of their own."""

    member_id = forms.CharField(label=_("Member ID"), max_length=14, widget=short(12))
    last_name = forms.CharField(label=_("Patient's last name"), max_length=60, widget=short(20))
    first_name = forms.CharField(label=_("Patient's first name"), max_length=35, widget=short(12))
    birth_date = DayField(label=_("Patient's date of birth"))
    account = forms.CharField(
        label=_("Your patient account number"), max_length=38, widget=short(20)
    )
    billing_npi = forms.CharField(label=_("Billing NPI"), max_length=10, widget=short(10))
    rendering_npi = forms.CharField(
        label=_("Rendering NPI"), required=False, max_length=10, widget=short(10)
    )
    place = forms.CharField(
        label=_("Place of service, or facility type"), max_length=2, widget=short(2)
    )
    diagnoses = forms.CharField(
        label=_("Diagnosis codes, the principal one first"), max_length=120, widget=short(30)
    )
    authorization = forms.CharField(
        label=_("Precertification number"), required=False, max_length=30, widget=short(20)
    )
    referral = forms.CharField(
        label=_("Referral number"), required=False, max_length=30, widget=short(20)
    )
    frequency = forms.ChoiceField(
        label=_("This claim is"),
        choices=[("1", _("new")), ("7", _("a correction")), ("8", _("a void"))],
    )
    replaces = forms.CharField(
        label=_("Our number of the claim it corrects"),
        required=False,
        max_length=16,
        widget=short(20),
    )


class LineForm(forms.Form):
    """One service line; an empty one is left out."""

    revenue = forms.CharField(
        label=_("Revenue code"), required=False, max_length=4, widget=short(4)
    )
    code = forms.CharField(
        label=_("Procedure code"), required=False, max_length=5, widget=short(5)
    )
    modifiers = forms.CharField(
        label=_("Modifiers"), required=False, max_length=12, widget=short(10)
    )
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    units = forms.CharField(label=_("Units"), required=False, max_length=9, widget=short(4))
    charge = AmountField(label=_("Charge"), required=False, max_length=14, widget=short(10))

    @property
    def filled(self) -> bool:
        """Say whether the line says anything."""
        return any(self.cleaned_data.get(name) for name in ("revenue", "code", "charge"))


# Which field a finding stands beside; what no field can mend stands above the form.
FIELDS: Mapping[str, str] = {
    "member_id_format": "member_id",
    "member_unknown": "member_id",
    "patient_unknown": "last_name",
    "billing_npi_mismatch": "billing_npi",
    "npi_invalid": "billing_npi",
    "replaced_claim_missing": "replaces",
    "replaced_claim_unknown": "replaces",
    "replaced_already": "replaces",
    "claim_id_missing": "account",
}


def fields_of(claim: Claim837) -> dict[str, str]:
    """Return what a claim says, by the names of the form's fields."""
    person = claim.person
    rendering = claim.provider("82")
    said = {
        "member_id": claim.subscriber.member_id or person.name.id,
        "last_name": person.name.last,
        "first_name": person.name.first,
        "birth_date": _day(person.born),
        "account": claim.claim_id,
        "billing_npi": claim.billing.provider.npi,
        "rendering_npi": rendering.npi if rendering else "",
        "place": claim.facility_type,
        "diagnoses": " ".join(code.code for code in claim.diagnoses),
        "authorization": claim.prior_authorization,
        "referral": claim.referral,
        "frequency": claim.frequency,
        "replaces": claim.original_claim_number,
    }
    for at, line in enumerate(claim.lines, 1):
        said |= {f"{at}-{name}": value for name, value in _line_fields(line).items()}
    return said


def _line_fields(line: ServiceLine) -> dict[str, str]:
    service = line.service
    whole, cents = divmod(line.charge, 100)
    return {
        "revenue": line.revenue,
        "code": line.procedure.code if line.procedure else "",
        "modifiers": " ".join(line.procedure.modifiers) if line.procedure else "",
        "first": _day(service.first if service else None),
        "last": _day(service.last if service else None),
        "units": line.quantity,
        "charge": f"{whole}.{cents:02d}",
    }


def _day(day: date | None) -> str:
    return f"{day:%m/%d/%Y}" if day else ""


def corrected(claim: Claim837, said: Mapping[str, Any], lines: list[LineForm]) -> Claim837:
    """Return the claim with what the form says; all that the form does not show stays."""
    kept = tuple(_line(claim, at, form.cleaned_data) for at, form in enumerate(lines))
    charge = sum(line.charge for line in kept)
    changed = claim._replace(
        claim_id=said["account"],
        charge=charge,
        facility_type=said["place"],
        frequency=said["frequency"],
        billing=claim.billing._replace(
            provider=claim.billing.provider._replace(id=said["billing_npi"], id_qualifier="XX"),
            findings=(),
        ),
        references=_references(claim, said),
        codes=_codes(claim, said["diagnoses"]),
        providers=_rendering(claim.providers, said["rendering_npi"]),
        lines=kept,
        findings=(),
    )
    return _person(changed, said)


def _person(claim: Claim837, said: Mapping[str, Any]) -> Claim837:
    def named(one: Any) -> Any:
        name = one.name._replace(last=said["last_name"], first=said["first_name"])
        return one._replace(name=name, born=said["birth_date"])

    subscriber = claim.subscriber
    insured = subscriber.person._replace(
        name=subscriber.person.name._replace(id=said["member_id"], id_qualifier="MI")
    )
    if claim.patient is None:
        insured = named(insured)
    else:
        patient = claim.patient._replace(person=named(claim.patient.person), findings=())
        claim = claim._replace(patient=patient)
    return claim._replace(subscriber=subscriber._replace(person=insured, findings=()))


def _references(claim: Claim837, said: Mapping[str, Any]) -> tuple[Reference, ...]:
    shown = {"G1": "authorization", "9F": "referral", "F8": "replaces"}
    others = tuple(one for one in claim.references if one.qualifier not in shown)
    new = tuple(Reference(key, said[name]) for key, name in shown.items() if said[name])
    return (*new, *others)


def _codes(claim: Claim837, text: str) -> tuple[HealthCode, ...]:
    before = {one.code: one for one in claim.diagnoses}
    words = text.replace(",", " ").replace(".", "").upper().split()
    new = tuple(
        before.get(code, HealthCode("", code))._replace(qualifier=OTHER[0] if at else PRINCIPAL[0])
        for at, code in enumerate(words)
    )
    rest = tuple(one for one in claim.codes if one.qualifier not in (*PRINCIPAL, *OTHER))
    return (*new, *rest)


def _rendering(providers: tuple[Party, ...], npi: str) -> tuple[Party, ...]:
    if not npi:
        return tuple(one for one in providers if one.entity != "82")
    return tuple(one._replace(id=npi) if one.entity == "82" else one for one in providers)


def _line(claim: Claim837, at: int, said: Mapping[str, Any]) -> ServiceLine:
    old = claim.lines[at] if at < len(claim.lines) else _new_line(claim, at)
    procedure = None
    if said["code"]:
        modifiers = tuple(said["modifiers"].upper().replace(",", " ").split())
        before = old.procedure or Procedure("HC", "")
        procedure = before._replace(code=said["code"].upper(), modifiers=modifiers)
    return old._replace(
        number=str(at + 1),
        revenue=said["revenue"],
        procedure=procedure,
        charge=int(said["charge"] or Money(0)),
        quantity=said["units"] or "1",
        dates=_dates(old, said["first"], said["last"]),
    )


def _new_line(claim: Claim837, at: int) -> ServiceLine:
    pointers = () if claim.institutional else (1,)
    return ServiceLine(str(at + 1), "", None, 0, "UN", "1", pointers=pointers)


def _dates(line: ServiceLine, first: date | None, last: date | None) -> tuple[Dated, ...]:
    others = tuple(one for one in line.dates if one.qualifier != "472")
    if first is None:
        return others
    if last is None or last == first:
        return (Dated("472", "D8", f"{first:%Y%m%d}"), *others)
    return (Dated("472", "RD8", f"{first:%Y%m%d}-{last:%Y%m%d}"), *others)
