"""Claims as they came in: each is rejected with reasons, or accepted and names its claim."""

from django.db import models
from django.db.models.functions import Now


class IntakeClaim(models.Model):
    """One claim of one file, the `position`-th in it; not keyed by family.

    `answer` is what its acknowledgment says (JSON). `content` is the claim in our words (JSON)
    while it is rejected; an accepted one has it in its Claim. One that only asked what would be
    paid is answered: its reason names the estimate.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        ANSWERED = "answered"

    # Without an index of its own: that of file and position serves.
    file = models.ForeignKey("cw_files.KeptFile", on_delete=models.PROTECT, db_index=False)
    interchange = models.CharField(max_length=9)
    transaction = models.CharField(max_length=9)
    position = models.IntegerField()
    sender_claim_id = models.CharField(max_length=38)
    tax_id = models.CharField(max_length=9, blank=True)
    charge = models.BigIntegerField()
    answer = models.TextField()
    content = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State)
    reasons = models.JSONField(default=list)
    family = models.BigIntegerField(null=True)
    claim = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="cw_intake_sender_key")
        ]
        indexes = [models.Index(fields=["tax_id", "state"])]

    def __str__(self) -> str:
        return f"intake claim {self.pk}"


class Repair(models.Model):
    """An office's correction of a rejected claim: a draft until `file` says that it was sent.

    `fields` is what the form holds (JSON). The rejected claim itself stays as it came.
    """

    rejected = models.OneToOneField(IntakeClaim, on_delete=models.PROTECT, related_name="repair")
    tax_id = models.CharField(max_length=9)
    fields = models.JSONField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)
    file = models.ForeignKey("cw_files.KeptFile", on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"repair {self.pk}"
