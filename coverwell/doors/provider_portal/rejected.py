"""Rejected claims of an office: each opens as a form, is corrected, and is sent again."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coverwell.doors.provider_portal.claim_form import (
    FIELDS,
    MORE_LINES,
    ClaimForm,
    LineForm,
    corrected,
    fields_of,
)
from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.access.drafts import draft_of, drop_draft
from coverwell.services.access.practices import practices
from coverwell.services.claims.find import MOST_EXPORTED
from coverwell.services.claims.repair import (
    RejectedClaim,
    keep_repair,
    raw_claim,
    rejected_claim,
    rejected_claims,
    repair_sent,
)
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.payer.read import payer
from coverwell.ui.entry import not_found
from coverwell.ui.listing import PAGE_SIZE, as_file, one_page, page_number, wants_file
from coverwell.wire.x12.transactions.claim_837 import Claim837
from coverwell.wire.x12.transactions.common import Contact, Party
from coverwell.wire.x12.transactions.read_837 import read_claims
from coverwell.wire.x12.transactions.write_837 import header_for, write_claims
from coverwell.wire.x12.writer import CannotWriteError, Envelope, words


@office
def rejected(request: OfficeRequest) -> HttpResponse:
    """List the rejected claims, and what became of those that were corrected."""
    if wants_file(request):
        found = rejected_claims(request.actor, request.LANGUAGE_CODE, 0, MOST_EXPORTED)
        return _export(request, found)
    number = page_number(request)
    found = rejected_claims(
        request.actor, request.LANGUAGE_CODE, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1
    )
    return render(request, "office/rejected.html", {"page": one_page(found, number)})


def _export(request: OfficeRequest, found: list[RejectedClaim]) -> HttpResponse:
    head = [_("Your account number"), _("Patient"), _("Member ID"), _("Service"), _("Charge")]
    head += [_("Rejected"), _("Why, and what to do"), _("Claim number")]
    rows = (
        (
            *(one.sender_claim_id, f"{one.patient_first} {one.patient_last}", one.member_id),
            *(one.first_on, one.charge, timezone.localdate(one.rejected_at)),
            " ".join(f"{said.words} {said.detail}".strip() for said in one.findings),
            one.number,
        )
        for one in found
    )
    return as_file(request, "rejected-claims", head, rows)


@office
def repair(request: OfficeRequest, number: int) -> HttpResponse:
    """Open a rejected claim with its findings beside the fields; keep a draft, or send it."""
    found = rejected_claim(number, request.actor, request.LANGUAGE_CODE)
    claim = None if found is None else _as_sent(found, request)
    if found is None:
        return not_found(request)
    if claim is None or not found.open:
        return render(request, "office/repair.html", {"rejected": found})
    form, lines = _forms(found, claim, request)
    if request.method == "POST" and "keep" in request.POST:
        keep_repair(found, _entries(request), request.actor)
        messages.success(request, _("Your corrections are kept. Nothing was sent yet."))
        return HttpResponseRedirect(request.path)
    if request.method == "POST" and all([form.is_valid(), *(one.is_valid() for one in lines)]):
        file = _sent(found, claim, (form, lines), request)
        if file:
            return HttpResponseRedirect(reverse("office:file", args=[file]))
    bad = bool(form.errors) or any(one.errors for one in lines)
    beside = {FIELDS[one.rule]: one for one in found.findings if one.rule in FIELDS}
    context = {
        "rejected": found,
        "form": form,
        "fields": [(field, beside.get(field.name)) for field in form],
        "lines": lines,
        "above": [one for one in found.findings if one.rule not in FIELDS],
        "institutional": claim.institutional,
    }
    return render(request, "office/repair.html", context, status=422 if bad else 200)


def _as_sent(found: RejectedClaim, request: OfficeRequest) -> Claim837 | None:
    """Read the claim out of the file in which it came."""
    raw = raw_claim(found, request.actor)
    claims = (event for event in read_claims(raw.chunks) if isinstance(event, Claim837))
    return next((one for at, one in enumerate(claims, 1) if at == raw.position), None)


def _forms(
    found: RejectedClaim, claim: Claim837, request: OfficeRequest
) -> tuple[ClaimForm, list[LineForm]]:
    start: Mapping[str, str] = {
        **fields_of(claim),
        **found.draft,
        **draft_of(request.actor.user, request.path),
    }
    data = request.POST or None
    form = ClaimForm(data, initial={name: start.get(name, "") for name in ClaimForm.base_fields})
    lines = [
        LineForm(
            data,
            prefix=str(at),
            initial={name: start.get(f"{at}-{name}", "") for name in LineForm.base_fields},
        )
        for at in range(1, len(claim.lines) + MORE_LINES + 1)
    ]
    if not claim.institutional:
        for one in lines:
            one.fields["revenue"].widget = forms.HiddenInput()
    return form, lines


def _entries(request: OfficeRequest) -> dict[str, str]:
    hidden = ("csrfmiddlewaretoken", "keep")
    return {name: str(said) for name, said in request.POST.items() if name not in hidden}


def _sent(
    found: RejectedClaim,
    claim: Claim837,
    said: tuple[ClaimForm, list[LineForm]],
    request: OfficeRequest,
) -> int:
    """Write the corrected claim as a file, keep it like any other, and return it; 0: not yet."""
    form, lines = said
    filled = [one for one in lines if one.filled]
    if not filled:
        form.add_error(None, _("Enter at least one service line."))
        return 0
    keep_repair(found, _entries(request), request.actor)
    try:
        content = _file(corrected(claim, form.cleaned_data, filled), found, request)
    except CannotWriteError as fault:
        for finding in fault.findings or (fault,):
            form.add_error(None, _("The claim cannot be sent so: %(fault)s") % {"fault": finding})
        return 0
    arrival = Arrival(f"repair-{found.id}.837", "repair", tax_id=found.tax_id)
    kept = keep([content], arrival, request.actor)
    repair_sent(found, kept.id, request.actor)
    drop_draft(request.actor.user, request.path)
    messages.success(request, _("The corrected claim was sent. The rejected one stays listed."))
    return kept.id


def _file(claim: Claim837, found: RejectedClaim, request: OfficeRequest) -> bytes:
    us, now = payer(timezone.localdate()), timezone.localtime()
    names = {one.tax_id: one.name for one in practices(request.actor)}
    name = words(names.get(found.tax_id, "").upper(), 60) or "PROVIDER OFFICE"
    # One control number for each rejected claim: sent twice by mistake it is taken once.
    envelope = Envelope(
        "ZZ", f"WEB{found.tax_id}", "ZZ", us.payer_id, now, found.id % 1_000_000_000 or 1, "P"
    )
    phone = (("TE", us.provider_phone.replace("-", "")),)
    submitter = Party(
        "41", last=name, id_qualifier="46", id=found.tax_id,
        contacts=(Contact("IC", "PROVIDER PORTAL", phone),),
    )  # fmt: skip
    receiver = Party("40", last=words(us.name.upper(), 60), id_qualifier="46", id=us.payer_id)
    guide = claim.header.transaction.guide
    header = header_for(envelope, guide, f"REPAIR{found.id}", submitter, receiver)
    return write_claims(envelope, [claim._replace(header=header)])
