"""HTTP with MIME multipart/form-data (CAQH CORE vC2.2.0, §4.2.1)."""

from __future__ import annotations

import secrets
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from coverwell.doors.edi_gateway.https.envelope import Envelope


FIELDS: Final = {
    "PayloadType": "payload_type",
    "ProcessingMode": "mode",
    "PayloadID": "payload_id",
    "TimeStamp": "time_stamp",
    "SenderID": "sender",
    "ReceiverID": "receiver",
    "CORERuleVersion": "version",
    "CheckSum": "checksum",
    "UserName": "user",
    "Password": "password",
}


def read_form(request: HttpRequest) -> Envelope:
    """Read the fields of a form; the payload may be a field or a file."""
    said = {name: request.POST.get(field, "").strip() for field, name in FIELDS.items()}
    payload = request.POST.get("Payload", "").encode()
    sent = request.FILES.get("Payload")
    if isinstance(sent, UploadedFile):
        payload = b"".join(sent.chunks())
    return Envelope(**said, payload=payload)


def write_form(envelope: Envelope) -> HttpResponse:
    """Write an answer as a form."""
    boundary = secrets.token_hex(16)
    fields = {field: getattr(envelope, name) for field, name in FIELDS.items()}
    fields |= {
        "PayloadLength": str(len(envelope.payload)) if envelope.payload else "",
        "ErrorCode": envelope.error_code,
        "ErrorMessage": envelope.error_message,
        "Payload": envelope.payload.decode("ascii", "replace"),
    }
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
        if value
    ]
    content = "".join(parts) + f"--{boundary}--\r\n"
    return HttpResponse(content, content_type=f"multipart/form-data; boundary={boundary}")
