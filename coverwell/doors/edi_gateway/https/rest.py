"""REST with JSON (CAQH CORE vC4.0.0): OAuth 2.0 client credentials, or a client certificate."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, JsonResponse

from coverwell.doors.edi_gateway.https.envelope import (
    RULE_VERSION,
    SUCCESS,
    Envelope,
    EnvelopeError,
)
from coverwell.doors.edi_gateway.https.exchange import holder
from coverwell.doors.edi_gateway.https.mime import FIELDS
from coverwell.services.partners.keys import SignedIn, by_secret, secret_hash


VERSION: Final = "4.0.0"
SECONDS: Final = 900
"""How long an access token holds; a key that ends takes its tokens with it at once."""
_SALT: Final = "coverwell.edi.token"


def access_token(login: str, secret: str) -> str | None:
    """Return a token for a partner's login and secret (RFC 6749 §4.4); None: it is not theirs."""
    if by_secret(login, secret, _today()) is None:
        return None
    return signing.dumps([login, secret_hash(secret)], salt=_SALT)


def by_token(request: HttpRequest, mode: str) -> SignedIn | None:
    """Return the partner whose token came with a request (RFC 6750)."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    try:
        login, fingerprint = signing.loads(token, salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return holder("shared", str(fingerprint), str(login), mode)


def client_of(request: HttpRequest) -> tuple[str, str]:
    """Return the login and secret of a token request, from its header or its form."""
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            login, _, secret = base64.b64decode(said).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return login, secret
    return request.POST.get("client_id", ""), request.POST.get("client_secret", "")


def read_json(request: HttpRequest) -> Envelope:
    """Read an envelope; the payload is base64. EnvelopeError says what is wrong."""
    try:
        said = json.loads(request.body)
        payload = base64.b64decode(str(said.get("Payload", "")), validate=True)
    except (ValueError, AttributeError) as fault:
        raise EnvelopeError("Sender", "The body is JSON, its Payload base64.") from fault
    if str(said.get("CORERuleVersion", "")) != VERSION:
        raise EnvelopeError("VersionMismatch", f"CORERuleVersion is {VERSION} here.")
    values = {name: str(said.get(field, "")).strip() for field, name in FIELDS.items()}
    return Envelope(**{**values, "version": RULE_VERSION}, payload=payload)


def write_json(envelope: Envelope) -> JsonResponse:
    """Write an answer; a fault has the HTTP status that says what kind it is."""
    said: dict[str, Any] = {
        field: getattr(envelope, name)
        for field, name in FIELDS.items()
        if field not in ("UserName", "Password") and getattr(envelope, name)
    }
    said["CORERuleVersion"] = VERSION
    said["ErrorCode"] = envelope.error_code
    if envelope.error_message:
        said["ErrorMessage"] = envelope.error_message
    if envelope.payload:
        said["Payload"] = base64.b64encode(envelope.payload).decode()
    return JsonResponse(said, status=status_of(envelope))


def status_of(envelope: Envelope) -> int:
    """Return the HTTP status of an answer."""
    if envelope.error_code == SUCCESS:
        return 200
    return 401 if envelope.error_code == "UnAuthorized" else 400


def _today() -> date:
    return date.today()  # noqa: DTZ011 - keys hold by the day of this machine
