"""SOAP 1.2 with the CORE envelope (CAQH CORE vC2.2.0, §4.2.2); batches may come as MTOM."""

from __future__ import annotations

import base64
import binascii
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.http import HttpRequest, HttpResponse

from coverwell.doors.edi_gateway.https.envelope import (
    BATCH,
    REAL_TIME,
    Envelope,
    EnvelopeError,
)
from coverwell.doors.edi_gateway.https.mime import FIELDS


SOAP: Final = "http://www.w3.org/2003/05/soap-envelope"
CORE: Final = "http://www.caqh.org/SOAP/WSDL/CORERule2.2.0.xsd"
ANSWER_TO: Final = {
    "COREEnvelopeRealTimeRequest": "COREEnvelopeRealTimeResponse",
    "COREEnvelopeBatchSubmission": "COREEnvelopeBatchSubmissionResponse",
    "COREEnvelopeBatchSubmissionAckRetrievalRequest": (
        "COREEnvelopeBatchSubmissionAckRetrievalResponse"
    ),
    "COREEnvelopeBatchResultsRetrievalRequest": "COREEnvelopeBatchResultsRetrievalResponse",
}

IN_ORDER: Final = (
    "PayloadType", "ProcessingMode", "PayloadID", "PayloadLength", "TimeStamp", "SenderID",
    "ReceiverID", "CORERuleVersion", "CheckSum", "Payload", "ErrorCode", "ErrorMessage",
)  # fmt: skip
"""The sequence of the rule's schema, which strict clients insist on."""
OPERATIONS: Final = (
    ("RealTimeTransaction", "COREEnvelopeRealTimeRequest"),
    ("BatchSubmitTransaction", "COREEnvelopeBatchSubmission"),
    ("BatchSubmitAckRetrievalTransaction", "COREEnvelopeBatchSubmissionAckRetrievalRequest"),
    ("BatchResultsRetrievalTransaction", "COREEnvelopeBatchResultsRetrievalRequest"),
)


def description(address: str) -> dict[str, object]:
    """Return what the description of the service (WSDL) is made of."""
    kinds = {"RealTime": "string", "BatchSubmission": "base64Binary"}
    messages = []
    for asked, answered in ANSWER_TO.items():
        kind = kinds.get(asked.removeprefix("COREEnvelope").removesuffix("Request"), "")
        messages.append((asked, kind, False))
        messages.append((answered, "string" if "RealTime" in asked else "base64Binary", True))
    operations = [(name, asked, ANSWER_TO[asked]) for name, asked in OPERATIONS]
    return {"address": address, "messages": messages, "operations": operations}


def read_soap(request: HttpRequest) -> tuple[str, Envelope]:
    """Return the name of the message and its envelope. EnvelopeError says what is wrong."""
    text, attached = _parts(request)
    try:
        root: Element = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise EnvelopeError("Sender", "The message is not well-formed XML.") from fault
    body = root.find(f"{{{SOAP}}}Body")
    message = body[0] if body is not None and len(body) else None
    name = "" if message is None else _local(message)
    if message is None or name not in ANSWER_TO or not message.tag.startswith(f"{{{CORE}}}"):
        raise EnvelopeError("Sender", "The body has no CORE envelope that we know.")
    said = {key: _text(message, field) for field, key in FIELDS.items()}
    said["user"], said["password"] = _text(root, "Username"), _text(root, "Password")
    said["mode"] = said["mode"] or (REAL_TIME if "RealTime" in name else BATCH)
    return name, Envelope(**said, payload=_payload(name, message, attached))


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(within: Element, name: str) -> str:
    """The text of an element by its name, with a namespace or without: senders do both."""
    found = next((one for one in within.iter() if _local(one) == name), None)
    return "" if found is None else (found.text or "").strip()


def _payload(name: str, message: Element, attached: dict[str, bytes]) -> bytes:
    """A real-time payload is text; that of a batch is base64 or an attachment."""
    field = next((one for one in message if _local(one) == "Payload"), None)
    if field is None:
        return b""
    include = next((one for one in field if _local(one) == "Include"), None)
    if include is not None:
        return attached.get(include.attrib.get("href", "").removeprefix("cid:"), b"")
    text = (field.text or "").strip()
    if name != "COREEnvelopeBatchSubmission":
        return text.encode()
    try:
        return base64.b64decode(text)
    except binascii.Error as fault:
        raise EnvelopeError("Sender", "The payload of a batch is base64 or MTOM.") from fault


def _parts(request: HttpRequest) -> tuple[bytes, dict[str, bytes]]:
    """Part an MTOM message into its XML and its attachments by their ids."""
    kind = request.headers.get("Content-Type", "")
    if not kind.lower().startswith("multipart/related"):
        return request.body, {}
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    found = [
        (str(part["Content-ID"] or "").strip("<>"), part.get_payload(decode=True) or b"")
        for part in message.iter_parts()
    ]
    if not found:
        raise EnvelopeError("Sender", "The message has no parts.")
    attached = {name: bytes(data) for name, data in found if isinstance(data, bytes)}
    first = found[0][1]
    return bytes(first) if isinstance(first, bytes) else b"", attached


def write_soap(name: str, envelope: Envelope) -> HttpResponse:
    """Write an answer."""
    fields = {field: getattr(envelope, key) for field, key in FIELDS.items()}
    payload = envelope.payload
    text = payload.decode("ascii", "replace")
    if envelope.mode != REAL_TIME:
        text = base64.b64encode(payload).decode()
    fields |= {
        "PayloadLength": str(len(payload)) if payload else "",
        "Payload": text,
        "ErrorCode": envelope.error_code,
        "ErrorMessage": envelope.error_message,
    }
    inside = "".join(
        f"<{field}>{escape(fields[field])}</{field}>" for field in IN_ORDER if fields[field]
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}"><s:Body>'
        f'<c:{name} xmlns:c="{CORE}">{inside}</c:{name}></s:Body></s:Envelope>'
    )
    return HttpResponse(content, content_type="application/soap+xml; charset=utf-8")
