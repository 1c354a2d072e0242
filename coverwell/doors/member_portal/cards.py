"""A member's temporary ID card, to show and to print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coverwell.services.members.people import people
from coverwell.services.patients.card import issue_card
from coverwell.services.patients.coverage import coverage
from coverwell.ui.entry import Request, needs, not_found


@needs("member")
def card(request: Request, member_id: str) -> HttpResponse:
    """Issue a card for a person whom the reader may see."""
    person = next((one for one in people(request.actor) if one.member_id == member_id), None)
    if person is None:
        return not_found(request)
    today = timezone.localdate()
    found = coverage(person, today, today, request.actor)
    issued = issue_card(found, today, request.LANGUAGE_CODE)
    return render(request, "member/card.html", {"person": person, "card": issued})
