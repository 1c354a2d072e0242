"""A member's temporary ID card, to show and to print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coverwell.services.members.people import people
from coverwell.services.patients.card import issue_card
from coverwell.services.patients.coverage import coverage
from coverwell.ui.entry import Request, needs, not_found


@needs("member")
def card(request: Request, person: str) -> HttpResponse:
    """Issue a card for a person whom the reader may see."""
    found = next((one for one in people(request.actor) if one.reference == person), None)
    if found is None:
        return not_found(request)
    today = timezone.localdate()
    covered = coverage(found, today, today, request.actor)
    issued = issue_card(covered, today, request.LANGUAGE_CODE)
    return render(request, "member/card.html", {"person": found, "card": issued})
