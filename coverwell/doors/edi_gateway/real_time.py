"""A question in real time: kept, read and answered while the asker waits."""

from __future__ import annotations

from typing import Final

from coverwell.doors.edi_gateway.inquiries import CLAIM_STATUS, ELIGIBILITY, Reading
from coverwell.doors.edi_gateway.interchanges import Interchanges
from coverwell.doors.edi_gateway.mail import Written
from coverwell.doors.edi_gateway.sniff import LOOKED_AT, kind_of
from coverwell.services.acting import ENGINE
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import show_file
from coverwell.services.partners.keys import SignedIn


ORDER: Final = ("271", "277", "999", "TA1")
"""In real time one message goes back: the answer, or what says why there is none."""
LARGEST: Final = 1_000_000
"""Bytes; whoever asks about more sends a batch."""


class NotInRealTimeError(ValueError):
    """What was sent is no question that is answered in real time; the message says what is."""


def answer_now(data: bytes, channel: str, partner: SignedIn) -> Written:
    """Answer a 270 or a 276. Raises NotInRealTimeError for anything else."""
    kind = kind_of(data[:LOOKED_AT])
    if kind not in ("270", "276") or len(data) > LARGEST:
        raise NotInRealTimeError(
            "In real time a 270 or a 276 of up to one megabyte is answered: send this as a batch."
        )
    arrival = Arrival(f"{kind}.x12", channel, kind, partner=partner.partner, waits=True)
    kept = keep([data], arrival, partner.actor)
    story = show_file(kept.id, ENGINE)
    if story is None:
        raise LookupError(f"File {kept.id} was kept and cannot be found.")
    interchanges = Interchanges(story, waits=True)
    if kind == "270":
        Reading(interchanges, ELIGIBILITY).read([data])
    else:
        Reading(interchanges, CLAIM_STATUS).read([data])
    written = interchanges.mail.written
    found = [one for name in ORDER for one in written if one.kind == name]
    if not found:
        raise NotInRealTimeError(" ".join(interchanges.said) or "Nothing in it could be read.")
    return found[0]
