"""The words of kinds, reasons, states and refusals of enrolments."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


WORDS: Final = {
    "kinds": {
        "eft": gettext_noop("Electronic payment (EFT)"),
        "era": gettext_noop("Electronic remittance (ERA)"),
    },
    "reasons": {
        "new": gettext_noop("New enrolment"),
        "change": gettext_noop("Change of an enrolment"),
        "cancel": gettext_noop("Cancellation"),
    },
    "states": {
        "submitted": gettext_noop("Waits for us"),
        "active": gettext_noop("Approved"),
        "returned": gettext_noop("Returned to you"),
        "withdrawn": gettext_noop("Stopped by you"),
        "told": gettext_noop("Your last contact was written to"),
    },
}
_REFUSED: Final = {
    "waits_already": gettext_noop(
        "Another enrolment of this kind waits for us. Stop it first, or wait for our answer."
    ),
    "start_date": gettext_noop("The date must be today or later, within 180 days."),
    "unsigned": gettext_noop("Sign with your name and title."),
    "account_missing": gettext_noop("Enter the account number."),
    "routing_wrong": gettext_noop(
        "Check the routing number: nine digits, the last checks the others."
    ),
    "account_number_wrong": gettext_noop("The account number has 1 to 17 letters and digits."),
    "proof_kind": gettext_noop("Send a PDF, PNG or JPEG of at most 1 MB."),
    "office_unknown": gettext_noop(
        "We do not know this tax ID yet: call the number for provider offices."
    ),
    "has_account": gettext_noop(
        "There is an account already: choose a change, or a cancellation."
    ),
    "has_none": gettext_noop("There is no account yet: choose a new enrolment."),
    "receiver_unknown": gettext_noop(
        "This receiver is not live, or does not work for your tax ID."
    ),
    "cannot_be_stopped": gettext_noop(
        "This enrolment holds already, or was decided. Send a change or a cancellation."
    ),
    "decided_already": gettext_noop(
        "This enrolment was decided before, or stopped by the office."
    ),
    "reason_missing": gettext_noop("Say why it goes back: the office reads it."),
}


def refused(rule: str) -> str:
    """Say why an enrolment was refused, in the active language."""
    return _(_REFUSED[rule])
