"""The gateway board: every file in and out, how far it is, and what the staff can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coverwell.doors.back_office.words import kind as kind_words
from coverwell.doors.back_office.words import state_of, way
from coverwell.services.files.archive import read
from coverwell.services.files.board import (
    UNFINISHED,
    BoardRow,
    DayTimes,
    DayVolume,
    Wanted,
    board,
    board_row,
    kinds,
    offer_again,
    partner_names,
    read_again,
    response_times,
    volumes,
)
from coverwell.services.files.show import file_bytes, show_file
from coverwell.services.files.trial_report import TrialFinding, finding_of
from coverwell.ui.charts import Bar, Chart, bar_chart
from coverwell.ui.entry import Request, needs, not_found
from coverwell.ui.forms import offer
from coverwell.ui.listing import PAGE_SIZE, as_file, cut, one_page, page_number, wants_file
from coverwell.wire.x12.reader import read as read_x12
from coverwell.wire.x12.report import Report, plain


DAYS = 14
MOST_EXPORTED = 10_000
MOST_FINDINGS = 1_000
LARGEST_READ = 20_000_000
"""Bytes; a larger file is read on the command line."""
ANY = ("", gettext_lazy("Any"))
STATES = (
    ("kept", gettext_lazy("Kept, waits to be read")),
    ("reading", gettext_lazy("Being read")),
    ("read", gettext_lazy("Read")),
    ("decided", gettext_lazy("Decided")),
    ("duplicate", gettext_lazy("Sent before")),
    ("refused", gettext_lazy("Refused")),
    ("sent", gettext_lazy("Taken by the partner")),
)


class FindForm(forms.Form):
    """One box for any number, and what narrows the list."""

    words = forms.CharField(
        label=gettext_lazy("Find a file"),
        help_text=gettext_lazy(
            "File number, control number (ISA13, GS06, ST02), claim number of the sender or ours,"
            " or a part of the name"
        ),
        required=False,
        max_length=80,
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        required=False,
        choices=[ANY, ("in", gettext_lazy("In")), ("out", gettext_lazy("Out"))],
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Status"), required=False, choices=[ANY, *STATES])
    partner = forms.ChoiceField(label=gettext_lazy("Partner"), required=False)

    def offer(self, request: Request) -> None:
        """Offer the kinds and partners that there are."""
        known = [(kind, kind_words(kind)) for kind in kinds(request.actor)]
        names = [(str(number), name) for number, name in partner_names(request.actor)]
        for name, choices in (("kind", known), ("partner", names)):
            offer(self, name, [ANY, *choices])

    def wanted(self) -> Wanted:
        """Return what is asked for; what is not understood does not narrow."""
        said = self.cleaned_data if self.is_valid() else {}
        return Wanted(
            said.get("words", ""),
            said.get("kind", ""),
            said.get("direction", ""),
            said.get("state", ""),
            int(said.get("partner") or 0),
        )


@needs("staff")
def board_page(request: Request) -> HttpResponse:
    """List files, with the volumes and response times of the last two weeks."""
    form = FindForm(request.GET)
    form.offer(request)
    wanted = form.wanted()
    if wants_file(request):
        return _export(request, board(wanted, request.actor, 0, MOST_EXPORTED))
    number = page_number(request)
    rows = board(wanted, request.actor, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    now = timezone.localtime()
    days = volumes(now.date(), DAYS, request.actor)
    times = response_times(now - timedelta(days=DAYS), request.actor)
    words = {
        "form": form,
        "page": one_page([shown(one) for one in rows], number),
        "days": days,
        "chart": _volume_chart(days),
        "times": times,
        "times_chart": _times_chart(times),
    }
    return render(request, "back_office/gateway.html", words)


def _volume_chart(days: Sequence[DayVolume]) -> Chart:
    bars = [Bar(f"{one.day.day}", one.came, str(one.came) if one.came else "") for one in days]
    about = _("Files that came in on each of the last %(days)s days, the busiest %(most)s.") % {
        "days": len(days),
        "most": max(one.came for one in days),
    }
    return bar_chart("volumes", _("Files in, by day"), about, bars)


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the board in words."""

    row: BoardRow
    way: str
    kind: str
    state: str
    colour: str


