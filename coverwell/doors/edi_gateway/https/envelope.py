"""What a CORE envelope says around a payload, whichever way it is written.

Names and codes are those of the CAQH CORE connectivity rule vC2.2.0 (45 CFR 162.1203, 162.1403).
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final


RULE_VERSION: Final = "2.2.0"
REAL_TIME, BATCH = "RealTime", "Batch"
SUCCESS: Final = "Success"
ENVELOPE_ERROR: Final = "CoreEnvelopeError"


class EnvelopeError(ValueError):
    """An envelope that cannot be taken: `code` is the rule's own, the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Envelope:
    """The metadata of a message and its payload. `checksum` is the SHA-1 of a batch, in hex.

    `user` and `password` are those of a message that carries them itself.
    """

    payload_type: str
    mode: str
    payload_id: str
    time_stamp: str
    sender: str
    receiver: str
    version: str = RULE_VERSION
    payload: bytes = b""
    checksum: str = ""
    user: str = ""
    password: str = ""
    error_code: str = SUCCESS
    error_message: str = ""

    def answer(self, payload_type: str, payload: bytes = b"") -> Envelope:
        """Return the envelope of the answer: addresses turned round, with an id of its own."""
        return replace(
            self,
            payload_type=payload_type,
            payload=payload,
            checksum=checksum(payload) if self.mode == BATCH and payload else "",
            sender=self.receiver,
            receiver=self.sender,
            time_stamp=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            user="",
            password="",
        )

    def refusal(self, fault: EnvelopeError) -> Envelope:
        """Return the envelope that says why the message was not taken."""
        said = self.answer(ENVELOPE_ERROR)
        return replace(said, error_code=fault.code, error_message=str(fault))


def checksum(payload: bytes) -> str:
    """Return the SHA-1 that the rule asks for; it finds accidents and protects nothing."""
    return hashlib.sha1(payload, usedforsecurity=False).hexdigest()


def check(envelope: Envelope) -> None:
    """See that every required part is there and can be right. EnvelopeError says what is not."""
    needed = {
        "PayloadType": envelope.payload_type,
        "ProcessingMode": envelope.mode,
        "PayloadID": envelope.payload_id,
        "TimeStamp": envelope.time_stamp,
        "SenderID": envelope.sender,
        "ReceiverID": envelope.receiver,
        "CORERuleVersion": envelope.version,
    }
    for name, value in needed.items():
        if not value:
            raise EnvelopeError(f"{name}Required", f"The envelope has no {name}.")
    if envelope.version != RULE_VERSION:
        raise EnvelopeError("VersionMismatch", f"CORERuleVersion is {RULE_VERSION} here.")
    if envelope.mode not in (REAL_TIME, BATCH):
        raise EnvelopeError("ProcessingModeIllegal", "ProcessingMode is RealTime or Batch.")
    try:
        uuid.UUID(envelope.payload_id)
    except ValueError:
        raise EnvelopeError("PayloadIDIllegal", "PayloadID is a UUID (RFC 4122).") from None
    if envelope.checksum and envelope.checksum.lower() != checksum(envelope.payload):
        raise EnvelopeError(
            "ChecksumMismatched", "CheckSum is not the SHA-1 of the payload: send it again."
        )
