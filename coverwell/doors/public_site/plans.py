"""The plans that anybody may read: the catalogue, and each edition as its members read it."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from coverwell.services.explanations.plan_page import offered_plans, plan_page
from coverwell.ui.entry import not_found


def plans(request: HttpRequest) -> HttpResponse:
    """List every published edition."""
    return render(request, "public/plans.html", {"plans": offered_plans(get_language() or "en")})


def plan(request: HttpRequest, key: str, first: str) -> HttpResponse:
    """Show the summary of benefits and coverage of an edition."""
    try:
        found = plan_page(key, date.fromisoformat(first), get_language() or "en")
    except ValueError:
        found = None
    if found is None:
        return not_found(request)
    return render(request, "public/plan.html", {"plan": found})