def shown(row: BoardRow) -> Shown:
    """Put a row into words."""
    return Shown(row, way(row.channel), kind_words(row.kind), *state_of(row))


def _times_chart(times: Sequence[DayTimes]) -> Chart | None:
    """Draw within what time nine of ten questions were answered, day by day."""
    if not times:
        return None
    bars = [Bar(f"{one.day.day}", one.ninety, f"{one.ninety}") for one in times]
    about = _(
        "Within how many milliseconds 9 of 10 questions were answered; the slowest day %(most)s."
    ) % {"most": max(one.ninety for one in times)}
    return bar_chart("times", _("9 of 10 questions answered within, milliseconds"), about, bars)


def _export(request: Request, rows: Sequence[BoardRow]) -> HttpResponse:
    head = [
        _("Number"), _("Time"), _("Direction"), _("Kind"), _("Partner"), _("Way"), _("File"),
        _("Size"), _("Status"), _("Accepted"), _("Rejected"),
    ]  # fmt: skip
    return as_file(
        request,
        "gateway",
        head,
        (
            (
                one.id, f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}", one.direction,
                kind_words(one.kind), one.partner, way(one.channel), one.name, one.size,
                state_of(one)[0], one.accepted or 0, one.rejected or 0,
            )
            for one in rows
        ),
    )  # fmt: skip


@needs("staff")
def file_page(request: Request, number: int) -> HttpResponse:
    """Show one file: its steps, findings and answers."""
    story = show_file(number, request.actor)
    if story is None:
        return not_found(request)
    words = {
        "file": story,
        "row": shown(one) if (one := board_row(number, request.actor)) else None,
        "unfinished": story.direction == "in" and story.state in UNFINISHED,
        "taken": story.direction == "out" and story.state == "sent",
    }
    return render(request, "back_office/file.html", words)


@needs("staff")
def download(request: Request, number: int) -> HttpResponseBase:
    """Send a file as it lies in the archive."""
    story = show_file(number, request.actor)
    if story is None:
        return not_found(request)
    return FileResponse(read(story.sha256), as_attachment=True, filename=story.name)


@needs("staff")
def findings(request: Request, number: int) -> HttpResponse:
    """Read a file anew and show every finding with its place and its repair; nothing changes."""
    story = show_file(number, request.actor)
    content = file_bytes(number, request.actor)
    if story is None or content is None or story.size > LARGEST_READ:
        return not_found(request)
    report = Report(MOST_FINDINGS, timezone.localtime())
    for event in read_x12(content):
        report.take(event)
    found = [finding_of({**plain(one), "value": ""}) for one in report.findings]
    if wants_file(request):
        return _export_findings(request, found)
    words = {"file": story, "report": report, "page": cut(found, page_number(request), 100)}
    return render(request, "back_office/findings.html", words)


def _export_findings(request: Request, found: Sequence[TrialFinding]) -> HttpResponse:
    head = [_("Segment"), _("Place"), _("Byte"), _("Code"), _("What is wrong")]
    head += [_("How to repair it")]
    rows = ((one.segment, one.place, one.byte, one.code, one.message, one.advice) for one in found)
    return as_file(request, "findings", head, rows)


@require_POST
@needs("staff")
def again(request: Request, number: int) -> HttpResponse:
    """Have a file read again, or lay it into its partner's mailbox again."""
    done = read_again(number, request.actor) or offer_again(number, request.actor)
    if done:
        messages.success(request, _("Done: the next step is on its way."))
    else:
        messages.error(request, _("Nothing was done: this file is finished, or has no partner."))
    return HttpResponseRedirect(reverse("staff:file", args=[number]))
