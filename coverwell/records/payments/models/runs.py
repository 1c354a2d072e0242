"""Payment runs and what was asked for: rows are added, never changed."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.members.family_key import family_key


class RunRequest(models.Model):
    """A run above the limit that waits for a second person; its items are fixed when asked."""

    as_of = models.DateField()
    asked_by = models.CharField(max_length=150)
    total = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    # Of the orders beside the claims it pays those that were there when it was asked for.
    last_order = models.BigIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"payment run request {self.pk}"


class RunRequestItem(models.Model):
    """One decision that a request would pay."""

    pk = models.CompositePrimaryKey("request_id", "family_id", "claim", "decision_no")
    request = models.ForeignKey(RunRequest, on_delete=models.PROTECT, db_index=False)
    family = family_key("requested_payments")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"request {self.request_id} {self.family_id}-{self.claim}-{self.decision_no}"


class Run(models.Model):
    """One payment run: who asked and approved it, its day, its totals (cents), its versions."""

    as_of = models.DateField()
    effective_on = models.DateField()
    asked_by = models.CharField(max_length=150)
    approved_by = models.CharField(max_length=150, blank=True)
    request = models.OneToOneField(RunRequest, on_delete=models.PROTECT, null=True)
    payments = models.IntegerField()
    claims = models.IntegerField()
    claims_total = models.BigIntegerField()
    interest_total = models.BigIntegerField()
    paid_total = models.BigIntegerField()
    code = models.CharField(max_length=16)
    rulebook = models.CharField(max_length=16)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"payment run {self.pk}"
