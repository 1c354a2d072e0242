"""A question in real time: kept, read and answered while the asker waits."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from coverwell.doors.edi_gateway.authorizations.asked import ReviewAsked
from coverwell.doors.edi_gateway.inquiries import CLAIM_STATUS, ELIGIBILITY, REVIEWS, Reading
from coverwell.doors.edi_gateway.interchanges import Interchanges
from coverwell.doors.edi_gateway.mail import Written, lay_ready
from coverwell.doors.edi_gateway.quirks import read_profile
from coverwell.doors.edi_gateway.sniff import LOOKED_AT, kind_of
from coverwell.services.acting import together
from coverwell.services.files.at_once import Reply, keep_question, keep_reply
from coverwell.services.files.keep import Arrival
from coverwell.services.files.progress import append
from coverwell.services.files.senders import recalled_quirks
from coverwell.services.files.show import FileStory
from coverwell.services.partners.exchanges import Logged
from coverwell.services.partners.keys import SignedIn
from coverwell.wire.x12.transactions.claim_status import ClaimStatus
from coverwell.wire.x12.transactions.eligibility import Eligibility


ASKED: Final = ("270", "276", "278")
ORDER: Final = ("271", "277", "278", "999", "TA1")
"""In real time one message goes back: the answer, or what says why there is none."""
LARGEST: Final = 1_000_000
"""Bytes; whoever asks about more sends a batch."""


class NotInRealTimeError(ValueError):
    """What was sent is no question that is answered in real time; the message says what is."""


def answer_now(data: bytes, channel: str, partner: SignedIn, log: Logged) -> Written:
    """Answer a 270, a 276 or a 278: all that is kept of it is safe when this returns.

    Raises NotInRealTimeError for anything else, and NoLongerKnownError where the partner's key
    has just ended.
    """
    kind = kind_of(data[:LOOKED_AT])
    if kind not in ASKED or len(data) > LARGEST:
        raise NotInRealTimeError(
            "In real time a 270, 276 or 278 of up to one megabyte is answered:"
            " send this as a batch."
        )
    arrival = Arrival(f"{kind}.x12", channel, kind, partner=partner.partner)
    story = keep_question(data, arrival, partner, timezone.localdate())
    log.file = story.id
    with together(partner.actor):
        found, findings = _answer([data], story, log)
    if found is None:
        raise NotInRealTimeError(" ".join(findings) or "Nothing in it could be read.")
    return found


def _answer(
    chunks: list[bytes], story: FileStory, log: Logged
) -> tuple[Written | None, list[str]]:
    """Read the question, and keep what goes back (None: nothing does) and what was found."""
    interchanges = Interchanges(story, waits=True)
    reading = _reading(interchanges, story.kind)
    state = reading.answer(chunks, read_profile(recalled_quirks(story)))
    written = interchanges.mail.written
    found = next((one for name in ORDER for one in written if one.kind == name), None)
    if found is None:
        append(story.id, state, reading.detail)
        return None, interchanges.said
    reply = Reply(found.kind, found.name, found.content, state, reading.detail)
    keep_reply(story, reply, log)
    for one in written:
        if one is not found:
            lay_ready(story.id, one)
    return found, interchanges.said


def _reading(
    interchanges: Interchanges, kind: str
) -> Reading[Eligibility] | Reading[ClaimStatus] | Reading[ReviewAsked]:
    if kind == "270":
        return Reading(interchanges, ELIGIBILITY)
    if kind == "278":
        return Reading(interchanges, REVIEWS)
    return Reading(interchanges, CLAIM_STATUS)
