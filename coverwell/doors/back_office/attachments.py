"""The documents desk: what found no claim, claims whose documents came, and what is asked for."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coverwell.services.attachments.ask import NothingAskedError, ask_for
from coverwell.services.attachments.desk import CannotLayError, lay, take_off, to_read, unplaced
from coverwell.services.attachments.show import (
    document,
    document_bytes,
    documents_of_claim,
    open_requests,
    wanted_of_claim,
)
from coverwell.services.claims.release import (
    Answer,
    NotWaitingError,
    UnsignedError,
    deny,
    release,
)
from coverwell.services.claims.show import show
from coverwell.services.explanations.explained import explain
from coverwell.services.files.archive import path_of
from coverwell.services.rulebook.attachments import attachment_rules
from coverwell.ui.entry import Request, needs, not_found
from coverwell.ui.forms import offer
from coverwell.ui.listing import PAGE_SIZE, one_page, page_number


class LayForm(forms.Form):
    """Which claim a document belongs to, and how that is known."""

    claim_number = forms.CharField(label=gettext_lazy("Claim number"), max_length=16)
    why = forms.CharField(label=gettext_lazy("How do you know?"), max_length=200)


class AnswerForm(forms.Form):
    """A reviewer's word on a claim that waits."""

    why = forms.CharField(
        label=gettext_lazy("Your reasons"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    denial = forms.ChoiceField(label=gettext_lazy("If you deny it: why?"), required=False)
    signed = forms.CharField(
        label=gettext_lazy("Clinician who stands for a denial on clinical grounds"),
        help_text=gettext_lazy("Name and credentials, such as Ruth Okafor, MD"),
        required=False,
        max_length=120,
    )

    def offer(self, language: str) -> None:
        """Offer the reasons of a denial."""
        rules = attachment_rules(timezone.localdate()).denials
        said = [(key, one.words[language]) for key, one in rules.items()]
        choices = [("", _("It is not denied")), *said]
        offer(self, "denial", choices)


class AskForm(forms.Form):
    """Kinds of document to ask for."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Documents"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one kind of document.")},
    )

    def offer(self, language: str) -> None:
        """Offer the kinds that can be asked for."""
        rules = attachment_rules(timezone.localdate()).kinds
        said = [(key, one.words[language]) for key, one in rules.items() if one.loinc]
        offer(self, "kinds", said)


@needs("staff")
def documents_page(request: Request) -> HttpResponse:
    """List claims whose documents came, documents that belong nowhere, and what is asked for."""
    number, today = page_number(request), timezone.localdate()
    early, language = "early" in request.GET, request.LANGUAGE_CODE
    found = unplaced(
        today, request.actor, early=early, most=PAGE_SIZE + 1, first=(number - 1) * PAGE_SIZE
    )
    wanted = open_requests(request.actor)
    words = {
        "to_read": to_read(request.actor),
        "page": one_page([(one, one.why(language)) for one in found], number),
        "early": early,
        "wanted": [(one, one.lines(language), one.late(today)) for one in wanted],
    }
    return render(request, "back_office/documents.html", words)


@needs("staff")
def document_page(request: Request, number: int) -> HttpResponse:
    """Show one document, and lay it to a claim or take it off."""
    found = document(number, request.actor)
    if found is None:
        return not_found(request)
    form = LayForm(request.POST or None, initial={"claim_number": found.stated_claim})
    if request.method == "POST" and "off" in request.POST:
        take_off(number, request.POST.get("why", ""), request.actor)
        messages.success(request, _("The document was taken off."))
        return HttpResponseRedirect(reverse("staff:document", args=[number]))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            claim = lay(number, said["claim_number"], said["why"], request.actor)
        except CannotLayError as fault:
            form.add_error("claim_number", str(fault))
        else:
            messages.success(request, _("Laid to claim %(claim)s.") % {"claim": claim})
            return HttpResponseRedirect(reverse("staff:document", args=[number]))
    words = {
        "one": found,
        "kind": found.kind_words(request.LANGUAGE_CODE),
        "why": found.why(request.LANGUAGE_CODE),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "back_office/document.html", words, status=status)


@needs("staff")
def download_document(request: Request, number: int) -> HttpResponseBase:
    """Send a document that was found clean; any other is not there for anybody."""
    found = document_bytes(number, request.actor)
    if found is None:
        return not_found(request)
    content = path_of(found[0].sha256).open("rb")
    return FileResponse(
        content,
        as_attachment=True,
        filename=found[0].name or f"{number}.bin",
        content_type="application/octet-stream",
    )


@needs("staff")
def claim_page(request: Request, number: str) -> HttpResponse:
    """Show a claim that waits with its documents, for a reviewer."""
    return _claim(request, number, AnswerForm(), AskForm())


def _claim(request: Request, number: str, answer: AnswerForm, ask: AskForm) -> HttpResponse:
    claim, language = show(number, request.actor), request.LANGUAGE_CODE
    if claim is None:
        return not_found(request)
    answer.offer(language)
    ask.offer(language)
    newest = claim.decisions[0] if claim.decisions else None
    found = documents_of_claim(number, request.actor)
    wanted = wanted_of_claim(number, request.actor)
    words = {
        "claim": claim,
        "explained": newest and explain(newest, newest.asked, language),
        "documents": [(one, one.kind_words(language), one.why(language)) for one in found],
        "wanted": [(one, one.lines(language)) for one in wanted],
        "form": answer if answer.errors else ask,
        "answer": answer,
        "ask": ask,
    }
    status = 422 if answer.errors or ask.errors else 200
    return render(request, "back_office/waiting_claim.html", words, status=status)


@require_POST
@needs("staff")
def answer_page(request: Request, number: str) -> HttpResponse:
    """Release a claim that waits, or deny it."""
    form = AnswerForm(request.POST)
    form.offer(request.LANGUAGE_CODE)
    if not form.is_valid():
        return _claim(request, number, form, AskForm())
    said = form.cleaned_data
    try:
        if "deny" in request.POST:
            deny(number, Answer(said["why"], said["denial"], said["signed"]), request.actor)
        else:
            release(number, said["why"], request.actor)
    except UnsignedError as fault:
        form.add_error("signed" if said["denial"] else "denial", str(fault))
        return _claim(request, number, form, AskForm())
    except NotWaitingError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The claim was decided again."))
    return HttpResponseRedirect(reverse("staff:waiting_claim", args=[number]))


@require_POST
@needs("staff")
def ask_page(request: Request, number: str) -> HttpResponse:
    """Ask the office of a claim for documents."""
    form = AskForm(request.POST)
    form.offer(request.LANGUAGE_CODE)
    if not form.is_valid():
        return _claim(request, number, AnswerForm(), form)
    try:
        ask_for(number, form.cleaned_data["kinds"], timezone.localdate(), request.actor)
    except (NothingAskedError, NotWaitingError) as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The office is asked within a minute."))
    return HttpResponseRedirect(reverse("staff:waiting_claim", args=[number]))
