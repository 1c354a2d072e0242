"""The outbox and the files that carry payments."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.payments.models.payments import Payment
from coverwell.records.payments.models.runs import Run


class Channel(models.TextChoices):
    """How a payment leaves the house."""

    REMITTANCE = "835"
    BANK = "bank"
    CHEQUE = "cheque"


class ToSend(models.Model):
    """The outbox: files still to be written; the writer deletes what it kept."""

    channel = models.CharField(max_length=6, choices=Channel)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="to_send")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"to send {self.channel} {self.run_id}"


class SentFile(models.Model):
    """The file that carries a payment (835) or a run (bank, cheques): one each, ever."""

    channel = models.CharField(max_length=6, choices=Channel)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="files")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True)
    tax_id = models.CharField(max_length=9, blank=True)
    file = models.ForeignKey("cw_files.KeptFile", on_delete=models.PROTECT)
    entries = models.IntegerField()
    total = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "channel"],
                condition=models.Q(payment=None),
                name="cw_sent_file_once_a_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} file of run {self.run_id}"


class SendingEvent(models.Model):
    """What became of a bank file, in order; one that is `sending` is unknown, not unsent."""

    class State(models.TextChoices):
        WRITTEN = "written"
        SENDING = "sending"
        SENT = "sent"
        CONFIRMED = "confirmed"
        MISSING = "missing"
        REFUSED = "refused"

    sent_file = models.ForeignKey(SentFile, on_delete=models.PROTECT, related_name="sendings")
    state = models.CharField(max_length=9, choices=State)
    attempt = models.SmallIntegerField()
    by = models.CharField(max_length=150)
    detail = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sent_file", "attempt", "state"], name="cw_sending_step_once"
            )
        ]

    def __str__(self) -> str:
        return f"file {self.sent_file_id} {self.state}"
