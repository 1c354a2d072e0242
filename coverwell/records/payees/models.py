"""Enrolments of offices for electronic payment and remittance; appended, never changed."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.sealing.seal import PATTERN


class PayeeEnrolment(models.Model):
    """What an office asked for and signed; `said` holds the data elements of CAQH CORE 380 or 382.

    No bank account stands in it: that is sealed in StatedAccount. The newest event is its state.
    """

    class Kind(models.TextChoices):
        EFT = "eft"
        ERA = "era"

    class Reason(models.TextChoices):
        NEW = "new"
        CHANGE = "change"
        CANCEL = "cancel"

    kind = models.CharField(max_length=3, choices=Kind)
    reason = models.CharField(max_length=6, choices=Reason)
    tax_id = models.CharField(max_length=9)
    said = models.JSONField()
    requested_on = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["tax_id", "kind"])]

    def __str__(self) -> str:
        return f"payee enrolment {self.pk}"


class PayeeEnrolmentEvent(models.Model):
    """One step of an enrolment: who took it, and why; `first_on` from when it holds."""

    class State(models.TextChoices):
        SUBMITTED = "submitted"
        ACTIVE = "active"
        RETURNED = "returned"
        WITHDRAWN = "withdrawn"
        TOLD = "told"

    enrolment = models.ForeignKey(PayeeEnrolment, on_delete=models.PROTECT, related_name="events")
    tax_id = models.CharField(max_length=9)
    state = models.CharField(max_length=9, choices=State)
    first_on = models.DateField(null=True)
    why = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"payee enrolment {self.enrolment_id} {self.state}"


class StatedAccount(models.Model):
    """The account of an enrolment, sealed for its row, and the voided cheque that shows it."""

    enrolment = models.OneToOneField(PayeeEnrolment, on_delete=models.PROTECT)
    routing = models.CharField(max_length=9)
    account_sealed = models.CharField(max_length=200)
    ending = models.CharField(max_length=4, blank=True)
    checking = models.BooleanField()
    proof_kind = models.CharField(max_length=20, blank=True)
    proof_sealed = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cw_stated_account_is_sealed",
                condition=models.Q(account_sealed__regex=PATTERN)
                & (models.Q(proof_sealed="") | models.Q(proof_sealed__regex=PATTERN)),
            )
        ]

    def __str__(self) -> str:
        return f"stated account {self.pk}"
