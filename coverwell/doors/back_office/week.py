"""The weekly report of the gateway: time served as measured, and answers in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coverwell.services.operations.week import DoorWeek, Week, week_of
from coverwell.ui.charts import Bar, Chart, bar_chart
from coverwell.ui.entry import Request, needs
from coverwell.ui.listing import as_file, wants_file


@dataclass(frozen=True, slots=True)
class ShownDoor:
    """A door as the page shows it; `chart` is None where nothing was measured."""

    name: str
    week: DoorWeek
    meets: bool
    aims: bool
    down: str
    announced: str
    chart: Chart | None


@needs("staff")
def week_page(request: Request) -> HttpResponse:
    """Report on the week of a day, this week where none is named."""
    day = _day(request.GET.get("day", ""))
    found = week_of(day, timezone.now(), request.actor)
    doors = [_shown(one, found) for one in found.doors]
    if wants_file(request):
        return _export(request, found, doors)
    first = timezone.localdate(found.begins)
    words = {
        "week": found,
        "doors": doors,
        "asked": found.real_time,
        "share": _percent(found.real_time.within, found.real_time.asked),
        "last": first + timedelta(days=6),
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7) if found.ends <= timezone.now() else None,
    }
    return render(request, "back_office/week.html", words)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def _shown(door: DoorWeek, week: Week) -> ShownDoor:
    name = {
        "sftp": _("SFTP"),
        "https": _("HTTPS and pages"),
        "worker": _("Reading and answering of batches"),
    }[door.door]
    share = door.share
    return ShownDoor(
        name,
        door,
        share is not None and share >= week.rules.mandated,
        share is not None and share >= week.rules.aim,
        _time(door.measured - door.up),
        _time(door.announced),
        _chart(door, name, week),
    )


def _chart(door: DoorWeek, name: str, week: Week) -> Chart | None:
    if door.share is None:
        return None
    first = timezone.localdate(week.begins)
    bars = [
        Bar(
            date_format(first + timedelta(days=at), "D j"),
            share or 0,
            "" if share is None else f"{share / 100:.1f}%",
        )
        for at, share in enumerate(door.days)
    ]
    title = _("%(door)s: served by day") % {"door": name}
    said = ", ".join(f"{bar.label} {bar.said or _('not measured')}" for bar in bars)
    return bar_chart(door.door, title, said, bars)


def _time(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def _export(request: Request, week: Week, doors: list[ShownDoor]) -> HttpResponse:
    head = [_("Door"), _("Week from"), _("Served, percent"), _("Seconds measured"),
            _("Seconds down"), _("Of it announced")]  # fmt: skip
    rows = (
        (one.week.door, week.begins.date(), one.week.share if one.week.share is not None else "",
         one.week.measured, one.week.measured - one.week.up, one.week.announced)
        for one in doors
    )  # fmt: skip
    return as_file(request, "week", head, rows)
