"""Test files of an office: every finding in words, the answers, what the claims would become."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverwell.doors.provider_portal.files import SendForm
from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.queue import TEST
from coverwell.services.files.show import newest_files, show_file
from coverwell.services.files.trial_report import REPORT, TrialFinding, TrialReport, trial_report
from coverwell.ui.entry import not_found
from coverwell.ui.listing import as_file, cut, page_number, wants_file


LARGEST = 5_000_000
UNFINISHED = {"kept", "reading"}
SHOWN = 50


class TestForm(SendForm):
    """Any X12 file, to be tried out."""

    def __init__(self, *args: object, **words: object) -> None:
        super().__init__(*args, **words)  # type: ignore[arg-type]  # what a form takes
        self.fields["file"].label = gettext_lazy("Test file")
        self.fields["file"].help_text = gettext_lazy(
            "837, 270, 276, 278, 834, 275 and other X12 messages of at most 5 MB."
        )

    def clean_file(self) -> object:
        """Keep tests small: what is wrong with a file shows in a part of it."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("A test file has at most 5 MB: send a part of it."))
        return sent


@office
def tests(request: OfficeRequest) -> HttpResponse:
    """Try a file out, and see the newest tests."""
    form = TestForm(request.POST or None, request.FILES or None)
    form.offer(request)
    if request.method == "POST" and form.is_valid():
        sent, tax_id = form.cleaned_data["file"], form.cleaned_data["practice"]
        arrival = Arrival(sent.name, "portal", TEST, tax_id=tax_id)
        kept = keep(sent.chunks(), arrival, request.actor)
        return HttpResponseRedirect(reverse("office:test", args=[kept.id]))
    words = {"form": form, "files": newest_files(request.actor, TEST)}
    return render(request, "office/tests.html", words, status=422 if form.errors else 200)


@office
def test(request: OfficeRequest, number: int) -> HttpResponse:
    """Show what was found in a test file."""
    story = show_file(number, request.actor)
    if story is None or story.kind != TEST:
        return not_found(request)
    report = trial_report(story, request.actor, request.LANGUAGE_CODE)
    found = _chosen(report, request)
    if wants_file(request):
        return _export(request, found)
    words = {
        "file": story,
        "report": report,
        "answers": [one for one in story.answers if one.kind != REPORT],
        "busy": story.state in UNFINISHED,
        "page": cut(found, page_number(request), SHOWN),
        "count": len(found),
        "level": request.GET.get("level", ""),
        "words": request.GET.get("words", "")[:40],
    }
    return render(request, "office/test.html", words)


def _chosen(report: TrialReport | None, request: OfficeRequest) -> list[TrialFinding]:
    """Narrow the findings by what they do, and by a segment, loop or word."""
    level, words = request.GET.get("level", ""), request.GET.get("words", "").strip().lower()
    return [
        one
        for one in (report.findings if report else ())
        if (not level or (level == "rejects") == one.rejects)
        and words in f"{one.place} {one.message} {one.code}".lower()
    ]


def _export(request: OfficeRequest, found: list[TrialFinding]) -> HttpResponse:
    head = [_("Segment"), _("Place"), _("Byte"), _("Code"), _("Rejects"), _("What is wrong")]
    head += [_("How to repair it")]
    rows = (
        (
            one.segment, one.place, one.byte, one.code, _("yes") if one.rejects else _("no"),
            one.message, one.advice,
        )
        for one in found
    )  # fmt: skip
    return as_file(request, "findings", head, rows)
