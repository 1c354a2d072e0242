"""The start page, and whether the site is up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coverwell.services.availability import availability as measured


def home(request: HttpRequest) -> HttpResponse:
    """Let a visitor choose: office or member."""
    return render(request, "public/home.html")


def availability(request: HttpRequest) -> HttpResponse:
    """Show what answers now and since when, measured as the page is asked for."""
    now = measured()
    return render(request, "public/availability.html", {"now": now}, status=200 if now.up else 503)
