"""What the gateway board calls the ways, kinds and states of files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coverwell.services.files.board import BoardRow


CHANNELS: Final[Mapping[str, str]] = {
    "portal": gettext_noop("Page of the office"),
    "repair": gettext_noop("Corrected on a page"),
    "cli": gettext_noop("Command line"),
    "demo": gettext_noop("Demonstration"),
    "sftp": "SFTP",
    "https-mime": "HTTPS (CORE MIME)",
    "https-soap": "HTTPS (CORE SOAP)",
    "https-rest": "HTTPS (CORE REST)",
    "payments": gettext_noop("Payment run"),
    "bank": gettext_noop("Payment run, to the bank"),
}
KINDS: Final[Mapping[str, str]] = {
    "bank": gettext_noop("Bank file"),
    "cheque": gettext_noop("Cheque list"),
    "test": gettext_noop("Test file"),
    "report": gettext_noop("Report"),
}
SENDING: Final[Mapping[str, str]] = {
    "written": gettext_noop("Waits to be sent to the bank"),
    "sending": gettext_noop("On its way to the bank: not known yet"),
    "sent": gettext_noop("Sent to the bank"),
    "confirmed": gettext_noop("Confirmed by the bank"),
    "missing": gettext_noop("Never came to the bank"),
    "refused": gettext_noop("Refused by the bank"),
}
_GOOD, _BAD, _OPEN, _PLAIN = "green", "red", "blue", "grey"
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "kept": (gettext_noop("Kept, waits to be read"), _OPEN),
    "reading": (gettext_noop("Being read"), _OPEN),
    "read": (gettext_noop("Read"), _GOOD),
    "decided": (gettext_noop("Decided"), _GOOD),
    "duplicate": (gettext_noop("Sent before"), _PLAIN),
    "refused": (gettext_noop("Refused"), _BAD),
    "sent": (gettext_noop("Taken by the partner"), _GOOD),
}


def way(channel: str) -> str:
    """Say by which way a file came or goes."""
    return _(CHANNELS[channel]) if channel in CHANNELS else channel


def kind(name: str) -> str:
    """Say what kind of file it is; a message of the standard is called by its number."""
    return _(KINDS[name]) if name in KINDS else name


def state_of(row: BoardRow) -> tuple[str, str]:
    """Say how far a file is, and the colour of its sign.

    A file that goes out is never read by us: it is ready for whoever fetches it.
    """
    if row.sending:
        return _(SENDING[row.sending]), _BAD if row.sending in ("missing", "refused") else _OPEN
    if row.direction == "out" and row.state == "kept":
        return _ready(row), _OPEN
    words, colour = _STATES.get(row.state, (row.state, _PLAIN))
    return _(words) if words else "", colour


def _ready(row: BoardRow) -> str:
    if row.kind == "cheque":
        return _("Written: print the cheques")
    if row.partner and not row.named:
        return _("Ready for the partner")
    if row.channel in ("portal", "repair", "payments"):
        return _("Ready on the office's pages")
    return _("Ready")
