"""What happens to a message of HTTPS, whatever envelope it came in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from typing import Final

from coverwell.doors.edi_gateway.https.envelope import (
    BATCH,
    REAL_TIME,
    Envelope,
    EnvelopeError,
    check,
)
from coverwell.doors.edi_gateway.real_time import NotInRealTimeError, answer_now
from coverwell.doors.edi_gateway.sniff import LOOKED_AT, kind_of
from coverwell.services.acting import ENGINE
from coverwell.services.files import mailbox
from coverwell.services.files.at_once import NoLongerKnownError
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import show_file
from coverwell.services.partners.exchanges import Exchange, exchanged
from coverwell.services.partners.keys import (
    SignedIn,
    by_key,
    by_own_key,
    recalled,
    secret_hash,
)
from coverwell.services.payer.read import payer
from coverwell.services.recalled import forget


ANSWERS: Final = {
    "271": "X12_271_Response_005010X279A1",
    "277": "X12_277_Response_005010X212",
    "277CA": "X12_277CA_Response_005010X214",
    "278": "X12_278_Response_005010X217",
    "999": "X12_999_Response_005010X231A1",
    "TA1": "X12_TA1_Response_00501X231A1",
    "835": "X12_835_Request_005010X221A1",
}
RECEIPT: Final = "X12_BatchReceiptConfirmation"
NOTHING_READY: Final = "X12_005010_Response_NoBatchResultsFile"
RESULTS: Final = re.compile(r"X12_(?:005010_)?Request_Batch_?Results?_(?P<kind>\w+)")
_ANOTHER: Final = (
    "This PayloadID named another batch: nothing was taken. Give each batch an id of its own."
)
_NOBODY: Final = (
    "We do not know this sender, its key ended, or its enrolment is neither in testing nor live."
)
REQUEST: Final = re.compile(r"X12_(?P<kind>\w+?)_Request_\w+")

Identify = Callable[[Envelope], SignedIn | None]


def exchange(envelope: Envelope, identify: Identify, channel: str) -> Envelope:
    """Take a message and return what goes back; a fault goes back as the rule's own code."""
    try:
        check(envelope)
        return _exchanged(envelope, _sender(envelope, identify), channel)
    except EnvelopeError as fault:
        return envelope.refusal(fault)


def by_password(envelope: Envelope) -> SignedIn | None:
    """Identify a sender by the name and the secret inside the envelope."""
    if not envelope.user:
        raise EnvelopeError("UserNameRequired", "The envelope has no UserName.")
    if not envelope.password:
        raise EnvelopeError("PasswordRequired", "The envelope has no Password.")
    return holder("shared", secret_hash(envelope.password), envelope.user, envelope.mode)


def by_certificate(fingerprint: str, mode: str) -> SignedIn | None:
    """Identify a sender by the certificate of its connection ('' : it showed none)."""
    return holder("tls", fingerprint, "", mode) if fingerprint else None


def holder(kind: str, fingerprint: str, login: str, mode: str) -> SignedIn | None:
    """Return the partner of a key; `login` '' : the key itself says who it is."""
    if mode == REAL_TIME:
        return recalled(kind, fingerprint, login, _today())
    if login:
        return by_key(login, kind, fingerprint, _today())
    return by_own_key(kind, fingerprint, _today())


def _today() -> date:
    return date.today()  # noqa: DTZ011 - keys hold by the day of this machine


def _sender(envelope: Envelope, identify: Identify) -> SignedIn:
    """Return who sent the message, once its addresses are right too."""
    partner = identify(envelope)
    if partner is None:
        raise EnvelopeError("UnAuthorized", _NOBODY)
    if envelope.sender != partner.address[1]:
        raise EnvelopeError("SenderIDIllegal", "SenderID is not the address of who signed in.")
    us = payer(_today()).payer_id
    if envelope.receiver != us:
        raise EnvelopeError("ReceiverIDIllegal", f"ReceiverID is {us} here.")
    return partner


def _exchanged(envelope: Envelope, partner: SignedIn, channel: str) -> Envelope:
    results = RESULTS.fullmatch(envelope.payload_type)
    if results:
        return _pick_up(envelope, results["kind"], partner, channel)
    if not REQUEST.fullmatch(envelope.payload_type) and not _is_batch_type(envelope):
        raise EnvelopeError("PayloadTypeIllegal", "We do not know this PayloadType.")
    if not envelope.payload:
        raise EnvelopeError("PayloadRequired", "The envelope has no Payload.")
    kind = kind_of(envelope.payload[:LOOKED_AT])
    refused = partner.enrolment.refused(kind)
    if refused:
        raise EnvelopeError("PayloadTypeIllegal", refused.words)
    if envelope.mode == BATCH:
        return _submit(envelope, kind, partner, channel)
    return _ask(envelope, partner, channel)


def _is_batch_type(envelope: Envelope) -> bool:
    return envelope.mode == BATCH and envelope.payload_type.startswith("X12_")


def _ask(envelope: Envelope, partner: SignedIn, channel: str) -> Envelope:
    with exchanged(_about(envelope, partner, channel)) as log:
        try:
            said = answer_now(envelope.payload, channel, partner, log)
        except NotInRealTimeError as fault:
            raise EnvelopeError("PayloadTypeIllegal", str(fault)) from fault
        except NoLongerKnownError as fault:
            forget()
            raise EnvelopeError("UnAuthorized", _NOBODY) from fault
    return envelope.answer(ANSWERS[said.kind], said.content)


def _submit(envelope: Envelope, kind: str, partner: SignedIn, channel: str) -> Envelope:
    """Keep a batch once, however often the same message is sent."""
    with exchanged(_about(envelope, partner, channel)) as log:
        if log.first is None:
            name = f"{envelope.payload_id}.x12"
            arrival = Arrival(name, channel, kind, partner=partner.partner)
            log.file = keep([envelope.payload], arrival, partner.actor).id
        elif not _same(log.first, envelope.payload):
            raise EnvelopeError("PayloadIDIllegal", _ANOTHER)
        log.answered = "receipt"
    return envelope.answer(RECEIPT)


def _same(file: int, payload: bytes) -> bool:
    """Say whether a batch that comes again is the batch that was taken: nothing is dropped."""
    story = show_file(file, ENGINE)
    return story is not None and story.sha256 == hashlib.sha256(payload).hexdigest()


def _pick_up(envelope: Envelope, kind: str, partner: SignedIn, channel: str) -> Envelope:
    """Hand over the oldest answer of a kind that was not taken yet."""
    with exchanged(_about(envelope, partner, channel)) as log:
        ready = mailbox.mailbox(partner.partner)
        waiting = [one for one in ready if one.kind == kind and not one.taken]
        if not waiting:
            log.answered = "nothing"
            return envelope.answer(NOTHING_READY)
        content = waiting[0].path.read_bytes()
        mailbox.take(partner.partner, waiting[0].id, partner.name)
        log.file, log.answered = waiting[0].id, kind
    return envelope.answer(ANSWERS.get(kind, f"X12_{kind}_Response"), content)


def _about(envelope: Envelope, partner: SignedIn, channel: str) -> Exchange:
    return Exchange(partner.partner, channel, envelope.mode, envelope.payload_type,
                    envelope.payload_id)  # fmt: skip
