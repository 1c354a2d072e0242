"""Sending an 835 again: a person's act, kept with who did it and why. The money moves no more."""

from __future__ import annotations

from django.utils import timezone

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.payments.models import Payment, SentFile
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.files import archive
from coverwell.services.files.progress import append
from coverwell.services.partners.receivers import receivers_on
from coverwell.services.payments.load_remittance import load_remittances
from coverwell.services.payments.outbox import REMITTANCE_FILE, ToWrite, Written


class NotSentError(ValueError):
    """An 835 that cannot be sent again; the message says what to do."""


def remittance_again(trace_number: str, actor: Actor) -> ToWrite:
    """Return a payment whose 835 exists, and who fetches it now; NotSentError where there is none.

    The receiver is that of the newest word, of today too: the old one may be why it is sent again.
    """
    with acting(actor.as_engine()):
        payment = Payment.objects.filter(trace_number=trace_number).exclude(tax_id="").first()
        if (
            payment is None
            or not _may(payment.tax_id, actor)
            or not SentFile.objects.filter(payment=payment).exists()
        ):
            raise NotSentError(f"There is no 835 of a payment {trace_number}.")
        found = load_remittances([payment.pk], for_835=True)[0]
        receiver = receivers_on([payment.tax_id], timezone.localdate()).get(payment.tax_id)
    if receiver is None:
        raise NotSentError(
            f"Nobody fetches the 835s of {payment.tax_id}: name a receiver first, or tell the"
            " office to download it from its remittance page."
        )
    return ToWrite(found, receiver)


def keep_again(written: Written, why: str, actor: Actor) -> int:
    """Lay an 835 into its receiver's mailbox once more; returns the file's number.

    The same bytes in the same mailbox stay one file there, which is offered anew.
    """
    if not _may(written.tax_id, actor):
        raise DeniedError("An office sends its own 835s again, the payer's staff any.")
    stored = archive.store([written.data])
    said = {"sent again by": actor.user, "why": why}
    with acting(actor.as_engine()):
        same = KeptFile.objects.filter(
            direction=KeptFile.Direction.OUT, sha256=stored.sha256, partner=written.partner
        ).first()
        if same is not None:
            append(same.pk, FileEvent.State.KEPT, said)
            return same.pk
        row = KeptFile.objects.create(
            sha256=stored.sha256,
            size=stored.size,
            name=written.name,
            kind=REMITTANCE_FILE,
            direction=KeptFile.Direction.OUT,
            channel="payments",
            partner_id=written.partner,
            tax_id=written.tax_id,
            kept_by=actor.user,
        )
        append(row.pk, FileEvent.State.KEPT, said)
        return row.pk


def _may(tax_id: str, actor: Actor) -> bool:
    return actor.role == "staff" or (actor.role == "provider" and tax_id in actor.tax_ids)
