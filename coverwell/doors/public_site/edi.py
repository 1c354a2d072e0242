"""Electronic data interchange for anybody: the companion guide, and the vendors we work with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from coverwell.services.companion.document import Document
from coverwell.services.companion.message import message_guide
from coverwell.services.companion.overview import OVERVIEW, overview
from coverwell.services.companion.tables import companion
from coverwell.services.correspondence.guide_pdf import guide_pdf
from coverwell.services.partners.vendors import vendors
from coverwell.services.payer.read import payer
from coverwell.ui.entry import not_found
from coverwell.wire.x12.describe import described


def guide(request: HttpRequest) -> HttpResponse:
    """Show the guide of the gateway, with a way to each message's own."""
    return _page(request, _guide(OVERVIEW))


def message(request: HttpRequest, key: str) -> HttpResponse:
    """Show the guide of one message."""
    found = _guide(key)
    return not_found(request) if found is None else _page(request, found)


def pdf(request: HttpRequest, key: str) -> HttpResponse:
    """Give a guide as a file to keep and print."""
    found = _guide(key)
    if found is None:
        return not_found(request)
    content = guide_pdf(found, payer(timezone.localdate()).name)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="companion-guide-{found.key}.pdf"'
    return response


def vendor_list(request: HttpRequest) -> HttpResponse:
    """List the vendors that are live with us, and what each exchanges."""
    messages = companion(timezone.localdate()).messages
    words = {"vendors": vendors(), "all": ", ".join(messages)}
    return render(request, "public/vendors.html", words)


def _guide(key: str) -> Document | None:
    today, language = timezone.localdate(), get_language() or "en"
    if key == OVERVIEW:
        return overview(today, language)
    if key not in companion(today).messages:
        return None
    return message_guide(key, described, today, language)


def _page(request: HttpRequest, found: Document | None) -> HttpResponse:
    return render(request, "public/guide.html", {"guide": found, "overview": OVERVIEW})
