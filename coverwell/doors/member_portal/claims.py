"""A member's claims, and the explanation of benefits of each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from coverwell.services.claims.find import MOST_EXPORTED, FoundClaim, Wanted, find
from coverwell.services.claims.show import show
from coverwell.services.correspondence.eob import explanation_of_benefits
from coverwell.services.correspondence.eob_pdf import appeal_words, eob_pdf, notes
from coverwell.services.estimates.compare import compare_claim
from coverwell.services.explanations.around import around
from coverwell.services.members.people import people
from coverwell.ui.entry import Request, needs, not_found
from coverwell.ui.listing import PAGE_SIZE, as_file, one_page, page_number, wants_file


@needs("member")
def claims(request: Request) -> HttpResponse:
    """List the claims of the people whom the reader may see, newest service first."""
    known = people(request.actor)
    chosen = next((one for one in known if one.reference == request.GET.get("person", "")), None)
    wanted = Wanted(sort="service", person=(chosen.family, chosen.number) if chosen else None)
    if wants_file(request):
        return _export(request, find(wanted, request.actor, 0, MOST_EXPORTED))
    number = page_number(request)
    found = find(wanted, request.actor, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    words = {"page": one_page(found, number), "people": known, "chosen": chosen}
    return render(request, "member/claims.html", words)


def _export(request: Request, found: list[FoundClaim]) -> HttpResponse:
    head = [_("Claim number"), _("Patient"), _("Provider"), _("Service"), _("Charge")]
    head += [_("Plan paid"), _("You owe")]
    rows = (
        (
            *(one.number, one.patient, one.provider, one.first_on, one.charge),
            *(one.plan_paid, one.member_owes),
        )
        for one in found
    )
    return as_file(request, "claims", head, rows)


@needs("member")
def claim(request: Request, number: str) -> HttpResponse:
    """Show a claim as an explanation of benefits, or what it waits for."""
    eob = explanation_of_benefits(number, request.actor, request.LANGUAGE_CODE)
    if eob is None:
        return _undecided(request, number)
    words = {
        "eob": eob,
        "claim": eob.claim,
        "explained": eob.explained,
        "around": around(eob.claim, request.actor),
        "notes": notes(eob),
        "appeal": appeal_words(eob),
        "comparison": compare_claim(eob.claim, request.actor, request.LANGUAGE_CODE),
    }
    return render(request, "member/claim.html", words)


def _undecided(request: Request, number: str) -> HttpResponse:
    waiting = show(number, request.actor)
    if waiting is None:
        return not_found(request)
    return render(
        request,
        "member/waiting.html",
        {"claim": waiting, "around": around(waiting, request.actor)},
    )


@needs("member")
def pdf(request: Request, number: str) -> HttpResponse:
    """Send the explanation of benefits as a PDF in the language of the page."""
    eob = explanation_of_benefits(number, request.actor, request.LANGUAGE_CODE)
    if eob is None:
        return not_found(request)
    response = HttpResponse(eob_pdf(eob), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="eob-{eob.claim.number}.pdf"'
    return response
