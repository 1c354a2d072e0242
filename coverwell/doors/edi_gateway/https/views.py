"""The addresses of the CORE connectivity rules: each message proves by itself who sends it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from coverwell.doors.edi_gateway.https.envelope import (
    BATCH,
    REAL_TIME,
    Envelope,
    EnvelopeError,
)
from coverwell.doors.edi_gateway.https.exchange import (
    Identify,
    by_certificate,
    by_password,
    exchange,
)
from coverwell.doors.edi_gateway.https.mime import read_form, write_form
from coverwell.doors.edi_gateway.https.rest import (
    SECONDS,
    access_token,
    by_token,
    client_of,
    read_json,
    write_json,
)
from coverwell.doors.edi_gateway.https.soap import ANSWER_TO, description, read_soap, write_soap
from coverwell.services.partners.keys import SignedIn


NOBODY = Envelope("", REAL_TIME, "", "", "", "")


@csrf_exempt
@require_POST
def mime(request: HttpRequest) -> HttpResponse:
    """Take a form of vC2.2.0."""
    envelope = read_form(request)
    return write_form(exchange(envelope, identify(request), "https-mime"))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def soap(request: HttpRequest) -> HttpResponse:
    """Take a SOAP message of vC2.2.0; a GET answers with the description of the service."""
    if request.method == "GET":
        address = request.build_absolute_uri(request.path)
        return HttpResponse(
            render_to_string("edi_gateway/core.wsdl", description(address)),
            content_type="text/xml; charset=utf-8",
        )
    try:
        name, envelope = read_soap(request)
    except EnvelopeError as fault:
        return write_soap("COREEnvelopeRealTimeResponse", NOBODY.refusal(fault))
    return write_soap(ANSWER_TO[name], exchange(envelope, identify(request), "https-soap"))


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> JsonResponse:
    """Give an access token for a client's credentials (RFC 6749 §4.4)."""
    if request.POST.get("grant_type") != "client_credentials":
        return JsonResponse({"error": "unsupported_grant_type"}, status=400)
    made = access_token(*client_of(request))
    if made is None:
        return JsonResponse({"error": "invalid_client"}, status=401)
    said = {"access_token": made, "token_type": "Bearer", "expires_in": SECONDS}
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


@csrf_exempt
@require_POST
def real_time(request: HttpRequest) -> JsonResponse:
    """Answer a question of vC4.0.0."""
    return _rest(request, REAL_TIME)


@csrf_exempt
@require_POST
def batch(request: HttpRequest) -> JsonResponse:
    """Take a batch of vC4.0.0, or hand over results."""
    return _rest(request, BATCH)


def _rest(request: HttpRequest, mode: str) -> JsonResponse:
    try:
        envelope = read_json(request)
    except EnvelopeError as fault:
        return write_json(NOBODY.refusal(fault))
    if envelope.mode != mode:
        wrong = EnvelopeError("ProcessingModeIllegal", f"ProcessingMode is {mode} here.")
        return write_json(envelope.refusal(wrong))

    def who(_: Envelope) -> SignedIn | None:
        return by_token(request, mode) or by_certificate(request_certificate(request), mode)

    return write_json(exchange(envelope, who, "https-rest"))


def identify(request: HttpRequest) -> Identify:
    """Know a sender by the certificate of its connection, else by what the envelope says."""

    def who(envelope: Envelope) -> SignedIn | None:
        shown = request_certificate(request)
        return by_certificate(shown, envelope.mode) or by_password(envelope)

    return who


def request_certificate(request: HttpRequest) -> str:
    """Return the fingerprint of the client's certificate, '' where it showed none."""
    state = getattr(request, "scope", {}).get("state", {})
    return str(state.get("client_certificate", ""))


def too_busy(request: HttpRequest, seconds: int) -> HttpResponse:
    """Refuse a message at once, in the envelope of its address, and say when to come again."""
    fault = EnvelopeError(
        "Receiver", f"More questions wait than we can answer in time: try in {seconds} s again."
    )
    said = NOBODY.refusal(fault)
    if request.path.endswith("/soap"):
        response = write_soap("COREEnvelopeRealTimeResponse", said)
    else:
        response = write_form(said) if request.path.endswith("/mime") else write_json(said)
    response.status_code = 503
    response["Retry-After"] = str(seconds)
    return response
