"""The first page of an office."""

from django.http import HttpResponse
from django.shortcuts import render

from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.services.claims.find import Wanted, counts, find


@office
def dashboard(request: OfficeRequest) -> HttpResponse:
    """Show what needs somebody's hand, what waits, and what came last."""
    words = {
        "counts": counts(request.actor),
        "denied": find(Wanted(state="denied"), request.actor, 0, 5),
        "waiting": find(Wanted(state="pended"), request.actor, 0, 5),
        "newest": find(Wanted(), request.actor, 0, 5),
    }
    return render(request, "office/dashboard.html", words)
