"""Documents of an office: put in on a claim's page, and listed with how far each is."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverwell.doors.provider_portal.files import attachment
from coverwell.doors.provider_portal.office import OfficeRequest, office, precertifying
from coverwell.services.attachments.keep import Saved
from coverwell.services.attachments.show import (
    Document,
    document_bytes,
    documents_of_claim,
    documents_of_request,
    open_requests,
    own_documents,
    wanted_of_claim,
)
from coverwell.services.attachments.upload import (
    Put,
    Upload,
    attach_to_claim,
    attach_to_request,
)
from coverwell.services.authorizations.find import by_reference
from coverwell.services.claims.show import show
from coverwell.services.rulebook.attachments import MEGABYTE, attachment_rules
from coverwell.ui.entry import not_found
from coverwell.ui.forms import FilesField, offer
from coverwell.ui.listing import PAGE_SIZE, one_page, page_number


CHANNEL = "portal"


class DocumentsForm(forms.Form):
    """Files of one kind for one claim or request."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"))
    papers = FilesField(
        label=gettext_lazy("Files"),
        error_messages={"required": gettext_lazy("Choose one file or several.")},
    )

    def offer(self, request: OfficeRequest, asked: Sequence[str]) -> None:
        """Offer the kinds of document, first what was asked for."""
        rules = attachment_rules(timezone.localdate())
        keys = [*(key for key in asked if key in rules.kinds)]
        keys += [key for key in rules.kinds if key not in keys]
        words = [(key, rules.kinds[key].words[request.LANGUAGE_CODE]) for key in keys]
        offer(self, "kind", words)
        types = ", ".join(one.name for one in rules.types)
        self.fields["papers"].help_text = _(
            "%(types)s; up to %(size)s MB each. Several files can be chosen at once."
        ) % {"types": types, "size": rules.largest // MEGABYTE}
        self.fields["papers"].widget.attrs["accept"] = ",".join(
            one.media_type for one in rules.types
        )

    def put(self) -> Put:
        """Return what was chosen; call it after is_valid."""
        said = self.cleaned_data
        uploads = [Upload(one.name, one.chunks()) for one in said["papers"]]
        return Put(uploads, said["kind"], CHANNEL, timezone.localdate())


@office
def of_claim(request: OfficeRequest, number: str) -> HttpResponse:
    """Show what a claim needs and what is there, and take files for it."""
    claim = show(number, request.actor)
    if claim is None:
        return not_found(request)
    wanted = wanted_of_claim(number, request.actor)
    form = _form(request, [key for one in wanted if one.open for _line, key in one.asked])
    if request.method == "POST" and form.is_valid():
        saved = attach_to_claim(number, form.put(), request.actor) or []
        if _told(request, form, saved):
            return HttpResponseRedirect(reverse("office:claim_documents", args=[number]))
    words = {
        "form": form,
        "claim": claim,
        "wanted": [(one, one.lines(request.LANGUAGE_CODE)) for one in wanted if one.open],
        "documents": _rows(request, documents_of_claim(number, request.actor)),
    }
    status = 422 if form.errors else 200
    return render(request, "office/claim_documents.html", words, status=status)


@precertifying
def of_approval(request: OfficeRequest, reference: str) -> HttpResponse:
    """Show the documents of a request for approval, and take files for it."""
    review = by_reference(reference, request.actor)
    if review is None:
        return not_found(request)
    form = _form(request, ())
    if request.method == "POST" and form.is_valid():
        saved = attach_to_request(reference, form.put(), request.actor) or []
        if _told(request, form, saved):
            return HttpResponseRedirect(
                reverse("office:precertification_documents", args=[reference])
            )
    found = documents_of_request(review.reference, request.actor)
    words = {"form": form, "review": review, "documents": _rows(request, found)}
    status = 422 if form.errors else 200
    return render(request, "office/approval_documents.html", words, status=status)


def _form(request: OfficeRequest, asked: Sequence[str]) -> DocumentsForm:
    form = DocumentsForm(request.POST or None, request.FILES or None)
    form.offer(request, asked)
    return form


def _told(request: OfficeRequest, form: DocumentsForm, saved: Sequence[Saved]) -> bool:
    """Say what became of each file; False where one is refused, which the page then shows."""
    rules, files = attachment_rules(timezone.localdate()), form.cleaned_data["papers"]
    taken = sum(not one.refused for one in saved)
    if taken:
        messages.success(request, _("Files taken: %(count)s.") % {"count": taken})
    for one, file in zip(saved, files, strict=True):
        if one.same_as:
            messages.info(
                request, _("%(name)s came before: it counts once.") % {"name": file.name}
            )
        if one.refused:
            why = rules.refusals[one.refused].words[request.LANGUAGE_CODE]
            form.add_error("papers", f"{file.name}: {why}")
    return not form.errors


@office
def documents(request: OfficeRequest) -> HttpResponse:
    """List what is asked of the office, and what it sent."""
    number = page_number(request)
    found = own_documents(request.actor, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    wanted = open_requests(request.actor)
    today = timezone.localdate()
    words = {
        "wanted": [(one, one.lines(request.LANGUAGE_CODE), one.late(today)) for one in wanted],
        "page": one_page(_rows(request, found), number),
    }
    return render(request, "office/documents.html", words)


def _rows(request: OfficeRequest, found: Sequence[Document]) -> list[tuple[Document, str, str]]:
    language = request.LANGUAGE_CODE
    return [(one, one.kind_words(language), one.why(language)) for one in found]


@office
def download(request: OfficeRequest, number: int) -> HttpResponseBase:
    """Send a document that was found clean; any other is not there for anybody."""
    found = document_bytes(number, request.actor)
    return not_found(request) if found is None else attachment(request, found[0].name, found[1])
