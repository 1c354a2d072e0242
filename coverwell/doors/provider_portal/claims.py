"""Claims of an office: one claim with its lines, amounts and reasons."""

from django.http import HttpResponse
from django.shortcuts import render

from coverwell.services.claims.show import show
from coverwell.services.explanations.explained import explain
from coverwell.ui.entry import Request, needs, not_found


@needs("provider")
def claim(request: Request, number: str) -> HttpResponse:
    """Show a claim; each amount and each denial opens to its reasons."""
    found = show(number, request.actor)
    if found is None:
        return not_found(request)
    newest = found.decisions[0] if found.decisions else None
    words = {
        "claim": found,
        "explained": newest and explain(newest, newest.asked, request.LANGUAGE_CODE),
    }
    return render(request, "office/claim.html", words)
