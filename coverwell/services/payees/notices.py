"""A change of account is told to whom we last knew, so that a stranger's change is noticed."""

from __future__ import annotations

from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coverwell.records.payees.models import PayeeEnrolment, PayeeEnrolmentEvent
from coverwell.services.acting import ENGINE, acting
from coverwell.services.payees.read import enrolment_rows, shown
from coverwell.services.payees.steps import note_step
from coverwell.services.payees.terms import enrolment_terms
from coverwell.services.payees.values import EFT
from coverwell.services.payer.read import payer


State = PayeeEnrolmentEvent.State


def tell_old_contact(number: int) -> bool:
    """Write once to the contact of the enrolment before this one; False: there is none.

    Neither the account nor the office's number stands in the letter.
    """
    with acting(ENGINE):
        row = enrolment_rows().get(pk=number)
        to = _contact_before(row)
        if not to or any(one.state == State.TOLD for one in shown(row).steps):
            return False
    _send(to, shown(row).reference)
    with acting(ENGINE):
        note_step(row, State.TOLD, ENGINE.user)
    return True


def _contact_before(row: PayeeEnrolment) -> str:
    """Return the address of the newest enrolment of the office that once held."""
    earlier = PayeeEnrolment.objects.filter(
        tax_id=row.tax_id, kind=EFT, pk__lt=row.pk, events__state=State.ACTIVE
    )
    last = earlier.order_by("-pk").first()
    return "" if last is None else str(last.said.get("contact_email", ""))


def _send(to: str, reference: str) -> None:
    today = timezone.localdate()
    us = payer(today)
    words = {
        "reference": reference,
        "days": enrolment_terms(today).wait,
        "phone": us.provider_phone,
        "name": us.name,
    }
    with translation.override("en"):
        subject = _("%(name)s: the bank account of your office is to change") % words
        text = _(
            "Somebody of your office asked us to change or end the account to which we pay"
            " (reference %(reference)s). A new account is used after %(days)s banking days at the"
            " earliest. If your office did not ask for this, stop it on the page Electronic"
            " payment, or call %(phone)s now."
        )
        send_mail(subject, text % words, None, [to])
