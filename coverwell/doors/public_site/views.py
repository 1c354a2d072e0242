"""The start page, and whether the site is up."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from coverwell.services.acting import ENGINE
from coverwell.services.availability import availability as measured
from coverwell.services.availability import maintenance
from coverwell.services.estimates.accuracy import Accuracy, in_words
from coverwell.services.estimates.accuracy import accuracy as measured_accuracy
from coverwell.services.payer.read import payer
from coverwell.ui.charts import share_chart


REMEMBERED = 300
"""Seconds for which published figures are not worked out again."""


def home(request: HttpRequest) -> HttpResponse:
    """Let a visitor choose: member, office, the plans, the figures."""
    return render(request, "public/home.html", {"payer": payer(timezone.localdate())})


def accuracy(request: HttpRequest) -> HttpResponse:
    """Publish how good the estimates were, for all offices and members together."""
    found: Accuracy | None = cache.get("accuracy")
    if found is None:
        found = measured_accuracy(ENGINE)
        cache.set("accuracy", found, REMEMBERED)
    rows = in_words(found, get_language() or "en")
    words = {"accuracy": found, "rows": rows, "chart": share_chart(rows)}
    return render(request, "public/accuracy.html", words)


def availability(request: HttpRequest) -> HttpResponse:
    """Show what answers now and since when, measured as the page is asked for."""
    now = measured()
    language = get_language() or "en"
    windows = [
        (one, one.words(language), one.running(now.at), one.ends < now.at)
        for one in maintenance(now.at)
    ]
    words = {"now": now, "windows": windows}
    return render(request, "public/availability.html", words, status=200 if now.up else 503)
