"""The first page of an office."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.access.flags import CLAIM, PATIENT, flagged
from coverwell.services.access.visits import last_visit
from coverwell.services.attachments.show import count_open_requests
from coverwell.services.claims.find import Wanted, counts, find
from coverwell.services.claims.repair import open_rejections
from coverwell.services.explanations.trends import Month, months_until, news_since
from coverwell.ui.charts import Bar, Chart, bar_chart
from coverwell.ui.templatetags.ui import money, percent


@office
def dashboard(request: OfficeRequest) -> HttpResponse:
    """Show what needs somebody's hand, what is new, what is kept in sight, and the trends."""
    kept = flagged(request.actor)
    months = months_until(timezone.localdate(), request.actor)
    words = {
        "counts": counts(request.actor),
        "rejections": open_rejections(request.actor),
        "news": news_since(last_visit(request.actor.user), request.actor),
        "patients": [one for one in kept if one.kind == PATIENT],
        "claims": [one for one in kept if one.kind == CLAIM],
        "denied": find(Wanted(state="denied"), request.actor, 0, 5),
        "papers": count_open_requests(request.actor),
        "waiting": find(Wanted(state="pended"), request.actor, 0, 5),
        "newest": find(Wanted(), request.actor, 0, 5),
        "months": months,
        "charts": charts(months),
    }
    return render(request, "office/dashboard.html", words)


def charts(months: Sequence[Month]) -> list[Chart]:
    """Draw what was paid, and which part of the claims was denied, month by month."""
    paid = [Bar(_short(one), int(one.paid), dollars(int(one.paid))) for one in months]
    shares = [Bar(_short(one), one.share, f"{one.share / 100:.0f}%") for one in months]
    said = "; ".join(f"{date_format(one.first, 'F Y')} {money(one.paid)}" for one in months)
    denied = "; ".join(f"{date_format(one.first, 'F Y')} {percent(one.share)}" for one in months)
    return [
        bar_chart("paid", _("Paid to you, by month"), said, paid),
        bar_chart("denied", _("Share of claims denied, by month"), denied, shares),
    ]


def dollars(cents: int) -> str:
    """Say an amount shortly: $950, $1.2K, $38K."""
    whole = cents // 100
    if whole < 1_000:
        return f"${whole}"
    return f"${whole / 1000:.1f}K" if whole < 10_000 else f"${whole // 1000}K"


def _short(month: Month) -> str:
    return date_format(month.first, "M")
