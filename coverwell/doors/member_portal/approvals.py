"""A member's approvals: what was asked for, where it stands, and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coverwell.services.authorizations.explain import MEMBER, explain, state_words
from coverwell.services.authorizations.find import by_reference, newest
from coverwell.services.authorizations.values import Review, State
from coverwell.services.explanations.rights import Rights, rights
from coverwell.services.payer.read import payer
from coverwell.ui.entry import Request, needs, not_found
from coverwell.ui.listing import PAGE_SIZE, one_page, page_number


@needs("member")
def listed(request: Request) -> HttpResponse:
    """List the requests about the people whom the reader may see, newest first."""
    number = page_number(request)
    found = newest(request.actor, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    now = timezone.localtime()
    rows = [explain(one, MEMBER, request.LANGUAGE_CODE, now) for one in found]
    words = {"page": one_page(rows, number), "states": state_words()}
    return render(request, "member/approvals.html", words)


@needs("member")
def one(request: Request, reference: str) -> HttpResponse:
    """Show one request in plain words."""
    found = by_reference(reference, request.actor)
    if found is None:
        return not_found(request)
    words = {
        "review": found,
        "explained": explain(found, MEMBER, request.LANGUAGE_CODE, timezone.localtime()),
        "states": state_words(),
        "rights": _rights(found, request.LANGUAGE_CODE),
    }
    return render(request, "member/approval.html", words)


def _rights(found: Review, language: str) -> Rights | None:
    """Return how to appeal what was not approved as it was asked; None where all was."""
    decided = found.decided
    if decided is None or found.state not in (State.DENIED, State.PARTLY, State.MODIFIED):
        return None
    day = timezone.localdate(decided.at)
    return rights(day, language, payer(day).member_phone)
