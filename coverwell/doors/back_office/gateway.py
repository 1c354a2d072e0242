"""The gateway board: every file in and out, how far it is, and what the staff can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coverwell.services.files.archive import read
from coverwell.services.files.board import (
    UNFINISHED,
    BoardRow,
    DayVolume,
    Wanted,
    board,
    kinds,
    offer_again,
    partner_names,
    read_again,
    response_times,
    volumes,
)
from coverwell.services.files.show import show_file
from coverwell.ui.charts import Bar, Chart, bar_chart
from coverwell.ui.entry import Request, needs, not_found
from coverwell.ui.listing import PAGE_SIZE, as_file, one_page, page_number, wants_file


DAYS = 14
MOST_EXPORTED = 10_000
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
        help_text=gettext_lazy("File number, control number, sender's claim number or name"),
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
        known = [(kind, kind) for kind in kinds(request.actor)]
        names = [(str(number), name) for number, name in partner_names(request.actor)]
        for name, choices in (("kind", known), ("partner", names)):
            cast("forms.ChoiceField", self.fields[name]).choices = [ANY, *choices]

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
    words = {
        "form": form,
        "page": one_page(rows, number),
        "days": days,
        "chart": _volume_chart(days),
        "times": response_times(now - timedelta(days=DAYS), request.actor),
    }
    return render(request, "back_office/gateway.html", words)


def _volume_chart(days: Sequence[DayVolume]) -> Chart:
    bars = [Bar(f"{one.day.day}", one.came, str(one.came) if one.came else "") for one in days]
    about = _("Files that came in on each of the last %(days)s days, the busiest %(most)s.") % {
        "days": len(days),
        "most": max(one.came for one in days),
    }
    return bar_chart("volumes", _("Files in, by day"), about, bars)


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
                one.id, f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}", one.direction, one.kind,
                one.partner, one.channel, one.name, one.size, one.state, one.accepted or 0,
                one.rejected or 0,
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
