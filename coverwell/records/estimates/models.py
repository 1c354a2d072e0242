"""Estimates: what was asked and what was answered, kept under a reference number for good."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.members.family_key import family_key


class Estimate(models.Model):
    """One answer of the adjudication in dry run; it posted nothing.

    `tax_id` is the office that asked ('' where the member asked), `billing_tax_id` the office
    that would bill. `question` is the planned claim, `lines` the answer line by line (JSON).
    """

    pk = models.CompositePrimaryKey("family_id", "id")
    family = family_key("estimates")
    id = models.BigIntegerField()
    reference = models.CharField(max_length=16, unique=True)
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9, blank=True)
    billing_tax_id = models.CharField(max_length=9)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(db_default=Now())
    as_of = models.DateField()
    first_on = models.DateField()
    edition = models.CharField(max_length=80, blank=True)
    rulebook = models.CharField(max_length=16)
    outcome = models.CharField(max_length=8)
    payee = models.CharField(max_length=8)
    question = models.TextField()
    lines = models.TextField()
    trace = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["billing_tax_id", "first_on"])]

    def __str__(self) -> str:
        return f"estimate {self.reference}"
