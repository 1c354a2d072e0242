"""Files of an office: sent, watched while they are read, and answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.asgi import ASGIRequest
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.access.practices import practices
from coverwell.services.addresses import from_address, in_address
from coverwell.services.claims.find import MOST_EXPORTED, FoundClaim, Wanted, find
from coverwell.services.claims.intake import Intake, intake_of
from coverwell.services.claims.repair import repaired_by
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.of_office import files_of, tally
from coverwell.services.files.show import FileStory, file_bytes, show_file
from coverwell.ui.entry import not_found
from coverwell.ui.forms import offer
from coverwell.ui.listing import PAGE_SIZE, as_file, one_page, page_number, wants_file


CLAIMS, DOCUMENTS = "837", "275"
LOOKED_AT = 4096
UNFINISHED = {"kept", "reading"}
MONTH = timedelta(days=30)


class SendForm(forms.Form):
    """A claim file, and the practice that it is sent for."""

    practice = forms.ChoiceField(label=gettext_lazy("Practice"))
    file = forms.FileField(
        label=gettext_lazy("Claim file (837) or file of documents (275)"),
        help_text=gettext_lazy(
            "X12 version 005010, any size. It is kept whole before it is read."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Export it again and choose it anew."),
        },
    )

    def offer(self, request: OfficeRequest) -> None:
        """Offer the practices that this person works for."""
        known = practices(request.actor)
        choices = [(one.tax_id, f"{one.name} ({one.ending})") for one in known]
        offer(self, "practice", choices)
        self.fields["practice"].initial = choices[0][0]


@office
def files(request: OfficeRequest) -> HttpResponse:
    """Send a file, and find those that were sent by any number on them."""
    if request.method == "POST" and "find" in request.POST:
        return HttpResponseRedirect(f"{request.path}?{_told(request)}")
    form = SendForm(request.POST or None, request.FILES or None)
    form.offer(request)
    if request.method == "POST" and form.is_valid():
        sent, tax_id = form.cleaned_data["file"], form.cleaned_data["practice"]
        arrival = Arrival(sent.name, "portal", _kind_of(sent), tax_id)
        kept = keep(sent.chunks(), arrival, request.actor)
        return HttpResponseRedirect(reverse("office:file", args=[kept.id]))
    words, state = from_address(request.GET.get("who", "")), request.GET.get("state", "")
    if wants_file(request):
        return _export(request, files_of(request.actor, words, state, 0, MOST_EXPORTED))
    number = page_number(request)
    rows = files_of(request.actor, words, state, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    shown = {
        "form": form,
        "page": one_page([SentFile.of(one) for one in rows], number),
        "words": words,
        "state": state,
        "month": tally(request.actor, timezone.now() - MONTH),
    }
    return render(request, "office/files.html", shown, status=422 if form.errors else 200)


def _told(request: OfficeRequest) -> str:
    words = request.POST.get("words", "").strip()[:80]
    said = {"who": in_address(words) if words else "", "state": request.POST.get("state", "")}
    return urlencode({name: text for name, text in said.items() if text})


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file in the list, with the counts that its reading came to ('' while there are none)."""

    file: FileStory
    accepted: object
    rejected: object

    @classmethod
    def of(cls, story: FileStory) -> SentFile:
        """Take the counts from wherever the steps say them."""
        return cls(story, _said(story, "accepted"), _said(story, "rejected"))


def _kind_of(sent: UploadedFile[Any]) -> str:
    """Tell a file of documents (275) from claims; whatever else it is, its answer says so."""
    kind: str = import_string(settings.KIND_OF_FILE)(sent.read(LOOKED_AT))
    sent.seek(0)
    return kind if kind == DOCUMENTS else CLAIMS


def _export(request: OfficeRequest, found: tuple[FileStory, ...]) -> HttpResponse:
    head = [_("File"), _("Kept"), _("Size"), _("Status"), _("Accepted"), _("Rejected")]
    rows = (
        (
            *(one.name, timezone.localdate(one.kept_at), one.size, one.state),
            *(_said(one, "accepted"), _said(one, "rejected")),
        )
        for one in found
    )
    return as_file(request, "files", head, rows)


def _said(story: FileStory, count: str) -> object:
    return next((one.detail[count] for one in reversed(story.events) if count in one.detail), "")


@office
def file(request: OfficeRequest, number: int) -> HttpResponse:
    """Show how far a file is, its answers, and what became of its claims."""
    story = show_file(number, request.actor)
    if story is None:
        return not_found(request)
    intake = intake_of(number, request.actor, request.LANGUAGE_CODE)
    words = {
        "file": story,
        "intake": intake,
        "busy": _busy(story, intake),
        "claims": _claims(intake, request),
        "repairs": repaired_by(number, request.actor),
        "first": story.detail.get("first") if story.state == "duplicate" else None,
    }
    return render(request, "office/file.html", words)


def _claims(intake: Intake, request: OfficeRequest) -> list[FoundClaim]:
    if not intake.numbers:
        return []
    return find(Wanted(numbers=intake.numbers), request.actor, 0, len(intake.numbers))


def _busy(story: FileStory, intake: Intake) -> bool:
    return story.state in UNFINISHED or (story.state == "read" and intake.waiting > 0)


@office
def download(request: OfficeRequest, number: int) -> HttpResponseBase:
    """Send a kept file or one of its answers as it lies in the archive."""
    story = show_file(number, request.actor)
    content = file_bytes(number, request.actor)
    if story is None or content is None:
        return not_found(request)
    return attachment(request, story.name, content)


def attachment(
    request: OfficeRequest, name: str, content: Iterator[bytes]
) -> StreamingHttpResponse:
    """Send bytes as a file to keep, a part at a time."""
    # An ASGI server would gather a plain iterator in memory before it sends the first byte.
    parts = _one_by_one(content) if isinstance(request, ASGIRequest) else content
    response = StreamingHttpResponse(parts, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{_plain(name)}"'
    return response


async def _one_by_one(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    def following() -> bytes:
        return next(content, b"")

    while part := await sync_to_async(following)():
        yield part


def _plain(name: str) -> str:
    return "".join(one if one.isalnum() or one in "._-" else "_" for one in name) or "file"
